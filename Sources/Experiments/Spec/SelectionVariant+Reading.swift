import Diagnostics
import JSONTree

/// The settings of a selection that variants differ from; `nil` where they could not be read.
struct SelectionUsual {
  typealias Measure = ExperimentSpec.SelectionMeasure

  var features: Measure.Features?
  var scores: Measure.Scores?
  /// The epochs of a warmup, or the number of checkpoints that are given in its place.
  var epochs: Int?
  /// Whether there is a warmup.
  var hasWarmup: Bool
}

extension ObjectReader {
  /// The selectors, their names distinct.
  func selectors(_ usual: SelectionUsual) -> [ExperimentSpec.SelectionMeasure.Variant]? {
    let selectors = optional(
      "selectors", .list(of: .variant(of: usual)),
      default: [.init(.less), .init(.random)])
    reportRepeatedNames(in: "selectors", key: "name", noun: "selectors")
    return selectors
  }

  /// Which checkpoints count, if the object says it: `nil` within where it does not, `nil` where it cannot
  /// be read.
  func checkpoints(of epochs: Int?) -> ExperimentSpec.SelectionMeasure.Checkpoints?? {
    guard has("checkpoints") else { return .some(nil) }
    return optional("checkpoints", .checkpoints(of: epochs)).map { .some($0) }
  }

  /// What selectors by a score take.
  func scores(
    over usual: ExperimentSpec.SelectionMeasure.Scores
  ) -> ExperimentSpec.SelectionMeasure.Scores? {
    var scores = usual
    let difficulty = optional("ifd", .difficulty(over: usual), default: usual)
    let part = optional("perplexity", .choice, default: usual.perplexity)
    guard let difficulty, let part else { return nil }
    (scores.difficulty, scores.dropsUnhelped) = (difficulty.difficulty, difficulty.dropsUnhelped)
    scores.perplexity = part
    return scores
  }
}

extension Reader<ExperimentSpec.SelectionMeasure.Variant> {
  /// A selector's word, or an object with settings of its own.
  fileprivate static func variant(of usual: SelectionUsual) -> Reader {
    let plain = Reader<ExperimentSpec.SelectionMeasure.Selector>.choice
    let own = own(usual)
    return Reader(expected: "\(plain.expected), or an object with 'name' and 'use'") { node, log in
      if case .object = node.content { return own.read(node, log) }
      return plain.read(node, log).map { Value($0) }
    }
  }

  private static func own(_ usual: SelectionUsual) -> Reader {
    .object("a selector") { object in
      let name = object.required("name", .name.checked(Self.problem(ofName:)))
      let selector: ExperimentSpec.SelectionMeasure.Selector? = object.required("use", .choice)
      let label = object.optional("label", .text, default: name ?? "")
      let features = object.optional("features", .features(over: usual.features ?? .standard))
      let warmup = object.optional("warmup", .part)
      let checkpoints = object.checkpoints(of: usual.epochs)
      let layers = object.optional("layers", .layers)
      let scores = object.scores(over: usual.scores ?? .init())
      guard let name, let selector else {
        if selector == nil { object.abandon() }
        return nil
      }
      let keys = ["features", "warmup", "checkpoints", "layers", "ifd", "perplexity"]
      for key in keys where object.has(key) && !selector.ownKeys.contains(key) {
        object.report(
          .withoutEffect(key, because: "'\(selector.rawValue)' has no such setting"), at: key)
      }
      if !usual.hasWarmup, object.has("warmup"), selector == .less {
        object.report(
          .withoutEffect("warmup", because: "checkpoints are given in its place"), at: "warmup")
      }
      guard keys.contains(where: object.has) else {
        object.report(.nothingOwn(name, selector), at: "use")
        return nil
      }
      guard let label, let checkpoints, let scores,
        (features != nil) == object.has("features"), (warmup != nil) == object.has("warmup"),
        (layers != nil) == object.has("layers")
      else { return nil }
      var variant = Value(selector)
      (variant.name, variant.label) = (name, label)
      (variant.features, variant.warmup) = (features, warmup)
      (variant.checkpoints, variant.layers) = (checkpoints, layers == .segment(.all) ? nil : layers)
      variant.scores = object.has("ifd") || object.has("perplexity") ? scores : nil
      return variant
    }
  }

