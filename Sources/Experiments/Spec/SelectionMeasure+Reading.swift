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
      let selectors = object.optional(
        "selectors", .set(of: Reader<Value.Selector>.choice), default: [.less, .random])
      let policy = object.policy()
      let maxLength = object.optional(
        "maxLength", .integer(atLeast: 2), default: spectra?.maxLength ?? 1024)
      let prompt = object.optional("prompt", .choice, default: spectra?.prompt ?? .plain)
      let lora = object.optional("adapter", .adapter, default: LoRADesign())
      let training = object.optional("training", .fineTuning, default: FineTuningRecipe())
      let warmup = object.optional("warmup", .part, default: 0.05)
      let features = object.optional("features", .features, default: .standard)
      let seeds = object.optional("seeds", .set(of: .integer(atLeast: 0)), default: [0])
      let trained = object.optional(
        "trained", .set(of: .reference(to: "model", among: models)), default: [])
      object.reportRepeatedNames(in: "targets", key: "name", noun: "targets")
      guard let pool, let targets, let selectors, let policy, let maxLength, let prompt, let lora,
        let training, let warmup, let features, let seeds, let trained
      else { return nil }
      return Value(
        pool: pool, targets: targets, selectors: selectors, policy: policy, maxLength: maxLength,
        prompt: prompt, lora: lora, training: training, warmup: warmup, features: features,
        seeds: seeds, trained: trained)
    }
  }
}

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

extension Reader<ExperimentSpec.SelectionMeasure.Answers> {
  fileprivate static var answers: Reader {
    .object("the answers") { object in
      let form: AnswerForm? = object.required("form", .choice)
      let tokens = object.optional("tokens", .integer(from: 1, to: 4096), default: 256)
      guard let form, let tokens else { return nil }
      return Value(form: form, tokens: tokens)
    }
  }
}

extension ExperimentSpec.SelectionMeasure.Features {
  /// As PyTorch's AdamW would step, the paper's score, a count sketch of 8192 numbers.
  static let standard = Self(
    projection: .countSketch(8192), recipe: .paper, encoding: .float16)
}

extension Reader<ExperimentSpec.SelectionMeasure.Features> {
  /// How gradients become rows.
  fileprivate enum Kind: String, CaseIterable { case rademacher, countSketch, factored }
  /// What stands for a candidate's gradient.
  fileprivate enum Direction: String, CaseIterable {
    case adam, published, gradient, sign

    var direction: GradientDirection {
      switch self {
      case .adam: .adam(AdamDirection())
      case .published: .adam(.published)
      case .gradient: .gradient
      case .sign: .sign
      }
    }
  }

  fileprivate static var features: Reader {
    .object("the gradient features") { object in
      let kind = object.optional("projection", .choice, default: Kind.countSketch)
      let dimension = object.optional(
        "dimension", .integer(from: 16, to: 1 << 20), default: 8192)
      let seed = object.optional("seed", .integer(atLeast: 0), default: 0)
      let isPublished =
        object.optional("compatibility", .choice(of: ["published-code"])) != nil
      let direction = object.optional(
        "direction", .choice, default: isPublished ? Direction.published : .adam)
      let rule = object.optional(
        "rule", .choice, default: isPublished ? SubtaskRule.meanOfCosines : .cosineOfMean)
      let encoding = object.optional("encoding", .choice, default: RowEncoding.float16)
      guard let kind, let dimension, let seed, let direction, let rule, let encoding else {
        return nil
      }
      guard let projection = object.projection(kind, dimension, seed: UInt64(seed)) else {
        return nil
      }
      return Value(
        projection: projection,
        recipe: InfluenceRecipe(direction: direction.direction, rule: rule), encoding: encoding)
    }
  }
}

extension Reader<String> {
  /// One of some words.
  fileprivate static func choice(of words: [String]) -> Reader {
    .matching(words.map { "\"\($0)\"" }.joined(separator: " or ")) { words.contains($0) }
  }
}

extension ObjectReader {
  fileprivate func projection(
    _ kind: Reader<ExperimentSpec.SelectionMeasure.Features>.Kind, _ dimension: Int, seed: UInt64
  ) -> DataSelection.Projection? {
    switch kind {
    case .rademacher: return .rademacher(dimension, seed: seed)
    case .countSketch: return .countSketch(dimension, seed: seed)
    case .factored:
      // The side nearest the root that divides the dimension.
      let root = Int(Double(dimension).squareRoot())
      let outputs = (1...max(1, root)).last { dimension.isMultiple(of: $0) } ?? 1
      return .factored(outputs: outputs, inputs: dimension / outputs, seed: seed)
    }
  }

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
  fileprivate static var part: Reader {
    Reader("a number above 0 and at most 1") { node in
      guard let value = node.value.double, value > 0, value <= 1 else { return nil }
      return value
    }
  }
}

extension Reader<LoRADesign> {
  fileprivate static var adapter: Reader {
    .object("the adapter") { object in
      let usual = LoRADesign()
      let rank = object.optional("rank", .integer(from: 1, to: 4096), default: usual.rank)
      let alpha = object.optional(
        "alpha", .number(above: 0, below: .infinity), default: 4 * Double(rank ?? usual.rank))
      let dropout = object.optional(
        "dropout", .number(atLeast: 0, below: 1), default: usual.dropout)
      let projections = object.optional(
        "projections", .set(of: Reader<ExperimentSpec.Projection>.choice),
        default: [.q, .k, .v, .o]
      )
      guard let rank, let alpha, let dropout, let projections else { return nil }
      return LoRADesign(
        rank: rank, alpha: alpha, dropout: dropout,
        projections: Set(projections.map(\.measured)))
    }
  }
}

extension Reader<FineTuningRecipe> {
  /// How adapters are trained; LESS's own recipe where nothing is said.
  static var fineTuning: Reader {
    .object("the training") { object in
      let usual = FineTuningRecipe()
      let epochs = object.optional("epochs", .integer(atLeast: 1), default: usual.epochs)
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
