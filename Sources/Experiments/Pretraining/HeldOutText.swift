/// Text cut in two: what a model is trained on, and a tail that neither it nor its tokenizer sees.
struct HeldOutText: Sendable {
  /// What is trained on, in reading order.
  let training: [String]
  /// The tail, in reading order.
  let heldOut: [String]

  /// One part in so many is held out.
  static let share = 20

  /// Cuts texts after nineteen twentieths of their bytes, at the next line break.
  init(_ texts: [String]) {
    let total = texts.reduce(0) { $0 + $1.utf8.count }
    var room = total - total / Self.share
    var training: [String] = []
    var heldOut: [String] = []
    for text in texts {
      let size = text.utf8.count
      if room >= size {
        training.append(text)
      } else if room == 0 {
        heldOut.append(text)
      } else {
        let (first, rest) = text.cut(afterBytes: room)
        training.append(first)
        if !rest.isEmpty { heldOut.append(rest) }
      }
      room = max(0, room - size)
    }
    (self.training, self.heldOut) = (training, heldOut)
  }
}

extension String {
  /// The lines of which the first bytes are part, at least one of them, and the rest.
  fileprivate func cut(afterBytes count: Int) -> (String, String) {
    let start = utf8.index(startIndex, offsetBy: count - 1)
    guard let lineBreak = utf8[start...].firstIndex(of: UInt8(ascii: "\n")) else {
      return (self, "")
    }
    let border = utf8.index(after: lineBreak)
    return (String(self[..<border]), String(self[border...]))
  }
}
