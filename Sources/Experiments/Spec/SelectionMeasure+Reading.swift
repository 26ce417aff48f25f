import DataSelection
import Diagnostics
import Evaluation
import JSONTree
import Transformer

extension Reader<ExperimentSpec.SelectionMeasure> {
  /// A selection; window and prompt are those of the spectra where nothing is said.
  ///
  /// - Parameters:
  ///   - spectra: How spectra are measured, if they are.
  ///   - data: The names of the data sets; any if `nil`.
  ///   - models: The names of the models; any if `nil`.
  /// - Returns: The reader.
  static func selection(
    like spectra: ExperimentSpec.Spectra?, data: [String]?, models: [String]?
  ) -> Reader {
    .object("the selection") { object in
      let names = Reader<String>.reference(to: "data set", among: data)
      let pool = object.required("pool", .set(of: names))
      let targets = object.required("targets", .list(of: .target(of: names)))
      let policy = object.policy()
      let maxLength = object.optional(
        "maxLength", .integer(atLeast: 2), default: spectra?.maxLength ?? 1024)
      let prompt = object.optional("prompt", .choice, default: spectra?.prompt ?? .plain)
      let endToken = object.optional("endToken", .truth, default: false)
      let lora = object.optional("adapter", .adapter(), default: LoRADesign())
      let training = object.optional("training", .fineTuning, default: FineTuningRecipe())
      let warmup = object.optional("warmup", .part, default: 0.05)
      let external = object.externalCheckpoints()
      if external?.isEmpty == false, object.has("warmup") {
        object.report(
          .withoutEffect("warmup", because: "checkpoints are given in its place"), at: "warmup")
      }
      let count = external.flatMap { $0.isEmpty ? nil : $0.count } ?? training?.epochs
      let checkpoints =
        external?.isEmpty == true ? object.checkpoints(of: training?.epochs) : .some(nil)
      let features = object.optional("features", .features(over: .standard), default: .standard)
      let scores = object.scores(over: Value.Scores())
      let selectors = object.selectors(
        SelectionUsual(
          features: features, scores: scores, epochs: count,
          hasWarmup: external?.isEmpty ?? true))
      let seeds = object.optional("seeds", .set(of: .integer(atLeast: 0)), default: [0])
      let weights = object.optional("weights", .choice, default: TrainedWeights.adapters)
      let readers = Reader<String>.reference(to: "model", among: models)
      let choosers = object.optional("choosers", .set(of: readers), default: [])
      let trained = object.optional("trained", .set(of: readers), default: [])
      object.reportRepeatedNames(in: "targets", key: "name", noun: "targets")
      guard let pool, let targets, let selectors, let policy, let maxLength, let prompt,
        let endToken, let lora, let training, let warmup, let external, let checkpoints,
        let features, let scores,
        let seeds, let weights, let choosers, let trained
      else { return nil }
      return Value(
        pool: pool, targets: targets, selectors: selectors, policy: policy, maxLength: maxLength,
        prompt: prompt, endToken: endToken, lora: lora, training: training, warmup: warmup,
        checkpoints: checkpoints, external: external, features: features, scores: scores,
        seeds: seeds, trainsAllWeights: weights == .all, choosers: choosers, trained: trained)
    }
  }
}

/// What is trained on a choice.
private enum TrainedWeights: String, CaseIterable { case adapters, all }

extension Reader<ExperimentSpec.SelectionMeasure.Target> {
  fileprivate static func target(of names: Reader<String>) -> Reader {
    .object("a target") { object in
      let name = object.required("name", .name)
      let data = object.required("data", names)
      let hasTest = object.has("test")
      let test = object.optional("test", names)
      let subtasks = object.optional("subtasks", .text)
      let hasAnswers = object.has("answers")
      let answers = object.optional("answers", .answers)
      if hasAnswers, !hasTest {
        object.report(
          .withoutEffect("answers", because: "without 'test' nothing is asked"), at: "answers")
      }
      guard let name, let data, !hasTest || test != nil, !hasAnswers || answers != nil else {
        return nil
      }
      if data == test { object.report(.targetTested(data), at: "test") }
      return Value(name: name, data: data, subtasks: subtasks, test: test, answers: answers)
    }
  }
}

