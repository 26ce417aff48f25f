import Diagnostics

extension Problem {
  static func curvatureNotFinite(_ what: String, example: Int) -> Problem {
    Problem(
      "\(what) holds a value that is not finite.", at: Place(example: example),
      expected: "finite numbers", found: "NaN or an infinity",
      remedy: "Leave the example out, or look whether the model is damaged.")
  }

  static func noScoredExample(_ count: Int) -> Problem {
    Problem(
      "There is no example to take a curvature or a gradient from.",
      expected: "at least one example with a scored token", found: "none among \(count)",
      remedy: "Name data whose responses fit into the window.")
  }

  static func noEigenvectors(of name: String) -> Problem {
    Problem(
      "The covariance '\(name)' has no eigenvectors.", expected: "finite sums of squares",
      found: "an overflow, or an iteration without an end", remedy: "Take fewer examples.")
  }

  static func singularSite(_ name: String, smallest: Double, largest: Double) -> Problem {
    Problem(
      "The damped curvature of '\(name)' is singular.",
      expected: "eigenvalues well above the rounding of the largest, \(largest)",
      found: "\(smallest)", remedy: "Raise the damping, or measure more examples.")
  }

  static func tooManyDone(_ done: Int, of count: Int) -> Problem {
    Problem(
      "The sums to go on from are of more examples than there are.",
      expected: "at most \(count)", found: "\(done)",
      remedy: "Remove the stored sums, or give the same examples again.")
  }

  static func otherShape(_ name: String, expected: String, found: String) -> Problem {
    Problem(
      "The matrix '\(name)' is not that of this model.", at: Place(tensor: name),
      expected: expected, found: found, remedy: "Remove the file and measure again.")
  }
}
