import Checkpoints
import Diagnostics
import Transformer

/// Where a file states rotary positions: newer `config.json`s keep all in one object, older ones have the
/// base beside it and scaling in another; some architectures have an object for each kind of layer.
struct RotaryKeys {
  /// The base θ.
  var theta = SettingKey(
    "rope_parameters.rope_theta", "rope_theta", "rotary_emb_base", gguf: "rope.freq_base")
  /// The objects of a `config.json` that may state a scaling, the first that is there.
  var scaling = ["rope_scaling", "rope_parameters"]
  /// The base where the file states none.
  var assumedTheta = 10_000.0
  /// Whether the scaling that a GGUF file states is meant.
  var followsGGUFScaling = true
}

extension ModelCheckpoint {
  /// How positions turn the first `width` dimensions of a head; the whole head unless stated otherwise.
  ///
  /// - Throws: `Problem` naming a scaling that is not supported, or a value that makes no sense.
  func rotary(width: Int? = nil, _ keys: RotaryKeys = RotaryKeys()) throws -> RotaryDesign {
    let width = width ?? configuration.headSize
    guard width.isMultiple(of: 2), width > 0, width <= configuration.headSize else {
      throw settings.wrong(
        .headSize, expected: "rotary positions over an even part of a head, not \(width)")
    }
    try checkWidths(width)
    let theta = try settings.number(keys.theta, in: 1...1e9) ?? keys.assumedTheta
    let plain = RotaryDesign(base: theta, width: width)
    if settings.format == .gguf, !keys.followsGGUFScaling { return plain }
    return try RotaryScaling(self, keys.scaling, pairs: width / 2).applied(to: plain.frequencies)
  }

  /// A GGUF file may state once more how wide heads and their turned parts are.
  private func checkWidths(_ width: Int) throws {
    let headSize = configuration.headSize
    for (key, expected, meaning) in [
      (SettingKey(gguf: "rope.dimension_count"), width, "the turned width of a head"),
      (SettingKey(gguf: "attention.value_length"), headSize, "the width of a head"),
    ] {
      if let stated = try settings.integer(key, in: 0...Int.max), stated != expected {
        throw settings.wrong(key, expected: "\(meaning), \(expected)")
      }
    }
  }

  /// The longest text that is computed as the model was made to: with longrope, frequencies differ beyond
  /// the original length, and we have those below it.
  func longestText() throws -> Int {
    guard let original = try longRopeOriginal() else { return configuration.contextLength }
    return min(original, configuration.contextLength)
  }
}
