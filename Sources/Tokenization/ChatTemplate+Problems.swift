public import Diagnostics

/// How to do without the model's own template.
private let otherTemplate =
  "Choose a built-in template by 'template' in the model's definition, or by --template: "
  + ChatTemplate.known.joined(separator: ", ") + "; or write one of your own."

// MARK: - The language

extension Problem {
  static func templateMalformed(line: Int, expected: String, found: String) -> Problem {
    Problem(
      "Line \(line) of the chat template is malformed.", expected: expected, found: found,
      remedy: otherTemplate)
  }

  static func templateTagOpen(_ sign: [Unicode.Scalar], line: Int) -> Problem {
    let tag = String(sign.isEmpty ? ["{"] : sign.first == sign.last ? sign : ["{"] + sign.suffix(1))
    return Problem(
      "A tag that opens in line \(line) of the chat template does not end.",
      expected: "the end of '\(tag)'", found: "the end of the template", remedy: otherTemplate)
  }

  static func templateBlockOpen(_ word: String, line: Int) -> Problem {
    Problem(
      "The '\(word)' in line \(line) of the chat template is not closed.",
      expected: "'end\(word)'", found: "the end of the template", remedy: otherTemplate)
  }

  static func templateTooDeep(line: Int) -> Problem {
    Problem(
      "Line \(line) of the chat template is nested too deep.",
      expected: "at most \(TemplateParser.deepestNesting) levels", remedy: otherTemplate)
  }

  static func templateUnsupported(
    _ what: String, known: [String] = [], name: String = "", line: Int
  ) -> Problem {
    let spelling = nearestSpelling(of: name, among: known).map { "Did you mean '\($0)'? " } ?? ""
    return Problem(
      "Line \(line) of the chat template has \(what), which is not supported.",
      expected: known.isEmpty ? nil : "one of \(known.joined(separator: ", "))",
      remedy: spelling + otherTemplate)
  }

  static func templateFails(_ what: String, line: Int) -> Problem {
    Problem(
      "The chat template fails in line \(line): \(what).", remedy: otherTemplate)
  }

  static func templateEndless(line: Int) -> Problem {
    Problem(
      "The chat template writes or computes too much; it was stopped in line \(line).",
      expected: "work in proportion to the conversation", remedy: otherTemplate)
  }

  static func templateAsksForTime(line: Int) -> Problem {
    Problem(
      "Line \(line) of the chat template writes today's date, which would differ each day.",
      expected: "a date of its own where 'strftime_now' is not defined",
      remedy: "Write a template of your own with a fixed date. " + otherTemplate)
  }
}

// MARK: - What a template does

extension Problem {
  static func templateRefuses(_ message: String) -> Problem {
    Problem(
      "The chat template refuses the conversation.", remedy: otherTemplate, cause: message)
  }

  static func templateIgnoresUser() -> Problem {
    Problem(
      "The chat template leaves out what the user says.",
      expected: "a prompt that holds the user's turn", remedy: otherTemplate)
  }

  static func templateIgnoresAnswer() -> Problem {
    Problem(
      "The chat template leaves out what the assistant answers.",
      expected: "a text that holds the assistant's turn", remedy: otherTemplate)
  }

  /// A name of no built-in template.
  ///
  /// - Parameter name: The name.
  /// - Returns: The problem, with the nearest spelling.
  public static func unknownChatTemplate(_ name: String) -> Problem {
    let known = ChatTemplate.known
    return Problem(
      "There is no chat template '\(name)'.",
      expected: "one of \(known.joined(separator: ", ")), or the path of a '.jinja' file",
      found: "'\(name)'",
      remedy: nearestSpelling(of: name, among: known).map { "Did you mean '\($0)'?" }
        ?? "Choose one of those.")
  }
}
