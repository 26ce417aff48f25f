import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Testing

@testable import Experiments

/// Reads `bytes` from a file whose name ends in `ending`.
private func read(
  _ bytes: [UInt8], _ ending: String, format: ExampleFormat = .standard, limit: Int? = nil
) throws -> ExampleSet {
  let folder = FileManager.default.temporaryDirectory.path + "/gradbook-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let path = folder + "/data." + ending
  try Data(bytes).write(to: URL(fileURLWithPath: path))
  do {
    return try ExampleSet(contentsOf: path, format: format, limit: limit)
  } catch var problem as Problem {
    problem.place.file = problem.place.file?.replacing(folder + "/", with: "")
    throw problem
  }
}

private func read(
  _ text: String, _ ending: String, format: ExampleFormat = .standard, limit: Int? = nil
) throws -> ExampleSet {
  try read(Array(text.utf8), ending, format: format, limit: limit)
}

@Suite struct ExampleTests {
  @Test func `Arrays and lines hold the same examples`() throws {
    let rows = [
      #"{"instruction": "Add.", "input": "1 2", "output": "3", "id": 7, "score": 0.5}"#,
      #"{"output": "b", "instruction": "A\nb", "input": null, "id": "x"}"#,
      #"{"instruction": "", "output": " "}"#,
    ]
    let array = try read("[\n" + rows.joined(separator: ",\n") + "\n]", "json")
    let lines = try read("\u{FEFF}" + rows.joined(separator: "\r\n\n \n"), "jsonl")
    #expect(array.examples == lines.examples)
    #expect(array.canonicalBytes == lines.canonicalBytes)
    #expect(array.unusable.isEmpty && array.rowCount == 3)

    let first = array.examples[0]
    #expect(first.index == 0 && first.id == "7" && first.columns == [JSONMember("score", 0.5)])
    #expect(first.request == "Add.\n1 2")
    #expect(first.plainPrompt == "Add.\n1 2\n")
    #expect(array.examples[1].plainPrompt == "A\nb\n")
    #expect(array.examples[1].id == "x")
    #expect(array.examples[2].id == nil && array.examples[2].output == " ")
  }

