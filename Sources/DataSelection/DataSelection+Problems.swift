import Diagnostics
import Glibc

// MARK: - Datastores

extension Problem {
  static func cannotWrite(_ path: String, _ code: Int32) -> Problem {
    Problem(
      "The gradient store '\(path)' cannot be written.", at: Place(file: path),
      found: reason(code),
      remedy: "Make room or mend the permissions, then run again: rows that are stored are kept.")
  }

  static func cannotOpenStore(_ path: String, _ code: Int32) -> Problem {
    Problem(
      "The gradient store '\(path)' cannot be opened.", at: Place(file: path), found: reason(code),
      remedy: "Compute its rows first; a store that is not finished ends in '.part'.")
  }

  static func storeInUse(_ path: String) -> Problem {
    Problem(
      "Another process is writing the gradient store '\(path)'.", at: Place(file: path),
      remedy: "Wait for it, or end it.")
  }

  static func otherUnfinishedStore(_ path: String) -> Problem {
    Problem(
      "The unfinished gradient store '\(path)' is of other rows.", at: Place(file: path),
      expected: "the model, data, direction, projection and encoding of this run",
      remedy: "Delete the file to begin anew, or go back to what it was begun with.")
  }

  static func notAStore(_ path: String) -> Problem {
    Problem(
      "The file '\(path)' is not a gradient store.", at: Place(file: path),
      expected: "safetensors with the format '\(DatastoreLayout.format)'",
      remedy: "Delete it and compute the rows again.")
  }

  static func wrongStoreLength(_ path: String, expected: Int, found: Int) -> Problem {
    Problem(
      "The gradient store '\(path)' has another length than its header says.",
      at: Place(file: path), expected: "\(expected) bytes", found: "\(found)",
      remedy: "Copy it again or compute the rows again.")
  }

  static func changedHeader(_ path: String) -> Problem {
    Problem(
      "The header of the gradient store '\(path)' does not agree with its digest.",
      at: Place(file: path), expected: "a header as it was written",
      remedy: "Compute the rows again; a store is not edited.")
  }

  static func missingRow(_ row: Int, _ path: String) -> Problem {
    Problem(
      "The gradient store '\(path)' lacks a row.", at: Place(file: path, example: row),
      remedy: "Compute the rows again.")
  }

  static func otherRows(_ field: String, expected: String, found: String, path: String) -> Problem {
    Problem(
      "The gradient store '\(path)' has another \(field).", at: Place(file: path),
      expected: "'\(expected)'", found: "'\(found)'",
      remedy: "Compute the rows with this \(field), or score what was computed with that.")
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}

// MARK: - Scores and selections

extension Problem {
  static func noFiniteTarget(subtask: Int) -> Problem {
    Problem(
      "Subtask \(subtask) has no target whose gradient is finite.",
      expected: "at least one example with a loss",
      remedy: "Give it examples whose responses are not cut off by the length limit.")
  }

  static func vanishingTarget(subtask: Int) -> Problem {
    Problem(
      "The targets of subtask \(subtask) have gradients that add up to zero.",
      expected: "a direction",
      remedy: "Give it examples that the model has not learnt by heart.")
  }

  static func selectsNothing(_ size: String, of count: Int) -> Problem {
    Problem(
      "The selection is empty.", expected: "at least one example",
      found: "\(size) of \(count)",
      remedy: "Ask for a larger part or give more data.")
  }

  static func selectsTooMany(_ count: Int, of available: Int, _ what: String) -> Problem {
    Problem(
      "The selection asks for more than there is.", expected: "at most \(available) \(what)",
      found: "\(count)", remedy: "Ask for fewer.")
  }

  static func noFiniteScore(of count: Int) -> Problem {
    Problem(
      "No example has a score.", found: "\(count) scores, none of them finite",
      remedy: "Look at the losses of the examples: they are not finite.")
  }
}
