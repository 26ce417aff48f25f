/// A text as tokens.
public struct Encoding: Sendable, Equatable {
  /// The tokens, in order.
  public internal(set) var ids: [Int32]
  /// For each token the bytes of the given text that it came from.
  ///
  /// Lower bounds never fall from one token to the next, nor do upper bounds. A token covers whole
  /// characters: tokens that share the bytes of one character all have its range, so that
  /// neighbours may overlap. A character changed by the normalizer has the range of its whole
  /// grapheme cluster. White space belongs to the token that holds it. A token that the tokenizer
  /// puts before or after the text has an empty range at its start or end; so has a space that it
  /// puts before a word.
  public internal(set) var ranges: [Range<Int>]
  /// The number of places in the given bytes that are not UTF-8 and were read as U+FFFD each.
  public internal(set) var replacements: Int
}
