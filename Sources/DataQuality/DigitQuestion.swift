import Foundation
public import Tokenization

/// A question that a model answers by one of the digits 1 to 6 (Deita, arXiv 2312.15685).
///
/// The score is Σ k·p(k) with p the softmax over the logits of the six digits alone. Deita asks models that
/// were trained for these questions. Of any other model the score is an uncalibrated digit probability: it
/// orders examples by how the model happens to continue the question, and is not Deita's score.
public enum DigitQuestion: Sendable, CaseIterable {
  /// How complex the request is.
  case complexity
  /// How good the response is.
  case quality

  /// The question as Deita's code words it, up to where the digit stands.
  public func text(request: String, response: String) -> String {
    switch self {
    case .complexity:
      "You are a helpful assistant. Please identify the complexity score of the following user "
        + "query. \n##Query: \(request)  \n##Complexity: "
    case .quality:
      "You are a helpful assistant. Please identify the quality score of the Response "
        + "corresponding to the Question. \n #Question#:\n\(request)\n#Response#:\n\(response) "
        + "\n##Quality: "
    }
  }

  /// The question as tokens.
  ///
  /// - Throws: `DigitError` if a digit is not one token where it stands; `Problem` of the tokenizer.
  public func tokens(
    request: String, response: String, tokenizer: Tokenizer
  ) throws -> TokenizedQuestion {
    try TokenizedQuestion(text(request: request, response: response), tokenizer)
  }
}

/// A digit that is no token of its own after a question.
public struct DigitError: Error, Sendable, Equatable {
  /// The digit.
  public let digit: String
}

/// A question as tokens, and the token of each digit.
public struct TokenizedQuestion: Sendable, Equatable {
  /// The tokens before the digit, at least one.
  public let tokens: [Int32]
  /// The tokens of "1" to "6" where they stand after the question.
  public let digits: [Int32]

  init(tokens: [Int32], digits: [Int32]) {
    self.tokens = tokens
    self.digits = digits
  }

  /// Encodes the question with each digit after it.
  ///
  /// A tokenizer whose words begin with their space takes the question's last space into the digit's token,
  /// as it would in any text; what comes before must be the same for all digits.
  init(_ question: String, _ tokenizer: Tokenizer) throws {
    let bare = question.trimmingSuffix(while: \.isWhitespace).utf8.count
    var tokens: [Int32] = []
    var digits: [Int32] = []
    for digit in (1...6).map(String.init) {
      let encoding = try tokenizer.encode(question + digit, addingSpecialTokens: true)
      let end = question.utf8.count + digit.utf8.count
      // What a tokenizer puts after a text is no part of the question.
      let whole = zip(encoding.ids, encoding.ranges).filter { !$1.isEmpty || $1.lowerBound < end }
      guard let last = whole.last, last.1.lowerBound >= bare, last.1.upperBound == end,
        whole.count > 1, !digits.contains(last.0)
      else { throw DigitError(digit: digit) }
      let before = whole.dropLast().map(\.0)
      if digits.isEmpty { tokens = before }
      guard before == tokens else { throw DigitError(digit: digit) }
      digits.append(last.0)
    }
    self.tokens = tokens
    self.digits = digits
  }
}

extension String {
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return rest
  }
}

/// Σ k·p(k) over k = 1, 2, …, with p the softmax of the logits.
///
/// - Parameter logits: One for each k from 1, at least one.
/// - Returns: From 1 to the number of logits; not a number if a logit is none.
func expectedDigit(_ logits: [Double]) -> Double {
  let largest = logits.max() ?? 0
  let powers = logits.map { exp($0 - largest) }
  let total = powers.reduce(0, +)
  return zip(1..., powers).reduce(0) { $0 + Double($1.0) * $1.1 / total }
}
