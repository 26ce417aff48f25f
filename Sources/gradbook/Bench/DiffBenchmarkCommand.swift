import ArgumentParser
import Comparison
import Experiments
import Foundation
import Statistics

/// `gradbook bench diff`: how often a comparison sees what is not there and misses what is, and how long
/// it takes.
struct DiffBenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Measure false alarms, power and speed of comparisons.",
    discussion: """
      Simulates pairs of reports of four curves over 30 layers, whose layers are correlated within an \
      example and whose values are log-normal. A false alarm is a comparison of two draws from one \
      distribution with any changed cell. Then compares two reports of 3 models, 3 data kinds, 30 layers \
      and 4 projections with 500 examples each.
      """)

  @Option(help: "How many pairs are simulated in each row.")
  var pairs = 1000

  @Option(help: "The number of examples of a simulated report.")
  var examples = 200

  func run() throws {
    print("shift  examples  pairs  with a change  share")
    for (shift, isPaired) in [(0.0, false), (0, true), (0.5, false), (0.5, true)] {
      var hits = 0
      for pair in 0..<pairs {
        let simulation = SimulatedReports(seed: pair, examples: examples)
        let (a, b) = simulation.pair(shift: shift, isPaired: isPaired)
        let diff = VersionDiff(from: a, to: b)
        if diff.cells.contains(where: { $0.verdict == .changed }) { hits += 1 }
      }
      let share = String(format: "%.3f", Double(hits) / Double(pairs))
      print(
        "\(shift)    \(isPaired ? "shared" : "others")    \(pairs)    \(hits)    \(share)")
    }
    try time()
  }

  private func time() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "gradbook-bench-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, seed) in [("a", 1), ("b", 2)] {
      let report = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: report, withIntermediateDirectories: true)
      let findings = SimulatedReports(seed: seed, examples: 500).large
      let text = try findings.encoded()
      try Data(text.utf8).write(to: report.appendingPathComponent("findings.json"))
      let samples = ExampleInfluences(findings, text: text)
      try Data(samples?.bytes ?? []).write(
        to: report.appendingPathComponent(ExampleInfluences.fileName))
    }
    let clock = ContinuousClock()
    var count = 0
    let elapsed = try clock.measure {
      let a = try ReportLocation.load(folder.appendingPathComponent("a").path)
      let b = try ReportLocation.load(folder.appendingPathComponent("b").path)
      let diff = VersionDiff(from: a, to: b)
      count = diff.tested
      _ = TerminalDiff([diff]).lines
    }
    print("\(count) numbers of 500 examples each: \(elapsed)")
  }
}
