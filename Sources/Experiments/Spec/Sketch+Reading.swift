import Diagnostics
import GradientSpectra

extension Reader<FixedTokens> {
  /// A number of response tokens, and which.
  static var fixedTokens: Reader {
    .object("the fixed response tokens") { object in
      let tokens = object.required("tokens", .integer(atLeast: 1))
      let take = object.optional("take", .choice, default: FixedTokens.Take.first)
      let seed = object.optional("seed", .integer(atLeast: 0), default: 0)
      if take == .first, object.has("seed") {
        object.report(
          .withoutEffect("seed", because: "only 'random' tokens are drawn"), at: "seed")
      }
      guard let tokens, let take, let seed else { return nil }
      return FixedTokens(tokens: tokens, take: take, seed: seed)
    }
  }
}

extension Reader<ExperimentSpec.Sketch> {
  /// The dimension and the seed of a map.
  static var sketch: Reader {
    .object("the sketch") { object in
      let dimension = object.optional("dimension", .powerOfTwo, default: 4096)
      let seed = object.optional("seed", .integer(atLeast: 0), default: 0)
      guard let dimension, let seed else { return nil }
      return Value(dimension: dimension, seed: seed)
    }
  }
}

extension Reader<Int> {
  /// A power of two from 64 to 65 536.
  fileprivate static var powerOfTwo: Reader {
    .integer(from: 64, to: 65_536).checked { number in
      number.nonzeroBitCount == 1 ? nil : .noPowerOfTwo(number)
    }
  }
}

extension Problem {
  fileprivate static func noPowerOfTwo(_ number: Int) -> Problem {
    let below = 1 << (Int.bitWidth - 1 - number.leadingZeroBitCount)
    return Problem(
      "The dimension of a sketch is a power of two.", expected: "64, 128, 256 and so on to 65536",
      found: "\(number)", remedy: "Write \(below) or \(2 * below).")
  }

  static func noRoom(forTokens tokens: Int, in maxLength: Int) -> Problem {
    Problem(
      "No response of \(tokens) tokens fits into the window.",
      expected: "fewer tokens than 'maxLength', which is \(maxLength)", found: "\(tokens)",
      remedy: "Write fewer tokens, or raise 'maxLength'.")
  }

  static func unsketched(_ metric: Metric) -> Problem {
    Problem(
      "Metric '\(metric.rawValue)' needs sketches of gradients, which are not measured.",
      expected: "'sketch' in /measure", found: "none",
      remedy: "Add \"sketch\": {} to /measure, or remove the metric.")
  }
}
