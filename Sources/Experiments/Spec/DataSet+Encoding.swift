import JSONTree

extension ExperimentSpec.Published {
  var json: JSONValue {
    .object([
      "models": models.map { .array($0.map(\.json)) }, "title": title.map(JSONValue.string),
      "description": description.map(JSONValue.string),
      "maxLength": maxLength.map(JSONValue.integer),
    ])
  }
}

extension ExperimentSpec.DataSet {
  /// The data set as its file could have said it; published data in use stand under `published`, so
  /// that the same folder gives the same data again.
  var json: JSONValue {
    let head: [(String, JSONValue?)] = [
      ("name", .string(name)), ("label", .string(label)), ("kind", .word(kind)),
      ("thinking", thinking.map(JSONValue.word)), ("relevance", .word(relevance)),
    ]
    let parts = form.members
    let tail =
      isPublished ? [("published", JSONValue.members(parts))] : parts + [("published", other)]
    return .members(head + tail)
  }

  private var other: JSONValue? { published.map { .members($0.members) } }

  /// The part of it that published data replace, every default spelled out.
  private var form: DataForm {
    let isRead = if case .files = source { true } else { false }
    return DataForm(
      label: nil, source: source, sample: sample, skip: skip > 0 ? skip : nil,
      format: isRead ? format : nil, scores: scores,
      columns: columns == ScoreColumns() ? nil : columns, selection: selection,
      corruption: corruption)
  }
}

extension DataForm {
  fileprivate var members: [(String, JSONValue?)] {
    [
      ("label", label.map(JSONValue.string)), ("path", source?.paths),
      ("passages", source?.passages?.json), ("from", source?.base.map(JSONValue.string)),
      ("sample", sample.map(JSONValue.integer)), ("skip", skip.map(JSONValue.integer)),
      ("format", format?.json),
      ("scores", scores?.json), ("columns", columns?.json), ("select", selection?.json),
      ("corrupt", corruption?.json),
    ]
  }
}

extension ExperimentSpec.DataSet.Source {
  fileprivate var paths: JSONValue? {
    guard case .files(let paths) = self else { return nil }
    return paths.count == 1 ? .string(paths[0]) : .strings(paths)
  }

  fileprivate var passages: TextPassages? {
    if case .passages(let passages) = self { passages } else { nil }
  }
}

extension JSONValue {
  /// An object without the members that have no value.
  fileprivate static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
    .object(members.compactMap { key, value in value.map { JSONMember(key, $0) } })
  }
}

extension ExampleFormat {
  var json: JSONValue {
    hasChoices
      ? "choices"
      : [
        "instruction": .string(instruction), "input": .string(input), "output": .string(output),
        "id": .string(id),
      ]
  }
}

extension ScoreFile {
  var json: JSONValue { ["path": .string(path), "id": .string(id)] }
}

extension ScoreColumns {
  /// The columns that were named, in the order of the metrics.
  var json: JSONValue {
    .object(
      Metric.ofColumns.compactMap { metric in
        named[metric].map { JSONMember(metric.rawValue, .string($0)) }
      })
  }
}

extension Selection {
  var json: JSONValue {
    switch choice {
    case .highest(let count): ["by": .string(by), "highest": .integer(count)]
    case .lowest(let count): ["by": .string(by), "lowest": .integer(count)]
    case .quantiles(let from, let to):
      ["by": .string(by), "quantiles": [.number(from), .number(to)]]
    }
  }
}

extension Corruption {
  var json: JSONValue { ["how": .word(how), "seed": .integer(seed)] }
}
