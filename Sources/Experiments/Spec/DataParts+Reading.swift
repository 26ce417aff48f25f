import Diagnostics
import JSONTree

extension Reader<[String]> {
  /// A path, or several.
  static var paths: Reader { .oneOrMore(Reader<String>.text) }
}

extension Reader<ExampleFormat> {
  /// Names of columns, or the word for those of a published data set.
  static var exampleFormat: Reader {
    let columns = formatOfColumns
    return Reader(expected: "an object, \"choices\", \"gsm8k\" or \"bbh\"") { node, log in
      switch node.value.string {
      case "choices": .choices
      case "gsm8k": .gsm8k
      case "bbh": .bbh
      default: columns.read(node, log)
      }
    }
  }

  private static var formatOfColumns: Reader {
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

extension Reader<ScoreFile> {
  static var scoreFile: Reader {
    .object("the scores") { object in
      let path = object.required("path", .text)
      let id = object.optional("id", .text, default: "id")
      guard let path, let id else { return nil }
      return ScoreFile(path: path, id: id)
    }
  }
}

extension Reader<ScoreColumns> {
  static var scoreColumns: Reader {
    .object("the columns") { object in
      var columns = ScoreColumns()
      var isWhole = true
      for metric in Metric.ofColumns where object.has(metric.rawValue) {
        columns.named[metric] = object.optional(metric.rawValue, .text)
        isWhole = isWhole && columns.named[metric] != nil
      }
      return isWhole ? columns : nil
    }
  }
}

extension Reader<Selection> {
  static var selection: Reader {
    .object("a selection") { object in
      let by = object.required("by", .text)
      let choice: Selection.Choice? = object.exactlyOne(of: [
        ("highest", Reader<Int>.integer(atLeast: 1).map { .highest($0) }),
        ("lowest", Reader<Int>.integer(atLeast: 1).map { .lowest($0) }),
        ("quantiles", .quantiles),
      ])
      guard let by, let choice else { return nil }
      return Selection(by: by, choice: choice)
    }
  }
}

extension Reader<Selection.Choice> {
  fileprivate static var quantiles: Reader {
    Reader("two numbers from 0 to 1, the smaller first") { node in
      guard let ends = node.value.array?.compactMap(\.double), ends.count == 2,
        node.value.array?.count == 2, 0 <= ends[0], ends[0] < ends[1], ends[1] <= 1
      else { return nil }
      return .quantiles(from: ends[0], to: ends[1])
    }
  }
}

extension Reader<Corruption> {
  static var corruption: Reader {
    .object("a corruption") { object in
      let how: Corruption.Kind? = object.required("how", .choice)
      let seed = object.optional("seed", .integer(atLeast: 0), default: 0)
      guard let how, let seed else { return nil }
      return Corruption(how: how, seed: seed)
    }
  }
}

extension Reader<ExperimentSpec.Published> {
  /// What published data replace in the experiment as a whole.
  static func published(folder: String, catalog: ModelCatalog) -> Reader {
    .object("the published form") { object in
      let models = object.optional("models", .list(of: .model(folder: folder, catalog: catalog)))
      let title = object.optional("title", .text)
      let description = object.optional("description", .text)
      let maxLength = object.optional("maxLength", .integer(atLeast: 2))
      object.reportRepeatedNames(in: "models", key: "name", noun: "models")
      return Value(models: models, title: title, description: description, maxLength: maxLength)
    }
  }
}
