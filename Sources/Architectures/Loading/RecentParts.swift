import Synchronization

/// Values that are costly to make and to keep: the last few are kept, and made once for all who ask at
/// the same time.
final class RecentParts<Key: Equatable & Sendable, Value: Sendable>: Sendable {
  /// One value, made by the first who asks while the others wait.
  private final class Slot: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private let limit: Int
  /// The least recently asked for stands first.
  private let slots = Mutex<[(key: Key, slot: Slot)]>([])

  /// - Parameter limit: How many values are kept, at least 1.
  init(limit: Int) { self.limit = limit }

  /// The value of `key`, from `make` if it is not among those kept.
  func value(_ key: Key, make: () -> Value) -> Value {
    slot(key).value.withLock { value in
      if let value { return value }
      let made = make()
      value = made
      return made
    }
  }

  /// Keeps nothing any more.
  func forget() { slots.withLock { $0 = [] } }

  private func slot(_ key: Key) -> Slot {
    slots.withLock { slots in
      let position = slots.firstIndex { $0.key == key }
      let entry = position.map { slots.remove(at: $0) } ?? (key, Slot())
      slots.append(entry)
      // Whoever still waits for or uses an older value holds it himself.
      if slots.count > limit { slots.removeFirst() }
      return entry.1
    }
  }
}
