/// The way to a node from the document's root.
///
/// Large documents have many nodes and few problems: a pointer is spelled only when asked for.
struct JSONPath: Sendable {
  /// The last step of the way.
  enum Step: Sendable {
    case root
    case key(String)
    case index(Int)
  }

  /// The way to an array or object, shared by all that is in it.
  final class Container: Sendable {
    let path: JSONPath
    init(_ path: JSONPath) { self.path = path }
  }

  let step: Step
  let container: Container?

  static let root = JSONPath(step: .root, container: nil)

  /// The JSON pointer (RFC 6901).
  var pointer: String {
    let outer = container?.path.pointer ?? ""
    return switch step {
    case .root: ""
    case .key(let key): outer + "/" + Self.escaped(key)
    case .index(let index): outer + "/\(index)"
    }
  }

  private static func escaped(_ key: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in key.unicodeScalars {
      switch scalar {
      case "~": result.append(contentsOf: "~0".unicodeScalars)
      case "/": result.append(contentsOf: "~1".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
