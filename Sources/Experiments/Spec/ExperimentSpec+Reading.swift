import DataQuality
import Diagnostics
import GradientSpectra
import JSONTree

extension ExperimentSpec {
  /// Reads the experiment in a file.
  ///
  /// - Parameters:
  ///   - path: The file, relative to the working folder or absolute.
  ///   - catalog: The models that the experiment may name.
  ///   - dataRoot: The folder of published data, which then replace the experiment's own; `nil` for its
  ///     own.
  /// - Throws: `ProblemList` with everything that is wrong with the file.
  public init(contentsOf path: String, catalog: ModelCatalog, dataRoot: String? = nil) throws {
    let bytes = try collectingProblems { try FileBytes.read(path, noun: "experiment") }
    try self.init(
      parsing: bytes, file: path, folder: FilePaths.folder(of: path), catalog: catalog,
      dataRoot: dataRoot)
  }

  /// Reads an experiment.
  ///
  /// - Parameters:
  ///   - bytes: The text of the file, JSON in UTF-8.
  ///   - file: The file's name, for problems.
  ///   - folder: The folder that relative paths start from; empty for the working folder.
  ///   - catalog: The models that the experiment may name.
  ///   - dataRoot: The folder of published data, which then replace the experiment's own; `nil` for its
  ///     own.
  /// - Throws: `ProblemList` with everything that is wrong with the file.
  public init(
    parsing bytes: [UInt8], file: String, folder: String, catalog: ModelCatalog,
    dataRoot: String? = nil
  ) throws {
    let document = try collectingProblems { try JSONDocument(bytes, file: file) }
    let log = ProblemLog(document)
    let reader = Reader.experiment(folder: folder, catalog: catalog, dataRoot: dataRoot)
    self = try log.finish(reader.read(document.root, log))
  }
}

/// Runs `body` and makes a list of the one problem that it throws.
func collectingProblems<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let problem as Problem {
    throw ProblemList([problem])
  }
}

extension Reader<ExperimentSpec> {
  fileprivate static func experiment(
    folder: String, catalog: ModelCatalog, dataRoot: String?
  ) -> Reader {
    .object("the experiment") { object in
      _ = object.optional("$schema", .text)
      let title = object.required("title", .text)
      let question = object.required("question", .text)
      let description = object.optional("description", .text)
      let models = object.required("models", .list(of: .model(folder: folder, catalog: catalog)))
      let data = object.required("data", .dataSets(isPublished: dataRoot != nil))
      let measure = object.required(
        "measure", .measure(of: data.map { $0.map(\.name) }, models: models.map { $0.map(\.name) }))
      let published = object.optional("published", .published(folder: folder, catalog: catalog))
      let statistics = object.optional("statistics", .statistics, default: .standard)
      let scope = SpecScope(
        of: object, models: dataRoot == nil ? models : published?.models ?? models, data: data,
        measure: measure, isPublished: dataRoot != nil)
      let cells = object.required("cells", .list(of: .cell(in: scope)))
      let policy = object.optional("policy", .policy)
      object.reportRepeatedNames(in: "models", key: "name", noun: "models")
      object.reportRepeatedNames(in: "data", key: "name", noun: "data sets")
      object.reportRepeatedNames(in: "cells", key: "id", noun: "cells")
      guard let title, let question, let models, let data, let measure, let statistics, let cells
      else { return nil }
      let spec = ExperimentSpec(
        title: title, question: question, description: description, models: models, data: data,
        measure: measure, statistics: statistics, cells: identified(cells), folder: folder,
        dataRoot: dataRoot, published: published, policy: policy)
      return dataRoot == nil ? spec : spec.inPublishedForm
    }
  }
}

