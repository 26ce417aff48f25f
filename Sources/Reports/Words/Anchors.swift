import Experiments

/// The anchors of things that have names of their own: what a link behind `#` leads to.
///
/// A colon parts the kind from the names, because neither ids of cells nor safe names have one.
enum Anchors {
  /// An experiment in the list of all.
  static func experiment(_ name: String) -> String { "experiment:\(SafeName.of(name))" }

  /// A claim on the page of all claims and on the pages of models.
  static func claim(_ cell: String, of experiment: String) -> String {
    "claim:\(SafeName.of(experiment)):\(cell)"
  }

  /// The rows of a claim on the page of its experiment, in their order: by their labels, so that a link
  /// outlives rows that come and go around its own.
  static func rows(_ rows: [DifferenceFinding], of cell: String) -> [String] {
    var taken: Set<String> = []
    return rows.map { row in
      let name = "row:\(cell):\(readable(row.label))"
      var anchor = name
      var number = 2
      while !taken.insert(anchor).inserted { (anchor, number) = ("\(name):\(number)", number + 1) }
      return anchor
    }
  }

  /// Letters and digits in small, whatever is between them as a hyphen; different texts may be alike.
  private static func readable(_ text: String) -> String {
    let words = text.lowercased().utf8.split {
      !((97...122).contains($0) || (48...57).contains($0))
    }
    let joined = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    return joined.isEmpty ? "row" : String(joined.prefix(80))
  }
}
