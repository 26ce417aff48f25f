import Diagnostics

/// An expression of a template.
struct TemplateExpression: Sendable {
  indirect enum Kind: Sendable {
    case literal(TemplateValue)
    case name(String)
    case list([TemplateExpression])
    case mapping([(key: TemplateExpression, value: TemplateExpression)])
    case attribute(TemplateExpression, String)
    case item(TemplateExpression, TemplateExpression)
    case slice(
      TemplateExpression, from: TemplateExpression?, to: TemplateExpression?,
      step: TemplateExpression?)
    case call(TemplateExpression, TemplateArguments)
    case filter(TemplateExpression, String, TemplateArguments)
    case test(TemplateExpression, String, TemplateArguments)
    case not(TemplateExpression)
    case negative(TemplateExpression)
    case binary(TemplateExpression, String, TemplateExpression)
    /// Neighbours compared with one another, all of which must hold.
    case comparison(TemplateExpression, [(sign: String, other: TemplateExpression)])
    case and(TemplateExpression, TemplateExpression)
    case or(TemplateExpression, TemplateExpression)
    case choice(TemplateExpression, condition: TemplateExpression, other: TemplateExpression?)
  }

  let kind: Kind
  /// How many expressions stand in one another, this one included.
  let depth: Int
}

/// What stands in the brackets of a call.
struct TemplateArguments: Sendable {
  var positional: [TemplateExpression] = []
  var named: [(name: String, value: TemplateExpression)] = []

  var all: [TemplateExpression] { positional + named.map(\.value) }
}

/// A statement of a template.
struct TemplateStatement: Sendable {
  indirect enum Kind: Sendable {
    case text(String)
    case output(TemplateExpression)
    /// The first branch whose condition holds; one without condition always does.
    case branches([Branch])
    case loop(Loop)
    case set([String], TemplateExpression)
    case setAttribute(of: String, String, TemplateExpression)
    /// The text that statements write, as a variable.
    case capture(String, [TemplateStatement])
    case macro(Macro)
    /// Statements with variables of their own.
    case scope([TemplateStatement])
    case leaveLoop
    case nextOfLoop
  }

  struct Branch: Sendable {
    var condition: TemplateExpression?
    var line: Int
    var body: [TemplateStatement]
  }

  struct Loop: Sendable {
    var targets: [String]
    var values: TemplateExpression
    /// Which of the values count.
    var condition: TemplateExpression?
    var body: [TemplateStatement]
    /// Run where no value counts.
    var otherwise: [TemplateStatement]
  }

  struct Macro: Sendable {
    var name: String
    var parameters: [(name: String, standard: TemplateExpression?)]
    var body: [TemplateStatement]
  }

  let kind: Kind
  /// The line where it begins, from 1.
  let line: Int
}
