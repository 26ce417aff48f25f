import Diagnostics
import JSONTree

extension ObjectReader {
  /// The seeds that a cell shows; within, `nil` for all of them.
  ///
  /// - Parameters:
  ///   - known: Those that are run; any if `nil`.
  ///   - measure: What runs them: the key under `measure`.
  /// - Returns: `nil` where what is said makes no sense.
  func seeds(among known: [Int]?, of measure: String) -> [Int]?? {
    guard has("seeds") else { return .some(nil) }
    let seed = Reader<Int>.integer(atLeast: 0).checked { seed in
      known?.contains(seed) ?? true ? nil : .unusedSeed(seed, in: measure)
    }
    return optional("seeds", .set(of: seed)).map { .some($0) }
  }
}

extension Problem {
  fileprivate static func unusedSeed(_ seed: Int, in measure: String) -> Problem {
    Problem(
      "Nothing is run with seed \(seed).", expected: "\(seed) in /measure/\(measure)/seeds",
      remedy: "Add it there, or remove it here.")
  }
}
