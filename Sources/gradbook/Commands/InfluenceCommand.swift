import ArgumentParser
import Artifacts
import Charts
import Execution
import Experiments
import Foundation
import JSONTree

/// `gradbook influence`: which training rows help a query, through the curvature of the model.
struct InfluenceCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, csv }

  static let configuration = CommandConfiguration(
    commandName: "influence", abstract: "Score training rows by their influence on a query.",
    discussion: """
      The influence of a row is the inner product of its gradient with that of the query through the inverse \
      curvature of the model (EK-FAC), mean over the rows of the query: above 0 where a step on the row lowers \
      the query's loss, to first order. The model should have been trained on data like --training. Prints a \
      line for each row, in the order of the files. The curvature is stored: another query reuses it.
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

  @Option(help: "How many of the best and of the worst rows are told at the end.")
  var top = 5

  @Option(help: "The file to write; by default standard output.")
  var output: String?

  func validate() throws {
    try InfluenceOptions.requireOnce(training, "--training")
    guard top >= 0 else { throw ValidationError("--top must be at least 0, not \(top).") }
  }

  func run() throws {
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
    let rows = try measured.rows(run.outcomes, store: store)
    let lines = try LineOutput(path: output)
    if format == .csv { try lines.write("file,row,id,influence,place") }
    for row in rows { try lines.write(format == .csv ? csv(row) : json(row)) }
    try lines.close()
    tell(rows)
  }

  private func csv(_ row: FileInfluence.ScoredRow) -> String {
    [row.file, String(row.row), row.id ?? "", "\(row.influence)", String(row.place)]
      .map(\.csvField).joined(separator: ",")
  }

  private func json(_ row: FileInfluence.ScoredRow) -> String {
    let value: JSONValue = [
      "file": .string(row.file), "row": .integer(row.row),
      "id": row.id.map { .string($0) } ?? .null, "influence": .number(row.influence),
      "place": .integer(row.place),
    ]
    return value.text()
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
        let name = row.id.map { "'\($0)'" } ?? "row \(row.row + 1)"
        printError("  \(row.place). \(name) of \(row.file): \(row.influence)")
      }
    }
  }
}