extension Reader<ExperimentSpec.Measure> {
  fileprivate static func measure(of data: [String]?, models: [String]?) -> Reader {
    .object("the measure") { object in
      let (hasSpectra, hasQuality) = (object.has("spectra"), object.has("quality"))
      let (hasSelection, hasMixture) = (object.has("selection"), object.has("mixture"))
      // A selection or a mixture alone measures no example by itself.
      let spectra =
        (hasSelection || hasMixture) && !hasQuality
        ? object.optional("spectra", .spectra, default: .standard)
        : object.required("spectra", .spectra)
      let quality = object.optional("quality", .quality(like: spectra))
      let sketch = object.optional("sketch", .sketch)
      let selection = object.optional(
        "selection", .selection(like: hasSpectra ? spectra : nil, data: data, models: models))
      let mixture = object.optional(
        "mixture", .mixture(like: hasSpectra ? spectra : nil, data: data))
      guard let spectra, !hasQuality || quality != nil, !hasSelection || selection != nil,
        !hasMixture || mixture != nil
      else { return nil }
      if sketch != nil, !hasSpectra {
        object.report(
          .withoutEffect("sketch", because: "'spectra' says what is sketched, and is missing"),
          at: "sketch")
      }
      return Value(
        spectra: spectra, hasSpectra: hasSpectra, quality: quality, sketch: sketch,
        selection: selection, mixture: mixture)
    }
  }
}

extension Reader<ExperimentSpec.Quality> {
  /// Window and prompt are those of the spectra where nothing is said.
  fileprivate static func quality(like spectra: ExperimentSpec.Spectra?) -> Reader {
    .object("the quality scores") { object in
      let scores = object.optional(
        "scores", .set(of: Reader<Value.Score>.choice), default: Value.usualScores)
      let prompt = object.optional("prompt", .choice, default: spectra?.prompt ?? .plain)
      let ifdPrompt = object.optional("ifdPrompt", .choice, default: Value.DifficultyPrompt.same)
      let maxLength = object.optional(
        "maxLength", .integer(atLeast: 2), default: spectra?.maxLength ?? 1024)
      guard let scores, let prompt, let ifdPrompt, let maxLength else { return nil }
      if !scores.contains(.ifd), object.has("ifdPrompt") {
        object.report(
          .withoutEffect("ifdPrompt", because: "'scores' leave out 'ifd'"), at: "ifdPrompt")
      }
      let ordered = Value.Score.allCases.filter(scores.contains)
      return Value(scores: ordered, prompt: prompt, ifdPrompt: ifdPrompt, maxLength: maxLength)
    }
  }
}

extension Reader<ExperimentSpec.Spectra> {
  fileprivate static var spectra: Reader {
    .object("the spectra") { object in
      let projections = object.optional("projections", .projections, default: [.q, .k, .v, .o])
      let maxLength = object.optional("maxLength", .integer(atLeast: 2), default: 1024)
      let prompt = object.optional("prompt", .choice, default: Value.Prompt.plain)
      let fixed = object.optional("fixed", .fixedTokens)
      guard let projections, let maxLength, let prompt else { return nil }
      if let fixed, fixed.tokens >= maxLength {
        object.report(.noRoom(forTokens: fixed.tokens, in: maxLength), at: "fixed")
      }
      let ordered = ExperimentSpec.Projection.allCases.filter(projections.contains)
      return Value(projections: ordered, maxLength: maxLength, prompt: prompt, fixed: fixed)
    }
  }
}

extension Reader<[ExperimentSpec.Projection]> {
  fileprivate static var projections: Reader {
    .set(of: Reader<ExperimentSpec.Projection>.choice)
  }
}

extension ExperimentSpec.Spectra {
  /// What holds where an experiment says nothing.
  static let standard = Self(projections: [.q, .k, .v, .o], maxLength: 1024, prompt: .plain)
}

extension ExperimentSpec.StatisticsSettings {
  /// What holds where an experiment says nothing.
  static let standard = Self(resamples: 2000, confidence: 0.95, seed: 0)
}

extension Reader<ExperimentSpec.StatisticsSettings> {
  fileprivate static var statistics: Reader {
    .object("the statistics") { object in
      let standard = Value.standard
      let resamples = object.optional(
        "resamples", .integer(atLeast: 1), default: standard.resamples)
      let confidence = object.optional(
        "confidence", .number(above: 0, below: 1), default: standard.confidence)
      let seed = object.optional("seed", .integer(atLeast: 0), default: standard.seed)
      guard let resamples, let confidence, let seed else { return nil }
      return Value(resamples: resamples, confidence: confidence, seed: seed)
    }
  }
}

extension ExperimentSpec {
  /// The experiment with what holds for published data in place of its own.
  fileprivate var inPublishedForm: ExperimentSpec {
    var spec = self
    spec.models = published?.models ?? models
    spec.title = published?.title ?? title
    spec.description = published?.description ?? description
    spec.measure.spectra.maxLength = published?.maxLength ?? measure.spectra.maxLength
    spec.published = nil
    return spec
  }
}
