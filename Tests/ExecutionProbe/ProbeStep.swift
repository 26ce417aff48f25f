import Artifacts
import Diagnostics
import Execution
import Glibc
import JSONTree

/// A step that takes its time, gives bytes known beforehand and leaves its traces in a log.
struct ProbeStep: Step {
  static let kind = "probe"
  static let version = 1

  let index: Int
  let bytes: Int
  let milliseconds: Int
  let log: String
  let isFailing: Bool

  var identity: String { "smollm2-135m-instruct · detailed · \(index)" }
  var inputs: [StepInput] { [StepInput("index", .integer(index))] }

  func run(_ context: StepContext) throws -> [UInt8] {
    note("start \(index)")
    usleep(UInt32(milliseconds * 1000))
    if isFailing {
      throw Problem("Example \(index) has no response.", remedy: "Remove it from the data.")
    }
    note("end \(index)")
    return expected
  }

  /// The result: bytes that differ from step to step.
  var expected: [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ ($0 >> 8) ^ (index &* 7)) }
  }

  /// One short write in append mode: lines of two processes never mix.
  private func note(_ line: String) {
    guard !log.isEmpty else { return }
    let file = unsafe open(log, O_WRONLY | O_APPEND | O_CREAT, 0o644)
    defer { close(file) }
    let text = Array((line + "\n").utf8)
    _ = unsafe text.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
  }
}
