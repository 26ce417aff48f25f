import Dispatch
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
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result = Result { try body(index) }
    results.withLock { $0[index] = result }
  }
  return try results.withLock { $0 }.compactMap { try $0?.get() }
}
