import Diagnostics

extension Problem {
  static func vocabularyOfBytes() -> Problem {
    Problem(
      "'vocabulary' has no effect with 'tokenizer' set to 'bytes'.",
      expected: "no 'vocabulary'", remedy: "Remove it, or choose 'bpe'.")
  }

  static func unevenHeads(_ recipe: PretrainRecipe) -> Problem? {
    let (heads, hidden) = (recipe.heads, recipe.hidden)
    guard hidden % heads != 0 || hidden / heads % 2 != 0 else { return nil }
    let divisors = (1...hidden / 2).filter { hidden % $0 == 0 && hidden / $0 % 2 == 0 }
    let near = divisors.min { (abs($0 - heads), $0) < (abs($1 - heads), $1) }
    return Problem(
      "A width of \(hidden) does not split into \(heads) heads of even width.",
      expected: "a number that divides \(hidden) into even parts", found: "\(heads)",
      remedy: near.map { "Write \($0), or change 'hidden'." } ?? "Make 'hidden' even.")
  }

  static func unevenKeyValueHeads(_ recipe: PretrainRecipe) -> Problem? {
    let (heads, shared) = (recipe.heads, recipe.keyValueHeads)
    if !recipe.architecture.groupsQueries, shared != heads {
      return Problem(
        "'\(recipe.architecture.rawValue)' has as many key and value heads as query heads.",
        expected: "\(heads)", found: "\(shared)", remedy: "Remove 'keyValueHeads'.")
    }
    guard heads % shared != 0 else { return nil }
    return Problem(
      "\(heads) query heads cannot share \(shared) key and value heads evenly.",
      expected: "a divisor of \(heads)", found: "\(shared)",
      remedy: "Write a number that divides \(heads).")
  }

  static func tooFewTokens(_ recipe: PretrainRecipe) -> Problem? {
    let batch = recipe.batch * recipe.context
    guard recipe.tokens < batch else { return nil }
    return Problem(
      "'tokens' are fewer than one batch.",
      expected: "at least \(batch): \(recipe.batch) sequences of \(recipe.context) tokens",
      found: "\(recipe.tokens)", remedy: "Write more tokens, or a smaller 'batch' or 'context'.")
  }

  static func longWarmup(_ recipe: PretrainRecipe) -> Problem? {
    guard recipe.steps > 0, recipe.warmup >= recipe.steps else { return nil }
    return Problem(
      "The warmup is as long as the training.", expected: "fewer than \(recipe.steps) updates",
      found: "\(recipe.warmup)", remedy: "Write a smaller 'warmup', or more 'tokens'.")
  }
}
