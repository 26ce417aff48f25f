import Diagnostics
import Tensors

// MARK: - Curvature

extension Problem {
  static func notFinite(_ what: String, example: Int) -> Problem {
    Problem(
      "\(what) holds a value that is not finite.", at: Place(example: example),
      expected: "finite numbers", found: "NaN or an infinity",
      remedy: "Leave the example out, or compute with a type of wider range.")
  }

  static func noTokens() -> Problem {
    Problem(
      "There are no tokens to take a curvature from.", expected: "at least one example",
      found: "none", remedy: "Take a larger share of the data.")
  }

  static func notDecomposed(_ what: String) -> Problem {
    Problem(
      "The covariance of the \(what) of a layer has no eigenvectors.",
      expected: "finite sums of squares", found: "an overflow, or an iteration without an end",
      remedy: "Scale the loss down.")
  }

  static func singularCurvature(smallest: Double, largest: Double) -> Problem {
    Problem(
      "The damped curvature of a layer is singular.",
      expected: "eigenvalues well above the rounding of the largest, \(largest)",
      found: "\(smallest)", remedy: "Raise the damping, or measure more examples.")
  }

  static func noLayers(among names: [String]) -> Problem {
    Problem(
      "No layer is chosen for the curvature.",
      expected: "some of \(names.count) layers" + (names.first.map { ", such as '\($0)'" } ?? ""),
      found: "none", remedy: "Widen the choice of layers.")
  }
}

// MARK: - Influence and mixes

extension Problem {
  static func influenceNotFinite(domain: String) -> Problem {
    Problem(
      "The influence of the domain '\(domain)' is not finite.", expected: "a finite number",
      found: "NaN or an infinity", remedy: "Raise the damping, and look for losses that are NaN.")
  }

  static func noInfluence() -> Problem {
    Problem(
      "All domains have an influence of zero, so there is no step to take.",
      expected: "an influence that is not zero",
      remedy: "Look whether the reference examples have any answer to learn from.")
  }

  static func emptyDomain(_ domain: String) -> Problem {
    Problem(
      "No example of the domain '\(domain)' was measured.", expected: "at least one example",
      found: "none", remedy: "Take a larger share of the data, or leave the domain out.")
  }

  static func noReference() -> Problem {
    Problem(
      "There are no reference examples.", expected: "at least one example", found: "none",
      remedy: "Name data that show what the model should do well.")
  }

  static func nothingLeft() -> Problem {
    Problem(
      "Every domain rounds to no rows.", expected: "at least one row in all", found: "none",
      remedy: "Ask for a larger total.")
  }

  static func wrongMix(_ reason: String, found: String) -> Problem {
    Problem(
      "The weights of a mix are wrong: \(reason).",
      expected: "finite weights of at least 0, not all of them 0", found: found,
      remedy: "Correct the weights.")
  }

  static func nothingToRepeat(_ domain: String, wanted: Int) -> Problem {
    Problem(
      "The domain '\(domain)' has no rows to repeat.", expected: "\(wanted) rows", found: "none",
      remedy: "Give the domain rows, or no weight.")
  }

  static func tooFewMixes(_ count: Int) -> Problem {
    Problem(
      "A regression needs more than so few mixes.", expected: "at least 2 mixes and their losses",
      found: "\(count)", remedy: "Train small models on more mixes.")
  }

  static func valuesNotFinite(_ what: String) -> Problem {
    Problem(
      "\(what) hold a value that is not finite.", expected: "finite numbers",
      found: "NaN or an infinity", remedy: "Leave out what diverged.")
  }
}

/// Throws unless all values of a matrix are finite.
func requireFinite(_ matrix: Matrix<Double>, _ what: String, example: Int) throws {
  guard allFinite(matrix.values.span) else { throw Problem.notFinite(what, example: example) }
}