extension ObjectReader {
  /// How many examples are chosen, and from where.
  fileprivate func policy() -> SelectionPolicy? {
    let fraction = optional("fraction", .part)
    let count = optional("count", .integer(atLeast: 1))
    if has("fraction"), has("count") {
      report(.withoutEffect("count", because: "'fraction' says how many"), at: "count")
      return nil
    }
    if has("fraction") && fraction == nil || has("count") && count == nil { return nil }
    let sources = optional("sources", .sources, default: SelectionPolicy.Sources.oneRanking)
    let repeats = optional("dropRepeats", .truth, default: false)
    guard let sources, let repeats else { return nil }
    let size = count.map(SelectionSize.count) ?? .fraction(fraction ?? 0.05)
    return SelectionPolicy(size, sources: sources, dropsRepeats: repeats)
  }
}

extension Reader<SelectionPolicy.Sources> {
  fileprivate static var sources: Reader {
    Reader("\"one ranking\", \"proportional\", or a share above 0 and at most 1") { node in
      if let share = node.value.double, share > 0, share <= 1 { return .atMost(share) }
      switch node.value.string {
      case "one ranking": return .oneRanking
      case "proportional": return .proportional
      default: return nil
      }
    }
  }
}

extension Reader<Double> {
  /// A part of a whole.
  static var part: Reader {
    Reader("a number above 0 and at most 1") { node in
      guard let value = node.value.double, value > 0, value <= 1 else { return nil }
      return value
    }
  }
}

extension Reader<LoRADesign> {
  /// Adapters; those of LESS where nothing else is usual.
  static func adapter(of usual: LoRADesign = LoRADesign()) -> Reader {
    .object("the adapter") { object in
      let rank = object.optional("rank", .integer(from: 1, to: 4096), default: usual.rank)
      let alpha = object.optional(
        "alpha", .number(above: 0, below: .infinity), default: 4 * Double(rank ?? usual.rank))
      let dropout = object.optional(
        "dropout", .number(atLeast: 0, below: 1), default: usual.dropout)
      let projections = object.optional(
        "projections", .set(of: Reader<ExperimentSpec.Projection>.choice),
        default: ExperimentSpec.Projection.allCases.filter {
          usual.projections.contains($0.measured)
        })
      guard let rank, let alpha, let dropout, let projections else { return nil }
      return LoRADesign(
        rank: rank, alpha: alpha, dropout: dropout,
        projections: Set(projections.map(\.measured)))
    }
  }
}

extension Reader<FineTuningRecipe> {
  /// How adapters are trained; LESS's own recipe where nothing is said.
  static var fineTuning: Reader { fineTuning(of: FineTuningRecipe(), hasEpochs: true) }

  /// How adapters are trained whose epochs are said elsewhere.
  static var fineTuningWithoutEpochs: Reader { fineTuning(of: .ofMixtures, hasEpochs: false) }

  private static func fineTuning(of usual: FineTuningRecipe, hasEpochs: Bool) -> Reader {
    .object("the training") { object in
      let epochs =
        hasEpochs
        ? object.optional("epochs", .integer(atLeast: 1), default: usual.epochs) : usual.epochs
      let batch = object.optional("batch", .integer(atLeast: 1), default: usual.batchSize)
      let rate = object.optional(
        "learningRate", .number(above: 0, below: 1), default: usual.learningRate)
      let warmup = object.optional(
        "warmup", .number(atLeast: 0, below: 1), default: usual.warmupRatio)
      let schedule = object.optional("schedule", .choice, default: usual.decay)
      let decay = object.optional(
        "weightDecay", .number(atLeast: 0, below: 1), default: usual.weightDecay)
      guard let epochs, let batch, let rate, let warmup, let schedule, let decay else { return nil }
      var recipe = usual
      (recipe.epochs, recipe.batchSize, recipe.learningRate) = (epochs, batch, rate)
      (recipe.warmupRatio, recipe.decay, recipe.weightDecay) = (warmup, schedule, decay)
      return recipe
    }
  }
}

extension Problem {
  fileprivate static func targetTested(_ name: String) -> Problem {
    Problem(
      "Data set '\(name)' would choose the training data and test them too.",
      expected: "a data set of other examples", found: "'\(name)'",
      remedy: "Test on examples that the selection does not see.")
  }
}
