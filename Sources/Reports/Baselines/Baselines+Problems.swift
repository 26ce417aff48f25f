import Diagnostics

extension Problem {
  static func missingBaseline(_ name: String, report: String, names: [String]) -> Problem {
    let near = nearestSpelling(of: name, among: names)
    let save = "Save one with 'gradbook baseline save \(report) --name \(name)'."
    return Problem(
      "There is no baseline '\(name)'.", at: Place(file: "\(report)/baselines"),
      expected: names.isEmpty ? nil : "one of \(names.joined(separator: ", "))",
      found: names.isEmpty ? "no baseline at all" : nil,
      remedy: near.map { "Did you mean '\($0)'? \(save)" } ?? save)
  }

  static func lostBaseline(_ name: String, file: String, report: String) -> Problem {
    Problem(
      "The findings of the baseline '\(name)' are missing.", at: Place(file: file),
      remedy: "Restore the file, or save the baseline again with 'gradbook baseline save "
        + "\(report) --name \(name) --replace'.")
  }

  static func takenBaseline(_ name: String, report: String) -> Problem {
    Problem(
      "There is a baseline '\(name)' already.", at: Place(file: "\(report)/baselines/\(name)"),
      remedy: "Choose another name, or give --replace to save over it.")
  }

  static func baselineName(_ name: String) -> Problem {
    Problem(
      "'\(name)' cannot be the name of a baseline.",
      expected: "up to 100 letters, digits, dots, dashes and underscores, the first a letter or "
        + "digit; not 'index.json'",
      remedy: "Choose another name.")
  }

  static func noReport(_ path: String) -> Problem {
    Problem(
      "The folder holds no findings.", at: Place(file: path),
      remedy: "Name the folder of a report, such as Reports/fast-slow.")
  }

  static func damagedBaselines(_ place: Place) -> Problem {
    Problem(
      "The list of baselines is damaged.", at: place,
      expected: "an object with 'schema' and 'baselines', each with a name",
      remedy: "Restore it, or save the baselines again.")
  }

  static func baselineSchema(_ schema: Int, file: String) -> Problem {
    Problem(
      "The list of baselines has another format.", at: Place(file: file, pointer: "/schema"),
      expected: "version 1", found: "version \(schema)",
      remedy: "Use a newer version of gradbook.")
  }
}
