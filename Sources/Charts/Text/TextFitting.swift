extension TextMeasurer {
  /// `text` broken at spaces into lines of at most `width` px; a word wider than that is broken inside.
  ///
  /// At least one line.
  func lines(of text: String, in font: Font, width limit: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in displayText(text).split(separator: " ") {
      let longer = line.isEmpty ? String(word) : "\(line) \(word)"
      if width(of: longer, in: font) <= limit {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      var pieces = pieces(of: String(word), in: font, width: limit)
      line = pieces.removeLast()
      lines += pieces
    }
    return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
  }

  /// `text`, or as much of its beginning as fits in `width` px with an ellipsis.
  func fitted(_ text: String, in font: Font, width limit: Double) -> String {
    let text = displayText(text)
    if width(of: text, in: font) <= limit { return text }
    let characters = Array(text)
    let kept = longest(upTo: characters.count - 1) { count in
      width(of: String(characters.prefix(count)) + "…", in: font) <= limit
    }
    return String(characters.prefix(kept)) + "…"
  }

  private func pieces(of word: String, in font: Font, width limit: Double) -> [String] {
    var rest = Array(word)
    var pieces: [String] = []
    while true {
      let kept = longest(upTo: rest.count) { count in
        width(of: String(rest.prefix(count)), in: font) <= limit
      }
      pieces.append(String(rest.prefix(max(1, kept))))
      rest.removeFirst(max(1, kept))
      if rest.isEmpty { return pieces }
    }
  }

  /// The largest count up to `limit` for which `fits` holds, by bisection; 0 if none.
  private func longest(upTo limit: Int, where fits: (Int) -> Bool) -> Int {
    var (low, high) = (0, limit)
    while low < high {
      let middle = (low + high + 1) / 2
      if fits(middle) { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
