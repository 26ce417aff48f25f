import Artifacts
import Diagnostics
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Execution

/// Both ends of a pseudo-terminal.
private struct PseudoTerminal: ~Copyable {
  let screen: Int32
  let program: Int32

  init(columns: UInt16) throws {
    screen = try #require(Optional(unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)))
    // TIOCSPTLCK and TIOCGPTN, which the module map does not carry over.
    var (unlocked, number): (Int32, Int32) = (0, 0)
    _ = unsafe ioctl(screen, 0x4004_5431, &unlocked)
    _ = unsafe ioctl(screen, 0x8004_5430, &number)
    program = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(program, UInt(TIOCSWINSZ), &size)
  }

  deinit {
    close(program)
    close(screen)
  }

  /// What was written to the terminal since the last call.
  func written() -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(screen, &buffer, buffer.count)
      if count <= 0 { return String(decoding: text, as: UTF8.self) }
      text += buffer[..<count]
    }
  }
}

/// A clock that stands still until it is set.
private final class SetClock: Sendable {
  let seconds = Mutex(0.0)
}

@Suite struct TerminalProgressTests {
  private let environment = ["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"]
  private let clear = "\r\u{1B}[K"
  private let bad = Problem("No response tokens.", remedy: "Remove the example.")

  private func ended(_ outcomes: [Run.Outcome], _ ending: Run.Ending = .completed) -> ProgressEvent
  {
    .ended(Run(ending: ending, outcomes: outcomes, contradictions: []))
  }

  @Test func `A terminal shows one line, cleared at the end`() throws {
    let terminal = try PseudoTerminal(columns: 42)
    let progress = TerminalProgress(
      output: terminal.program, environment: environment, clock: { 0 })
    progress.receive(.began(total: 4, cost: 4, cached: 6, jobs: 2))
    #expect(
      terminal.written()
        == "\(clear)6 cached, 4 to run, 2 at once\r\n\(clear)░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0/4")
    progress.receive(.started(.example(0)))
    #expect(terminal.written() == "", "only the passing of time redraws the line")
    progress.receive(.tick)
    #expect(terminal.written() == "\(clear)░░░░░░░░░░░░░░  0/4  smollm2 · none · 0")
    progress.receive(.tick)
    #expect(terminal.written() == "", "an unchanged line is not written again")
    progress.receive(.failed(.example(0), bad))
    let failure = terminal.written()
    #expect(
      failure.hasPrefix(
        "\(clear)failed: smollm2 · none · 0\r\n  No response tokens.\r\n"
          + "    to fix it: Remove the example.\r\n\(clear)"))
    #expect(failure.contains("  1/4  "))
    let digest = Digest(of: [])
    progress.receive(
      ended([.failed(bad)] + Array(repeating: .computed(digest), count: 3)))
    #expect(terminal.written() == "\(clear)4 steps: 3 computed, 1 failed\r\n\(clear)")
  }

  @Test func `A problem that comes again takes one line`() throws {
    let terminal = try PseudoTerminal(columns: 82)
    let progress = TerminalProgress(
      output: terminal.program, environment: environment, clock: { 0 })
    progress.receive(.began(total: 2, cost: 2, cached: 0, jobs: 1))
    progress.receive(.failed(.example(0), bad))
    _ = terminal.written()
    progress.receive(.failed(.example(1), bad))
    #expect(
      terminal.written().hasPrefix(
        "\(clear)failed: smollm2 · none · 1: No response tokens.\r\n\(clear)")
    )
  }

  @Test func `An interruption says what happens now, and leaves a clean row`() throws {
    let terminal = try PseudoTerminal(columns: 82)
    let progress = TerminalProgress(
      output: terminal.program, environment: environment, clock: { 0 })
    progress.receive(.began(total: 2, cost: 2, cached: 0, jobs: 1))
    progress.receive(.started(.example(0)))
    _ = terminal.written()
    progress.receive(.interrupting(inFlight: 1))
    #expect(
      terminal.written()
        == "\(clear)interrupted: 1 step in flight will be finished or set aside; once more to quit at "
        + "once\r\n\(clear)░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0/2  finishing 1 step in flight")
    progress.receive(ended([.computed(Digest(of: [])), .notRun], .interrupted))
    let last = terminal.written()
    #expect(
      last == "\(clear)interrupted; 2 steps: 1 computed, 1 not run; run again to go on\r\n\(clear)")
  }

  @Test func `The cursor is never hidden, so that nothing needs to restore it`() throws {
    let terminal = try PseudoTerminal(columns: 82)
    let progress = TerminalProgress(
      output: terminal.program, environment: ["TERM": "xterm", "LANG": "C.UTF-8"], clock: { 0 })
    progress.receive(.began(total: 1, cost: 1, cached: 0, jobs: 1))
    progress.receive(.started(.example(0)))
    progress.receive(.tick)
    progress.receive(.failed(.example(0), bad))
    progress.receive(ended([.failed(bad)]))
    let controls = terminal.written().matches(of: /\u{1B}\[[0-9;?]*[A-Za-z]/).map { $0.output }
    #expect(!controls.isEmpty)
    #expect(controls.allSatisfy { $0 == "\u{1B}[K" || $0.hasSuffix("m") })
  }

  @Test func `A log gets plain lines, few of progress and all failures`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("", to: "log")
    let log = unsafe open(directory.file("log"), O_WRONLY)
    defer { close(log) }
    let clock = SetClock()
    let progress = TerminalProgress(output: log, environment: environment, interval: 0.2) {
      clock.seconds.withLock { $0 }
    }
    progress.receive(.began(total: 3, cost: 3, cached: 0, jobs: 1))
    progress.receive(.started(.example(0)))
    for _ in 0..<10 { progress.receive(.tick) }
    clock.seconds.withLock { $0 = 0.21 }
    for _ in 0..<10 { progress.receive(.tick) }
    progress.receive(.failed(.example(0), bad))
    progress.receive(ended([.failed(bad), .notRun, .notRun], .stopped(bad)))
    #expect(
      try String(contentsOfFile: directory.file("log"), encoding: .utf8) == """
        0 cached, 3 to run, 1 at once
        0/3 done: smollm2 · none · 0
        failed: smollm2 · none · 0
          No response tokens.
            to fix it: Remove the example.
        stopped; 3 steps: 1 failed, 2 not run; run again to go on

        """)
  }

  @Test func `A run without work says only that`() throws {
    let terminal = try PseudoTerminal(columns: 82)
    let progress = TerminalProgress(
      output: terminal.program, environment: environment, clock: { 0 })
    progress.receive(.began(total: 0, cost: 0, cached: 2, jobs: 4))
    progress.receive(ended([.cached(Digest(of: [])), .cached(Digest(of: []))]))
    #expect(terminal.written() == "\(clear)2 steps: 2 cached\r\n\(clear)")
  }
}
