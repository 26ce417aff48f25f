import Diagnostics
import Transformer

/// What the adapters of an architecture are called in files of `peft`.
struct AdapterNames {
  private let architecture: Architecture

  /// - Throws: `Problem` if the architecture fuses or transposes a projection of the design: `peft` puts
  ///   one adapter beside the fused map, which is another model.
  init(_ architecture: Architecture, for lora: LoRADesign) throws {
    self.architecture = architecture
    for projection in Projection.allCases where lora.projections.contains(projection) {
      guard let stored = architecture.huggingFace.projections[projection] else { continue }
      guard case .plain = stored.order, !stored.isTransposed else {
        throw Problem.notAdaptable(projection.rawValue, in: architecture.name)
      }
    }
  }

  /// The name of a factor's tensor, such as
  /// `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`.
  func tensor(_ parameter: AdapterParameter) -> String {
    let names = architecture.huggingFace
    let module = names.projections[parameter.projection]?.name ?? ""
    let factor = parameter.factor == .a ? "lora_A" : "lora_B"
    let layer = "\(names.prefixes[0])\(names.blocks)\(parameter.layer)"
    return "base_model.model.\(layer).\(module).\(factor).weight"
  }

  /// The name of a projection's module in every block, such as `q_proj`.
  static func module(_ projection: Projection, in architecture: Architecture) -> String? {
    architecture.huggingFace.projections[projection].map {
      String($0.name.split(separator: ".").last ?? "")
    }
  }
}
