public import ArgumentParser
import Artifacts
import Charts
import DataSelection
import Diagnostics
import Execution
public import Experiments
import Foundation
import Transformer

/// `gradbook select`: choose training examples for a target.
struct SelectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "select", abstract: "Choose training examples for a target.",
    discussion: """
      Prints the chosen rows as they stand in their files, the best first. less: warms adapters up on a part \
      of the pool and compares the optimizer's step on each example with the gradient of the target (arXiv \
      2402.04333). What it is compared with: random, bm25, dsir, rds, rdsPlus, loss, perplexity, ifd, \
      effectiveRank, nuclearNorm, length. Gradients and rankings are stored: another target or another number \
      reuses them, and Ctrl-C keeps what is done.
      """)

  @Option(
    help:
      "A GGUF file, a folder of safetensors, a name of the catalog or a Hugging Face repository.")
  var model: String

  @Option(
    parsing: .upToNextOption,
    help: "Files to choose from: .json arrays or .jsonl files of {instruction, input?, output}.")
  var pool: [String]

  @Option(help: "A file of a few examples of what the chosen ones should be good for.")
  var target: String?

  @Option(help: "The column of the target's rows that holds their subtask.")
  var subtasks: String?

  @Option(help: "What ranks the pool.")
  var selector = ExperimentSpec.SelectionMeasure.Selector.less

  @Option(help: "The part of the pool to choose; 0.05 where no --count is given.")
  var fraction: Double?

  @Option(help: "How many to choose, in place of a fraction.")
  var count: Int?

  @Flag(help: "Pass over rows with the texts of one that is chosen.")
  var dropRepeats = false

  @Option(help: "The number of tokens after which an example is cut.")
  var maxLength = 1024

  @Option(help: "Instruction, input and output a line each, or the model's chat template.")
  var prompt = ListingOptions.Prompt.plain

  @Option(help: "The rank of the warmup's adapters.")
  var rank = 128

  @Option(help: "The epochs of the warmup; each gives a checkpoint.")
  var epochs = 4

  @Option(help: "The examples of an update of the warmup.")
  var batch = 32

  @Option(help: "The peak learning rate of the warmup.")
  var learningRate = 2e-5

  @Option(help: "The part of the pool that the warmup trains on.")
  var warmup = 0.05

  @Option(
    help:
      "A folder of adapters with their optimizer's state, in place of the warmup; may be repeated.")
  var checkpoint: [String] = []

  @Option(
    help:
      "How ifd compares a response's loss with that of it alone: by the ratio of losses or of perplexities."
  )
  var ifd = ExperimentSpec.SelectionMeasure.Scores.Difficulty.losses

  @Flag(help: "Let ifd choose rows of 1 and above, whose request helps nothing, too.")
  var keepUnhelped = false

  @Option(help: "Which perplexities are taken.")
  var perplexity = ExperimentSpec.SelectionMeasure.Scores.Part.highest

  @Option(help: "Decides the warmup and what is drawn.")
  var seed = 0

  @Option(help: "The file to write; by default standard output.")
  var output: String?

  @Option(help: "A file for the scores of the whole pool as CSV: file, row, id, score, place.")
  var scores: String?

  @Option(help: "The folder of stored results.")
  var store = ".gradbook"

  @Option(help: "How many steps run at once.")
  var jobs = Executor.cores

  @OptionGroup var models: ModelsCommand.Options

  func validate() throws {
    guard !pool.isEmpty else { throw ValidationError("--pool names no file.") }
    if let twice = pool.first(where: { path in pool.count { $0 == path } > 1 }) {
      throw ValidationError("--pool names '\(twice)' twice.")
    }
    guard fraction == nil || count == nil else {
      throw ValidationError("--fraction and --count both say how many.")
    }
    if let fraction, !(fraction > 0 && fraction <= 1) {
      throw ValidationError("--fraction must be above 0 and at most 1, not \(fraction).")
    }
    guard count ?? 1 >= 1 else { throw ValidationError("--count must be at least 1.") }
    for (name, value) in [
      ("--rank", rank), ("--epochs", epochs), ("--batch", batch), ("--jobs", jobs),
    ] where value < 1 {
      throw ValidationError("\(name) must be at least 1, not \(value).")
    }
    guard maxLength >= 2 else { throw ValidationError("--max-length must be at least 2.") }
    guard learningRate > 0, warmup > 0, warmup <= 1, seed >= 0 else {
      throw ValidationError(
        "--learning-rate and --warmup must be above 0, --warmup at most 1, --seed at least 0.")
    }
  }

  func run() throws {
    try LineOutput.check(output, scores)
    let store = try Store(store)
    let selection = try PoolSelection(request, library: try models.library(), store: store)
    for problem in selection.unusable { printProblem(problem, as: "not in the pool") }
    let run = try runSteps(selection.steps, in: store, jobs: jobs)
    // Its problem is printed already.
    if run.outcomes.contains(where: { $0.problem != nil }) { throw Outcome.stepFailed }
    let rows = try selection.rows(run.outcomes, store: store)
    let lines = try LineOutput(path: output)
    try PoolSelection.lines(of: rows) { try lines.write($0) }
    try lines.close()
    if let scores { try write(rows, to: scores) }
    let unscored = rows.count { $0.score == nil }
    let left = unscored == 0 ? "" : "; \(unscored) could not be scored"
    printError(
      "Chosen: \(rows.count { $0.place != nil }) of \(counted(rows.count, "example"))\(left).")
  }

  private var request: PoolSelection.Request {
    let size = count.map(SelectionSize.count) ?? .fraction(fraction ?? 0.05)
    var request = PoolSelection.Request(
      model: model, pool: pool, target: target, subtasks: subtasks, selector: selector,
      policy: SelectionPolicy(size, dropsRepeats: dropRepeats))
    request.maxLength = maxLength
    request.usesChatTemplate = prompt == .chat
    request.lora = LoRADesign(rank: rank, alpha: 4 * Double(rank))
    request.training.epochs = epochs
    request.training.batchSize = batch
    request.training.learningRate = learningRate
    request.training.seed = UInt64(seed)
    request.warmup = warmup
    request.seed = seed
    request.checkpoints = checkpoint.map { .init(path: $0) }
    request.scores.difficulty = ifd
    request.scores.dropsUnhelped = !keepUnhelped
    request.scores.perplexity = perplexity
    return request
  }

  private func write(_ rows: [PoolSelection.ScoredRow], to path: String) throws {
    let lines = try LineOutput(path: path)
    try lines.write("file,row,id,score,place")
    for row in rows {
      let fields = [
        row.file, String(row.row), row.id ?? "", row.score.map { "\($0)" } ?? "",
        row.place.map(String.init) ?? "",
      ]
      try lines.write(fields.map(\.csvField).joined(separator: ","))
    }
    try lines.close()
  }
}

extension ExperimentSpec.SelectionMeasure.Selector: ExpressibleByArgument {}
extension ExperimentSpec.SelectionMeasure.Scores.Difficulty: ExpressibleByArgument {}
extension ExperimentSpec.SelectionMeasure.Scores.Part: ExpressibleByArgument {}
