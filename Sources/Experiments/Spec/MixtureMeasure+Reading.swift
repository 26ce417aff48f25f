import DataMixing
import Diagnostics
import JSONTree
import Transformer

extension Reader<ExperimentSpec.MixtureMeasure> {
  /// A mixture; window and prompt are those of the spectra where nothing is said.
  ///
  /// - Parameters:
  ///   - spectra: How spectra are measured, if they are.
  ///   - data: The names of the data sets; any if `nil`.
  /// - Returns: The reader.
  static func mixture(like spectra: ExperimentSpec.Spectra?, data: [String]?) -> Reader {
    .object("the mixture") { object in
      let names = Reader<String>.reference(to: "data set", among: data)
      let domains = object.required("domains", .set(of: names))
      let reference = object.required("reference", .oneOrMore(names))
      let tests = object.required("tests", .list(of: .test(of: names)))
      let mixers = object.optional(
        "mixers", .set(of: Reader<Value.Mixer>.choice), default: [.ideal, .joint])
      let loop = object.loop(mixers)
      let start = object.start(of: domains)
      let draws = object.optional("draws", .integer(from: 1, to: 100), default: 3)
      let regression = object.optional("regression", .regression, default: .usual)
      let maxLength = object.optional(
        "maxLength", .integer(atLeast: 2), default: spectra?.maxLength ?? 1024)
      let prompt = object.optional("prompt", .choice, default: spectra?.prompt ?? .plain)
      let endToken = object.optional("endToken", .truth, default: false)
      let lora = object.optional("adapter", .adapter(of: .ofAllMaps), default: .ofAllMaps)
      let training = object.optional("training", .fineTuningWithoutEpochs, default: .ofMixtures)
      let epochs = object.optional("epochs", .oneOrMore(.integer(from: 1, to: 100)), default: [1])
      let seeds = object.optional("seeds", .set(of: .integer(atLeast: 0)), default: [0])
      object.reportUnused(mixers)
      object.reportOverlaps(domains, reference, tests)
      guard let domains, let reference, let tests, let mixers, let loop, let start, let draws,
        let regression, let maxLength, let prompt, let endToken, let lora, let training, let epochs,
        let seeds
      else { return nil }
      return Value(
        domains: domains, reference: reference, tests: tests, mixers: mixers, loop: loop,
        start: start, draws: draws, regression: regression, maxLength: maxLength, prompt: prompt,
        endToken: endToken, lora: lora, training: training, epochs: epochs, seeds: seeds)
    }
  }
}

extension LoRADesign {
  /// What holds where a mixture says nothing: rank 16 beside every linear map.
  static let ofAllMaps = LoRADesign(
    rank: 16, alpha: 64, dropout: 0.1, projections: Set(Projection.allCases))
}

extension FineTuningRecipe {
  /// What holds where a mixture says nothing.
  static let ofMixtures: FineTuningRecipe = {
    var recipe = FineTuningRecipe()
    (recipe.epochs, recipe.batchSize, recipe.learningRate) = (1, 16, 1e-4)
    return recipe
  }()
}

extension ExperimentSpec.MixtureMeasure.Regression {
  /// Six mixes of half the rows.
  static let usual = Self(mixes: 6, part: 0.5)
}

extension Reader<ExperimentSpec.MixtureMeasure.Test> {
  /// The name of a data set, or an object that says more.
  fileprivate static func test(of names: Reader<String>) -> Reader {
    let whole = Reader.object("a test") { object in
      let data = object.required("data", names)
      let hasAnswers = object.has("answers")
      let answers = object.optional("answers", .answers)
      guard let data, !hasAnswers || answers != nil else { return nil }
      return Value(data: data, answers: answers)
    }
    return Reader(expected: "\(names.expected), or an object with 'data'") { node, log in
      if case .object = node.content { return whole.read(node, log) }
      return names.read(node, log).map { Value(data: $0, answers: nil) }
    }
  }
}

