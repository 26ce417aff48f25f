import Checkpoints
import Diagnostics
import JSONTree
import Transformer

/// The `adapter_config.json` of `peft`, as far as it says what we compute.
struct AdapterConfiguration {
  /// What may stand in the file as it does where nobody asked for it: it would change what an adapter
  /// computes.
  private static let mustBeUnset = [
    "use_rslora", "use_dora", "use_qalora", "use_bdlora", "lora_bias", "fan_in_fan_out",
    "modules_to_save", "layers_to_transform", "layer_replication", "rank_pattern",
    "alpha_pattern", "target_parameters", "trainable_token_indices", "alora_invocation_tokens",
    "exclude_modules", "arrow_config", "kasa_config", "monteclora_config",
  ]

  /// The text of the file.
  static func text(
    _ lora: LoRADesign, of architecture: Architecture, baseModel: String?
  ) -> String {
    let modules = Projection.allCases.filter(lora.projections.contains).compactMap {
      AdapterNames.module($0, in: architecture)
    }
    let value: JSONValue = [
      "peft_type": "LORA", "task_type": "CAUSAL_LM",
      "base_model_name_or_path": baseModel.map { .string($0) } ?? .null,
      "r": .integer(lora.rank),
      "lora_alpha": Int(exactly: lora.alpha).map { .integer($0) } ?? .number(lora.alpha),
      "lora_dropout": .number(lora.dropout),
      "target_modules": .array(modules.sorted().map { .string($0) }),
      "bias": "none", "fan_in_fan_out": false, "init_lora_weights": true, "inference_mode": true,
    ]
    return value.text(.indented) + "\n"
  }

  /// Reads the file.
  ///
  /// - Throws: `Problem` naming the first setting that is missing, makes no sense or is not supported.
  static func design(
    _ document: JSONDocument, for architecture: Architecture
  ) throws -> LoRADesign {
    let reader = AdapterSettings(document: document)
    try reader.expect("peft_type", "LORA")
    if document.root["bias"] != nil { try reader.expect("bias", "none") }
    for key in mustBeUnset { try reader.checkUnset(key) }
    return LoRADesign(
      rank: try reader.value("r", "a whole number from 1") {
        $0.integer.flatMap { $0 >= 1 ? $0 : nil }
      },
      alpha: try reader.value("lora_alpha", "a number") { $0.double },
      dropout: try reader.value("lora_dropout", "a number from 0 to below 1") {
        $0.double.flatMap { (0..<1).contains($0) ? $0 : nil }
      },
      projections: try reader.projections(architecture))
  }
}

/// Reads settings and says where they are wrong.
private struct AdapterSettings {
  let document: JSONDocument

  func value<Value>(
    _ key: String, _ expected: String, _ read: (JSONValue) -> Value?
  ) throws -> Value {
    guard let node = document.root[key] else {
      throw Problem.adapterSetting(
        key, expected: expected, found: "no such setting", at: Place(file: document.file))
    }
    guard let value = read(node.value) else {
      throw Problem.adapterSetting(
        key, expected: expected, found: node.value.text(), at: document.place(of: node))
    }
    return value
  }

  func expect(_ key: String, _ text: String) throws {
    _ = try value(key, "'\(text)'") { $0.string == text ? true : nil }
  }

  func checkUnset(_ key: String) throws {
    guard document.root[key] != nil else { return }
    _ = try value(key, "nothing, which is all that is supported") { value -> Bool? in
      switch value {
      case .null, .bool(false), .array([]), .object([]): true
      default: nil
      }
    }
  }

  func projections(_ architecture: Architecture) throws -> Set<Projection> {
    let known = Projection.allCases.compactMap { projection in
      AdapterNames.module(projection, in: architecture).map { ($0, projection) }
    }
    let expected = "a list of some of \(known.map(\.0).spelledList)"
    return try value("target_modules", expected) { value in
      guard let names = value.array, !names.isEmpty else { return nil }
      let found = names.compactMap { name in known.first { $0.0 == name.string }?.1 }
      return found.count == names.count ? Set(found) : nil
    }
  }
}
