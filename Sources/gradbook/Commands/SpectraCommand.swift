import ArgumentParser
import Diagnostics
import Execution
import Experiments
import Foundation
import Glibc
import Tokenization

/// `gradbook spectra`: layer-wise spectra of a file of examples as JSON lines.
struct SpectraCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectra", abstract: "Print layer-wise gradient spectra as JSON lines.",
    discussion: """
      One object a line for each example: index, loss, tokens, responseTokens and layers[i].q.nuclear, \
      sigma1, frobenius, effectiveRank, adjacent and so on. Rows that cannot be measured are reported on \
      standard error, and the exit code is then 3.
      """)

  enum Prompt: String, ExpressibleByArgument, CaseIterable {
    case plain, chat
  }

  @Option(
    help:
      "A GGUF file, a folder of safetensors, a name of the catalog or a Hugging Face repository.")
  var model: String

  @Option(help: "A .json array or .jsonl file of {instruction, input?, output}.")
  var data: String

  @Option(help: "How many rows to read, from the first.")
  var limit: Int?

  @Option(
    help:
      "The number of tokens after which an example is cut; by default 1024, or the model's context."
  )
  var maxLength: Int?

  @Option(help: "Instruction, input and output a line each, or the model's chat template.")
  var prompt = Prompt.plain

  @Option(
    help: """
      A chat template in place of the model's own, which prompts then go through: the path of a .jinja \
      file, or \(ChatTemplate.known.joined(separator: ", ")).
      """)
  var template: String?

  @Option(
    help: "The projections to measure, with commas between: q, k, v, o, gate, up, down.",
    transform: Self.projections)
  var projections: [ExperimentSpec.Projection] = [.q, .k, .v, .o]

  @Flag(help: "List the singular values too.")
  var singularValues = false

  @Option(help: "The file to write; by default standard output.")
  var output: String?

  @Option(help: "How many examples are measured at once.")
  var jobs = Executor.cores

  @Option(
    help:
      "How a GGUF vocabulary splits text, in place of what the file says: gpt-2, smollm, qwen2, llama-bpe."
  )
  var preTokenizer: String?

  @Option(help: WeightMemory.help)
  var weights = WeightMemory.resident

  @OptionGroup var models: ModelsCommand.Options

  func validate() throws {
    guard limit ?? 1 >= 1 else { throw ValidationError("--limit must be at least 1.") }
    guard maxLength ?? 2 >= 2 else { throw ValidationError("--max-length must be at least 2.") }
    guard jobs >= 1 else { throw ValidationError("--jobs must be at least 1.") }
  }

  func run() throws {
    let listing = try SpectraListing(
      model: model, data: data, library: try models.library(),
      options: SpectraListing.Options(
        limit: limit, maxLength: maxLength, usesChatTemplate: prompt == .chat || template != nil,
        template: template, projections: projections, listsSingularValues: singularValues,
        preTokenizer: preTokenizer, jobs: jobs, memory: weights))
    let lines = try LineOutput(path: output)
    let missing = Counter()
    for problem in listing.unusable {
      missing.increment()
      printProblem(problem, as: "not measured")
    }
    try listing.run { line in
      try lines.write(line)
    } report: { problem in
      missing.increment()
      var problem = problem
      problem.place.file = data
      printProblem(problem, as: "not measured")
    }
    try lines.close()
    let total = listing.examples.count + listing.unusable.count
    if missing.value > 0 {
      printError("\(missing.value) of \(counted(total, "example")) were not measured.")
      throw Outcome.stepFailed
    }
  }

  private static func projections(_ text: String) throws -> [ExperimentSpec.Projection] {
    let names = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let all = ExperimentSpec.Projection.allCases
    guard !names.isEmpty else { throw ValidationError("--projections names none.") }
    return try names.map { name in
      guard let projection = ExperimentSpec.Projection(rawValue: name) else {
        let nearest = nearestSpelling(of: name, among: all.map(\.rawValue))
        throw ValidationError(
          "There is no projection '\(name)'; there are \(all.map(\.rawValue).joined(separator: ", "))."
            + (nearest.map { " Did you mean '\($0)'?" } ?? ""))
      }
      return projection
    }
  }
}
