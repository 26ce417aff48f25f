import Diagnostics
import Experiments
import Foundation
import Testing

@testable import Exports

@Suite struct RequestTests {
  private func problem(
    _ formats: [ExportFormat], cells: [String]? = nil, of findings: Findings = Sample.findings()
  ) -> Problem? {
    do {
      _ = try Export.files(
        findings, ExportRequest(formats: formats, cells: cells), renderer: FlatRenderer())
      return nil
    } catch {
      return error as? Problem
    }
  }

  @Test func anUnknownFormatHasANearestSpelling() {
    let problem = #expect(throws: Problem.self) { try ExportFormat(named: "latx") }
    #expect(problem?.summary == "There is no format 'latx'.")
    #expect(problem?.remedy == "Did you mean 'latex'?")
    #expect(problem?.expected?.contains("jsonl, npy") == true)
  }

  @Test func anUnknownCellHasANearestSpelling() {
    let problem = problem([.csv], cells: ["line"])
    #expect(problem?.summary == "The report 'sample' has no cell 'line'.")
    #expect(problem?.remedy == "Did you mean 'lines'?")
  }

  @Test func aFormatThatDoesNotApplyIsSaid() {
    let found = problem([.npy], cells: ["claim"])
    #expect(found?.summary == "The cell 'claim' cannot be exported as npy.")
    #expect(found?.expected == "csv, jsonl, latex, markdown, ipynb, mlflow for this cell")
    #expect(
      problem([.latex], of: Sample.findings([Sample.lines]))?.summary
        == "The report 'sample' has nothing that can be exported as latex.")
    #expect(problem([.npy]) == nil)
  }

  @Test func damagedFindingsAreRefused() {
    var cell = Sample.lines
    cell.id = "../lines"
    #expect(
      problem([.csv], of: Sample.findings([cell]))?.summary
        == "The findings are damaged: a cell's id is no address.")
  }

  @Test func hostileNamesStayInTheirFolder() throws {
    var findings = Sample.findings()
    findings.name = "../a/\"b'\n"
    let files = try export(findings, ExportFormat.allCases)
    for path in files.keys {
      #expect(path.hasPrefix("-a--b--/") || path.hasPrefix("mlruns/"), "\(path)")
      #expect(!path.contains("..") && !path.contains("\""))
    }
  }

  @Test func equalFindingsGiveEqualBytes() throws {
    let first = try export(Sample.findings(), ExportFormat.allCases)
    #expect(try export(Sample.findings(), ExportFormat.allCases) == first)
  }

  @Test func whatIsThereAlreadyIsNotTouched() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/exports-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let request = ExportRequest(formats: [.csv, .latex])
    let files = try Export.files(Sample.findings(), request, renderer: FlatRenderer())
    #expect(try ExportFolder.write(files, to: folder) == files.count)
    #expect(try ExportFolder.write(files, to: folder) == 0)
  }

  @Test func anOutputThatCannotBeWrittenIsSaid() throws {
    let files = try Export.files(
      Sample.findings(), ExportRequest(formats: [.csv]), renderer: FlatRenderer())
    let problem = #expect(throws: Problem.self) { try ExportFolder.write(files, to: "/dev/null/x") }
    #expect(problem?.summary == "The export cannot be written.")
    #expect(problem?.remedy?.contains("--output") == true)
  }
}
