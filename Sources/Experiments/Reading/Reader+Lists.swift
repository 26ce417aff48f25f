import Diagnostics
import JSONTree

extension Reader {
  /// An array of at least one value.
  static func list<Element>(of element: Reader<Element>) -> Reader where Value == [Element] {
    Reader(expected: "an array") { node, log in
      guard case .array(let nodes) = node.content else {
        log.report(.unexpectedValue(node, expected: "an array"), at: node)
        return nil
      }
      if nodes.isEmpty { log.report(.emptyList(node), at: node) }
      // Every element is read, so that every element's problems are reported.
      let values = nodes.map { element.read($0, log) }
      return nodes.isEmpty || values.contains { $0 == nil } ? nil : values.compactMap { $0 }
    }
  }

  /// An array of any number of values, none twice.
  static func setOrNone<Element: Hashable>(of element: Reader<Element>) -> Reader
  where Value == [Element] {
    Reader(expected: "an array") { node, log in
      if case .array(let nodes) = node.content, nodes.isEmpty { return [] }
      return set(of: element).read(node, log)
    }
  }

  /// An array of at least one value, none twice.
  static func set<Element: Hashable>(of element: Reader<Element>) -> Reader
  where Value == [Element] {
    Reader(expected: "an array") { node, log in
      guard let values = list(of: element).read(node, log), case .array(let nodes) = node.content
      else { return nil }
      var seen: Set<Element> = []
      let repeated = zip(nodes, values).filter { !seen.insert($0.1).inserted }
      for (node, _) in repeated { log.report(.repeatedElement(node), at: node) }
      return repeated.isEmpty ? values : nil
    }
  }

  /// One value, or an array of at least one.
  static func oneOrMoreInOrder<Element>(_ element: Reader<Element>) -> Reader
  where Value == [Element] {
    Reader(expected: "\(element.expected), or an array of such") { node, log in
      if case .array = node.content { return list(of: element).read(node, log) }
      return element.read(node, log).map { [$0] }
    }
  }

  /// One value, or an array of at least one, none twice.
  static func oneOrMore<Element: Hashable>(_ element: Reader<Element>) -> Reader
  where Value == [Element] {
    Reader(expected: "\(element.expected), or an array of such") { node, log in
      if case .array = node.content { return set(of: element).read(node, log) }
      return element.read(node, log).map { [$0] }
    }
  }
}
