/// Something that went wrong through no fault of the program, said so that a person can mend it.
///
/// A bug of the caller traps; a bad file, flag, model or disk throws a `Problem`. Every module builds
/// its problems in one file, `Module+Problems.swift`; only the command-line tool prints them.
public struct Problem: Error, Sendable, Equatable {
  /// What is wrong: one sentence with the user's own words in single quotes and a full stop.
  public var summary: String
  /// Where it is.
  public var place: Place
  /// What was expected, as a phrase.
  public var expected: String?
  /// What was found instead, as a phrase.
  public var found: String?
  /// What to do about it: one or more sentences in the imperative.
  public var remedy: String?
  /// The problem that led to this one, as its summary.
  public var cause: String?

  /// Creates a problem.
  public init(
    _ summary: String, at place: Place = Place(), expected: String? = nil, found: String? = nil,
    remedy: String? = nil, cause: String? = nil
  ) {
    self.summary = summary
    self.place = place
    self.expected = expected
    self.found = found
    self.remedy = remedy
    self.cause = cause
  }

  /// The same problem, at `place` wherever its own place says nothing.
  ///
  /// Lets a reader of bytes speak of offsets and its caller add the file.
  public func located(_ outer: Place) -> Problem {
    var copy = self
    copy.place = place.filled(from: outer)
    return copy
  }
}

extension Problem: CustomStringConvertible {
  /// The summary, then a line each for place, expectation, finding, cause and remedy, indented by two.
  public var description: String {
    var lines = [summary]
    if !place.isEmpty { lines.append("  at: \(place)") }
    if let expected { lines.append("  expected: \(expected)") }
    if let found { lines.append("  found: \(found)") }
    if let cause { lines.append("  because: \(cause)") }
    if let remedy { lines.append("  to fix it: \(remedy)") }
    return lines.joined(separator: "\n")
  }
}

/// Runs `body` and adds `place` to any problem that it throws.
public func locating<Value>(_ place: Place, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let problem as Problem {
    throw problem.located(place)
  }
}
