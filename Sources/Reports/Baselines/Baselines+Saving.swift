import Diagnostics
import Experiments
import Foundation

extension Baselines {
  /// Keeps the findings of the report as they are now under a name.
  ///
  /// - Parameters:
  ///   - baseline: Its name, and what is to be said about it.
  ///   - replacing: Whether one of that name is replaced; the new one is then the last saved.
  /// - Throws: `Problem` for a name that is no name of a folder, a name that is taken, and a report
  ///   without findings or with damaged ones.
  public func save(_ baseline: Baseline, replacing: Bool = false) throws {
    try BaselineList.check(baseline.name)
    var list = try BaselineList(contentsOf: listPath) ?? BaselineList()
    let isTaken = list.baselines.contains { equal($0.name, baseline.name) }
    if isTaken, !replacing { throw Problem.takenBaseline(baseline.name, report: report) }
    let files = try kept()
    let folder = folder(named: baseline.name)
    for file in files { try ReportFolder.write(file, to: folder) }
    for name in ReportFileName.kept where !files.contains(where: { equal($0.path, name) }) {
      try Staging.remove("\(folder)/\(name)")
    }
    list.baselines.removeAll { equal($0.name, baseline.name) }
    list.baselines.append(baseline)
    try write(list)
  }

  /// Removes a baseline and its files.
  ///
  /// - Throws: `Problem` if there is none of that name.
  public func remove(_ name: String) throws {
    var list = try BaselineList(contentsOf: listPath) ?? BaselineList()
    guard list.baselines.contains(where: { equal($0.name, name) }) else {
      throw Problem.missingBaseline(name, report: report, names: list.baselines.map(\.name))
    }
    list.baselines.removeAll { equal($0.name, name) }
    // The list first: what is not in it is no baseline, whatever lies there.
    try write(list)
    for file in ReportFileName.kept { try Staging.remove("\(folder(named: name))/\(file)") }
    try? FileManager.default.removeItem(atPath: folder(named: name))
  }

  private func write(_ list: BaselineList) throws {
    try ReportFolder.write(
      ReportFile(path: BaselineList.fileName, text: list.text), to: "\(report)/baselines")
  }

  /// The files to keep, read whole before any is written.
  private func kept() throws -> [ReportFile] {
    let path = "\(report)/\(ReportFileName.findings)"
    guard FileManager.default.fileExists(atPath: path) else { throw Problem.noReport(path) }
    let bytes = try readBytes(of: path)
    _ = try Findings(parsing: bytes, file: path)
    let samples = "\(report)/\(ReportFileName.samples)"
    let hasSamples = FileManager.default.fileExists(atPath: samples)
    return [ReportFile(path: ReportFileName.findings, bytes: bytes)]
      + (hasSamples
        ? [ReportFile(path: ReportFileName.samples, bytes: try readBytes(of: samples))] : [])
  }
}
