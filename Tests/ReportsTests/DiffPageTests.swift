import Comparison
import Experiments
import JSONTree
import Testing

@testable import Reports

@Suite struct DiffPageTests {
  /// `findings` with every estimate and its interval doubled.
  private func doubled(_ findings: Findings) throws -> Findings {
    func change(_ value: JSONValue, _ key: String) -> JSONValue {
      switch value {
      case .number(let number) where ["value", "lower", "upper"].contains(key): .number(2 * number)
      case .integer(let number) where ["value", "lower", "upper"].contains(key):
        .integer(2 * number)
      case .array(let elements): .array(elements.map { change($0, key) })
      case .object(let members):
        .object(members.map { JSONMember($0.key, change($0.value, $0.key)) })
      default: value
      }
    }
    let tree = try JSONDocument(Array(try findings.encoded().utf8)).root.value
    return try Findings(parsing: Array(change(tree, "").text().utf8), file: "findings.json")
  }

  private func versions(_ findings: Findings) throws -> String {
    let reports = [
      ComparedReport(name: "old", findings: findings),
      ComparedReport(name: "new", findings: try doubled(findings)),
    ]
    return try DiffPage.versions(
      [VersionDiff(from: reports[0], to: reports[1])], of: reports, templates: .standard(),
      renderer: FlatRenderer())
  }

  private func contrasts(_ findings: Findings) throws -> String {
    let report = ComparedReport(name: "a", findings: findings)
    let all = ContrastAxis.allCases.filter { $0 != .experiment }.map {
      Contrast(report, across: $0)
    }
    return try DiffPage.contrasts(
      all, of: [report], templates: .standard(), renderer: FlatRenderer())
  }

  @Test func `The page shows what changed as plots, curves and a table`() throws {
    let page = try versions(Sample.small)
    #expect(page.contains("Forest plot") && page.contains("Before (grey, dashed) and after"))
    #expect(page.contains("new against old"))
    let reader = HTMLReader(page)
    #expect(reader.faults == [])
    #expect(page == (try versions(Sample.small)))
  }

  @Test(arguments: HostileTests.texts.indices)
  func `A hostile string changes no element and no attribute`(_ index: Int) throws {
    for make in [versions, contrasts] {
      let hostile = HTMLReader(
        try make(try HostileTests.infected(Sample.small, with: HostileTests.texts[index])))
      #expect(hostile.faults == [])
      let keys = Set(hostile.elements.flatMap(\.attributes.keys))
      #expect(keys.allSatisfy { !$0.lowercased().hasPrefix("on") })
      #expect(!hostile.elements.contains { ["script", "img", "b", "i"].contains($0.name) })
      #expect(hostile.addresses.allSatisfy { $0.hasPrefix("#") })
    }
  }
}
