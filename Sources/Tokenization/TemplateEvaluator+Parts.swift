import Diagnostics

/// Attributes, items and slices.
extension TemplateEvaluator {
  func attribute(_ name: String, of object: TemplateValue) throws -> TemplateValue {
    switch object {
    case .undefined: throw undefined(object)
    case .mapping(let members): return members[name] ?? .undefined("'\(name)' of a mapping")
    case .namespace(let index):
      return namespaces[index][name] ?? .undefined("'\(name)' of a namespace")
    case .loop(let values, let index): return try attribute(name, ofLoop: values, index)
    case .text where Self.textMethods.contains(name):
      throw unsupported("the method '\(name)' of a text that is not called")
    default: return .undefined("'\(name)' of \(object.noun)")
    }
  }

  private func attribute(
    _ name: String, ofLoop values: [TemplateValue], _ index: Int
  ) throws -> TemplateValue {
    switch name {
    case "index": return .integer(index + 1)
    case "index0": return .integer(index)
    case "revindex": return .integer(values.count - index)
    case "revindex0": return .integer(values.count - index - 1)
    case "first": return .bool(index == 0)
    case "last": return .bool(index == values.count - 1)
    case "length": return .integer(values.count)
    case "previtem": return index > 0 ? values[index - 1] : .undefined("the item before the first")
    case "nextitem":
      return index + 1 < values.count ? values[index + 1] : .undefined("the item after the last")
    default: throw unsupported("'loop.\(name)'")
    }
  }

  mutating func item(_ index: TemplateValue, of object: TemplateValue) throws -> TemplateValue {
    switch (object, index) {
    case (.undefined, _): throw undefined(object)
    case (.list(let elements), _) where index.number != nil:
      guard let index = Self.place(index.number, count: elements.count) else {
        return .undefined("an item beyond the end of a list")
      }
      return elements[index]
    case (.text(let text), _) where index.number != nil:
      let scalars = text.scalars
      guard let index = Self.place(index.number, count: scalars.count) else {
        return .undefined("a character beyond the end of a text")
      }
      return .text(String([scalars[index]]))
    case (_, .text(let name)):
      if case .text = object { return .undefined("'\(name)' of a text") }
      return try attribute(name, of: object)
    default: return .undefined("an item of \(object.noun)")
    }
  }

  /// Where an index that counts from the end if it is negative lies; `nil` outside.
  private static func place(_ index: Int?, count: Int) -> Int? {
    guard let index, index >= -count, index < count else { return nil }
    return index < 0 ? index + count : index
  }

  /// The slice of a list or text, with Python's rules for what its bounds may be.
  mutating func slice(
    _ object: TemplateValue, _ from: Int?, _ to: Int?, _ step: Int?
  ) throws -> TemplateValue {
    if object.isUndefined { throw undefined(object) }
    guard step != 0 else { throw failure("the step of a slice is zero") }
    switch object {
    case .list(let elements):
      try spend(Self.costOfElement * elements.count)
      return .list(Self.places(from, to, step ?? 1, count: elements.count).map { elements[$0] })
    case .text(let text):
      let scalars = text.scalars
      return .text(
        String(Self.places(from, to, step ?? 1, count: scalars.count).map { scalars[$0] }))
    default: throw failure("\(object.noun) has no slices")
    }
  }

  private static func places(_ from: Int?, _ to: Int?, _ step: Int, count: Int) -> [Int] {
    let lowest = step > 0 ? 0 : -1
    let highest = step > 0 ? count : count - 1
    func clamped(_ bound: Int?, _ standard: Int) -> Int {
      guard let bound else { return standard }
      // A bound far below zero stays below zero: it cannot overflow, as a count is not negative.
      return min(max(bound < 0 ? bound + count : bound, lowest), highest)
    }
    let start = clamped(from, step > 0 ? lowest : highest)
    let end = clamped(to, step > 0 ? highest : lowest)
    // Longer steps than the text give its first character only; shorter ones cannot overflow.
    let stride = Swift.stride(from: start, to: end, by: min(max(step, -count - 1), count + 1))
    return Array(stride)
  }

  /// The values that a loop goes over.
  func elements(of value: TemplateValue) throws -> [TemplateValue] {
    switch value {
    case .undefined: return []
    case .list(let elements): return elements
    case .mapping(let members): return members.map { .text($0.key) }
    case .text(let text): return text.unicodeScalars.map { .text(String([$0])) }
    default: throw failure("\(value.noun) cannot be looped over")
    }
  }
}
