import Diagnostics

extension Problem {
  static func notAdaptable(_ projection: String, in architecture: String) -> Problem {
    Problem(
      "The projection '\(projection)' of \(architecture) cannot have an adapter of its own.",
      expected: "a projection with a tensor of its own, [outputs, inputs]",
      found: "one that is stored with others, or transposed",
      remedy: "Adapt other projections, or take a model of another architecture.")
  }

  static func adapterSetting(
    _ key: String, expected: String, found: String, at place: Place
  ) -> Problem {
    Problem(
      "The adapter's '\(key)' cannot be used.", at: place, expected: expected, found: found,
      remedy: "Take an adapter that was trained without it, or correct the file.")
  }

  static func mixedCheckpoint(_ folder: String, step: Int) -> Problem {
    Problem(
      "The files in '\(folder)' are not of the same update.", at: Place(file: folder),
      expected: "adapters of update \(step), as the optimizer", found: "those of another",
      remedy: "Take an earlier checkpoint: this one was not written to its end.")
  }

  static func adapterUnwritable(_ folder: String, cause: String) -> Problem {
    Problem(
      "The adapter cannot be written to '\(folder)'.", at: Place(file: folder),
      remedy: "Check the folder's permissions and the room on its disk.", cause: cause)
  }
}
