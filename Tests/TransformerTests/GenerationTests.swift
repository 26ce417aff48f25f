import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// Continuing with what is cached beside running everything again.
@Suite struct GenerationTests {
  private func random<Element: BLASScalar>(
    _ name: String, as type: Element.Type
  ) throws -> Decoder<Element> {
    let design = try #require(TinyDesigns.all[name])
    let weights = ResidentWeights<Element>(design, design.randomValues(seed: 5))
    return Decoder(weights: weights, maxLength: 12)
  }

  private let prompts: [[Int32]] = [[3], [1, 4, 1, 5, 9, 2, 6], [5, 3, 5], [8, 9, 7, 9]]

  /// The logits after a text, by a pass over all of it.
  private func logits<Element: BLASScalar>(
    _ decoder: Decoder<Element>, after text: [Int32]
  ) -> [Element] {
    let logits = decoder.logits(decoder.forward(text))
    return Array(logits.values[logits.range(ofRow: text.count - 1)])
  }

  private func checkLogits<Element: BLASScalar>(
    _ decoder: Decoder<Element>, within limit: Double
  ) {
    var caches = KeyValueCaches<Element>(decoder.design, texts: prompts.count)
    var texts = prompts
    var hidden = decoder.extend(&caches, by: prompts).map { $0.selecting(rows: [$0.rows - 1]) }
    for step in 0..<5 {
      for (i, text) in texts.enumerated() {
        let found = decoder.nextLogits(hidden[i])
        let expected = logits(decoder, after: text)
        let error = disagreement(found.values, expected, absolute: limit, relative: limit)
        #expect(error < 1, "step \(step), text \(i): \(error)")
      }
      let next = texts.map { Int32(($0.count * 3 + step) % 11) }
      let rows = decoder.step(&caches, next)
      hidden = next.indices.map { rows.selecting(rows: [$0]) }
      for i in texts.indices { texts[i].append(next[i]) }
    }
  }

  @Test(arguments: TinyDesigns.names)
  func `Logits with cached keys and values are those without`(name: String) throws {
    checkLogits(try random(name, as: Double.self), within: 1e-10)
    checkLogits(try random(name, as: Float.self), within: 1e-4)
  }

  @Test(arguments: TinyDesigns.names)
  func `A text read in pieces is the text read at once`(name: String) throws {
    let decoder = try random(name, as: Double.self)
    let text: [Int32] = [1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    for cut in [1, 4, 9] {
      var caches = KeyValueCaches<Double>(decoder.design, texts: 1)
      let first = decoder.extend(&caches, by: [Array(text[..<cut])])[0]
      let second = decoder.extend(&caches, by: [Array(text[cut...])])[0]
      let whole = decoder.forward(text).hidden.values
      #expect(
        disagreement(first.values + second.values, whole, absolute: 1e-10, relative: 1e-10) < 1)
    }
  }

  /// The likeliest continuation without any cache.
  private func naive<Element: BLASScalar>(
    _ decoder: Decoder<Element>, _ prompt: [Int32], _ recipe: GenerationRecipe
  ) -> Generation {
    var tokens: [Int32] = []
    while true {
      let logits = logits(decoder, after: prompt + tokens)
      let next = Int32(logits.firstIndex(of: logits.max() ?? 0) ?? -1)
      if recipe.stopTokens.contains(next) { return Generation(tokens: tokens, stop: .token(next)) }
      tokens.append(next)
      if tokens.count == recipe.maxNewTokens { return Generation(tokens: tokens, stop: .limit) }
      if prompt.count + tokens.count > decoder.positionLimit {
        return Generation(tokens: tokens, stop: .positions)
      }
    }
  }

  @Test(arguments: TinyDesigns.names)
  func `Greedy tokens are those without a cache, however many texts go on at once`(
    name: String
  ) throws {
    let decoder = try random(name, as: Double.self)
    for stops in [[], [0, 4, 8]] as [Set<Int32>] {
      for limit in [1, 4, 40] {
        var recipe = GenerationRecipe(maxNewTokens: limit, stopTokens: stops)
        let expected = prompts.map { naive(decoder, $0, recipe) }
        for inStep in [1, 2, 3, 8] {
          recipe.inStep = inStep
          #expect(decoder.greedy(prompts, recipe) == expected)
        }
      }
    }
    #expect(decoder.greedy([], GenerationRecipe(maxNewTokens: 1)).isEmpty)
  }

