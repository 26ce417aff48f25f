import Diagnostics

/// A word of an expression in a template.
struct TemplateToken: Sendable {
  enum Kind: Sendable, Equatable {
    case name(String)
    case string(String)
    case integer(Int)
    case symbol(String)
  }

  var kind: Kind
  /// The line of the template, from 1.
  var line: Int

  /// The token as a problem shows it.
  var words: String {
    switch kind {
    case .name(let name): "'\(name)'"
    case .string: "a string"
    case .integer(let integer): "\(integer)"
    case .symbol(let symbol): "'\(symbol)'"
    }
  }
}

/// A part of a template.
struct TemplatePiece: Sendable {
  enum Content: Sendable {
    /// Text that is written as it stands.
    case text(String)
    /// The expression of `{{ … }}`.
    case output([TemplateToken])
    /// The statement of `{% … %}`.
    case statement([TemplateToken])
  }

  var content: Content
  /// The line where it begins, from 1.
  var line: Int
}
