import Foundation

/// The test-only executable `ExecutionProbe`, run as a process of its own that a test may kill.
public struct Probe {
  private let process = Process()
  private let output = Pipe()

  /// Starts the probe with these arguments.
  public init(_ arguments: [String]) throws {
    // Tests and probe are built into one directory.
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("ExecutionProbe")
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Sends the signal, if the process still runs.
  public func send(_ signal: Int32) {
    if process.isRunning { kill(process.processIdentifier, signal) }
  }

  /// Waits for the end of the process.
  ///
  /// - Returns: What it wrote to standard output, without the last line break; its exit status, or the
  ///   negative number of the signal that ended it.
  public func wait() -> (output: String, status: Int32) {
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let status = process.terminationStatus
    let isSignal = process.terminationReason == .uncaughtSignal
    return (text.hasSuffix("\n") ? String(text.dropLast()) : text, isSignal ? -status : status)
  }
}
