import JSONTree

extension ExperimentSpec.SelectionMeasure.Variant {
  /// The selector's word, or an object with all that is its own.
  var json: JSONValue {
    guard !isPlain else { return .word(selector) }
    return .object(
      [
        JSONMember("name", .string(name)), JSONMember("label", .string(label)),
        JSONMember("use", .word(selector)),
      ] + settings + (scores?.members.filter { $0.key == selector.rawValue } ?? []))
  }

  private var settings: [JSONMember] {
    let members: KeyValuePairs<String, JSONValue?> = [
      "features": features?.json, "warmup": warmup.map { .number($0) },
      "checkpoints": checkpoints?.json, "layers": layers?.json,
    ]
    return members.compactMap { key, value in value.map { JSONMember(key, $0) } }
  }
}

extension ExperimentSpec.SelectionMeasure.Checkpoints {
  var json: JSONValue {
    switch self {
    case .first(let count): ["first": .integer(count)]
    case .last(let count): ["last": .integer(count)]
    case .epochs(let epochs): .array(epochs.map { .integer($0) })
    }
  }
}

extension ExperimentSpec.SelectionMeasure.ExternalCheckpoint {
  var json: JSONValue {
    .object(["path": .string(path), "learningRate": learningRate.map { .number($0) }])
  }
}

extension ExperimentSpec.SelectionMeasure.Scores {
  /// Each by the word of its selector.
  var members: [JSONMember] {
    [
      JSONMember(
        "ifd", ["form": .word(difficulty), "dropFrom1": .bool(dropsUnhelped)]),
      JSONMember("perplexity", .word(perplexity)),
    ]
  }
}
