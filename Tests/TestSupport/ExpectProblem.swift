public import Diagnostics

/// Runs `body` and returns the problem that it throws; `nil` if it throws none or another error.
public func problem<Value>(_ body: () throws -> Value) -> Problem? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? Problem
  }
}
