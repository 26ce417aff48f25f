import Checkpoints
import Diagnostics
public import JSONTree
public import LinearAlgebra
import Tensors
public import Transformer

/// A tensor as a Hugging Face checkpoint has it.
public struct HuggingFaceTensor: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// Its lengths, outermost first.
  public var shape: [Int]
  /// Its values, row-major.
  public var values: [Float]
}

extension Architecture {
  /// The `config.json` of a model, as the transformers library reads it.
  ///
  /// - Parameters:
  ///   - design: The figure.
  ///   - contextLength: The longest text, in tokens.
  ///   - beginning: The token that begins a text, if there is one.
  ///   - end: The token that ends a text, if there is one.
  /// - Returns: The object.
  /// - Throws: `Problem` if we do not write this architecture, or if the design has something that its
  ///   `config.json` cannot say, such as a scaled rotary base.
  public func huggingFaceConfiguration(
    of design: DecoderDesign, contextLength: Int, beginning: Int? = nil, end: Int? = nil
  ) throws -> JSONValue {
    guard let written, let block = design.blocks.first else { throw Problem.notWritten(name) }
    let figure = WrittenFigure(design: design, contextLength: contextLength, block: block)
    let value = JSONValue.object(
      [
        JSONMember("architectures", [.string(written.className)]),
        JSONMember("model_type", .string(written.modelType)),
        JSONMember("dtype", "float32"),
        JSONMember("bos_token_id", beginning.map(JSONValue.integer) ?? .null),
        JSONMember("eos_token_id", end.map(JSONValue.integer) ?? .null),
      ] + written.members(figure))
    guard try readBack(value).isSameUpToRounding(design) else {
      throw Problem.notWritten("this \(name)")
    }
    return value
  }

  /// What a reader of the file would make of it.
  private func readBack(_ value: JSONValue) throws -> DecoderDesign {
    let document = try JSONDocument(Array(value.text().utf8), file: "config.json")
    return try self.design(
      of: ModelCheckpoint(configuration: document, tensors: NoTensors()))
  }

  /// The tensors of a Hugging Face checkpoint: fused, transposed and less 1 as the architecture has
  /// them there. In the order of the forward pass.
  ///
  /// - Parameter weights: The weights, of a design of this architecture.
  /// - Returns: The tensors; widths and values in single precision.
  /// - Throws: `Problem` if we do not write this architecture.
  public func huggingFaceTensors<Element: BLASScalar>(
    of weights: ResidentWeights<Element>
  ) throws -> [HuggingFaceTensor] {
    guard written != nil else { throw Problem.notWritten(name) }
    var tensors: [HuggingFaceTensor] = []
    var positions: [String: Int] = [:]
    for (parameter, shape) in weights.design.parameters {
      let place = huggingFace.place(
        of: parameter, shape: shape, in: weights.design, prefix: huggingFace.prefixes[0])
      let position = positions[place.name] ?? tensors.count
      if position == tensors.count {
        let count = place.storedShape.reduce(1, *)
        tensors.append(
          HuggingFaceTensor(
            name: place.name, shape: place.storedShape,
            values: [Float](repeating: 0, count: count)))
        positions[place.name] = position
      }
      place.write(weights[parameter].map { Float($0) }, to: &tensors[position].values)
    }
    return tensors
  }
}

/// The tensors of a model of which there is only a description.
private struct NoTensors: TensorSource {
  var tensorNames: [String] { [] }

  func info(_ name: String) throws -> TensorInfo { throw Problem("There is no tensor '\(name)'.") }

  func read(_ name: String, rows: Range<Int>, into output: inout MutableSpan<Float>) throws {
    _ = try info(name)
  }
}

extension DecoderDesign {
  /// Whether two designs are the same but for the last digits of rotary frequencies and score scales,
  /// which files state as a base and a square.
  fileprivate func isSameUpToRounding(_ other: DecoderDesign) -> Bool {
    guard blocks.count == other.blocks.count else { return false }
    var copy = self
    for (layer, (mine, theirs)) in zip(blocks, other.blocks).enumerated() {
      let (a, b) = (mine.attention, theirs.attention)
      if let mine = a.rotary, let theirs = b.rotary, isNear(mine.frequencies, theirs.frequencies) {
        copy.blocks[layer].attention.rotary?.frequencies = theirs.frequencies
      }
      if isNear([a.scale], [b.scale]) { copy.blocks[layer].attention.scale = b.scale }
    }
    return copy == other
  }

  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-9 * abs($1) }
  }
}
