import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Tokenization

@Suite struct ChatTemplateLanguageTests {
  @Test func `Programs write what Jinja writes, and fail where it fails`() throws {
    let fixture = try Fixture.json("chat-templates.json")
    let members = try #require(fixture["variables"]?.members)
    let variables = Dictionary(uniqueKeysWithValues: members.map { ($0.key, value($0.value)) })
    let programs = try #require(fixture["language"]?.array)
    #expect(programs.count > 500)
    for entry in programs {
      let program = try #require(entry[0]?.string)
      let found = try? run(program, variables)
      let isSame = found.map { Array($0.utf8) } == entry[1]?.string.map { Array($0.utf8) }
      #expect(isSame, "\(program): \(found ?? "a problem") is not \(entry[1] ?? .null)")
    }
  }

  private func run(_ program: String, _ variables: [String: TemplateValue]) throws -> String {
    var evaluator = TemplateEvaluator(variables: variables, budget: 1_000_000)
    _ = try evaluator.run(try TemplateParser.statements(of: program))
    return evaluator.output
  }

  private func value(_ json: JSONValue) -> TemplateValue {
    switch json {
    case .null: .none
    case .bool(let bool): .bool(bool)
    case .integer(let integer): .integer(integer)
    case .number(let number): .integer(Int(number))
    case .string(let text): .text(text)
    case .array(let elements): .list(elements.map(value))
    case .object(let members): .mapping(members.map { .init(key: $0.key, value: value($0.value)) })
    }
  }
}
