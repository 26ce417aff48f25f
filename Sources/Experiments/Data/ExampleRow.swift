import Diagnostics
import Evaluation
import JSONTree

/// One row of a data file before it is known to be an example.
struct ExampleRow {
  /// Why a row is no example, and the part of it that is to blame.
  struct Failure: Error {
    let problem: Problem
    let node: JSONNode
  }

  let node: JSONNode
  let index: Int
  let format: ExampleFormat

  init(_ node: JSONNode, index: Int, format: ExampleFormat) {
    self.node = node
    self.index = index
    self.format = format
  }

  func example() throws(Failure) -> Example {
    guard case .object(let members) = node.content else {
      throw Failure(problem: .unexpectedRow(node), node: node)
    }
    if format.hasChoices { return try choiceExample(members) }
    let instruction = try text(of: format.instruction)
    let output = try text(of: format.output)
    if output.isEmpty {
      throw Failure(problem: .emptyResponse(format.output), node: node[format.output] ?? node)
    }
    let parts = [format.instruction, format.input, format.output, format.id]
    return Example(
      index: index, id: try identifier(), instruction: instruction, input: try input(),
      output: output,
      columns: members.compactMap { member in
        parts.contains(member.key) ? nil : JSONMember(member.key, member.value.value)
      })
  }

  /// A multiple-choice question; its choices stay a column.
  private func choiceExample(_ members: [JSONNode.Member]) throws(Failure) -> Example {
    let asked = try text(of: format.instruction)
    guard let list = node["choices"] else {
      throw Failure(problem: .missingColumn("choices", in: node), node: node)
    }
    let choices = list.value.array?.compactMap(\.string) ?? []
    guard !choices.isEmpty, choices.count == list.value.array?.count else {
      throw Failure(
        problem: .wrongColumn("choices", list, expected: "an array of strings"), node: list)
    }
    guard let answer = node[format.output] else {
      throw Failure(problem: .missingColumn(format.output, in: node), node: node)
    }
    let letter =
      answer.value.integer.map { choices.indices.contains($0) ? choiceLetter($0) : String($0) }
      ?? answer.value.string ?? ""
    do {
      let question = try SubjectQuestion(
        subject: try input(), question: asked, choices: choices, answer: letter)
      return Example(
        index: index, id: try identifier(), instruction: question.prompt(.bare).prompt, input: "",
        output: letter,
        columns: members.compactMap { member in
          [format.instruction, format.id].contains(member.key)
            ? nil : JSONMember(member.key, member.value.value)
        })
    } catch let problem as Problem {
      throw Failure(problem: problem, node: answer)
    } catch let failure as Failure {
      throw failure
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private func text(of column: String) throws(Failure) -> String {
    guard let value = node[column] else {
      throw Failure(problem: .missingColumn(column, in: node), node: node)
    }
    return try text(value, column: column, expected: "a string")
  }

  private func text(_ value: JSONNode, column: String, expected: String) throws(Failure) -> String {
    guard case .string(let text) = value.content else {
      throw Failure(problem: .wrongColumn(column, value, expected: expected), node: value)
    }
    return text
  }

  /// The input; published data sets write a missing one as `null` or as empty text.
  private func input() throws(Failure) -> String {
    guard let value = node[format.input] else { return "" }
    if case .null = value.content { return "" }
    return try text(value, column: format.input, expected: "a string or null")
  }

  private func identifier() throws(Failure) -> String? {
    guard let value = node[format.id] else { return nil }
    switch value.content {
    case .null: return nil
    case .integer(let number): return String(number)
    default: return try text(value, column: format.id, expected: "a string, an integer or null")
    }
  }
}