  private static func problem(ofName name: String) -> Problem? {
    let taken = ExperimentSpec.SelectionMeasure.Selector.allCases.map(\.rawValue) + ["none"]
    return taken.contains(name) ? .takenName(name) : nil
  }
}

extension ExperimentSpec.SelectionMeasure.Selector {
  /// What may differ for one entry of `selectors`.
  fileprivate var ownKeys: [String] {
    switch self {
    case .less: ["features", "warmup", "checkpoints", "layers"]
    case .effectiveRank, .nuclearNorm: ["layers"]
    case .ifd: ["ifd"]
    case .perplexity: ["perplexity"]
    case .random, .bm25, .dsir, .rds, .rdsPlus, .loss, .length, .all: []
    }
  }
}

extension ObjectReader {
  /// Checkpoints that are given in place of a warmup; empty where `checkpoints` does not list objects.
  func externalCheckpoints() -> [ExperimentSpec.SelectionMeasure.ExternalCheckpoint]? {
    guard let node = value(of: "checkpoints"), case .array(let elements) = node.content,
      elements.contains(where: { if case .object = $0.content { true } else { false } })
    else { return [] }
    return optional("checkpoints", .set(of: .external))
  }
}

extension Reader<ExperimentSpec.SelectionMeasure.ExternalCheckpoint> {
  fileprivate static var external: Reader {
    .object("a checkpoint") { object in
      let path = object.required("path", .text)
      let rate = object.optional("learningRate", .number(above: 0, below: 1))
      guard let path, (rate != nil) == object.has("learningRate") else { return nil }
      return Value(path: path, learningRate: rate)
    }
  }
}

extension Reader<ExperimentSpec.SelectionMeasure.Checkpoints> {
  /// Epochs, or how many of the first or last; at most as many as there are.
  fileprivate static func checkpoints(of epochs: Int?) -> Reader {
    let list = Reader<[Int]>.set(of: .integer(atLeast: 1))
    let part = Reader.object("the checkpoints") { object in
      let count = Reader<Int>.integer(atLeast: 1)
      return object.exactlyOne(of: [
        ("first", count.map(Value.first)), ("last", count.map(Value.last)),
      ])
    }
    return Reader(
      expected: "an array of epochs, or an object with 'first' or 'last'"
    ) { node, log in
      let found: Value?
      switch node.content {
      case .array: found = list.read(node, log).map { .epochs($0.sorted()) }
      case .object: found = part.read(node, log)
      default:
        log.report(
          .unexpectedValue(
            node, expected: "an array of epochs, or an object with 'first' or 'last'"), at: node)
        return nil
      }
      if let found, let epochs, found.least > epochs {
        log.report(.noSuchEpoch(found.least, of: epochs), at: node)
        return nil
      }
      return found
    }
  }
}

extension Reader<ExperimentSpec.SelectionMeasure.Scores> {
  fileprivate static func difficulty(over usual: Value) -> Reader {
    .object("the instruction-following difficulty") { object in
      let form = object.optional("form", .choice, default: usual.difficulty)
      let drops = object.optional("dropFrom1", .truth, default: usual.dropsUnhelped)
      guard let form, let drops else { return nil }
      var scores = usual
      (scores.difficulty, scores.dropsUnhelped) = (form, drops)
      return scores
    }
  }
}

extension Problem {
  fileprivate static func takenName(_ name: String) -> Problem {
    Problem(
      "A selector with settings of its own cannot be named '\(name)'.",
      expected: "a name that stands for nothing else", found: "'\(name)'",
      remedy: "Name it after what differs.")
  }

  fileprivate static func nothingOwn(
    _ name: String, _ selector: ExperimentSpec.SelectionMeasure.Selector
  ) -> Problem {
    Problem(
      "Selector '\(name)' has no settings of its own.",
      expected: "what differs from '\(selector.rawValue)'", found: "nothing",
      remedy: "Say what differs, or write \"\(selector.rawValue)\" in place of the object.")
  }

  fileprivate static func noSuchEpoch(_ epoch: Int, of epochs: Int) -> Problem {
    Problem(
      "There is no epoch \(epoch) of the warmup.",
      expected: "at most \(epochs), as 'epochs' of 'training' or the given checkpoints say",
      found: "\(epoch)", remedy: "Name fewer, or train for more epochs.")
  }
}
