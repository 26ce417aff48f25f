import Foundation
import Synchronization

/// The results of `body` for 0 to `count` − 1 in order, computed on all cores that are idle.
///
/// - Parameters:
///   - count: How many.
///   - body: Computes the result of one number; on any thread.
/// - Returns: The results, [count].
/// - Throws: What `body` throws for the least number for which it throws.
public func concurrently<Value: Sendable>(
  _ count: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  if count == 1 { return [try body(0)] }
  let results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
  let next = Atomic(0)
  onThreads(min(count, ProcessInfo.processInfo.activeProcessorCount)) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = Result { try body(index) }
      results.withLock { $0[index] = result }
    }
  }
  return try results.withLock { $0 }.compactMap { try $0?.get() }
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
