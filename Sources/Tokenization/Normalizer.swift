/// How a text is rewritten before it is cut into words.
struct Normalizer: Sendable {
  /// One way to rewrite a text.
  enum Step: Sendable {
    /// To a Unicode normalization form.
    case form(UnicodeForm)
    /// These bytes go before a text that is not empty.
    case prepend([UInt8])
    /// What is found gives way to these bytes; an empty match stays as it is.
    case replace(Separator, [UInt8])
  }

  /// Applied one after another.
  var steps: [Step]

  /// Leaves a text as it is.
  static let none = Normalizer(steps: [])
  /// To Unicode normalization form C.
  static let composed = Normalizer(steps: [.form(.composed)])

  /// The normalized text at `range`, and where it stands in the text returned.
  ///
  /// What changes stands as a whole for the bytes that it came from; what is put before the text came
  /// from no byte, at the place where the text begins.
  ///
  /// - Throws: `Problem` where an expression gives up on the text.
  func apply(_ text: AlignedText, _ range: Range<Int>) throws -> (AlignedText, Range<Int>) {
    var (text, range) = (text, range)
    for step in steps where !range.isEmpty {
      guard let changed = try step.apply(text, range) else { continue }
      text = changed
      range = 0..<changed.bytes.count
    }
    return (text, range)
  }

  /// The normalized bytes of valid UTF-8.
  ///
  /// - Throws: `Problem` where an expression gives up on them.
  func apply(_ bytes: [UInt8]) throws -> [UInt8] {
    var replacements = 0
    let text = AlignedText(repairing: bytes, replacements: &replacements)
    let (normalized, range) = try apply(text, 0..<text.bytes.count)
    return Array(normalized.bytes[range])
  }
}

extension Normalizer.Step {
  /// The normalized text, or `nil` where it is as it was.
  fileprivate func apply(_ text: AlignedText, _ range: Range<Int>) throws -> AlignedText? {
    switch self {
    case .form(let form):
      return form.apply(text, range)
    case .prepend(let bytes):
      var result = AlignedText(reservingCapacity: bytes.count + range.count)
      result.insert(bytes, before: range.lowerBound, of: text)
      result.append(range, of: text)
      return result
    case .replace(let separator, let bytes):
      let matches = try separator.matches(in: text.bytes, range)
      return matches.isEmpty ? nil : text.replacing(matches, in: range, by: bytes)
    }
  }
}

extension AlignedText {
  /// The text at `range` with `bytes` in place of each of `matches` that is not empty.
  func replacing(_ matches: [Range<Int>], in range: Range<Int>, by bytes: [UInt8]) -> AlignedText {
    var result = AlignedText(reservingCapacity: range.count + matches.count * bytes.count)
    var end = range.lowerBound
    for match in matches where !match.isEmpty {
      result.append(end..<match.lowerBound, of: self)
      result.append(bytes[...], from: origin(of: match))
      end = match.upperBound
    }
    result.append(end..<range.upperBound, of: self)
    return result
  }
}
