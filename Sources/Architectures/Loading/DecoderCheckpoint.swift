public import Checkpoints
import Diagnostics
import LinearAlgebra
public import Transformer

/// A checkpoint whose architecture is known and whose tensors have all been checked against it.
///
/// Nothing but the description of the tensors has been read. Weights are loaded with
/// `ResidentWeights(_:)` or `StreamedWeights(_:)`.
public struct DecoderCheckpoint: Sendable {
  /// The architecture.
  public let architecture: Architecture
  /// The figure of the model.
  public let design: DecoderDesign
  /// The longest text, in tokens, that the design computes as the model was made to.
  public let contextLength: Int
  private let source: any TensorSource
  private let places: [Parameter: TensorPlace]

  /// Recognizes a checkpoint.
  ///
  /// - Parameter checkpoint: The checkpoint.
  /// - Throws: `Problem` naming an architecture that is not known, a setting that makes no sense or that
  ///   we cannot compute, or the first tensor that is missing, misshapen, unreadable or unknown.
  public init(_ checkpoint: ModelCheckpoint) throws {
    let settings = checkpoint.settings
    let architecture = try locating(settings.place) {
      try Architecture.named(settings.architecture, in: settings.format)
    }
    let design = try architecture.design(of: checkpoint)
    let names = architecture.tensorNames(in: settings.format)
    let prefix = names.prefix(among: checkpoint.tensors.tensorNames)
    let parameters = design.parameters.map { parameter, shape in
      (parameter, names.place(of: parameter, shape: shape, in: design, prefix: prefix))
    }
    self.architecture = architecture
    self.design = design
    contextLength = try checkpoint.longestText()
    source = checkpoint.tensors
    places = Dictionary(uniqueKeysWithValues: parameters)
    try TensorCheck(checkpoint: checkpoint, architecture: architecture.name, design: design)
      .check(parameters, against: names)
  }

  /// Reads a parameter, row-major.
  func values<Element: BLASScalar>(
    of parameter: Parameter, as type: Element.Type = Element.self
  ) throws -> [Element] {
    try place(of: parameter).values(from: source, as: type)
  }

  /// Reads the embeddings of some tokens, [tokens.count, hidden].
  func embeddings<Element: BLASScalar>(of tokens: [Int]) throws -> [Element] {
    widened(try place(of: .embedding).floats(ofRows: tokens, from: source))
  }

  private func place(of parameter: Parameter) -> TensorPlace {
    guard let place = places[parameter] else {
      preconditionFailure("the design has no parameter \(parameter)")
    }
    return place
  }
}

extension TensorNames {
  /// The prefix under which the file has its embedding; the customary one if it has none.
  fileprivate func prefix(among names: [String]) -> String {
    let names = Set(names)
    return prefixes.first { names.contains("\($0)\(embedding).weight") } ?? prefixes[0]
  }
}
