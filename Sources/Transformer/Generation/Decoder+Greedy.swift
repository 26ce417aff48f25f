import LinearAlgebra
import Tensors

extension Decoder {
  /// Continues texts by the likeliest token, again and again; of equally likely ones the lowest id.
  ///
  /// A prompt is read in one pass, then one token at a time; keys and values of what has been read are
  /// kept. Weights come from memory once for all texts that are continued at once. Runs on the calling
  /// thread; several threads may continue different texts.
  ///
  /// - Parameters:
  ///   - prompts: Token ids of each text, at least one and no more than `positionLimit`, each below the
  ///     vocabulary's size.
  ///   - recipe: When to stop.
  ///   - condition: Asked after each new token with the index of the prompt and all new tokens; a text for
  ///     which it is true ends with them.
  /// - Returns: For each prompt how it goes on, whatever prompts are beside it.
  public func greedy(
    _ prompts: [[Int32]], _ recipe: GenerationRecipe,
    stoppingWhen condition: ((_ prompt: Int, _ tokens: [Int32]) -> Bool)? = nil
  ) -> [Generation] {
    var run = GreedyRun(decoder: self, prompts: prompts, recipe: recipe, condition: condition)
    return run.generations()
  }
}

/// Texts on their way: as many at once as the recipe allows, the next as soon as one ends.
private struct GreedyRun<Element: BLASScalar> {
  let decoder: Decoder<Element>
  let prompts: [[Int32]]
  let recipe: GenerationRecipe
  let condition: ((Int, [Int32]) -> Bool)?
  private var caches: KeyValueCaches<Element>
  /// The texts that are being continued, in the order of their caches.
  private var running: [(prompt: Int, tokens: [Int32])] = []
  private var begun = 0
  private var results: [Generation?]

  init(
    decoder: Decoder<Element>, prompts: [[Int32]], recipe: GenerationRecipe,
    condition: ((Int, [Int32]) -> Bool)?
  ) {
    for prompt in prompts {
      precondition(
        (1...decoder.positionLimit).contains(prompt.count),
        "a prompt of \(prompt.count) tokens, \(decoder.positionLimit) positions")
    }
    self.decoder = decoder
    self.prompts = prompts
    self.recipe = recipe
    self.condition = condition
    caches = KeyValueCaches(decoder.design, texts: 0)
    results = Array(repeating: nil, count: prompts.count)
  }

  mutating func generations() -> [Generation] {
    while true {
      beginTexts()
      if running.isEmpty { break }
      let hidden = decoder.step(&caches, running.map { $0.tokens[$0.tokens.count - 1] })
      let all = running.indices.map { $0 }
      add(decoder.nextLogits(hidden), to: all)
    }
    return results.compactMap { $0 }
  }

  /// Reads prompts until as many texts are under way as may be, or none is left.
  private mutating func beginTexts() {
    while begun < prompts.count, running.count < recipe.inStep {
      let new = begun..<min(begun + recipe.inStep - running.count, prompts.count)
      begun = new.upperBound
      var fresh = KeyValueCaches<Element>(decoder.design, texts: new.count)
      let last = decoder.extend(&fresh, by: Array(prompts[new])).map {
        $0.selecting(rows: [$0.rows - 1])
      }
      let hidden = Matrix(
        rows: last.count, columns: decoder.design.hiddenSize, values: last.flatMap(\.values))
      let texts = running.count..<running.count + new.count
      caches.append(fresh)
      running += new.map { ($0, []) }
      add(decoder.nextLogits(hidden), to: Array(texts))
    }
  }

  /// Adds to some of the running texts what follows by their logits; those that end there leave.
  private mutating func add(_ logits: Matrix<Element>, to texts: [Int]) {
    for (row, text) in texts.enumerated() {
      let (prompt, _) = running[text]
      guard let stop = extend(text, by: likeliest(logits.range(ofRow: row), of: logits.values))
      else { continue }
      results[prompt] = Generation(tokens: running[text].tokens, stop: stop)
    }
    let left = running.indices.filter { results[running[$0].prompt] == nil }
    running = left.map { running[$0] }
    caches.keep(left)
  }

  /// Adds a token to a text.
  ///
  /// - Returns: Why the text ends there; `nil` if it goes on.
  private mutating func extend(_ text: Int, by token: Int32?) -> Generation.Stop? {
    guard let token else { return .notFinite }
    if recipe.stopTokens.contains(token) { return .token(token) }
    running[text].tokens.append(token)
    let (prompt, tokens) = running[text]
    if condition?(prompt, tokens) == true { return .condition }
    if tokens.count == recipe.maxNewTokens { return .limit }
    return prompts[prompt].count + tokens.count > decoder.positionLimit ? .positions : nil
  }
}

/// The place of the largest of some values, the first of equals; `nil` if one is infinite or no number.
@specialized(where Element == Float)
@specialized(where Element == Double)
func likeliest<Element: Scalar>(_ range: Range<Int>, of values: [Element]) -> Int32? {
  let row = values.span.extracting(range)
  guard allFinite(row) else { return nil }
  let largest = maximum(row)
  for i in 0..<row.count where unsafe row[unchecked: i] == largest { return Int32(i) }
  return nil
}
