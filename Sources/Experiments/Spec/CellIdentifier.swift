import Crypto
import JSONTree

/// Addresses for cells that were given none.
enum CellIdentifier {
  /// A few words of the content, and six digits of the digest of what the file says.
  ///
  /// Depends on the cell's own text alone, so that other cells, models and data sets may come and go.
  static func derived(from content: ExperimentSpec.Cell.Content, written: JSONValue) -> String {
    let digest = SHA256.hash(data: Array(written.text(.canonical).utf8))
    let digits = digest.prefix(3).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return (words(of: content).flatMap(slugWords) + [digits.joined()]).joined(separator: "-")
  }

  /// `id`, or with the least number from 2 that makes it free.
  static func free(_ id: String, taken: Set<String>) -> String {
    guard taken.contains(id) else { return id }
    var number = 2
    while taken.contains("\(id)-\(number)") { number += 1 }
    return "\(id)-\(number)"
  }

  private static func words(of content: ExperimentSpec.Cell.Content) -> [String] {
    switch content {
    case .markdown(let text):
      ["text"] + text.split(whereSeparator: \.isWhitespace).prefix(4).map(String.init)
    case .chart(let chart):
      [chart.kind.rawValue] + (chart.quantity.map { [$0.metric.rawValue] } ?? [])
        + chart.scores.prefix(2).map(\.metric.rawValue)
    case .table(let table):
      ["table"] + table.quantities.prefix(2).map(\.metric.rawValue)
    case .claim(let claim):
      ["claim", claim.quantity.metric.rawValue, claim.of, claim.relation.rawValue]
        + claim.than.slugWords
    case .similarity(let similarity):
      ["similarity", similarity.quantity.metric.rawValue]
    case .families(let claim):
      ["claim", claim.quantity.metric.rawValue, "families"]
    case .selection(let view): ["selection", view.slug]
    case .mixture(let view): ["mixture", view.slug]
    }
  }

  /// `nuclearNorm` gives `nuclear`, `norm`. What is beyond ASCII is left out; other signs separate.
  private static func slugWords(_ text: String) -> [String] {
    var words: [[UInt8]] = [[]]
    var followsSmallLetter = false
    for byte in text.utf8 where byte < 128 {
      let isCapital = (65...90).contains(byte)
      let isSmallOrDigit = (97...122).contains(byte) || (48...57).contains(byte)
      if !isSmallOrDigit, !isCapital || followsSmallLetter { words.append([]) }
      if isCapital { words[words.count - 1].append(byte + 32) }
      if isSmallOrDigit { words[words.count - 1].append(byte) }
      followsSmallLetter = isSmallOrDigit
    }
    return words.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }
}

extension ExperimentSpec.Claim.Operand {
  fileprivate var slugWords: [String] {
    if case .data(let name) = self { [name] } else { ["number"] }
  }
}
