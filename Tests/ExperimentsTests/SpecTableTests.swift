import Diagnostics
import Experiments
import JSONTree
import Testing

@Suite struct SpecTableTests {
  @Test func `Every invalid spec of the table has the problems that the table says`() throws {
    let catalog = try Fixtures.catalog()
    for entry in try SpecTable().cases {
      guard let expected = entry.problems else { continue }
      let found = problems(of: entry.spec, catalog).map { [$0.place.pointer ?? "", $0.summary] }
      #expect(found == expected, "\(entry.name)")
      #expect(!expected.isEmpty, "\(entry.name)")
    }
  }

  @Test func `Every problem has a line, a column and a remedy`() throws {
    let catalog = try Fixtures.catalog()
    for entry in try SpecTable().cases {
      for problem in problems(of: entry.spec, catalog) {
        #expect(problem.place.file == "a.json", "\(entry.name): \(problem)")
        #expect(problem.place.line != nil && problem.place.column != nil, "\(entry.name)")
        #expect(problem.remedy != nil, "\(entry.name): \(problem)")
      }
    }
  }

  @Test func `Every valid spec reads back the same from its resolved form`() throws {
    let catalog = try Fixtures.catalog()
    let valid = try SpecTable().cases.filter { $0.problems == nil }
    #expect(valid.count > 30)
    for entry in valid {
      let spec = try ExperimentSpec(
        parsing: bytes(entry.spec), file: "a.json", folder: "", catalog: catalog)
      let again = try ExperimentSpec(
        parsing: bytes(spec.json), file: "b.json", folder: "", catalog: .empty)
      #expect(again.json == spec.json, "\(entry.name)")
      #expect(again.cells == spec.cells, "\(entry.name)")
    }
  }

  private func problems(of spec: JSONValue, _ catalog: ModelCatalog) -> [Problem] {
    do {
      _ = try ExperimentSpec(parsing: bytes(spec), file: "a.json", folder: "", catalog: catalog)
      return []
    } catch {
      return (error as? ProblemList)?.problems ?? []
    }
  }

  private func bytes(_ value: JSONValue) -> [UInt8] { Array(value.text(.indented).utf8) }
}
