import Artifacts
import Diagnostics
import Execution
import Foundation
import JSONTree
import TestSupport

@testable import Experiments

/// A text and a recipe that are trained on in a second.
struct Pretrained {
  let folder: Folder
  let store: Store
  private let owned: TemporaryDirectory?

  /// A folder of its own, removed at the end.
  init() throws {
    let owned = try TemporaryDirectory()
    try self.init(in: owned.path, owned)
  }

  /// A folder that outlives this.
  init(in path: String) throws { try self.init(in: path, nil) }

  private init(in path: String, _ owned: TemporaryDirectory?) throws {
    self.owned = owned
    folder = Folder(path: path)
    store = try Store(path + "/store")
    try folder.write(Self.text, to: "text.txt")
  }

  struct Folder {
    let path: String

    func write(_ text: String, to name: String) throws {
      try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }
  }

  /// Sentences with something to learn: 12 kB of a few words in changing order.
  static var text: String {
    let nouns = ["river", "stone", "lamp", "garden", "letter", "window", "boat"]
    let verbs = ["carries", "hides", "finds", "keeps", "leaves"]
    return (0..<400).map { line in
      let (a, b) = (nouns[line % 7], nouns[(line * line + 3) % 7])
      return "The \(a) \(verbs[(line * 3) % 5]) the \(b)."
    }.joined(separator: "\n")
  }

  static func recipe(
    _ architecture: PretrainRecipe.Architecture = .llama
  ) throws -> PretrainRecipe {
    let text = """
      {"models": [{"name": "m", "family": "F", "size": "10K", "source": {"pretrain": {
        "architecture": "\(architecture.rawValue)", "layers": 2, "hidden": 16, "heads": 2,
        "context": 32, "tokenizer": "bpe", "vocabulary": 280, "text": "text.txt",
        "tokens": 1024, "batch": 4, "learningRate": 0.01, "warmup": 2, "seed": 3}}}]}
      """
    let catalog = try ModelCatalog(parsing: Array(text.utf8), file: "m.json", folder: "")
    guard case .pretrain(let recipe) = catalog.models[0].source else {
      preconditionFailure("the source is a recipe")
    }
    return recipe
  }

  func step(_ recipe: PretrainRecipe, threads: Int = 2) throws -> PretrainStep {
    let corpus = try Corpus(recipe.text, folder: folder.path, store: store)
    return PretrainStep(modelName: "m", recipe: recipe, corpus: corpus, threads: threads)
  }

  /// Runs a training as an executor would, its tokenizer first.
  func run(
    _ step: PretrainStep, interruption: Interruption = Interruption(),
    listen: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> [UInt8] {
    let tokenizer = try step.tokenizer.run(StepContext(key: step.tokenizer.key, store: store))
    let context = StepContext(
      key: step.key, store: store, results: [try store.store(tokenizer)],
      interruption: interruption, listen: listen)
    return try step.run(context)
  }
}
