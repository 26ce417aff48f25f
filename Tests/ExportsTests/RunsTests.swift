import Foundation
import JSONTree
import Testing

@testable import Exports

/// Notebooks and MLflow's runs.
@Suite struct RunsTests {
  // MARK: Notebook

  private func notebook() throws -> JSONValue {
    let bytes = try export(Sample.findings(), [.ipynb])["sample/sample.ipynb"]
    return try JSONDocument(bytes ?? []).root.value
  }

  @Test func notebookHasItsCellsInReadingOrder() throws {
    let notebook = try notebook()
    #expect(notebook["nbformat"] == 4 && notebook["nbformat_minor"] == 5)
    let ids = try #require(notebook["cells"]?.array).compactMap { $0["id"]?.string }
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { (try? /[a-zA-Z0-9_-]{1,64}/.wholeMatch(in: $0)) ?? nil != nil })
    #expect(ids.starts(with: ["title", "setup", "prose-text", "lines-text", "lines-code"]))
    #expect(!ids.contains("prose-code") && !ids.contains("broken-code"))
  }

  @Test func picturesAndTablesAreThereBeforeAnythingIsRun() throws {
    let cells = try #require(try notebook()["cells"]?.array)
    func outputs(_ id: String) -> [JSONValue] {
      cells.first { $0["id"] == .string(id) }?["outputs"]?.array ?? []
    }
    let picture = outputs("lines-code").first?["data"]?["image/png"]?.string
    #expect(Data(base64Encoded: picture ?? "")?.starts(with: Array("PNG light".utf8)) == true)
    let table = outputs("table-code").first?["data"]?["text/html"]?.array?.compactMap(\.string)
    #expect(table?.joined().contains("<td>1.50 [1.25, 1.75]</td>") == true)
  }

  @Test func aNotebookComesWithTheTableItReads() throws {
    let files = try export(Sample.findings(), [.ipynb])
    #expect(files.keys.sorted() == ["sample/sample.csv", "sample/sample.ipynb"])
    let setup = try notebook()["cells"]?[1]?["source"]?.array?.compactMap(\.string).joined()
    #expect(setup?.contains(#"pd.read_csv("sample.csv")"#) == true)
  }

  // MARK: Runs

  @Test func thereIsARunForEachModelAndDataSet() throws {
    let files = try export(Sample.findings(), [.mlflow])
    let names = try files.filter { $0.key.hasSuffix("/tags/mlflow.runName") }.map { try text($1) }
    #expect(
      names.sorted() == ["m_1", "m_1, detailed", "m_1, none", "m_2, detailed", "m_2, none"])
  }

  @Test func stepsAreLayersAndTimesAreZero() throws {
    let files = try export(Sample.findings([Sample.lines]), [.mlflow])
    let curves = try files.filter { $0.key.hasSuffix("/metrics/lines/nuclearNorm.q") }
      .map { try text($1) }
    #expect(curves.sorted() == ["0 2.0 0\n0 1.0 1\n", "0 3.0 0\n0 2.5 1\n"])
    #expect(files.keys.contains { $0.hasSuffix("/metrics/lines/nuclearNorm.q.lower") })
  }

  @Test func noFileIsAFolderOfAnother() throws {
    let paths = Set(try export(Sample.findings(), [.mlflow]).keys)
    for path in paths {
      var folder = path
      while let slash = folder.lastIndex(of: "/") {
        folder = String(folder[..<slash])
        #expect(!paths.contains(folder), "\(folder)")
      }
    }
  }

  @Test func theSpecificationIsParameters() throws {
    let files = try export(Sample.findings(), [.mlflow])
    let values = Set(
      try files.filter { $0.key.hasSuffix("/params/spec.measure.maxLength") }.map { try text($1) })
    #expect(values == ["8"])
    #expect(files.keys.contains { $0.hasSuffix("/params/spec.cells.0") })
  }

  @Test func namesBecomeWhatMLflowTakes() {
    #expect(trackingName("a/b\\c\"d") == "a_b_c_d")
    #expect(trackingName("..") == "value")
    #expect(TrackingStore.experimentId("a") != TrackingStore.experimentId("b"))
    #expect(TrackingStore.experimentId("a").count == 18)
  }
}
