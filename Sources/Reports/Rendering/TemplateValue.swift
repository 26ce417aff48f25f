import Foundation
import Mustache

/// What a template may name.
///
/// Whether text is escaped is decided here, where it is known what is text and what is markup, and not by
/// the number of braces in a template.
indirect enum TemplateValue: Equatable {
  /// Words from anywhere.
  case text(String)
  /// HTML that this module made.
  case markup(String)
  case flag(Bool)
  case list([TemplateValue])
  case object([String: TemplateValue])
  /// A name that has no value: its section is left out.
  case absent

  /// The text, or absent if there is none to show.
  static func optional(_ text: String?) -> TemplateValue {
    text.map { $0.isEmpty ? .absent : .text($0) } ?? .absent
  }

  static func texts(_ texts: [String]) -> TemplateValue { .list(texts.map { .text($0) }) }
}

extension TemplateValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(arrayLiteral elements: TemplateValue...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, TemplateValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}

// MARK: - As Mustache sees it

extension TemplateValue {
  var rendered: Any {
    switch self {
    case .text(let text): Rendered(renderText: escapedHTML(text))
    case .markup(let html): Rendered(renderText: html)
    case .flag(let flag): flag
    case .list(let elements): elements.map(\.rendered)
    case .object(let members): members.mapValues(\.rendered)
    // Found and empty, so that no namesake further out is taken instead.
    case .absent: NSNull()
    }
  }

  private struct Rendered: MustacheCustomRenderable {
    let renderText: String
    var isNull: Bool { false }
  }
}

/// The outermost object, which is asked last: a name that it lacks exists nowhere.
final class TemplateRoot: MustacheParent {
  private let members: [String: Any]
  private(set) var unknownNames: [String] = []

  init(_ members: [String: TemplateValue]) {
    self.members = members.mapValues(\.rendered)
  }

  func child(named name: String) -> Any? {
    if let value = members[name] { return value }
    unknownNames.append(name)
    return nil
  }
}
