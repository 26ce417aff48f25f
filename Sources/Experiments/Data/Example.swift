public import JSONTree

/// One row of a data set: an instruction and the response to it.
///
/// `==` compares texts by canonical equivalence, as `String` does; ``canonicalLine`` tells bytes apart.
public struct Example: Sendable, Equatable {
  /// The position among the rows of the file, from 0, counting unusable rows; of several files, among
  /// the rows of all of them, one file after the other.
  public internal(set) var index: Int
  /// The row's own name, if it has one.
  public let id: String?
  /// What is asked. May be empty.
  public let instruction: String
  /// What the instruction is about; empty if the row has none.
  public let input: String
  /// The response. Never empty.
  public internal(set) var output: String
  /// The columns that are no part of the example, as the file or a file of scores beside it has them.
  public internal(set) var columns: [JSONMember]

  /// The instruction, and in a second line the input if there is one.
  public var request: String { input.isEmpty ? instruction : instruction + "\n" + input }

  /// The number in a column; `nil` where there is none, or something else than a finite number.
  func number(in column: String) -> Double? {
    columns.first { $0.key == column }?.value.double.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The prompt of a model without chat template: the request and a line break.
  public var plainPrompt: String { request + "\n" }

  /// What a result may depend on, as canonical JSON in UTF-8 with a line break at its end.
  ///
  /// Two rows with the same texts at the same index have the same line, whatever their other columns.
  public var canonicalLine: [UInt8] {
    let value: JSONValue = .object([
      "id": id.map(JSONValue.string), "index": .integer(index), "input": .string(input),
      "instruction": .string(instruction), "output": .string(output),
    ])
    return Array((value.text(.canonical) + "\n").utf8)
  }
}

/// Which columns hold the parts of an example.
public struct ExampleFormat: Sendable, Equatable {
  /// The column of the instruction, which every row must have.
  public var instruction: String
  /// The column of the input.
  public var input: String
  /// The column of the response, which every row must have.
  public var output: String
  /// The column of the row's own name.
  public var id: String
  /// Whether rows are multiple-choice questions: `instruction` asks, the column `choices` lists the
  /// choices, `output` is the letter of the right one or its index from 0, and `input` names a subject.
  /// The example lists the choices under letters, as MMLU's authors do, and responds by a letter.
  public var hasChoices = false

  /// Creates a format from the names of columns.
  public init(instruction: String, input: String, output: String, id: String) {
    self.instruction = instruction
    self.input = input
    self.output = output
    self.id = id
  }

  /// Rows of multiple-choice questions with the columns of MMLU (arXiv 2009.03300).
  public static let choices: ExampleFormat = {
    var format = ExampleFormat(
      instruction: "question", input: "subject", output: "answer", id: "id")
    format.hasChoices = true
    return format
  }()

  /// Rows of GSM8K (arXiv 2110.14168).
  public static let gsm8k = ExampleFormat(
    instruction: "question", input: "input", output: "answer", id: "id")

  /// Rows of BIG-Bench Hard (arXiv 2210.09261), whose folder holds a file for each task.
  public static let bbh = ExampleFormat(
    instruction: "input", input: "context", output: "target", id: "id")

  /// Columns named as the parts.
  public static let standard = ExampleFormat(
    instruction: "instruction", input: "input", output: "output", id: "id")
}
