import Diagnostics
import JSONTree

extension Reader<ExperimentSpec.MixtureView> {
  /// A chart of a mixture.
  static func mixtureChart(in scope: SpecScope) -> Reader {
    .object("a chart of a mixture") { object in
      let word: Value.Show.ChartWord? = object.required("mixture", .choice)
      guard let word else {
        object.abandon()
        return nil
      }
      object.rename("a chart of a mixture's \(word.rawValue)")
      let show: Value.Show? =
        switch word {
        case .effects: object.against(in: scope).map { .effects(against: $0) }
        case .rounds: .rounds
        case .slopes: .slopes
        case .shares: .shares
        case .progress: .progress
        case .influences: .influences
        case .agreement: .agreement
        }
      return object.view(show, in: scope)
    }
  }

  /// A table of a mixture.
  static func mixtureTable(in scope: SpecScope) -> Reader {
    .object("a table of a mixture") { object in
      let word: Value.Show.TableWord? = object.required("mixture", .choice)
      guard let word else {
        object.abandon()
        return nil
      }
      object.rename("a table of a mixture's \(word.rawValue)")
      return object.view(word == .results ? .results : .counts, in: scope)
    }
  }

  /// A claim about a mixer.
  static func mixtureClaim(in scope: SpecScope) -> Reader {
    .object("a claim about a mixer") { object in
      let judgement: ExperimentSpec.SelectionView.Judgement? = object.required(
        "that", .choice(of: ExperimentSpec.SelectionView.Judgement.comparable))
      let of = object.required("mixer", .operand(in: scope))
      let relation: ExperimentSpec.Claim.Relation? = object.required(
        "is", .choice(of: [.less, .greater]))
      let than = object.required("than", .operand(in: scope))
      let range = object.optional("for", .choice, default: Value.Scope.mean)
      let source = object.optional("source", .text)
      if let of, let than, of == than { object.report(.mixerWithItself(of.mixer), at: "than") }
      if let of, of.mixer == nil { object.report(.claimOfNothing(), at: "mixer") }
      guard let of, let relation, let than, let range else {
        _ = object.view(nil, judgement, in: scope)
        return nil
      }
      return object.view(
        .claim(of: of, is: relation, than: than, for: range, source: source), judgement, in: scope)
    }
  }
}

extension Reader<ExperimentSpec.MixtureMeasure.Mixer?> {
  /// A mixer, or `none` for the model as it is.
  fileprivate static func mixerOrNone(in scope: SpecScope) -> Reader {
    let mixers = Reader<ExperimentSpec.MixtureMeasure.Mixer>.mixer(in: scope)
    return Reader(expected: "\(mixers.expected), or 'none' for the model as it is") { node, log in
      if node.value.string == "none" { return .some(nil) }
      return mixers.read(node, log).map { .some($0) }
    }
  }
}

extension Reader<ExperimentSpec.MixtureView.Operand> {
  /// A mixer, `none` for the model as it is, or an object that says for how many epochs.
  fileprivate static func operand(in scope: SpecScope) -> Reader {
    let word = Reader<ExperimentSpec.MixtureMeasure.Mixer?>.mixerOrNone(in: scope).map {
      Value(mixer: $0, epochs: nil, step: nil)
    }
    let whole = Reader.object("a side of a claim") { object in
      let mixer = object.required("mixer", .mixer(in: scope))
      let epochs = object.optional("epochs", .trained(in: scope))
      let step = object.optional("step", .used(in: scope))
      if let mixer, !mixer.asksLoop, object.has("step") {
        object.report(
          .withoutEffect("step", because: "'\(mixer.rawValue)' is no mixture of IDEAL's"),
          at: "step")
      }
      guard let mixer, !object.has("epochs") || epochs != nil, !object.has("step") || step != nil
      else { return nil }
      return Value(mixer: mixer, epochs: epochs, step: step)
    }
    return Reader(expected: word.expected) { node, log in
      if case .object = node.content { return whole.read(node, log) }
      return word.read(node, log)
    }
  }
}

extension Reader<ExperimentSpec.MixtureMeasure.Mixer> {
  fileprivate static func mixer(in scope: SpecScope) -> Reader {
    Reader.choice.checked { mixer in
      scope.mixture?.mixers.contains(mixer) ?? true ? nil : .unusedMixer(mixer)
    }
  }
}

extension Reader<Int> {
  /// A number of epochs that models are trained for.
  fileprivate static func trained(in scope: SpecScope) -> Reader {
    Reader.integer(atLeast: 1).checked { epochs in
      scope.mixture?.epochs.contains(epochs) ?? true ? nil : .unusedEpochs(epochs)
    }
  }
}

extension Reader<Double> {
  /// An m of the loop.
  fileprivate static func used(in scope: SpecScope) -> Reader {
    Reader.part.checked { step in
      scope.mixture?.loop.steps.contains(step) ?? true ? nil : .unusedStep(step)
    }
  }
}

