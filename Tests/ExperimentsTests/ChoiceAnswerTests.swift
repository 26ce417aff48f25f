import Diagnostics
import Execution
import JSONTree
import TestSupport
import Testing

@testable import Experiments

/// Test answers that are chosen, from rows of multiple-choice questions.
@Suite struct ChoiceAnswerTests {
  let experiment: SelectionExperiment

  init() throws { experiment = try SelectionExperiment() }

  private func row(_ more: String) throws -> Example {
    let text = #"{"question": "Which river?", "choices": ["red", "long", "old"]\#(more)}"#
    let document = try JSONDocument(Array(text.utf8))
    return try ExampleRow(document.root, index: 0, format: .choices).example()
  }

  @Test func `Rows of multiple-choice questions list their choices under letters`() throws {
    let byIndex = try row(#", "answer": 1, "subject": "world_rivers", "id": 7"#)
    #expect(
      byIndex.instruction
        == "The following are multiple choice questions (with answers) about  world rivers.\n\n"
        + "Which river?\nA. red\nB. long\nC. old\nAnswer:")
    #expect(byIndex.output == "B" && byIndex.input.isEmpty && byIndex.id == "7")
    #expect(byIndex.columns.map(\.key) == ["choices", "answer", "subject"])
    let byLetter = try row(#", "answer": "C""#)
    #expect(byLetter.instruction == "Which river?\nA. red\nB. long\nC. old\nAnswer:")
    #expect(byLetter.output == "C")
    let choices = try byLetter.choices(inColumn: "choices")
    #expect(choices.texts == ["A", "B", "C"] && choices.answer == 2)
  }

  @Test(arguments: [
    (#", "answer": 3"#, "The answer of a multiple-choice question is none of its choices."),
    (#", "answer": -1"#, "The answer of a multiple-choice question is none of its choices."),
    (#", "answer": "D""#, "The answer of a multiple-choice question is none of its choices."),
    ("", "The column 'answer' is missing."),
  ])
  func `Rows without a right choice are told`(more: String, summary: String) {
    do {
      _ = try row(more)
      Issue.record("an example")
    } catch {
      #expect((error as? ExampleRow.Failure)?.problem.summary == summary)
    }
  }

  private func example(_ output: String, _ choices: JSONValue?) -> Example {
    Example(
      index: 4, id: nil, instruction: "Ask", input: "", output: output,
      columns: choices.map { [JSONMember("options", $0)] } ?? [])
  }

  @Test func `The response is a choice or its letter`() throws {
    let texts = try example(" two ", ["one", "two"]).choices(inColumn: "options")
    #expect(texts.texts == ["one", "two"] && texts.answer == 1)
    let letters = try example("A", ["one", "two"]).choices(inColumn: "options")
    #expect(letters.texts == ["A", "B"] && letters.answer == 0)
    // A text counts before the letter that it looks like.
    #expect(try example("A", ["B", "A"]).choices(inColumn: "options").answer == 1)
    let none = problem { try example("three", ["one", "two"]).choices(inColumn: "options") }
    #expect(none?.summary == "The response of a test example is none of its choices.")
    #expect(none?.expected == "one of the 2 texts in 'options', or a letter from 'A' to 'B'")
    #expect(none?.found == "'three'")
    let missing = problem { try example("A", nil).choices(inColumn: "options") }
    #expect(missing?.summary == "A test example has no choices in the column 'options'.")
    #expect(missing?.found == "no such column")
    #expect(problem { try example("A", [1, 2]).choices(inColumn: "options") }?.found == "[1,2]")
  }

  private func write(to name: String) throws {
    let nouns = ["river", "stone", "lamp"]
    let rows = nouns.map { noun in
      #"{"id": "\#(noun)", "instruction": "The \#(noun)", "output": "carries the boat.", "options": ["carries the boat.", "zq xv 07 = 7 kj wq", "0123456789 0123456789"]}"#
    }
    try experiment.pretrained.folder.write("[\(rows.joined(separator: ","))]", to: name)
  }

  @Test(arguments: ["sum", "mean"])
  func `The likeliest choice is the answer`(rule: String) throws {
    let spec = try experiment.spec(
      answers: #", "answers": {"form": "choices", "choices": "options", "by": "\#(rule)"}"#,
      selectors: #""less", "all""#,
      cells: """
        {"table": {"selection": "results", "metric": "accuracy"}},
        {"claim": {"that": "accuracy", "selector": "less", "is": "greater", "than": "none"}}
        """)
    try write(to: "test.json")
    let notebook = experiment.notebook(spec)
    let run = try experiment.run(notebook)
    #expect(run.outcomes.allSatisfy { $0.result != nil }, "\(run.outcomes.compactMap(\.problem))")
    let findings = try notebook.findings(run.outcomes, store: experiment.pretrained.store)
    guard case .table(let table) = findings.cells[0].content else {
      Issue.record("no table")
      return
    }
    // Sentences of its text are likelier to the model than signs that are not in it.
    #expect(table.cells.map { $0[0][0].value } == [1, 1, 1])
    #expect(table.quantities[0].summary.contains("the likeliest of several choices"))
    #expect(findings.cells[1].status == .ok)
    let again = try ExperimentSpec(
      parsing: Array(spec.json.text().utf8), file: "t.json",
      folder: experiment.pretrained.folder.path, catalog: .empty)
    #expect(again == spec)
  }

  @Test func `A test without choices is told with its place`() throws {
    let spec = try experiment.spec(
      answers: #", "answers": {"form": "choices"}"#, selectors: #""all""#,
      cells: #"{"table": {"selection": "results", "metric": "accuracy"}}"#)
    let run = try experiment.run(experiment.notebook(spec))
    let problem = try #require(run.outcomes.compactMap(\.problem).first)
    #expect(problem.summary == "A test example has no choices in the column 'choices'.")
    #expect(problem.place.example == 0)
  }
}
