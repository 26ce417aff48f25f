import LinearAlgebra
import Synchronization

/// Works on every element of an array, each on one thread, in place.
///
/// Elements are begun in order. What the work on one leaves there must not depend on the others; then
/// the result does not depend on the number of threads.
///
/// - Parameters:
///   - elements: What to work on.
///   - threads: How many work at once, at least 1.
///   - work: Receives each element.
func changeEach<Element: Sendable>(
  _ elements: inout [Element], threads: Int, _ work: @Sendable (inout Element) -> Void
) {
  precondition(threads >= 1, "\(threads) threads")
  let count = elements.count
  let next = Atomic(0)
  unsafe elements.withUnsafeMutableBufferPointer { buffer in
    // No two threads touch the same element, and the call below returns when all are done.
    nonisolated(unsafe) let buffer = unsafe buffer
    onThreads(min(threads, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        unsafe work(&buffer[index])
      }
    }
  }
}
