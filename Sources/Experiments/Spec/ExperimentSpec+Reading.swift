import Diagnostics
import JSONTree

extension ExperimentSpec {
  /// Reads the experiment in a file.
  ///
  /// - Parameters:
  ///   - path: The file, relative to the working folder or absolute.
  ///   - catalog: The models that the experiment may name.
  /// - Throws: `ProblemList` with everything that is wrong with the file.
  public init(contentsOf path: String, catalog: ModelCatalog) throws {
    let bytes = try collectingProblems { try FileBytes.read(path, noun: "experiment") }
    try self.init(
      parsing: bytes, file: path, folder: FilePaths.folder(of: path), catalog: catalog)
  }

  /// Reads an experiment.
  ///
  /// - Parameters:
  ///   - bytes: The text of the file, JSON in UTF-8.
  ///   - file: The file's name, for problems.
  ///   - folder: The folder that relative paths start from; empty for the working folder.
  ///   - catalog: The models that the experiment may name.
  /// - Throws: `ProblemList` with everything that is wrong with the file.
  public init(parsing bytes: [UInt8], file: String, folder: String, catalog: ModelCatalog) throws {
    let document = try collectingProblems { try JSONDocument(bytes, file: file) }
    let log = ProblemLog(document)
    let reader = Reader.experiment(folder: folder, catalog: catalog)
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
  fileprivate static func experiment(folder: String, catalog: ModelCatalog) -> Reader {
    .object("the experiment") { object in
      _ = object.optional("$schema", .text)
      let title = object.required("title", .text)
      let question = object.required("question", .text)
      let description = object.optional("description", .text)
      let models = object.required("models", .list(of: .model(folder: folder, catalog: catalog)))
      let data = object.required("data", .list(of: .dataSet))
      let measure = object.required("measure", .measure)
      let statistics = object.optional("statistics", .statistics, default: .standard)
      let scope = SpecScope(of: object, models: models, measure: measure)
      let cells = object.required("cells", .list(of: .cell(in: scope)))
      object.reportRepeatedNames(in: "models", key: "name", noun: "models")
      object.reportRepeatedNames(in: "data", key: "name", noun: "data sets")
      object.reportRepeatedNames(in: "cells", key: "id", noun: "cells")
      guard let title, let question, let models, let data, let measure, let statistics, let cells
      else { return nil }
      return ExperimentSpec(
        title: title, question: question, description: description, models: models, data: data,
        measure: measure, statistics: statistics, cells: identified(cells), folder: folder)
    }
  }
}

extension Reader<ExperimentSpec.DataSet> {
  fileprivate static var dataSet: Reader {
    .object("a data set") { object in
      let name = object.required("name", .name)
      let label = object.optional("label", .text, default: name ?? "")
      let kind: Value.Kind? = object.required("kind", .choice)
      let thinking: Value.Thinking? = object.optional("thinking", .choice)
      let relevance = object.optional("relevance", .choice, default: Value.Relevance.correct)
      let source: Value.Source? = object.exactlyOne(of: [
        ("path", Reader<String>.text.map { .file($0) }),
        ("passages", Reader<TextPassages>.textPassages.map { .passages($0) }),
      ])
      let sample = object.optional("sample", .integer(atLeast: 1))
      // Passages have no columns.
      let format =
        object.has("passages")
        ? .standard : object.optional("format", .exampleFormat, default: .standard)
      guard let name, let label, let kind, let relevance, let source, let format else { return nil }
      return Value(
        name: name, label: label, kind: kind, thinking: thinking, relevance: relevance,
        source: source, sample: sample, format: format)
    }
  }
}

extension Reader<ExampleFormat> {
  fileprivate static var exampleFormat: Reader {
    .object("a format") { object in
      let standard = ExampleFormat.standard
      let instruction = object.optional("instruction", .text, default: standard.instruction)
      let input = object.optional("input", .text, default: standard.input)
      let output = object.optional("output", .text, default: standard.output)
      let id = object.optional("id", .text, default: standard.id)
      guard let instruction, let input, let output, let id else { return nil }
      return ExampleFormat(instruction: instruction, input: input, output: output, id: id)
    }
  }
}

extension Reader<ExperimentSpec.Measure> {
  fileprivate static var measure: Reader {
    .object("the measure") { object in
      object.required("spectra", .spectra).map(Value.init(spectra:))
    }
  }
}

extension Reader<ExperimentSpec.Spectra> {
  fileprivate static var spectra: Reader {
    .object("the spectra") { object in
      let projections = object.optional("projections", .projections, default: [.q, .k, .v, .o])
      let maxLength = object.optional("maxLength", .integer(atLeast: 2), default: 1024)
      let prompt = object.optional("prompt", .choice, default: Value.Prompt.plain)
      guard let projections, let maxLength, let prompt else { return nil }
      let ordered = ExperimentSpec.Projection.allCases.filter(projections.contains)
      return Value(projections: ordered, maxLength: maxLength, prompt: prompt)
    }
  }
}

extension Reader<[ExperimentSpec.Projection]> {
  fileprivate static var projections: Reader {
    .set(of: Reader<ExperimentSpec.Projection>.choice)
  }
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