extension Reader<ExperimentSpec.MixtureMeasure.Regression> {
  fileprivate static var regression: Reader {
    .object("the regression") { object in
      let mixes = object.optional("mixes", .integer(from: 2, to: 1000), default: Value.usual.mixes)
      let part = object.optional("part", .part, default: Value.usual.part)
      guard let mixes, let part else { return nil }
      return Value(mixes: mixes, part: part)
    }
  }
}

// MARK: - The loop

extension ObjectReader {
  fileprivate typealias Measure = ExperimentSpec.MixtureMeasure

  /// IDEAL's loop, whose settings stand among those of the mixture.
  fileprivate func loop(_ mixers: [Measure.Mixer]?) -> Measure.Loop? {
    let rounds = optional("rounds", .integer(from: 1, to: 20), default: 2)
    let stop = optional("stop", .choice, default: Measure.Stop.rounds)
    let steps = optional("step", .oneOrMore(.part), default: [0.15])
    let sampling = optional("sampling", .part, default: 0.5)
    let convention = optional("convention", .choice, default: InfluenceConvention.sum)
    let damping = optional("damping", .damping, default: .relative(0.1))
    let labels = optional("labels", .choice, default: Measure.Labels.sampled)
    let projections = optional(
      "projections", .set(of: Reader<ExperimentSpec.Projection>.choice),
      default: [.gate, .up, .down])
    let layers = optional("layers", .layers, default: Measure.Layers.all)
    let total = optional("total", .choice, default: Measure.Total.free)
    let rounding = optional("rounding", .choice, default: CountRounding.largestRemainder)
    let curvature = optional("curvature", .choice, default: Measure.Inverse.ekfac)
    let compared = optional(
      "compared", .setOrNone(of: Reader<Measure.Inverse>.choice),
      default: [Measure.Inverse.ekfac, .kfac, .identity].filter { $0 != curvature })
    if has("compared"), let curvature, let compared, compared.contains(curvature) {
      report(.comparedWithItself(curvature), at: "compared")
    }
    if case .lowestVariance = layers,
      curvature == .conjugateGradients || compared?.contains(.conjugateGradients) ?? false
    {
      report(.wholeMatrixOfSomeMaps(), at: "layers")
    }
    guard let rounds, let stop, let steps, let sampling, let convention, let damping, let labels,
      let projections, let layers, let total, let rounding, let curvature, let compared
    else { return nil }
    return Measure.Loop(
      rounds: rounds, stop: stop, steps: steps, sampling: sampling, convention: convention,
      damping: damping, labels: labels,
      projections: ExperimentSpec.Projection.allCases.filter(projections.contains), layers: layers,
      total: total, rounding: rounding, curvatures: [curvature] + compared)
  }

  /// How many rows of each domain there are before the first round.
  fileprivate func start(of domains: [String]?) -> Measure.Start? {
    guard let node = value(of: "start") else { return .all }
    guard case .object = node.content else {
      return optional(
        "start",
        Reader<Measure.Start>("\"all\", \"equal\" or an object of counts") { node in
          switch node.value.string {
          case "all": .all
          case "equal": .equal
          default: nil
          }
        })
    }
    return optional(
      "start",
      .object("the start") { counts in
        guard let domains else {
          counts.abandon()
          return nil
        }
        let found = domains.map { counts.required($0, .integer(from: 1, to: 10_000_000)) }
        let known = found.compactMap { $0 }
        return known.count == domains.count ? .counts(known) : nil
      })
  }

  /// Reports settings of mixers that are not used.
  fileprivate func reportUnused(_ mixers: [Measure.Mixer]?) {
    guard let mixers else { return }
    func unless(_ mixer: Measure.Mixer, _ key: String) {
      if has(key), !mixers.contains(mixer) {
        report(
          .withoutEffect(key, because: "'mixers' leave out '\(mixer.rawValue)'"), at: key)
      }
    }
    unless(.random, "draws")
    unless(.regression, "regression")
    guard !mixers.contains(where: { $0.asksLoop }) else { return }
    for key in ["rounds", "stop", "step", "curvature", "compared", "sampling", "damping", "layers"]
    where has(key) {
      report(.withoutEffect(key, because: "'mixers' leave out 'ideal'"), at: key)
    }
  }

