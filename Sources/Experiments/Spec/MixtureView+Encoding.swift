import JSONTree

extension ExperimentSpec.MixtureView {
  /// The kind of cell and what it says.
  var keyed: (String, JSONValue) {
    var (kind, members) = words
    if show.isJudged, kind != "claim" { members.append(JSONMember("metric", .word(judgement))) }
    members += [
      JSONMember("models", .strings(models)), JSONMember("tests", .strings(tests)),
      JSONMember("mixers", .words(mixers)),
      JSONMember("epochs", .array(epochs.map { .integer($0) })),
    ]
    if let seeds { members.append(JSONMember("seeds", .array(seeds.map { .integer($0) }))) }
    return (kind, .object(members))
  }

  private var words: (String, [JSONMember]) {
    func chart(_ word: Show.ChartWord) -> (String, [JSONMember]) {
      ("chart", [JSONMember("mixture", .word(word))])
    }
    func table(_ word: Show.TableWord) -> (String, [JSONMember]) {
      ("table", [JSONMember("mixture", .word(word))])
    }
    switch show {
    case .claim(let of, let relation, let than, let scope, let source):
      let members = [
        JSONMember("that", .word(judgement)), JSONMember("mixer", of.json),
        JSONMember("is", .word(relation)), JSONMember("than", than.json),
        JSONMember("for", .word(scope)),
      ]
      return ("claim", members + (source.map { [JSONMember("source", .string($0))] } ?? []))
    case .effects(let against):
      let (kind, members) = chart(.effects)
      return (
        kind, members + [JSONMember("against", against.map { .word($0) } ?? "none")]
      )
    case .rounds: return chart(.rounds)
    case .slopes: return chart(.slopes)
    case .shares: return chart(.shares)
    case .progress: return chart(.progress)
    case .influences: return chart(.influences)
    case .agreement: return chart(.agreement)
    case .results: return table(.results)
    case .counts: return table(.counts)
    }
  }

  /// A word for addresses.
  var slug: String {
    switch show {
    case .claim(let of, let relation, let than, _, _):
      "\(of.slug)-\(relation.rawValue)-\(than.slug)"
    default: words.1.first?.value.string ?? "mixture"
    }
  }
}

extension ExperimentSpec.MixtureView.Operand {
  fileprivate var json: JSONValue {
    guard let mixer else { return "none" }
    guard epochs != nil || step != nil else { return .word(mixer) }
    return .object([
      "mixer": .word(mixer), "epochs": epochs.map { .integer($0) },
      "step": step.map { .number($0) },
    ])
  }

  fileprivate var slug: String { mixer?.rawValue ?? "none" }
}
