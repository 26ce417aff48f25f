public import ArgumentParser
import DataMixing
import Execution
public import Experiments

/// What `gradbook mix` and `gradbook influence` have in common: the model, the window, the curvature.
struct InfluenceOptions: ParsableArguments {
  @Option(
    help:
      "A GGUF file, a folder of safetensors, a name of the catalog or a Hugging Face repository.")
  var model: String

  @Option(help: "The number of tokens after which an example is cut.")
  var maxLength = 1024

  @Option(help: "Instruction, input and output a line each, or the model's chat template.")
  var prompt = ListingOptions.Prompt.plain

  @Option(help: "What gradients are multiplied by before they are compared.")
  var curvature = ExperimentSpec.MixtureMeasure.Inverse.ekfac

  @Option(
    help: "What is added to eigenvalues of the curvature, as a share of their mean. (default: 0.1)")
  var damping: Double?

  @Option(help: "The same as an absolute number, in place of --damping.")
  var absoluteDamping: Double?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      The blocks whose gradients are compared: numbers from 0, or one of 'first:4', 'last:4' and \
      'lowestVariance:20' (maps). (default: all)
      """, valueName: "layers"))
  var layers: [LayerArgument] = []

  @Option(
    parsing: .upToNextOption,
    help: "The maps of each block. (default: gate up down)")
  var projections: [ExperimentSpec.Projection] = []

  @Flag(help: "Take the labels of the curvature from the texts, not from the model.")
  var givenLabels = false

  @Option(help: "Decides what is drawn.")
  var seed = 0

  @Option(help: "The folder of stored results.")
  var store = ".gradbook"

  @Option(help: "How many steps run at once.")
  var jobs = Executor.cores

  @Option(help: WeightMemory.help)
  var weights = WeightMemory.resident

  @OptionGroup var models: ModelsCommand.Options

  func validate() throws {
    guard maxLength >= 2 else { throw ValidationError("--max-length must be at least 2.") }
    for (name, value) in [("--damping", damping), ("--absolute-damping", absoluteDamping)] {
      guard value ?? 0 >= 0, value?.isFinite ?? true else {
        throw ValidationError("\(name) must be at least 0, not \(value ?? 0).")
      }
    }
    guard damping == nil || absoluteDamping == nil else {
      throw ValidationError("--damping and --absolute-damping exclude each other: name one.")
    }
    guard let chosen = LayerArgument.layers(layers) else {
      throw ValidationError(
        "--layers are numbers from 0, or one of 'first:4', 'last:4' and 'lowestVariance:20' alone.")
    }
    if case .lowestVariance = chosen, curvature == .conjugateGradients {
      throw ValidationError(
        """
        'conjugateGradients' takes all maps of the chosen blocks together, 'lowestVariance' some of \
        them: name blocks, or another curvature.
        """)
    }
    guard seed >= 0 else { throw ValidationError("--seed must be at least 0.") }
    guard jobs >= 1 else { throw ValidationError("--jobs must be at least 1, not \(jobs).") }
  }

  /// How influences are measured.
  var loop: ExperimentSpec.MixtureMeasure.Loop {
    var loop = ExperimentSpec.MixtureMeasure.Loop.usual
    loop.curvatures = [curvature]
    loop.damping = absoluteDamping.map { .absolute($0) } ?? .relative(damping ?? 0.1)
    loop.layers = LayerArgument.layers(layers) ?? .all
    if !projections.isEmpty {
      loop.projections = ExperimentSpec.Projection.allCases.filter(projections.contains)
    }
    loop.labels = givenLabels ? .given : .sampled
    return loop
  }

  /// Refuses a file that is named twice.
  static func requireOnce(_ paths: [String], _ option: String) throws {
    guard !paths.isEmpty else { throw ValidationError("\(option) names no file.") }
    if let twice = paths.first(where: { path in paths.count { $0 == path } > 1 }) {
      throw ValidationError("\(option) names '\(twice)' twice.")
    }
  }
}

extension ExperimentSpec.MixtureMeasure.Inverse: ExpressibleByArgument {}
extension ExperimentSpec.Projection: ExpressibleByArgument {}