  /// Reports data sets that stand in two roles.
  fileprivate func reportOverlaps(
    _ domains: [String]?, _ reference: [String]?, _ tests: [Measure.Test]?
  ) {
    for name in reference ?? [] {
      if domains?.contains(name) ?? false {
        report(.twoRoles(name, "the reference", "the training data"), at: "reference")
      }
      if tests?.contains(where: { $0.data == name }) ?? false {
        report(.twoRoles(name, "the reference", "the tests"), at: "reference")
      }
    }
    var seen: Set<String> = []
    for test in tests ?? [] {
      if domains?.contains(test.data) ?? false {
        report(.twoRoles(test.data, "the tests", "the training data"), at: "tests")
      }
      if !seen.insert(test.data).inserted { report(.testedTwice(test.data), at: "tests") }
    }
  }
}

extension Reader<Damping> {
  /// A share of the mean eigenvalue, or an object that says of what.
  fileprivate static var damping: Reader {
    let amount = Reader<Double>.number(atLeast: 0, below: .infinity)
    let whole = Reader.object("the damping") { object in
      object.exactlyOne(of: [
        ("relative", amount.map { Damping.relative($0) }),
        ("absolute", amount.map { Damping.absolute($0) }),
      ])
    }
    return Reader(
      expected: "a share of the mean eigenvalue of at least 0, or an object with 'absolute'"
    ) { node, log in
      if case .object = node.content { return whole.read(node, log) }
      return amount.read(node, log).map { .relative($0) }
    }
  }
}

extension Reader<ExperimentSpec.MixtureMeasure.Layers> {
  fileprivate static var layers: Reader {
    let indices = Reader<[Int]>.set(of: .integer(atLeast: 0)).map { Value.indices($0.sorted()) }
    let whole = Reader.object("the layers") { object in
      let count = Reader<Int>.integer(atLeast: 1)
      return object.exactlyOne(of: [
        ("first", count.map { Value.first($0) }), ("last", count.map { Value.last($0) }),
        ("lowestVariance", count.map { Value.lowestVariance($0) }),
      ])
    }
    let all = Reader(
      "\"all\", an array of layers, or an object with 'first', 'last' or 'lowestVariance'"
    ) { node in
      node.value.string == "all" ? Value.all : nil
    }
    return Reader(expected: all.expected) { node, log in
      switch node.content {
      case .object: whole.read(node, log)
      case .array: indices.read(node, log)
      default: all.read(node, log)
      }
    }
  }
}

extension Problem {
  fileprivate static func wholeMatrixOfSomeMaps() -> Problem {
    Problem(
      "'conjugateGradients' take all maps of the chosen blocks together, 'lowestVariance' some of them.",
      expected: "blocks, or other curvatures", found: "'lowestVariance'",
      remedy: "Name blocks by 'layers', or leave 'conjugateGradients' out.")
  }

  fileprivate static func twoRoles(_ name: String, _ first: String, _ second: String) -> Problem {
    Problem(
      "Data set '\(name)' stands both in \(first) and in \(second).",
      expected: "other examples in each", found: "'\(name)' in both",
      remedy: "Name another data set in one of the two.")
  }

  fileprivate static func testedTwice(_ name: String) -> Problem {
    Problem(
      "Data set '\(name)' is tested twice.", expected: "tests that differ",
      found: "'\(name)' again",
      remedy: "Name it once.")
  }

  fileprivate static func comparedWithItself(
    _ curvature: ExperimentSpec.MixtureMeasure.Inverse
  ) -> Problem {
    Problem(
      "Curvature '\(curvature.rawValue)' is compared with itself.",
      expected: "curvatures other than 'curvature'", found: "'\(curvature.rawValue)'",
      remedy: "Leave it out of 'compared'.")
  }
}
