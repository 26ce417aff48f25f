import Foundation
import GradientSpectra
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import Experiments

/// Random texts of a random model: nothing in them is of any quality, and only the number of response
/// tokens differs. Whatever differs between the groups is made by length.
private struct RandomTexts {
  static let length = 60
  static let fixed = 4
  static let design: DecoderDesign = {
    let norm = NormDesign(.rootMeanSquare, epsilon: 1e-5)
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm,
      attention: AttentionDesign(
        heads: 6, keyValueHeads: 2, headSize: 8, rotary: RotaryDesign(base: 10_000, width: 8)),
      mlp: MLPDesign(intermediateSize: 64, activation: .silu))
    return DecoderDesign(
      hiddenSize: 48, vocabularySize: 101, blocks: Array(repeating: block, count: 3),
      finalNorm: norm, tiesEmbeddings: true)
  }()

  /// How many texts there are of each length.
  static let count = 60
  static let lengths = [1, 4, 16, 48]

  /// Texts with responses of 1, 4, 16 and 48 tokens, measured once.
  static let pool: Result<[Int: [MeasuredExample]], any Error> = Result {
    var random = SeededNumbers(seed: 12)
    let shapes = Dictionary(
      uniqueKeysWithValues: design.parameters.map { ($0.parameter, $0.shape) })
    let weights = ResidentWeights<Double>(design) { parameter in
      let count = shapes[parameter]?.reduce(1, *) ?? 0
      if case .scale = parameter { return Array(repeating: 1, count: count) }
      let scale = parameter == .embedding ? 1 : 0.4
      return random.matrix(1, count, of: Double.self).values.map { $0 * scale }
    }
    let measure = SpectraMeasurement(
      model: Decoder(weights: weights, maxLength: length), projections: [.q], route: nil)
    var pool: [Int: [MeasuredExample]] = [:]
    for responses in lengths {
      pool[responses] = try (0..<count).map { index in
        let tokens = (0..<length).map { _ in Int32.random(in: 0..<101, using: &random) }
        var example = MeasuredExample(
          key: PairingKey(request: Array("\(responses) \(index)".utf8), occurrence: 0),
          spectra: try measure(tokens, responseStart: length - responses))
        // The last tokens of the response, so that what stands before them is equally long for all.
        if responses >= fixed { example.fixed = try measure(tokens, responseStart: length - fixed) }
        return example
      }
    }
    return pool
  }

  /// One draw of both groups from the pool: `high[i]` and `low[i]` texts of the i-th length.
  static func claim(
    _ metric: String, layer: Int, high: [Int], low: [Int], draw: UInt64
  ) throws -> ClaimFinding {
    var random = SeededNumbers(seed: 1000 + draw)
    var groups: [[MeasuredExample]] = [[], []]
    for (index, responses) in lengths.enumerated() {
      let texts = try #require(pool.get()[responses]).shuffled(using: &random)
      groups[0] += texts.prefix(high[index])
      groups[1] += texts.dropFirst(high[index]).prefix(low[index])
    }
    var measurements = Invented.measurements(["high": groups[0], "low": groups[1]])
    measurements.models[0].layers = 3
    let relation = metric == "nuclearNorm" ? "greater" : "less"
    let cell = try CellBuilder.invented(
      """
      {"claim": {"that": "\(metric)", "of": "high", "is": "\(relation)", "than": "low", \
      "layers": [\(layer)]}}
      """, measurements)
    guard case .claim(let claim) = cell.content else { throw CocoaError(.featureUnsupported) }
    return claim
  }
}

/// What many draws of one comparison came to.
private struct Tally {
  var draws = 0
  /// How many intervals leave out 0, and the sum of the estimates.
  var clear = 0
  var sum = 0.0

  mutating func add(_ estimate: EstimateFinding) throws {
    let (lower, upper) = (try #require(estimate.lower), try #require(estimate.upper))
    draws += 1
    clear += lower > 0 || upper < 0 ? 1 : 0
    sum += try #require(estimate.value)
  }

  var mean: Double { sum / Double(draws) }
}

@Suite struct LengthArtefactTests {
  /// Over draws, because one in twenty intervals of no effect leaves out 0 however good a control is.
  private func tallies(
    _ metric: String, layer: Int, high: [Int], low: [Int], draws: Int = 20
  ) throws -> (tallies: [String: Tally], problems: Set<String>) {
    var tallies: [String: Tally] = [:]
    var problems: Set<String> = []
    for draw in 0..<draws {
      let row = try RandomTexts.claim(
        metric, layer: layer, high: high, low: low, draw: UInt64(draw)
      ).rows[0]
      try tallies["raw", default: Tally()].add(row.difference)
      for control in row.controls ?? [] {
        if let problem = control.problem {
          problems.insert(problem)
        } else {
          try tallies[control.kind, default: Tally()].add(control.estimate)
        }
      }
    }
    return (tallies, problems)
  }

  @Test(arguments: ["nuclearNorm", "effectiveRank"], [0, 1])
  func `Length alone makes clear differences, and every control takes them away`(
    _ metric: String, _ layer: Int
  ) throws {
    // Both groups have all lengths, one more of the short ones and the other of the long ones.
    let found = try tallies(metric, layer: layer, high: [12, 12, 6, 3], low: [3, 6, 12, 12]).tallies
    let raw = try #require(found["raw"])
    #expect(raw.clear * 10 >= raw.draws * 7)
    // Norms have heavy tails where one token is all of the loss, so that intervals of a few pairs are too
    // narrow, and they are not quite linear in log N; what must go is the difference itself.
    for kind in ["fixed", "matched", "regression"] {
      let control = try #require(found[kind])
      #expect(2 * control.clear < raw.clear, "\(kind)")
      #expect(abs(control.mean) < 0.25 * abs(raw.mean), "\(kind)")
    }
    #expect(try #require(found["fixed"]).clear <= 2)
    // Other forms change what is seen: a share of the bound grows clearer, a summed loss turns round.
    if let sum = found["sum"] { #expect(sum.clear == sum.draws && sum.mean * raw.mean < 0) }
    if let bound = found["bound"] { #expect(bound.clear * 2 > bound.draws) }
  }

  @Test(arguments: ["nuclearNorm", "effectiveRank"])
  func `Short and long responses alone differ clearly and can be compared on fixed tokens only`(
    _ metric: String
  ) throws {
    let (found, problems) = try tallies(
      metric, layer: 0, high: [10, 20, 0, 0], low: [0, 0, 20, 20])
    let (raw, fixed) = (try #require(found["raw"]), try #require(found["fixed"]))
    #expect(raw.clear == raw.draws)
    #expect(fixed.clear * 10 <= fixed.draws * 2 && abs(fixed.mean) < 0.25 * abs(raw.mean))
    #expect(found["matched"] == nil && found["regression"] == nil)
    #expect(
      problems == ["the groups do not overlap in length (1 to 4 against 16 to 48 response tokens)"])
  }
}
