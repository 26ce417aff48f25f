import Checkpoints
import Diagnostics
import Foundation
import Transformer

/// How rotary frequencies are changed for contexts longer than those of pretraining.
enum RotaryScaling: Equatable {
  /// Not at all.
  case none
  /// Positions are divided by `factor`.
  case linear(factor: Double)
  /// As Llama 3.1 has it: low frequencies are divided by `factor`, high ones kept, those between
  /// interpolated (Grattafiori et al., arXiv 2407.21783; formula in the transformers library).
  case llama3(factor: Double, low: Double, high: Double, original: Int)
  /// Frequency i is divided by element i, and what was turned multiplied by `amplitude`: LongRoPE (Ding
  /// et al., arXiv 2402.13753), and Llama 3.1 as GGUF files spell it out.
  case divided(by: [Double], amplitude: Double)

  func applied(to frequencies: [Double]) -> RotaryDesign {
    switch self {
    case .none: RotaryDesign(frequencies: frequencies)
    case .linear(let factor): RotaryDesign(frequencies: frequencies.map { $0 / factor })
    case .llama3(let factor, let low, let high, let original):
      RotaryDesign(
        frequencies: frequencies.map {
          llama3($0, factor: factor, low: low, high: high, original: Double(original))
        })
    case .divided(let divisors, let amplitude):
      RotaryDesign(
        frequencies: zip(frequencies, divisors).map { $0 / $1 }, amplitude: amplitude)
    }
  }

  private func llama3(
    _ frequency: Double, factor: Double, low: Double, high: Double, original: Double
  ) -> Double {
    let turns = original * frequency / (2 * .pi)
    if turns < low { return frequency / factor }
    if turns > high { return frequency }
    let smooth = (turns - low) / (high - low)
    return (1 - smooth) * frequency / factor + smooth * frequency
  }
}

private enum Limit {
  static let factor = 1e-3...1e6
  static let context = 1...(1 << 40)
}

extension RotaryScaling {
  /// Reads the scaling of a checkpoint.
  ///
  /// - Parameters:
  ///   - model: The checkpoint.
  ///   - objects: The objects of a `config.json` that may state it.
  ///   - pairs: The number of frequencies.
  /// - Throws: `Problem` naming a kind that is not supported, or a value that makes no sense.
  init(_ model: ModelCheckpoint, _ objects: [String], pairs: Int) throws {
    let reader = ScalingReader(model, objects)
    switch try reader.type() {
    // A GGUF file may say it by its tensors alone.
    case _ where reader.hasLongRopeTensors, "longrope", "su":
      self = try reader.longRope(pairs: pairs)
    case nil, "none", "default": self = try reader.divisors("rope_freqs.weight", pairs: pairs)
    case "linear": self = .linear(factor: try reader.factor())
    case "llama3":
      self = .llama3(
        factor: try reader.factor(), low: try reader.number("low_freq_factor"),
        high: try reader.number("high_freq_factor"), original: try reader.originalLength())
    case .some(let name):
      throw Problem.unsupported(
        "rotary scaling of the kind '\(name)'", at: model.settings.place,
        expected: "none, 'linear', 'llama3' or 'longrope'")
    }
  }
}

/// Reads what a file states of rotary scaling.
struct ScalingReader {
  let model: ModelCheckpoint
  /// The object of a `config.json` that states it.
  private let object: String
  private var settings: ModelSettings { model.settings }

  init(_ model: ModelCheckpoint, _ objects: [String] = RotaryKeys().scaling) {
    self.model = model
    object = objects.first { model.settings.states(SettingKey($0)) } ?? objects[0]
  }

  func type() throws -> String? {
    try settings.text(
      SettingKey("\(object).rope_type", "\(object).type", gguf: "rope.scaling.type"))
  }

  /// Whether a GGUF file has the tensors of longrope.
  var hasLongRopeTensors: Bool {
    settings.format == .gguf && model.tensors.tensorNames.contains(Self.shortFactors)
  }

  private static let shortFactors = "rope_factors_short.weight"

  func factor() throws -> Double { try number("factor") }

  func number(_ name: String) throws -> Double {
    let key = SettingKey("\(object).\(name)", gguf: "rope.scaling.\(name)")
    return try settings.required(settings.number(key, in: Limit.factor), key)
  }

  /// The length of pretraining.
  func originalLength() throws -> Int {
    // Phi-3 states it beside the object, and that comes first.
    let key = SettingKey(
      "original_max_position_embeddings", "\(object).original_max_position_embeddings",
      gguf: "rope.scaling.original_context_length")
    return try settings.required(settings.integer(key, in: Limit.context), key)
  }

  /// Divisors in a tensor of a GGUF file; no scaling if there is no such tensor.
  func divisors(_ name: String, pairs: Int, amplitude: Double = 1) throws -> RotaryScaling {
    guard settings.format == .gguf, model.tensors.tensorNames.contains(name) else { return .none }
    let info = try model.tensors.info(name)
    guard info.shape == [pairs] else {
      throw Problem.wrongShape(
        info, expected: [pairs], because: ", one for each pair of turned dimensions")
    }
    return .divided(by: try model.tensors.floats(name).map(Double.init), amplitude: amplitude)
  }

  /// The factors for texts within the original length.
  func longRope(pairs: Int) throws -> RotaryScaling {
    let amplitude = try longRopeAmplitude()
    if settings.format == .gguf {
      return try divisors(Self.shortFactors, pairs: pairs, amplitude: amplitude)
    }
    let key = SettingKey("\(object).short_factor")
    let factors = try settings.numbers(key, in: Limit.factor)
    guard factors.count == pairs else {
      throw settings.wrong(key, expected: "\(pairs) numbers, one for each pair of dimensions")
    }
    return .divided(by: factors, amplitude: amplitude)
  }

  /// √(1 + ln(s) / ln(original)), s being how much longer the context is than the original, unless the
  /// file states it (arXiv 2402.13753, as the transformers library has it).
  private func longRopeAmplitude() throws -> Double {
    let stated = SettingKey("\(object).attention_factor", gguf: "rope.scaling.attn_factor")
    if let amplitude = try settings.number(stated, in: Limit.factor) { return amplitude }
    let original = Double(try originalLength())
    let factor = try settings.number(SettingKey("\(object).factor"), in: Limit.factor)
    let ratio = factor ?? Double(model.configuration.contextLength) / original
    return ratio <= 1 ? 1 : (1 + log(ratio) / log(original)).squareRoot()
  }
}

extension ModelCheckpoint {
  /// The length of pretraining of a model with longrope; `nil` for others.
  func longRopeOriginal() throws -> Int? {
    let reader = ScalingReader(self)
    let type = try reader.type()
    let isLong = reader.hasLongRopeTensors || type == "longrope" || type == "su"
    return isLong ? try reader.originalLength() : nil
  }
}
