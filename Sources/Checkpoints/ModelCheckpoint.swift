import Diagnostics
public import JSONTree

/// A pretrained model on disk: its configuration, its tensors, and where its vocabulary is.
///
/// Tensors have the names and the layout of the file; what they mean depends on the architecture.
public struct ModelCheckpoint: Sendable {
  /// Where a model's vocabulary is.
  public enum Vocabulary: Sendable, Equatable {
    /// In a `tokenizer.json` at this path.
    case file(String)
    /// In the metadata of the GGUF file.
    case embedded(VocabularyMetadata)
  }

  /// All that the file states of the model.
  public let settings: ModelSettings
  /// The model's shape.
  public let configuration: ModelConfiguration
  /// The weights.
  public let tensors: any TensorSource
  /// Where the vocabulary is; `nil` if the checkpoint has none.
  public let vocabulary: Vocabulary?
  /// The files whose bytes define the weights: the GGUF file, or the shards and `config.json`. Sorted by
  /// their UTF-8 bytes.
  public let digestedFiles: [String]

  /// Opens a model.
  ///
  /// - Parameter path: A GGUF file; a folder with `config.json` and `model.safetensors` or
  ///   `model.safetensors.index.json`; or a `.safetensors` file with `config.json` beside it.
  /// - Throws: `Problem` where a file is missing or damaged, or the configuration lacks a value or has
  ///   one that makes no sense.
  public init(path: String) throws {
    if Path.isFolder(path) {
      try self.init(folder: path)
    } else if path.hasSuffix(".safetensors") {
      let file = try Safetensors(path: path)
      try self.init(file, shards: [path], folder: Path.parent(of: path))
    } else {
      let file = try MappedFile(path: path)
      guard path.hasSuffix(".gguf") || file.beginsAsGGUF else { throw Problem.noModel(path) }
      try self.init(GGUF(file))
    }
  }

  private init(folder: String) throws {
    let single = Path.join(folder, "model.safetensors")
    let index = single + ".index.json"
    if Path.exists(single) {
      try self.init(Safetensors(path: single), shards: [single], folder: folder)
    } else if Path.exists(index) {
      let source = try ShardedSafetensors(indexPath: index)
      try self.init(source, shards: source.shardPaths, folder: folder)
    } else {
      throw Problem.noModel(folder)
    }
  }

  private init(_ source: any TensorSource, shards: [String], folder: String) throws {
    let path = Path.join(folder, "config.json")
    guard Path.exists(path) else { throw Problem.noConfiguration(path) }
    let document = try JSONDocument(MappedFile(path: path).copiedBytes(), file: path)
    settings = try ModelSettings(huggingFace: document)
    configuration = try ModelConfiguration(settings)
    tensors = source
    digestedFiles = (shards + [path]).sortedByBytes()
    vocabulary = ModelCheckpoint.tokenizerFile(in: folder)
  }

  /// A model that is described but not on disk.
  ///
  /// - Parameters:
  ///   - document: What its `config.json` would be.
  ///   - tensors: Its tensors.
  /// - Throws: `Problem` where the configuration lacks a value or has one that makes no sense.
  public init(configuration document: JSONDocument, tensors: any TensorSource) throws {
    settings = try ModelSettings(huggingFace: document)
    configuration = try ModelConfiguration(settings)
    self.tensors = tensors
    digestedFiles = []
    vocabulary = nil
  }

  init(_ file: GGUF) throws {
    if let parts = file["split.count"]?.integer, parts > 1 {
      throw Problem.splitGGUF(parts: parts, at: file.place(of: "split.count"))
    }
    settings = try ModelSettings(file)
    configuration = try ModelConfiguration(
      settings, vocabularySize: file["tokenizer.ggml.tokens"]?.array?.count)
    tensors = file
    let path = file.table.file.path
    digestedFiles = [path]
    vocabulary =
      try VocabularyMetadata(file).map(Vocabulary.embedded)
      ?? ModelCheckpoint.tokenizerFile(in: Path.parent(of: path))
  }

  private static func tokenizerFile(in folder: String) -> Vocabulary? {
    let path = Path.join(folder, "tokenizer.json")
    return Path.exists(path) ? .file(path) : nil
  }
}

extension MappedFile {
  fileprivate var beginsAsGGUF: Bool {
    unsafe rawBytes(in: 0..<Swift.min(4, byteCount)).elementsEqual("GGUF".utf8)
  }
}
