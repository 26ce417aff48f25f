import JSONTree

extension ExperimentSpec.SelectionView {
  /// The kind of cell and what it says.
  var keyed: (String, JSONValue) {
    let shared: KeyValuePairs<String, JSONValue?> = [
      "models": .strings(models), "targets": .strings(targets),
      "selectors": .strings(selectors.map(\.name)),
      "seeds": seeds.map { .array($0.map { .integer($0) }) },
    ]
    let (kind, members) = words
    return (
      kind,
      .object(
        members
          + shared.compactMap { key, value in
            value.map { JSONMember(key, $0) }
          })
    )
  }

  private var words: (String, [JSONMember]) {
    func chart(_ word: Show.ChartWord, _ agreement: Agreement? = nil) -> (String, [JSONMember]) {
      let members = agreement.map { [JSONMember("agreement", .word($0))] } ?? []
      return ("chart", [JSONMember("selection", .word(word))] + members)
    }
    switch show {
    case .claim(let of, let relation, let than, let source):
      let members = [
        JSONMember("that", .word(judgement)), JSONMember("selector", .string(of.name)),
        JSONMember("is", .word(relation)), JSONMember("than", operand(than)),
      ]
      return ("claim", members + (source.map { [JSONMember("source", .string($0))] } ?? []))
    case .effects(let against):
      let (kind, members) = chart(.effects)
      return (
        kind,
        members + [
          JSONMember("metric", .word(judgement)), JSONMember("against", operand(against)),
        ]
      )
    case .results:
      return (
        "table",
        [
          JSONMember("selection", .word(Show.TableWord.results)),
          JSONMember("metric", .word(judgement)),
        ]
      )
    case .ablation(let against):
      return (
        "table",
        [
          JSONMember("selection", .word(Show.TableWord.ablation)),
          JSONMember("against", .string(against.name)),
        ]
      )
    case .extremes: return ("table", [JSONMember("selection", .word(Show.TableWord.extremes))])
    case .sources: return chart(.sources)
    case .lengths: return chart(.lengths)
    case .scores: return chart(.scores)
    case .overlap(let agreement): return chart(.overlap, agreement)
    case .transfer(let agreement): return chart(.transfer, agreement)
    case .targets(let agreement): return chart(.targets, agreement)
    case .warmup: return chart(.warmup)
    }
  }

  private func operand(_ selector: ExperimentSpec.SelectionMeasure.Variant?) -> JSONValue {
    .string(selector?.name ?? "none")
  }

  /// A word for addresses.
  var slug: String {
    switch show {
    case .claim(let of, let relation, let than, _):
      "\(of.name)-\(relation.rawValue)-\(than?.name ?? "none")"
    default: words.1.first?.value.string ?? "selection"
    }
  }
}
