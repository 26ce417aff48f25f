public import Diagnostics

extension Problem {
  /// A folder that is not what the findings give: its first difference, and how many more there are.
  ///
  /// - Parameters:
  ///   - differences: At least one, the most telling first.
  ///   - folder: The folder that was compared.
  ///   - command: What writes it as it should be.
  /// - Returns: The problem.
  public static func differs(
    _ differences: [FileDifference], in folder: String, command: String
  ) -> Problem {
    precondition(!differences.isEmpty, "a folder without a difference is no problem")
    let (first, rest) = (differences[0], differences.dropFirst())
    let place = (first.detail?.place ?? Place()).filled(
      from: Place(file: "\(folder)/\(first.path)"))
    let what =
      switch first.kind {
      case .changed: "'\(first.path)' is not what the findings give"
      case .missing: "'\(first.path)' is missing"
      case .extra: "'\(first.path)' belongs to no cell"
      }
    return Problem(
      "\(what)\(others(rest)).", at: place,
      expected: first.detail?.expected, found: first.detail?.found,
      remedy: "Run '\(command)', look at what it changes, and commit it.")
  }

  /// For example `; 3 other files differ too: 2 changed, 1 missing (charts/a.svg)`.
  private static func others(_ rest: ArraySlice<FileDifference>) -> String {
    guard !rest.isEmpty else { return "" }
    let kinds: [(FileDifference.Kind, String)] = [
      (.changed, "changed"), (.missing, "missing"), (.extra, "left over"),
    ]
    let parts = kinds.compactMap { kind, word -> String? in
      let files = rest.filter { $0.kind == kind }
      guard !files.isEmpty else { return nil }
      let names = kind == .changed ? "" : " (\(names(of: files)))"
      return "\(files.count) \(word)\(names)"
    }
    let differ = rest.count == 1 ? "differs" : "differ"
    return "; \(counted(rest.count, "other file")) \(differ) too: \(parts.joined(separator: ", "))"
  }

  private static func names(of files: [FileDifference]) -> String {
    let shown = files.prefix(5).map(\.path).joined(separator: ", ")
    return files.count > 5 ? "\(shown) and \(files.count - 5) more" : shown
  }
}
