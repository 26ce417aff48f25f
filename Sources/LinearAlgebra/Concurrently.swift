import Foundation
import Synchronization

/// The results of `body` for 0 to `count` − 1 in order.
///
/// - Parameters:
///   - count: How many.
///   - threads: How many at once, at least 1; as many as there are cores if `nil`.
///   - body: Computes the result of one number; on any thread.
/// - Returns: The results, [count].
/// - Throws: What `body` throws for the least number for which it throws.
public func concurrently<Value: Sendable>(
  _ count: Int, threads: Int? = nil,
  _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = Mutex([Value?](repeating: nil, count: count))
  try inOrder(count, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount) { index in
    let value = try body(index)
    results.withLock { $0[index] = value }
  }
  return results.withLock { $0.compactMap { $0 } }
}

/// Runs `body` for 0 to `count` − 1, begun in that order, on a number of threads.
///
/// - Parameters:
///   - count: How many.
///   - threads: How many at once, at least 1.
///   - body: Receives each number.
/// - Throws: What `body` throws for the least number for which it does.
public func inOrder(
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

/// Runs `body` on several threads at once, the caller's among them, and returns when all have ended.
///
/// Threads of our own: `DispatchQueue.concurrentPerform` frees a block twice where several threads that are
/// not Dispatch's call it while its pool is busy (Swift 6.3 on Linux, found by AddressSanitizer).
///
/// - Parameters:
///   - count: How many threads; with 1 or fewer `body` runs on the caller's alone.
///   - body: Receives the number of its thread, from 0.
public func onThreads(_ count: Int, _ body: @Sendable (Int) -> Void) {
  guard count > 1 else { return body(0) }
  withoutActuallyEscaping(body) { body in
    let threads = (1..<count).map { index in JoinedThread { body(index) } }
    body(0)
    for thread in threads { thread.join() }
  }
}

/// A thread that has let go of its work when `join` returns.
private struct JoinedThread {
  private let thread: pthread_t

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  init(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { work in
        guard let work = unsafe work else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
        return nil
      }, work)
    precondition(code == 0, "no thread can be started: error \(code)")
    self.thread = thread
  }

  func join() { pthread_join(thread, nil) }
}
