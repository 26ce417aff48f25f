import ArgumentParser
import Artifacts
import Charts
import Execution
import Experiments
import Foundation
import JSONTree
import Statistics

/// `gradbook influence`: which training rows help a query, through the curvature of the model.
struct InfluenceCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, csv }

  static let configuration = CommandConfiguration(
    commandName: "influence", abstract: "Score training rows by their influence on a query.",
    discussion: """
      The influence of a row is the inner product of its gradient with that of the query through the inverse \
      curvature of the model (EK-FAC), mean over the rows of the query with an interval over them: above 0 \
      where a step on the row lowers the query's loss, to first order. The model should have been trained on \
      data like --training. Prints a line for each row, in the order of the files; with --each-query one for \
      each row of the query and each row. The curvature is stored: another query reuses it.
      """)

  @OptionGroup var influence: InfluenceOptions

  @Option(
    parsing: .upToNextOption,
    help: "Files of training rows: .json arrays or .jsonl files of {instruction, input?, output}.")
  var training: [String]

  @Option(help: "A file of what the rows should be good for.")
  var query: String

  @Option(help: "How rows are written.")
  var format = Format.jsonl

  @Flag(help: "Score rows for each row of the query by itself.")
  var eachQuery = false

  @Option(help: "How many of the best and of the worst rows are told at the end.")
  var top = 5

  @Option(help: "The file to write; by default standard output.")
  var output: String?

  func validate() throws {
    try InfluenceOptions.requireOnce(training, "--training")
    guard top >= 0 else { throw ValidationError("--top must be at least 0, not \(top).") }
  }

  func run() throws {
    try LineOutput.check(output)
    let store = try Store(influence.store)
    var request = FileInfluence.Request(
      model: influence.model, training: training, query: query)
    request.maxLength = influence.maxLength
    request.usesChatTemplate = influence.prompt == .chat
    request.loop = influence.loop
    request.seed = influence.seed
    let measured = try FileInfluence(
      request, library: try influence.models.library(), store: store, memory: influence.weights)
    for problem in measured.unusable { printProblem(problem, as: "not scored") }
    let run = try runSteps(measured.steps, in: store, jobs: influence.jobs)
    // Its problem is printed already.
    if run.outcomes.contains(where: { $0.problem != nil }) { throw Outcome.stepFailed }
    let lines = try LineOutput(path: output)
    if format == .csv { try lines.write(Self.columns(eachQuery).joined(separator: ",")) }
    if eachQuery {
      let queries = try measured.queries(run.outcomes, store: store)
      for query in queries {
        for row in query.rows { try lines.write(line(row, query)) }
      }
      try lines.close()
      for query in queries { tell(query) }
    } else {
      let rows = try measured.rows(run.outcomes, store: store)
      for row in rows { try lines.write(line(row, nil)) }
      try lines.close()
      tell(rows)
    }
  }

  private static func columns(_ eachQuery: Bool) -> [String] {
    (eachQuery ? ["query", "queryId"] : []) + ["file", "row", "id", "influence"]
      + (eachQuery ? [] : ["lower", "upper"]) + ["place"]
  }

  private func line(_ row: FileInfluence.ScoredRow, _ query: FileInfluence.ScoredQuery?) -> String {
    var values: [String: JSONValue] = [
      "file": .string(row.file), "row": .integer(row.row),
      "id": row.id.map { .string($0) } ?? .null, "influence": .number(row.influence),
      "lower": row.interval.map { .number($0.lower) } ?? .null,
      "upper": row.interval.map { .number($0.upper) } ?? .null, "place": .integer(row.place),
    ]
    if let query {
      values["query"] = .integer(query.row)
      values["queryId"] = query.id.map { .string($0) } ?? .null
    }
    let members = Self.columns(query != nil).map { JSONMember($0, values[$0] ?? .null) }
    guard format == .csv else { return JSONValue.object(members).text() }
    return members.map { member in
      member.value.string?.csvField ?? (member.value == .null ? "" : member.value.text())
    }.joined(separator: ",")
  }

  /// The rows that help a query most, on one line.
  private func tell(_ query: FileInfluence.ScoredQuery) {
    let best = query.rows.sorted { $0.place < $1.place }.prefix(top)
    guard !best.isEmpty else { return }
    let names = best.map {
      $0.id == nil ? "\(name($0.id, $0.row)) of \($0.file)" : name($0.id, $0.row)
    }
    printError(
      "Most helpful to \(name(query.id, query.row)) of \(self.query): \(names.joined(separator: ", "))"
    )
  }

  /// The best rows and the worst, none twice.
  private func tell(_ rows: [FileInfluence.ScoredRow]) {
    let ranked = rows.sorted { $0.place < $1.place }
    let best = ranked.prefix(min(top, (rows.count + 1) / 2))
    let worst = ranked.dropFirst(best.count).suffix(top)
    for (heading, rows) in [("Most helpful:", best), ("Least helpful:", worst)] where !rows.isEmpty
    {
      printError(heading)
      for row in rows {
        let interval = row.interval.map { " [\(short($0.lower)), \(short($0.upper))]" } ?? ""
        printError(
          "  \(row.place). \(name(row.id, row.row)) of \(row.file): \(short(row.influence))\(interval)"
        )
      }
    }
  }

  private func name(_ id: String?, _ row: Int) -> String {
    id.map { "'\($0)'" } ?? "row \(row + 1)"
  }

  private func short(_ value: Double) -> String { String(format: "%.3g", value) }
}
