import JSONTree
import Statistics
import TestSupport
import Tensors
import Testing

@testable import DataSelection

@Suite struct BaselineTests {
  @Test func `BM25 is rank_bm25's`() throws {
    let oracle = try #require(Oracle.document()["bm25"])
    let documents = try #require(oracle["words"]?.array).map(\.strings)
    let index = BM25(documents, rarity: .floored(0.25))
    let expected = try #require(oracle["scores"]?.array).map(\.doubles)
    for (query, expected) in zip(try #require(oracle["queries"]).strings, expected) {
      let found = index.scores(words(of: query))
      #expect(disagreement(found, expected, absolute: 1e-12, relative: 1e-12) <= 1)
    }
  }

  @Test func `Two documents by hand`() {
    let index = BM25([["a", "b", "a"], ["c"]], saturation: 1, lengthWeight: 0.5)
    // Mean length 2; a occurs in one of two documents: ln(1 + 1.5/1.5) = ln 2, and
    // 2·2/(2 + (0.5 + 0.5·3/2)) = 4/3.25.
    let found = index.scores(["a", "nothing"])
    #expect(abs(found[0] - 0.693_147_180_559_945 * 4 / 3.25) < 1e-14 && found[1] == 0)
    #expect(index.scores(["a", "a"])[0] == 2 * found[0])
  }

  @Test func `Words are those of any script`() throws {
    #expect(words(of: "Straße, naïve CAFÉ! x_1") == ["straße", "naïve", "café", "x", "1"])
    #expect(words(of: "漢字かなa ไทย") == ["漢", "字", "か", "な", "a", "ไ", "ท", "ย"].map { $0 })
    #expect(words(of: " \n") == [])
    let oracle = try #require(Oracle.document()["bm25"])
    let documents = try #require(oracle["documents"]).strings
    #expect(documents.map(words(of:)) == (oracle["words"]?.array ?? []).map(\.strings))
  }

  @Test(arguments: [0, 1]) func `DSIR's weights are the published ones`(_ case: Int) throws {
    let document = try Oracle.document()
    let oracle = try #require(document["dsir"]?[`case`])
    let pool = try #require(document["bm25"]?["documents"]).strings
    let target = try #require(document["bm25"]?["queries"]).strings
    let buckets = try #require(oracle["buckets"]?.integer)
    let found = ImportanceWeights(
      pool: pool, target: target, features: HashedNgrams(buckets: buckets))
    let expected = try #require(oracle["logWeights"]?.doubles)
    #expect(disagreement(found.logWeights, expected, absolute: 1e-10, relative: 1e-10) <= 1)
    #expect(pool.map(wordsAndPunctuation(of:)) == (oracle["tokens"]?.array ?? []).map(\.strings))
    #expect(found.order(seed: nil) == ranking(of: found.logWeights))
  }

  @Test func `DSIR samples by weight`() {
    // Three texts of weights 1, 2 and 4: the first drawn is the last in 4/7 of draws.
    let weights = ImportanceWeights(
      logWeights: [0, 0.693_147_180_559_945, 1.386_294_361_119_89], tokenCounts: [5, 5, 1])
    var counts = [0.0, 0, 0]
    for draw in 0..<7000 { counts[weights.order(seed: Seed("draw \(draw)"))[0]] += 1 }
    for (count, expected) in zip(counts, [1000.0, 2000, 4000]) {
      #expect(abs(count - expected) < 5 * expected.squareRoot())
    }
    #expect(weights.order(seed: Seed("a")) == weights.order(seed: Seed("a")))
    #expect(weights.order(seed: nil, minimumTokens: 2) == [1, 0, 2])
  }

  @Test func `Random orders are seeded and uniform`() {
    #expect(randomOrder(of: 50, seed: Seed("a")) == randomOrder(of: 50, seed: Seed("a")))
    #expect(randomOrder(of: 50, seed: Seed("a")) != randomOrder(of: 50, seed: Seed("b")))
    #expect(randomOrder(of: 50, seed: Seed("a")).sorted() == Array(0..<50))
    var counts = [Double](repeating: 0, count: 10)
    for draw in 0..<2000 {
      for index in randomOrder(of: 10, seed: Seed("\(draw)")).prefix(3) { counts[index] += 1 }
    }
    #expect(counts.allSatisfy { abs($0 - 600) < 100 })
  }

  @Test func `Either end of a score, and what is missing last`() {
    let values = [2, nil, 1, .nan, 3]
    #expect(ranking(of: ScoreEnd.highest.scores(values)) == [4, 0, 2, 1, 3])
    #expect(ranking(of: ScoreEnd.lowest.scores(values)) == [2, 0, 4, 1, 3])
    #expect(ranking(of: lengthScores(responseTokens: [3, 9, 9, 1])) == [1, 2, 0, 3])
  }

  @Test func `Hidden states are pooled by position`() {
    let states = Matrix<Float>(rows: 3, columns: 2, values: [6, 0, 0, 6, 12, 6])
    #expect(RepresentationPooling.lastToken.pooled(states) == [12, 6])
    #expect(RepresentationPooling.mean.pooled(states) == [6, 4])
    // (1·6 + 2·0 + 3·12)/6 and (0 + 2·6 + 3·6)/6.
    #expect(RepresentationPooling.positionWeighted.pooled(states) == [7, 5])
  }

  @Test func `Representations are scored as gradients are, and taken in turns`() throws {
    // Three texts in two dimensions; the queries point along either axis.
    let texts = [[1, 0, 3, 0], [0, 2, 0, 2], [1, 1, 1, 1]].map {
      RepresentationPooling.positionWeighted.pooled(
        Matrix<Float>(rows: 2, columns: 2, values: $0.map { Float($0) }))
    }
    let rows = MemoryRows(Matrix(rows: 3, columns: 2, values: texts.flatMap { $0 }))
    let targets = TargetGradients(
      Matrix(rows: 2, columns: 2, values: [1, 0, 0, 5]), subtasks: [0, 1])
    let found = try influence(
      of: [ScoredCheckpoint(candidates: rows, targets: targets)], rule: .meanOfCosines)
    let root = Float(0.5).squareRoot()
    #expect(
      disagreement(
        found.bySubtask.values, [1, 0, 0, 1, root, root], absolute: 1e-6, relative: 1e-6) <= 1)
    #expect(roundRobinOrder(found.queries) == [0, 1, 2])
  }

  @Test func `Queries take turns`() {
    let queries = [[3.0, 2, 1, 0], [9, 1, 0, 5]]
    // The first takes 0, the second its next best 3, the first 1, the second 2.
    #expect(roundRobinOrder(queries) == [0, 3, 1, 2])
    #expect(ScoreAggregation.maximum.combined(queries) == [9, 2, 1, 5])
    #expect(ScoreAggregation.mean.combined(queries) == [6, 1.5, 0.5, 2.5])
  }
}
