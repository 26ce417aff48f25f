import Tokenization

extension ExperimentSpec.Spectra {
  /// How an example becomes text.
  public enum Prompt: Sendable, Equatable {
    /// Instruction, input and response, a line each.
    case plain
    /// The model's chat template, or the one that its definition names in its place.
    case chat
    /// A built-in chat template, for all models: one of `ChatTemplate.known`.
    case template(String)
  }
}

extension ExperimentSpec.Spectra.Prompt: RawRepresentable, CaseIterable {
  /// The prompts by the words of a specification.
  public static var allCases: [Self] {
    [.plain, .chat] + ChatTemplate.known.map { .template($0) }
  }

  /// The word of a specification.
  public var rawValue: String {
    switch self {
    case .plain: "plain"
    case .chat: "chat"
    case .template(let name): name
    }
  }

  /// The prompt of a word; `nil` if there is none.
  public init?(rawValue: String) {
    guard let prompt = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = prompt
  }
}
