import Synchronization

/// Holds a large value until it is used, once.
final class Slot<Value: Sendable>: Sendable {
  private let value: Mutex<Value?>

  init(_ value: Value) { self.value = Mutex(value) }

  /// The value; nothing is left.
  func take() -> Value {
    value.withLock { held in
      guard let found = held else { preconditionFailure("a value is used twice") }
      held = nil
      return found
    }
  }
}
