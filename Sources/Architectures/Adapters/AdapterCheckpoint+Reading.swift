import Checkpoints
import Diagnostics
import Foundation
import JSONTree
public import Transformer

extension AdapterCheckpoint {
  /// Reads the adapters of a folder, and the state of their optimizer if it is there.
  ///
  /// - Parameters:
  ///   - folder: The folder, written by `peft` or by us.
  ///   - architecture: The architecture of the decoder that they adapt.
  ///   - design: Its figure.
  /// - Throws: `Problem` if a file is missing or damaged, is not of this decoder, or asks for what we do
  ///   not compute.
  public init(folder: String, architecture: Architecture, design: DecoderDesign) throws {
    let paths = AdapterPaths(folder: folder)
    let document = try JSONDocument(
      MappedFile(path: paths[FileName.configuration]).copiedBytes(),
      file: paths[FileName.configuration])
    let lora = try AdapterConfiguration.design(document, for: architecture)
    let names = try AdapterNames(architecture, for: lora)
    let model = try AdapterFile(path: paths[FileName.adapters], names: names, suffixes: [""])
    self.init(
      lora: lora, adapters: try model.values(lora, of: design, suffix: "", in: architecture))
    guard paths.has(FileName.optimizer) else { return }
    let file = try AdapterFile(
      path: paths[FileName.optimizer], names: names, suffixes: [Key.first, Key.second])
    let step = try file.number(Key.step) { Int($0).flatMap { $0 >= 0 ? $0 : nil } }
    guard try model.number(Key.step, { Int($0) }) == step else {
      throw Problem.mixedCheckpoint(folder, step: step)
    }
    optimizer = Optimizer(
      firstMoments: try file.values(lora, of: design, suffix: Key.first, in: architecture),
      secondMoments: try file.values(lora, of: design, suffix: Key.second, in: architecture),
      step: step,
      learningRate: try file.number(Key.learningRate, Self.finite),
      meanLearningRate: file.has(Key.meanLearningRate)
        ? try file.number(Key.meanLearningRate, Self.finite) : nil)
  }

  private static func finite(_ text: String) -> Double? {
    Double(text).flatMap { $0.isFinite ? $0 : nil }
  }
}

/// The files of a folder.
private struct AdapterPaths {
  let folder: String

  subscript(name: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name]) }
}

/// One safetensors file whose tensors are named after adapters.
private struct AdapterFile {
  let path: String
  let names: AdapterNames
  /// What may follow the names of adapters.
  let suffixes: [String]
  private let file: Safetensors

  init(path: String, names: AdapterNames, suffixes: [String]) throws {
    self.path = path
    self.names = names
    self.suffixes = suffixes
    file = try Safetensors(path: path)
  }

  /// Whether the metadata say something under a key.
  func has(_ key: String) -> Bool { file.metadata.contains { $0.key == key } }

  /// A number among the metadata.
  func number<Number>(_ key: String, _ read: (String) -> Number?) throws -> Number {
    let text = file.metadata.first { $0.key == key }?.value
    guard let number = text.flatMap(read) else {
      throw Problem.adapterSetting(
        key, expected: "a number", found: text.map { "'\($0)'" } ?? "no such text",
        at: Place(file: path))
    }
    return number
  }

  /// One number for every number of the adapters; nothing else may be in the file.
  func values(
    _ lora: LoRADesign, of design: DecoderDesign, suffix: String, in architecture: Architecture
  ) throws -> AdapterValues<Float> {
    let shapes = lora.parameters(of: design)
    let known = Set(shapes.flatMap { shape in suffixes.map { names.tensor(shape.parameter) + $0 } })
    if let name = file.tensorNames.first(where: { !known.contains($0) }) {
      throw Problem.unexpectedTensor(try file.info(name), in: "\(architecture.name), so adapted")
    }
    var values = AdapterValues<Float>(zeros: lora, of: design)
    for (parameter, shape) in shapes {
      let name = names.tensor(parameter) + suffix
      guard file.tensorNames.contains(name) else {
        throw Problem.missingTensor(
          name, shape: shape, near: file.tensorNames, at: Place(file: path))
      }
      let info = try file.info(name)
      guard info.shape == shape else {
        throw Problem.wrongShape(info, expected: shape, because: ", which follows from 'r'")
      }
      guard info.elementType.isReadable else { throw Problem.unreadable(info) }
      values[parameter] = try file.floats(name)
    }
    return values
  }
}
