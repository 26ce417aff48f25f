import Checkpoints
import Diagnostics
import Foundation
public import Transformer

extension AdapterCheckpoint {
  /// The files of the checkpoint. Equal checkpoints give equal bytes.
  ///
  /// - Parameters:
  ///   - architecture: The architecture of the decoder.
  ///   - design: Its figure.
  ///   - baseModel: What `peft` calls the model that is adapted, a path or a repository; `nil` for none.
  /// - Returns: Their names and bytes.
  /// - Throws: `Problem` if the architecture fuses an adapted projection with others.
  public func files(
    architecture: Architecture, design: DecoderDesign, baseModel: String? = nil
  ) throws -> [(name: String, bytes: [UInt8])] {
    let names = try AdapterNames(architecture, for: lora)
    let shapes = lora.parameters(of: design)
    let step = optimizer.map { [(key: Key.step, value: String($0.step))] } ?? []
    // Without a format the transformers library refuses the file.
    var model = SafetensorsWriter(metadata: [("format", "pt")] + step)
    for (parameter, shape) in shapes {
      model.append(names.tensor(parameter), shape: shape, adapters[parameter])
    }
    let text = AdapterConfiguration.text(lora, of: architecture, baseModel: baseModel)
    var files = [
      (name: FileName.configuration, bytes: Array(text.utf8)),
      (name: FileName.adapters, bytes: model.bytes),
    ]
    guard let optimizer else { return files }
    var moments = SafetensorsWriter(
      metadata: [("format", "pt")] + step + [(Key.learningRate, "\(optimizer.learningRate)")]
        + (optimizer.meanLearningRate.map { [(Key.meanLearningRate, "\($0)")] } ?? []))
    for (parameter, shape) in shapes {
      let name = names.tensor(parameter)
      moments.append(name + Key.first, shape: shape, optimizer.firstMoments[parameter])
      moments.append(name + Key.second, shape: shape, optimizer.secondMoments[parameter])
    }
    files.append((name: FileName.optimizer, bytes: moments.bytes))
    return files
  }

  /// Writes the files into a folder, which is made where it is missing. Each file is there whole or not
  /// at all; that all are of one update is checked when they are read.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - architecture: The architecture of the decoder.
  ///   - design: Its figure.
  ///   - baseModel: What `peft` calls the model that is adapted, a path or a repository; `nil` for none.
  /// - Throws: `Problem` if the files cannot be made or written.
  public func write(
    to folder: String, architecture: Architecture, design: DecoderDesign, baseModel: String? = nil
  ) throws {
    let files = try files(architecture: architecture, design: design, baseModel: baseModel)
    let place = URL(filePath: folder, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for (name, bytes) in files {
        try Data(bytes).write(to: place.appending(path: name), options: .atomic)
      }
    } catch {
      throw Problem.adapterUnwritable(folder, cause: error.localizedDescription)
    }
  }
}
