import Foundation

/// Samples of one or several models on the same examples, estimated together: the mean over the
/// models of a number that each model's mean curve gives.
struct SamplePool: Sendable {
  private let members: [Member]

  private struct Member: Sendable {
    var statistic: QuantityStatistic
    var sample: CurveSample
  }

  /// A pool of one model.
  init(_ statistic: QuantityStatistic, _ sample: CurveSample) {
    members = [Member(statistic: statistic, sample: sample)]
  }

  private init(_ members: [Member]) { self.members = members }

  /// A pool of several models, of the examples that all of them have, in the order of the first.
  init(sharing samples: [(statistic: QuantityStatistic, sample: CurveSample)]) {
    let shared = CurveSample.shared(samples.map(\.sample))
    self.init(zip(samples, shared).map { Member(statistic: $0.statistic, sample: $1) })
  }

  /// The number of examples.
  var count: Int { members.first?.sample.curves.count ?? 0 }

  /// The examples, by what pairs them.
  var keys: [PairingKey] { members.first?.sample.keys ?? [] }

  /// Whether the number is the mean of one number an example.
  var isLinear: Bool { members.allSatisfy(\.statistic.isLinear) }

  /// One number an example: the mean over the models of the mean over all of the curve.
  var exampleMeans: [Double] {
    let means = members.map(\.sample.exampleMeans)
    guard means.count > 1 else { return means.first ?? [] }
    return (0..<count).map { example in
      means.reduce(0) { $0 + $1[example] } / Double(means.count)
    }
  }

  /// The logarithm of the number of response tokens of each example, averaged over the models, whose
  /// tokenizers count differently.
  var logLengths: [Double] {
    (0..<count).map { example in
      members.reduce(0) { $0 + log(max($1.sample.lengths[example], 1)) } / Double(members.count)
    }
  }

  /// The number for the examples at `indices`.
  func value(_ indices: [Int]) -> Double? {
    var sum = 0.0
    for member in members {
      let mean = member.sample.mean(indices)
      guard let value = member.statistic(mean, layers: member.sample.layers.count) else {
        return nil
      }
      sum += value
    }
    return members.isEmpty ? nil : sum / Double(members.count)
  }

  /// The number for all examples.
  var value: Double? { value(Array(0..<count)) }

  /// The examples that `other` has too, in this pool's order: their positions here and there.
  func paired(with other: SamplePool) -> (own: [Int], other: [Int]) {
    guard let own = members.first?.sample, let others = other.members.first?.sample else {
      return ([], [])
    }
    return own.paired(with: others)
  }

  /// Only the examples at `indices`.
  func selecting(_ indices: [Int]) -> SamplePool {
    SamplePool(
      members.map { Member(statistic: $0.statistic, sample: $0.sample.selecting(indices)) })
  }
}

extension CurveSample {
  /// The examples that all of `samples` have, in the order of the first.
  static func shared(_ samples: [CurveSample]) -> [CurveSample] {
    guard let first = samples.first, samples.count > 1 else { return samples }
    let common = samples.dropFirst().reduce(Set(first.keys)) { $0.intersection($1.keys) }
    let keys = first.keys.filter(common.contains)
    return samples.map { sample in
      let positions = Dictionary(
        sample.keys.enumerated().map { ($0.element, $0.offset) },
        uniquingKeysWith: { first, _ in first })
      return sample.selecting(keys.compactMap { positions[$0] })
    }
  }
}
