public import ArgumentParser
import Artifacts
import Charts
public import DataMixing
import Diagnostics
import Execution
import Experiments
import Foundation
import JSONTree
import Transformer

/// `gradbook mix`: the next mixture of domains by their influence on a reference.
struct MixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mix", abstract: "Say which domains of training data should grow or shrink.",
    discussion: """
      Trains adapters on all rows as they are, measures by how much the loss on the reference would move if a \
      domain grew (arXiv 2505.12762), and lets each domain grow or shrink by that, at most by --step. Prints \
      rows, influences with intervals and the next counts as JSON; --output writes the next mixture, a .jsonl \
      file for each domain. Name the new files as --domains for another round. What is computed is stored, and \
      Ctrl-C keeps what is done.
      """)

  @OptionGroup var influence: InfluenceOptions

  @Option(
    parsing: .upToNextOption,
    help: "A file for each domain: .json arrays or .jsonl files of {instruction, input?, output}.")
  var domains: [String]

  @Option(help: "A file of what the model should do well; none of its rows may be in a domain.")
  var reference: String

  @Option(help: "The largest share of a domain that is added or taken away.")
  var step = 0.15

  @Option(help: "The part of each domain's rows that curvature and gradients are taken from.")
  var sampling = 0.5

  @Option(
    help:
      "What a domain's gradient is: the sum over its rows, as derived, or their mean, as published."
  )
  var convention = InfluenceConvention.sum

  @Flag(help: "Keep the number of rows in all.")
  var keepTotal = false

  @Option(help: "The rank of the adapters.")
  var rank = 16

  @Option(help: "The epochs of the training.")
  var epochs = 1

  @Option(help: "The examples of an update.")
  var batch = 16

  @Option(help: "The peak learning rate.")
  var learningRate = 1e-4

  @Option(help: "The folder to write the next mixture to.")
  var output: String?

  func validate() throws {
    try InfluenceOptions.requireOnce(domains, "--domains")
    for (name, value) in [("--step", step), ("--sampling", sampling)]
    where !(value > 0 && value <= 1) {
      throw ValidationError("\(name) must be above 0 and at most 1, not \(value).")
    }
    for (name, value) in [("--rank", rank), ("--epochs", epochs), ("--batch", batch)]
    where value < 1 {
      throw ValidationError("\(name) must be at least 1, not \(value).")
    }
    guard learningRate > 0, learningRate < 1 else {
      throw ValidationError("--learning-rate must be above 0 and below 1, not \(learningRate).")
    }
    guard let output else { return }
    let names = domains.map(Self.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("Two domains would be written to '\(twice).jsonl'.")
    }
    let inputs = Set((domains + [reference]).map(Self.place))
    for name in names {
      let path = "\(output)/\(name).jsonl"
      guard !inputs.contains(Self.place(path)) else {
        throw ValidationError(
          "The next mixture would be written over '\(path)', which it is made of. Name another --output."
        )
      }
    }
  }

  /// Where a path leads, links followed.
  private static func place(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  func run() throws {
    if let output {
      try makeFolder(URL(fileURLWithPath: output), of: "the mixture", named: output)
    }
    let store = try Store(influence.store)
    let mixing = try FileMixing(
      request, library: try influence.models.library(), store: store, memory: influence.weights)
    for problem in mixing.unusable { printProblem(problem, as: "not used") }
    let run = try runSteps(mixing.steps, in: store, jobs: influence.jobs)
    // Its problem is printed already.
    if run.outcomes.contains(where: { $0.problem != nil }) { throw Outcome.stepFailed }
    let outcome = try mixing.outcome(run.outcomes, store: store)
    print(json(outcome).text(.indented))
    for warning in outcome.warnings { printError("Note: \(warning.words())") }
    if let output { try write(outcome, of: mixing, to: output) }
  }

  private var request: FileMixing.Request {
    var request = FileMixing.Request(
      model: influence.model, domains: domains, reference: reference)
    request.maxLength = influence.maxLength
    request.usesChatTemplate = influence.prompt == .chat
    request.lora.rank = rank
    request.lora.alpha = 4 * Double(rank)
    request.training.epochs = epochs
    request.training.batchSize = batch
    request.training.learningRate = learningRate
    request.loop = influence.loop
    request.loop.steps = [step]
    request.loop.sampling = sampling
    request.loop.convention = convention
    request.loop.total = keepTotal ? .kept : .free
    request.seed = influence.seed
    return request
  }

  private static func name(_ path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  private func json(_ outcome: FileMixing.Outcome) -> JSONValue {
    .object([
      JSONMember("curvature", .string(influence.curvature.rawValue)),
      JSONMember(
        "domains",
        .array(
          outcome.domains.map { domain in
            [
              "file": .string(domain.file), "rows": .integer(domain.rows),
              "next": .integer(domain.next), "beta": .number(domain.beta),
              "change": .number(Double(domain.next) / Double(max(domain.rows, 1)) - 1),
              "alpha": .number(domain.alpha.value),
              "lower": domain.alpha.lower.map { .number($0) } ?? .null,
              "upper": domain.alpha.upper.map { .number($0) } ?? .null,
            ]
          })),
      JSONMember("imbalance", outcome.imbalance.map { .number($0) } ?? .null),
      JSONMember("notes", .array(outcome.warnings.map { .string($0.words()) })),
    ])
  }

  private func write(
    _ outcome: FileMixing.Outcome, of mixing: FileMixing, to folder: String
  ) throws {
    try mixing.lines(of: outcome) { file, lines in
      let output = try LineOutput(path: "\(folder)/\(Self.name(file)).jsonl")
      for line in lines { try output.write(line) }
      try output.close()
    }
    let rows = outcome.domains.reduce(0) { $0 + $1.next }
    printError("Written: \(counted(rows, "row")) of \(counted(domains.count, "domain")).")
  }
}

extension InfluenceConvention: ExpressibleByArgument {}