  @Test func `The tiny decoders stop for every reason`() throws {
    var stops: Set<String> = []
    for name in TinyDesigns.names {
      let decoder = try random(name, as: Double.self)
      for limit in [2, 40] {
        let recipe = GenerationRecipe(maxNewTokens: limit, stopTokens: [0, 4, 8])
        for found in decoder.greedy(prompts, recipe) {
          stops.insert(String("\(found.stop)".prefix(5)))
        }
      }
    }
    #expect(stops == ["limit", "posit", "token"])
    let decoder = try random("llama", as: Double.self)
    let found = decoder.greedy(prompts, GenerationRecipe(maxNewTokens: 9)) { $1.count > $0 }
    #expect(found.map(\.tokens.count) == [1, 2, 3, 4])
    #expect(found.allSatisfy { $0.stop == .condition })
  }

  @Test func `A row does not depend on the rows beside it`() throws {
    let decoder = try random("everything-sequential", as: Float.self)
    var together = KeyValueCaches<Float>(decoder.design, texts: prompts.count)
    _ = decoder.extend(&together, by: prompts)
    let rows = decoder.step(&together, [1, 2, 3, 4])
    let logits = decoder.nextLogits(rows)
    for (i, prompt) in prompts.enumerated() {
      var alone = KeyValueCaches<Float>(decoder.design, texts: 1)
      _ = decoder.extend(&alone, by: [prompt])
      let row = decoder.step(&alone, [Int32(i + 1)])
      #expect(row.values == rows.selecting(rows: [i]).values)
      #expect(decoder.nextLogits(row).values == logits.selecting(rows: [i]).values)
    }
  }

  @Test func `Of equally likely tokens the lowest is taken, of broken ones none`() throws {
    #expect(likeliest(1..<4, of: [9, 1, 2, 2, 3] as [Float]) == 1)
    #expect(likeliest(0..<2, of: [-0.0, 0.0] as [Float]) == 0)
    #expect(likeliest(0..<3, of: [1, .nan, 0] as [Double]) == nil)
    #expect(likeliest(0..<1, of: [.infinity] as [Float]) == nil)
    let design = try #require(TinyDesigns.all["llama"])
    var values = design.randomValues(seed: 5)
    values[.scale(.final)]?[0] = .nan
    let decoder = Decoder(weights: ResidentWeights<Float>(design, values), maxLength: 12)
    let found = decoder.greedy([[1]], GenerationRecipe(maxNewTokens: 3))
    #expect(found == [Generation(tokens: [], stop: .notFinite)])
  }

  @Test func `Weights are asked for once a step`() throws {
    let design = try #require(TinyDesigns.all["llama"])
    let weights = CountingWeights(
      resident: ResidentWeights<Float>(design, design.randomValues(seed: 5)))
    let decoder = Decoder(weights: weights, maxLength: 12)
    _ = decoder.greedy(prompts, GenerationRecipe(maxNewTokens: 4))
    #expect(weights.asked.counts == [4, 4] && weights.asked.heads == 4)
    _ = decoder.losses(of: prompts.map { Continuations(prefix: $0, choices: [[1, 2], [3]]) })
    #expect(weights.asked.counts == [5, 5] && weights.asked.heads == 5)
  }

  @Test(arguments: TinyDesigns.names)
  func `Continuations are as likely as in texts of their own`(name: String) throws {
    let decoder = try random(name, as: Double.self)
    let choices: [[Int32]] = [[2], [2, 7, 1], [10, 0], [3], [2, 7, 1, 8, 2]]
    let found = decoder.losses(of: prompts.map { Continuations(prefix: $0, choices: choices) })
    for (prompt, losses) in zip(prompts, found) {
      for (choice, loss) in zip(choices, losses) {
        let expected = decoder.scores(
          inStep: [prompt + choice],
          scored: [scoredPositions(count: (prompt + choice).count, responseStart: prompt.count)])
        #expect(disagreement(loss, expected[0].losses, absolute: 1e-10, relative: 1e-10) < 1)
      }
    }
  }
}