  @Test func `A folder is read by turns, and says which file a row is of`() throws {
    let folder = try TemporaryDirectory()
    for name in ["bbh", "empty"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
    }
    let rows = #"[{"input": "1", "target": "a"}, {"input": "2", "target": "b"}]"#
    try folder.write(#"{"canary": "c", "examples": \#(rows)}"#, to: "bbh/first.json")
    try folder.write(#"[{"input": "3", "target": "c"}]"#, to: "bbh/second.json")
    try folder.write(#"{"input": "4", "target": "d"}"#, to: "bbh/third.task.jsonl")
    try folder.write("no data", to: "bbh/README.md")
    let path = folder.file("bbh")
    let set = try ExampleSet(contentsOf: path, format: .bbh)
    #expect(set.examples.map(\.instruction) == ["1", "3", "4", "2"])
    #expect(set.examples.map(\.index) == [0, 1, 2, 3])
    #expect(
      set.examples.map { $0.columns.last?.value.string }
        == ["first", "second", "third.task", "first"])
    let first = try ExampleSet(contentsOf: path, format: .bbh, limit: 2)
    #expect(first.examples.map(\.output) == ["a", "c"])
    #expect(try DataRows.lines(of: path)[3] == #"{"input":"2","target":"b"}"#)
    try folder.write(#"[{"input": "5"}]"#, to: "bbh/zero.json")
    let row = try #require(try ExampleSet(contentsOf: path, format: .bbh).unusable.first)
    #expect(row.index == 3 && row.problem.place.file == path + "/zero.json")
    #expect(row.problem.summary == "The column 'target' is missing.")
    try folder.write("[]", to: "empty/data.txt")
    let problem = problem { try ExampleSet(contentsOf: folder.file("empty")) }
    #expect(problem?.summary == "The folder 'empty' holds no data file.")
  }

  @Test(arguments: [("gsm8k", ["question", "answer"]), ("bbh", ["input", "target"])])
  func `Published forms have words`(word: String, columns: [String]) throws {
    let document = try JSONDocument(Array("\"\(word)\"".utf8))
    let log = ProblemLog(document)
    let format = try #require(Reader<ExampleFormat>.exampleFormat.read(document.root, log))
    #expect([format.instruction, format.output] == columns)
  }

  @Test func `Columns may have other names`() throws {
    let format = ExampleFormat(instruction: "question", input: "input", output: "answer", id: "n")
    let set = try read(
      #"{"question": "Q", "answer": "A", "output": "no"}"#, "jsonl", format: format)
    #expect(set.examples.first?.instruction == "Q" && set.examples.first?.output == "A")
    #expect(set.examples.first?.columns == [JSONMember("output", "no")])
  }

  @Test func `Scores that are no numbers do not spoil a row`() throws {
    let row = #"{"instruction": "a", "output": "b", "ppl": NaN, "ifd": -Infinity}"#
    for set in [try read(row, "jsonl"), try read("[\(row)]", "json")] {
      #expect(set.examples.first?.columns == [JSONMember("ppl", .null), JSONMember("ifd", .null)])
    }
    let spoiled = try read(#"{"instruction": "a", "output": NaN}"#, "jsonl")
    #expect(spoiled.unusable.first?.problem.summary == "The column 'output' is not text.")
  }

  @Test func `Rows before the first are passed over, and indices stay`() throws {
    var set = try read(
      #"{"instruction": "a", "output": "1"}"# + "\n" + #"{"instruction": "b"}"# + "\n"
        + #"{"instruction": "c", "output": "3"}"#, "jsonl")
    set.dropRows(before: 1)
    #expect(set.examples.map(\.index) == [2] && set.unusable.map(\.index) == [1])
    set.dropRows(before: 2)
    #expect(set.examples.map(\.instruction) == ["c"] && set.unusable.isEmpty)
  }

  @Test func `A limit counts rows from the first, usable or not`() throws {
    let rows = [#"{"instruction": "a"}"#, #"{"instruction": "b", "output": "x"}"#, "{", "{"]
    let lines = try read(rows.joined(separator: "\n"), "jsonl", limit: 2)
    #expect(lines.examples.map(\.index) == [1] && lines.unusable.map(\.index) == [0])
    let array = try read("[\(rows[0]), \(rows[1]), 3]", "json", limit: 2)
    #expect(array.examples.map(\.index) == [1] && array.unusable.map(\.index) == [0])
    #expect(try read(rows[1], "jsonl", limit: 5).rowCount == 1)
  }

  @Test func `Canonical bytes follow what is used and nothing else`() throws {
    let set = try read(#"{"output":"é\n", "instruction": "a", "extra": 1}"#, "jsonl")
    let line = #"{"index":0,"input":"","instruction":"a","output":"é\n"}"# + "\n"
    #expect(set.canonicalBytes == Array(line.utf8))
    // Composed and decomposed letters are equal strings but other bytes, and so other results.
    let decomposed = try read("{\"output\":\"e\u{301}\\n\", \"instruction\": \"a\"}", "jsonl")
    #expect(decomposed.examples[0].output == set.examples[0].output)
    #expect(decomposed.canonicalBytes != set.canonicalBytes)
  }

  @Test func `Lines longer than a piece of the file are whole`() throws {
    let long = String(repeating: "a", count: 1 << 20)
    let row = #"{"instruction": "i", "output": "\#(long)"}"#
    let set = try read([row, row, row].joined(separator: "\n"), "jsonl")
    #expect(set.examples.map(\.output.utf8.count) == [1 << 20, 1 << 20, 1 << 20])
  }
}

@Suite struct UnusableRowTests {
  @Test(arguments: [
    (
      #"{"instruction": "a"}"#, "The column 'output' is missing.", 1, "",
      "Add it, or say in the data's 'format' which column it is."
    ),
    (
      #"{"instruction": "a", "outptu": "b"}"#, "The column 'output' is missing.", 1, "",
      "Did you mean 'outptu'? If so, say it in the data's 'format'."
    ),
    (
      "{}", "The column 'instruction' is missing.", 1, "",
      "Add it, or say in the data's 'format' which column it is."
    ),
    (
      #"{"instruction": ["a"], "output": "b"}"#, "The column 'instruction' is not text.", 17,
      "/instruction", "Write it as a string."
    ),
    (
      #"{"instruction": "a", "output": 3}"#, "The column 'output' is not text.", 32, "/output",
      "Write it as a string."
    ),
    (
      #"{"instruction": "a", "output": "b", "input": {}}"#, "The column 'input' is not text.", 46,
      "/input", "Write it as a string."
    ),
    (
      #"{"instruction": "a", "output": ""}"#, "The response is empty.", 32, "/output",
      "Add the response, or remove the example."
    ),
    ("[1]", "A row is not an object.", 1, "", "Write {\"instruction\": …, \"output\": …}."),
    (
      #"{"instruction": "a" "output": "b"}"#, "A ',' or '}' is missing in an object.", 21, nil,
      "Separate members by ',' and close with '}'."
    ),
  ])
  func `A bad line is told and the others are read`(
    line: String, summary: String, column: Int, pointer: String?, remedy: String
  ) throws {
    let good = #"{"instruction": "a", "output": "b"}"#
    let set = try read([good, "", line, good].joined(separator: "\n"), "jsonl")
    #expect(set.examples.map(\.index) == [0, 2])
    let problem = try #require(set.unusable.first?.problem)
    #expect(set.unusable.map(\.index) == [1])
    #expect(problem.summary == summary)
    #expect(problem.remedy == remedy)
    let place = problem.place
    #expect(place.line == 3 && place.column == column && place.example == 1)
    #expect(place.pointer == pointer)
  }

  @Test func `A bad element of an array is told with its place in the file`() throws {
    let set = try read(
      "[{\"instruction\": \"a\", \"output\": \"b\"},\n 7,\n {\"instruction\": \"a\", \"output\": null}]",
      "json")
    #expect(set.examples.count == 1)
    #expect(
      set.unusable.map {
        $0.problem.description.replacing(/at: .*data.json/, with: "at: data.json")
      }
        == [
          """
          A row is not an object.
            at: data.json:2:2, /1, example 1
            expected: an object
            found: a number
            to fix it: Write {"instruction": …, "output": …}.
          """,
          """
          The column 'output' is not text.
            at: data.json:3:33, /2/output, example 2
            expected: a string
            found: null
            to fix it: Write it as a string.
          """,
        ])
  }

  @Test func `A line that is not UTF-8 spoils itself alone`() throws {
    let good = Array(#"{"instruction": "a", "output": "b"}"#.utf8)
    let bad = Array(#"{"instruction": "a", "output": ""#.utf8) + [0xFF, 0x22, 0x7D]
    let set = try read(good + [10] + bad + [10] + good, "jsonl")
    #expect(set.examples.map(\.index) == [0, 2])
    #expect(set.unusable.first?.problem.summary == "A string is not valid UTF-8.")
    #expect(set.unusable.first?.problem.place.line == 2)
  }
}

@Suite struct WholeFileTests {
  private func problemOf(_ text: String, _ ending: String) -> Problem? {
    problem { try read(text, ending) }
  }

  @Test func `Files without rows are refused`() {
    for (text, ending) in [
      ("", "json"), (" \n", "json"), ("[]", "json"), ("", "jsonl"), ("\n\n", "jsonl"),
    ] {
      #expect(problemOf(text, ending)?.summary == "The data file 'data.\(ending)' has no rows.")
    }
  }

  @Test func `Something else than an array is named`() {
    #expect(
      problemOf(#"{"version": 1, "data": [], "a": 1, "b": 2, "c": 3, "d": 4}"#, "json")?.description
        == """
        The data file does not hold an array.
          at: data.json:1:1, the whole document
          expected: an array of objects
          found: an object with the keys 'version', 'data', 'a', 'b', 'c' and 1 more
          to fix it: Save the array of examples alone.
        """)
    #expect(problemOf("3", "json")?.found == "a number")
    #expect(problemOf("{}", "json")?.found == "an empty object")
  }

  @Test func `Mixed-up endings are told`() {
    let line = #"{"instruction": "a", "output": "b"}"#
    let lines = problemOf(line + "\n" + line, "json")
    #expect(lines?.summary == "The JSON text goes on after its value.")
    #expect(lines?.place.line == 2)
    #expect(
      lines?.remedy
        == "If the file holds an object a line, name it .jsonl; else remove what follows.")
    let array = problemOf("[\(line)]", "jsonl")
    #expect(array?.summary == "The data file 'data.jsonl' holds an array, not an object a line.")
    #expect(array?.remedy == "Name it .json.")
    #expect(problemOf("a,b", "csv")?.summary == "The kind of the data file 'data.csv' is unknown.")
  }

  @Test func `Broken text names its line`() {
    let found = problemOf("[{\"instruction\": \"a\"},\n {]", "json")
    #expect(found?.summary == "A key in double quotes is missing.")
    #expect(found?.place == Place(file: "data.json", line: 2, column: 3))
  }

  @Test func `Missing files and folders are told`() throws {
    let root = Fixtures.root
    let missing = problem { try ExampleSet(contentsOf: root + "/Experiments/modles.json") }
    #expect(missing?.summary == "The data file '\(root)/Experiments/modles.json' does not exist.")
    #expect(missing?.remedy == "Did you mean 'models.json'?")
    let machine = try FakeMachine()
    defer { machine.remove() }
    try machine.write("x", to: "folder.jsonl/x")
    let folder = problem { try ExampleSet(contentsOf: machine.folder + "/folder.jsonl") }
    #expect(folder?.summary == "The folder 'folder.jsonl' holds no data file.")
  }
}
