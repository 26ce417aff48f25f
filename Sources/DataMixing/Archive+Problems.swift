import Diagnostics

private let measureAgain = "Remove the file and measure again."

extension Problem {
  static func unlikeArchive(expected: String, found: String, at offset: Int) -> Problem {
    Problem(
      "These are not curvature bytes of this version.", at: Place(byteOffset: offset),
      expected: expected, found: found, remedy: measureAgain)
  }

  static func otherIdentity(expected: String, found: String) -> Problem {
    Problem(
      "The curvature is of other data or another model.", expected: "'\(expected)'",
      found: "'\(found)'", remedy: "Measure the curvature of this model on these data.")
  }

  static func otherChecksum(expected: String, found: String) -> Problem {
    Problem(
      "The names or values of the curvature have changed since they were written.",
      expected: "the checksum \(expected)", found: "\(found)", remedy: measureAgain)
  }

  static func otherLength(expected: Int, found: Int) -> Problem {
    Problem(
      "The curvature's bytes have the wrong length.", expected: "\(expected) bytes",
      found: "\(found)", remedy: measureAgain)
  }

  static func missingMatrix(_ name: String, among names: [String]) -> Problem {
    Problem(
      "The curvature lacks the matrix '\(name)'.", at: Place(tensor: name),
      expected: "'\(name)'", found: "\(names.count) others", remedy: measureAgain)
  }

  static func wrongMatrix(_ name: String, expected: String, found: String) -> Problem {
    Problem(
      "The matrix '\(name)' cannot be what it is named for.", at: Place(tensor: name),
      expected: expected, found: found, remedy: measureAgain)
  }
}
