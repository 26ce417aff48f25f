import Diagnostics

extension Problem {
  static func noEarlierData(_ name: String, known: [String], isLater: Bool) -> Problem {
    Problem(
      "There is no earlier data set named '\(name)'.",
      expected: known.isEmpty ? "a data set that stands before this one" : quotedChoice(known),
      found: isLater ? "'\(name)', which does not stand before this one" : "'\(name)'",
      remedy: isLater
        ? "Put it before this one."
        : didYouMean(name, among: known) ?? "Define it, or use a name that is defined.")
  }

  static func chosenByMeasurement(_ name: String, base: String) -> Problem {
    Problem(
      "Data set '\(name)' is chosen by measurement, so that no other can be made of it.",
      expected: "a data set whose examples are known before anything is measured",
      found: "a subset of '\(base)'", remedy: "Name '\(base)'.")
  }

  static func sameAsOther(_ name: String) -> Problem {
    Problem(
      "The data set is the same as '\(name)'.", expected: "'select' or 'corrupt' beside 'from'",
      found: "neither", remedy: "Say what of it is taken or how it is corrupted.")
  }

  static func chosenAndSpoiled() -> Problem {
    Problem(
      "'select' and 'corrupt' cannot stand together beside 'from'.",
      expected: "one of them, since what is chosen by measurement is measured already",
      found: "both", remedy: "Keep one; corrupt and choose in two data sets.")
  }

  static func notOfOther(_ key: String) -> Problem {
    Problem(
      "'\(key)' cannot stand beside 'from'.", expected: "'\(key)' in the data set that has a file",
      found: "'\(key)'", remedy: "Remove it, or give it to the data set that 'from' names.")
  }

  static func noSelectingMetric(_ name: String) -> Problem {
    let names = Metric.allCases.filter(\.isSelectable).map(\.rawValue)
    return Problem(
      "Examples of another data set cannot be chosen by '\(name)'.",
      expected: "a metric of examples: " + quotedChoice(names), found: "'\(name)'",
      remedy: didYouMean(name, among: names)
        ?? "Choose what is expected; columns choose beside 'path'.")
  }

  static func scoresWithoutPath() -> Problem {
    Problem(
      "Published 'scores' need a published 'path'.", expected: "'path' beside 'scores'",
      found: "'scores' alone", remedy: "Add the path of the published data.")
  }

  /// A published file that is not there.
  static func missingPublished(_ path: String, root: String) -> Problem {
    Problem(
      "The published data hold no file '\(path)'.", at: Place(file: root),
      expected: "'\(path)' in the folder '\(root)'", found: "no such file",
      remedy: "Give the folder that holds it as --data-root.")
  }

  /// An experiment that has no data of its own.
  static let onlyPublished = Problem(
    "Nothing can be computed: the experiment's data are published ones, and their folder is not given.",
    expected: "the folder of published data", remedy: "Run again with --data-root DIR.")

  /// Published data that are not known.
  static let needsPublished = Problem(
    "It needs the published data: give --data-root.", expected: "the folder of published data",
    remedy: "Run again with --data-root DIR.")
}
