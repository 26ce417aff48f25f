import Glibc

/// A system call that failed.
struct SystemError: Error, Equatable {
  /// The name of the call, such as `write`.
  let call: String
  /// The value of `errno`.
  let code: Int32
  /// The file that the call was about.
  let path: String

  init(_ call: String, _ path: String, code: Int32 = errno) {
    self.call = call
    self.code = code
    self.path = path
  }

  /// The system's own words for the code, such as `No space left on device`.
  var words: String { unsafe String(cString: strerror(code)) }
}

/// Calls `body` until no signal interrupts it.
///
/// - Returns: What the last call returned; never negative.
/// - Throws: `SystemError` when it returns a negative number.
@discardableResult
func system<Result: SignedInteger>(
  _ call: String, _ path: String, _ body: () -> Result
) throws(SystemError) -> Result {
  while true {
    let result = body()
    if result >= 0 { return result }
    if errno != EINTR { throw SystemError(call, path) }
  }
}
