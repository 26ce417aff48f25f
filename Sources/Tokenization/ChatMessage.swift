/// One turn of a conversation.
public struct ChatMessage: Sendable, Equatable {
  /// Who speaks.
  public enum Role: String, Sendable, CaseIterable {
    /// Whoever sets the model's task.
    case system
    /// The person.
    case user
    /// The model.
    case assistant
  }

  /// Who speaks.
  public var role: Role
  /// What is said.
  public var content: String

  /// Creates a turn.
  public init(_ role: Role, _ content: String) {
    self.role = role
    self.content = content
  }
}
