/// Texts of a template as Python sees them: sequences of code points, never normalized.
///
/// Swift compares strings by canonical equivalence and takes a line break of two characters as one;
/// neither holds in the language that templates are written in.
extension String {
  /// The text's code points.
  var scalars: [Unicode.Scalar] { Array(unicodeScalars) }

  /// A text of code points.
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self = String(view)
  }

  /// Whether both are the same code points.
  func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension Unicode.Scalar {
  /// Whether Python's `str.isspace` holds: white space, and the four separators of ASCII.
  var isPythonSpace: Bool { properties.isWhitespace || (0x1C...0x1F).contains(value) }
}

extension Array<Unicode.Scalar> {
  /// Without what `isRemoved` holds for at its start and end.
  func stripped(
    left: Bool = true, right: Bool = true, _ isRemoved: (Unicode.Scalar) -> Bool = \.isPythonSpace
  ) -> ArraySlice<Unicode.Scalar> {
    var slice = self[...]
    if left { slice = slice.drop(while: isRemoved) }
    if right { while let last = slice.last, isRemoved(last) { slice = slice.dropLast() } }
    return slice
  }

  /// Whether `other` stands at `index`.
  func holds(_ other: [Unicode.Scalar], at index: Int) -> Bool {
    index + other.count <= count && self[index..<(index + other.count)].elementsEqual(other)
  }

  /// The first place at or after `start` where `other`, which is not empty, stands.
  func firstIndex(of other: [Unicode.Scalar], from start: Int = 0) -> Int? {
    guard start + other.count <= count else { return nil }
    return (start...(count - other.count)).first { holds(other, at: $0) }
  }

  /// The parts between the places where `separator`, which is not empty, stands, at most `limit`
  /// of them looked for.
  func parts(between separator: [Unicode.Scalar], limit: Int = .max) -> [[Unicode.Scalar]] {
    var parts: [[Unicode.Scalar]] = []
    var start = 0
    while parts.count < limit, let end = firstIndex(of: separator, from: start) {
      parts.append(Array(self[start..<end]))
      start = end + separator.count
    }
    return parts + [Array(self[start...])]
  }
}
