import Synchronization

/// A value to which every turn adds once, in the order of turns, whichever thread brings it when.
///
/// A change that comes early waits here while its thread goes on; the thread that does the change before
/// it does it too. So the bits do not depend on the number of threads, one sum serves them all, and nobody
/// waits.
final class OrderedSum<Value: Sendable>: Sendable {
  typealias Change = @Sendable (inout Value) -> Void

  private struct Queue {
    var turn: Int
    var isBusy = false
    var waiting: [Int: Change] = [:]

    /// The next change, if it is there and nobody is at work.
    mutating func begin() -> Change? {
      guard !isBusy, let change = waiting.removeValue(forKey: turn) else { return nil }
      isBusy = true
      return change
    }

    mutating func end() {
      isBusy = false
      turn += 1
    }
  }

  private let queue: Mutex<Queue>
  private let sum: Mutex<Value>

  /// Creates a sum whose first turn is `turn`.
  init(_ value: Value, turn: Int = 0) {
    sum = Mutex(value)
    queue = Mutex(Queue(turn: turn))
  }

  /// Adds what belongs to a turn; once for each.
  func add(_ turn: Int, _ change: @escaping Change) {
    queue.withLock { $0.waiting[turn] = change }
    while let change = queue.withLock({ $0.begin() }) {
      sum.withLock { change(&$0) }
      queue.withLock { $0.end() }
    }
  }

  /// What was added up. Only when all turns are done.
  var value: Value { sum.withLock { $0 } }
}
