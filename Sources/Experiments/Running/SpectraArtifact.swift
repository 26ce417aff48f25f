import Diagnostics
import GradientSpectra
import JSONTree
import Transformer

/// What is stored of one example: its spectra, or why there are none.
enum SpectraArtifact: Sendable, Equatable {
  case measured(ExampleSpectra)
  case unmeasurable(UnmeasurableExample, tokens: Int)
}

/// The stored form is a safetensors file, so that `safetensors.numpy.load_file` reads it:
/// `q.singularValues` [layers, rank] in single precision, padded with zeros, and in double precision
/// `loss`, `queryOutputSimilarity` [layers] and so on.
extension SpectraArtifact {
  /// The bytes to store. Equal artifacts give equal bytes.
  var bytes: [UInt8] {
    switch self {
    case .unmeasurable(let reason, let tokens):
      return SafetensorsBytes(
        metadata: [("unmeasurable", reason.word), ("tokens", String(tokens))], tensors: []
      ).bytes
    case .measured(let spectra):
      return SafetensorsBytes(
        metadata: [
          ("tokens", String(spectra.tokens)), ("responseTokens", String(spectra.responseTokens)),
        ], tensors: Self.tensors(of: spectra)
      ).bytes
    }
  }

  private static func tensors(of spectra: ExampleSpectra) -> [SafetensorsBytes.Tensor] {
    var tensors = [SafetensorsBytes.Tensor("loss", [1], doubles: [spectra.loss])]
    for projection in Projection.allCases {
      guard let layers = spectra.spectra[projection] else { continue }
      let rank = layers.map(\.values.count).max() ?? 0
      let values = layers.flatMap { spectrum in
        spectrum.values.map(Float.init)
          + [Float](repeating: 0, count: rank - spectrum.values.count)
      }
      let name = projection.rawValue
      tensors.append(.init("\(name).singularValues", [layers.count, rank], floats: values))
      tensors.append(
        .init("\(name).rank", [layers.count], doubles: layers.map { Double($0.values.count) }))
      tensors.append(.init("\(name).size", [1], doubles: [Double(layers.first?.size ?? 0)]))
      if let adjacent = spectra.adjacent[projection] {
        tensors.append(.init("\(name).adjacentSimilarity", [adjacent.count], doubles: adjacent))
      }
    }
    if let list = spectra.queryOutput {
      tensors.append(.init("queryOutputSimilarity", [list.count], doubles: list))
    }
    if let list = spectra.keyValue {
      tensors.append(.init("keyValueSimilarity", [list.count], doubles: list))
    }
    return tensors
  }

  /// Reads what `bytes` wrote; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let file = SafetensorsBytes(bytes: bytes) else { return nil }
    let metadata = Dictionary(file.metadata) { first, _ in first }
    guard let tokens = metadata["tokens"].flatMap({ Int($0) }) else { return nil }
    if let word = metadata["unmeasurable"] {
      guard let reason = UnmeasurableExample(word: word) else { return nil }
      self = .unmeasurable(reason, tokens: tokens)
      return
    }
    guard let responseTokens = metadata["responseTokens"].flatMap({ Int($0) }),
      let loss = file.doubles("loss")?.first
    else { return nil }
    var spectra: [Projection: [Spectrum]] = [:]
    var adjacent: [Projection: [Double]] = [:]
    for projection in Projection.allCases {
      guard let layers = Self.spectra(of: projection, in: file) else { continue }
      spectra[projection] = layers
      adjacent[projection] = file.doubles("\(projection.rawValue).adjacentSimilarity")
    }
    self = .measured(
      ExampleSpectra(
        tokens: tokens, responseTokens: responseTokens, loss: loss, spectra: spectra,
        queryOutput: file.doubles("queryOutputSimilarity"),
        keyValue: file.doubles("keyValueSimilarity"), adjacent: adjacent))
  }

  private static func spectra(
    of projection: Projection, in file: SafetensorsBytes
  ) -> [Spectrum]? {
    let name = projection.rawValue
    guard let values = file.floats("\(name).singularValues"),
      let ranks = file.doubles("\(name).rank"), let size = file.doubles("\(name).size")?.first,
      !ranks.isEmpty
    else { return nil }
    let width = values.count / ranks.count
    return ranks.enumerated().map { layer, rank in
      Spectrum(
        values: values[layer * width..<layer * width + Int(rank)].map(Double.init), size: Int(size))
    }
  }
}

extension UnmeasurableExample {
  /// The reason as a word for files.
  var word: String {
    switch self {
    case .noResponseToken: "noResponseToken"
    case .tooFewResponseTokens(let found, let wanted): "tooFewResponseTokens \(found) \(wanted)"
    case .nonFiniteLoss: "nonFiniteLoss"
    case .nonFiniteSpectrum: "nonFiniteSpectrum"
    }
  }

  /// The reason of a word.
  init?(word: String) {
    switch word {
    case "noResponseToken": self = .noResponseToken
    case "nonFiniteLoss": self = .nonFiniteLoss
    case "nonFiniteSpectrum": self = .nonFiniteSpectrum
    default:
      let numbers = word.split(separator: " ").dropFirst().compactMap { Int($0) }
      guard word.hasPrefix("tooFewResponseTokens "), numbers.count == 2 else { return nil }
      self = .tooFewResponseTokens(numbers[0], of: numbers[1])
    }
  }

  /// The reason as a sentence.
  func sentence(tokens: Int) -> String {
    switch self {
    case .noResponseToken:
      "The prompt fills the window: no response token is left among its first \(tokens) tokens."
    case .tooFewResponseTokens(let found, let wanted):
      "The response has \(found) tokens in the window, fewer than the \(wanted) that are wanted."
    case .nonFiniteLoss: "The loss is not a finite number."
    case .nonFiniteSpectrum: "A gradient holds a value that is not a finite number."
    }
  }
}