extension ObjectReader {
  /// A mixer or none; `nil` where what is there is neither.
  fileprivate func against(in scope: SpecScope) -> ExperimentSpec.MixtureMeasure.Mixer?? {
    let usual: ExperimentSpec.MixtureMeasure.Mixer? =
      scope.mixture?.mixers.contains(.joint) ?? true ? .joint : nil
    return optional("against", .mixerOrNone(in: scope), default: usual)
  }

  fileprivate func view(
    _ show: ExperimentSpec.MixtureView.Show?,
    _ given: ExperimentSpec.SelectionView.Judgement? = nil, in scope: SpecScope
  ) -> ExperimentSpec.MixtureView? {
    typealias Judgement = ExperimentSpec.SelectionView.Judgement
    var isClaim = false
    if case .claim = show { isClaim = true }
    let judgement =
      isClaim || show == nil
      ? given
      : show?.isJudged ?? false
        ? optional(
          "metric", .choice(of: show == .results ? Judgement.allCases : Judgement.comparable),
          default: .loss) : .loss
    let mixture = scope.mixture
    let models = filteredModels(in: scope)
    let known = mixture?.tests.map(\.data)
    // Where answers count, the tests that have any; none is reported below.
    let answered = mixture?.tests.filter { $0.answers != nil }.map(\.data) ?? []
    let usual = judgement == .accuracy && !answered.isEmpty ? answered : known ?? []
    let tests = optional(
      "tests", .set(of: .reference(to: "test", among: known)), default: usual)
    let mixers = optional(
      "mixers", .set(of: .mixer(in: scope)), default: mixture?.mixers ?? [])
    let epochs = optional(
      "epochs", .oneOrMore(.trained(in: scope)), default: mixture?.epochs ?? [])
    let seeds = seeds(among: mixture?.seeds, of: "mixture")
    guard let show, let judgement, let models, let tests, let mixers, let epochs, let seeds else {
      return nil
    }
    guard let mixture else {
      if scope.hasSpectra != nil { log.report(.noMixture(), at: node) }
      return nil
    }
    if show.asksLoop, !mixture.hasLoop { log.report(.noLoop(), at: node) }
    if show == .progress, !mixture.mixers.contains(.ideal) || !mixture.mixers.contains(.joint) {
      log.report(.noProgress(), at: node)
    }
    for test in mixture.tests
    where judgement == .accuracy && tests.contains(test.data) && test.answers == nil {
      log.report(.unanswered(test.data), at: node)
    }
    return ExperimentSpec.MixtureView(
      show: show, models: models, tests: tests, mixers: mixers, epochs: epochs,
      seeds: seeds, judgement: judgement)
  }
}

extension Problem {
  fileprivate static func noMixture() -> Problem {
    Problem(
      "The cell shows a mixture, and none is made.", expected: "'mixture' in /measure",
      found: "none", remedy: "Say there what is mixed, or remove the cell.")
  }

  fileprivate static func noLoop() -> Problem {
    Problem(
      "The cell shows the rounds of IDEAL, and there are none.",
      expected: "'ideal' in /measure/mixture/mixers", found: "none",
      remedy: "Add it there, or remove the cell.")
  }

  fileprivate static func noProgress() -> Problem {
    Problem(
      "The progress of IDEAL is shown beside the starting mixture, and one of the two is not tested.",
      expected: "'ideal' and 'joint' in /measure/mixture/mixers", found: "one of them, or none",
      remedy: "Add what is missing there, or remove the cell.")
  }

  fileprivate static func unanswered(_ test: String) -> Problem {
    Problem(
      "There is no accuracy for test '\(test)': models write no answers.",
      expected: "'answers' of that test in /measure/mixture/tests",
      remedy:
        "Write {\"data\": \"\(test)\", \"answers\": {\"form\": \"finalAnswer\"}} there, or how else "
        + "its answers are written, or name other tests here.")
  }

  fileprivate static func unusedMixer(_ mixer: ExperimentSpec.MixtureMeasure.Mixer) -> Problem {
    Problem(
      "Mixer '\(mixer.rawValue)' is not used.",
      expected: "'\(mixer.rawValue)' in /measure/mixture/mixers",
      remedy: "Add it there, or remove it here.")
  }

  fileprivate static func unusedEpochs(_ epochs: Int) -> Problem {
    Problem(
      "No model is trained for \(epochs) epochs.", expected: "\(epochs) in /measure/mixture/epochs",
      remedy: "Add it there, or remove it here.")
  }

  fileprivate static func unusedStep(_ step: Double) -> Problem {
    Problem(
      "No round is taken with a step of \(step).", expected: "\(step) in /measure/mixture/step",
      remedy: "Add it there, or remove it here.")
  }

  fileprivate static func mixerWithItself(
    _ mixer: ExperimentSpec.MixtureMeasure.Mixer?
  ) -> Problem {
    Problem(
      "Mixer '\(mixer?.rawValue ?? "none")' is compared with itself.",
      expected: "two mixers that differ, or two numbers of epochs",
      remedy: "Change one of the two.")
  }

  fileprivate static func claimOfNothing() -> Problem {
    Problem(
      "The claim is about the model as it is.", expected: "a mixer", found: "'none'",
      remedy: "Exchange the two sides.")
  }
}
