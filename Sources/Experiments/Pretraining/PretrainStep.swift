import Architectures
import Artifacts
import Diagnostics
import Execution
import Foundation
import JSONTree
import Tokenization
import Transformer

/// A model trained from scratch.
///
/// Its batches, initial weights and sums are decided by the recipe alone, so that the weights do not
/// depend on the number of threads, nor on whether it was stopped or killed on the way.
struct PretrainStep: Step {
  static let kind = "pretrain"
  static let version = 1

  let modelName: String
  let recipe: PretrainRecipe
  let corpus: Corpus
  /// The threads to work with; they do not decide the result.
  var threads = Executor.cores
  /// The seconds between drafts of the training.
  var draftInterval = 30.0

  var tokenizer: TokenizerStep { TokenizerStep(vocabulary: recipe.vocabulary, corpus: corpus) }

  var identity: String { "pretrain \(modelName)" }

  var needs: [any Step] { [tokenizer] }

  var isExclusive: Bool { true }

  var inputs: [StepInput] {
    // Files count by their content, the tokenizer by what decides it.
    let apart: Set = ["text", "tokenizer", "vocabulary"]
    let members = (recipe.json.members ?? []).filter { !apart.contains($0.key) }
    return [
      StepInput("recipe", .object(members)), StepInput("tokenizer", tokenizer.key),
      StepInput("text", corpus.digest),
      StepInput("environment", EnvironmentFacts.current.json),
    ]
  }

  /// A token that is trained on costs about as much as one that is measured.
  var cost: Double { Double(recipe.steps * recipe.batch * recipe.context) }

  func run(_ context: StepContext) throws -> [UInt8] {
    let tokenizer = try context.store.bytes(of: context.results[0])
    var training = try Pretraining(
      recipe, texts: HeldOutText(try corpus.texts()), tokenizerJSON: tokenizer, threads: threads,
      draft: context.store.draft(for: context.key))
    var drafts = DraftKeeper(context, every: draftInterval)
    while !training.isDone {
      try drafts.keepIfDue { training.draft.bytes }
      try training.step()
      context.tell(training.words)
    }
    context.tell("loss on held-out text")
    return try training.checkpoint(tokenizerJSON: tokenizer).bytes
  }
}
