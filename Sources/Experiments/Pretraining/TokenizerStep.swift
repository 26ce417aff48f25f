import Execution
import JSONTree
import Tokenization

/// The tokenizer of models that are trained here, learned from what they are trained on.
struct TokenizerStep: Step {
  static let kind = "tokenizer"
  static let version = 1
  /// What stands between texts; its id is 0.
  static let endOfText = "<|endoftext|>"

  let vocabulary: PretrainRecipe.Vocabulary
  let corpus: Corpus

  var identity: String {
    let size = vocabulary.size.map { " \($0)" } ?? ""
    return "tokenizer \(vocabulary.word)\(size) · \(corpus.title)"
  }

  var inputs: [StepInput] {
    [
      StepInput("tokenizer", .string(vocabulary.word)),
      StepInput("vocabulary", vocabulary.size.map(JSONValue.integer) ?? .null),
      StepInput("text", corpus.digest),
    ]
  }

  /// As the tokens that are measured in the same time, roughly.
  var cost: Double { 10_000 }

  /// A `tokenizer.json`.
  func run(_ context: StepContext) throws -> [UInt8] {
    let special = [Self.endOfText]
    switch vocabulary {
    case .bytes: return try TrainedTokenizer.bytes(specialTokens: special).tokenizerJSON()
    case .bytePairs(let size):
      let texts = HeldOutText(try corpus.texts()).training
      context.tell("learning \(size) tokens")
      let trainer = try BytePairTrainer(vocabularySize: size, specialTokens: special)
      return try trainer.train(texts.lazy.map { Array($0.utf8) }).tokenizerJSON()
    }
  }
}
