import ArgumentParser
import Diagnostics
import Execution
import Experiments
import Foundation
import Tokenization

/// What commands have in common that print a JSON line for each example of a file.
struct ListingOptions: ParsableArguments {
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

  /// How examples go through the model.
  var listing: ExampleListing.Options {
    ExampleListing.Options(
      limit: limit, maxLength: maxLength, usesChatTemplate: prompt == .chat || template != nil,
      template: template, preTokenizer: preTokenizer, jobs: jobs, memory: weights)
  }

  /// Writes the lines of a listing and reports what was not measured.
  ///
  /// - Parameters:
  ///   - listing: The examples.
  ///   - measure: Measures them: hands lines to the first function, problems to the second.
  /// - Throws: `Problem` if the lines cannot be written; what `measure` throws; the exit code if an example
  ///   was not measured.
  func write(
    _ listing: ExampleListing,
    _ measure: (
      _ emit: @Sendable (String) throws -> Void, _ report: @Sendable (Problem) -> Void
    ) throws -> Void
  ) throws {
    let lines = try LineOutput(path: output)
    let missing = Counter()
    for problem in listing.unusable {
      missing.increment()
      printProblem(problem, as: "not measured")
    }
    let data = data
    try measure(
      { try lines.write($0) },
      { problem in
        missing.increment()
        var problem = problem
        problem.place.file = data
        printProblem(problem, as: "not measured")
      })
    try lines.close()
    let total = listing.examples.count + listing.unusable.count
    if missing.value > 0 {
      printError("\(missing.value) of \(counted(total, "example")) were not measured.")
      throw Outcome.stepFailed
    }
  }
}

/// The words of a list with commas between.
///
/// - Parameters:
///   - text: What was written.
///   - option: The option, such as `--scores`.
///   - noun: What one word is, such as `score`.
/// - Returns: The words, at least one.
/// - Throws: `ValidationError` if a word is none of `Word`, or there is none.
func words<Word: RawRepresentable<String> & CaseIterable>(
  _ text: String, of option: String, noun: String
) throws -> [Word] {
  let names = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  let all = Word.allCases.map(\.rawValue)
  guard !names.isEmpty else { throw ValidationError("\(option) names none.") }
  return try names.map { name in
    guard let word = Word(rawValue: name) else {
      let nearest = nearestSpelling(of: name, among: all)
      throw ValidationError(
        "There is no \(noun) '\(name)'; there are \(all.joined(separator: ", "))."
          + (nearest.map { " Did you mean '\($0)'?" } ?? ""))
    }
    return word
  }
}
