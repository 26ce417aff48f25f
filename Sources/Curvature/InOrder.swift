import LinearAlgebra
import Synchronization

/// Runs `body` for 0 to `count` − 1, begun in that order, on a number of threads.
///
/// - Parameters:
///   - count: How many.
///   - threads: How many at once, at least 1.
///   - body: Receives each number.
/// - Throws: What `body` throws for the least number for which it does.
func inOrder(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Void
) throws {
  precondition(threads >= 1, "\(threads) threads")
  let next = Atomic(0)
  let failure = Mutex<(index: Int, error: any Error)?>(nil)
  onThreads(min(threads, count)) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      do {
        try body(index)
      } catch {
        failure.withLock { known in
          if known.map({ index < $0.index }) ?? true { known = (index, error) }
        }
      }
    }
  }
  if let failure = failure.withLock({ $0 }) { throw failure.error }
}

/// The results of `body` for 0 to `count` − 1, in order.
func mapInOrder<Value: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = Mutex([Value?](repeating: nil, count: count))
  try inOrder(count, threads: threads) { index in
    let value = try body(index)
    results.withLock { $0[index] = value }
  }
  return results.withLock { $0.compactMap { $0 } }
}
