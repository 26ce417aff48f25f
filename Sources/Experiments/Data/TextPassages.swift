/// Examples cut out of a running text: some lines to go on from, and the lines that follow.
public struct TextPassages: Sendable, Equatable {
  /// Which part of the text, of which models that are trained on it see all but the last twentieth.
  public enum Part: String, Sendable, CaseIterable {
    case training, heldOut
  }

  /// In which order the words of the response stand.
  public enum Words: String, Sendable, CaseIterable {
    /// As they were written.
    case written
    /// At random: the same words, and no sense.
    case shuffled
  }

  /// The text.
  public var text: PretrainRecipe.Text
  /// Which part of it.
  public var part: Part
  /// The least number of bytes to go on from; whole lines are taken.
  public var prompt: Int
  /// The least number of bytes of a response; whole lines are taken.
  public var response: Int
  /// The order of the words of a response.
  public var words: Words
}
