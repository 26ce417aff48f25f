import Diagnostics
import Foundation
import Glibc
import Synchronization

/// Shows progress on a terminal as one live line, and in a log as a plain line now and then.
///
/// The cursor is never hidden and nothing but the line's own row is touched, so that a terminal is as
/// it was, however the process ends.
public final class TerminalProgress: ProgressListener {
  private let output: Int32
  private let style: TerminalStyle
  /// Seconds since the renderer was created.
  private let clock: @Sendable () -> Double
  private let state = Mutex(State())
  /// Seconds between two plain lines.
  private let interval: Double

  /// Creates a renderer.
  ///
  /// - Parameters:
  ///   - output: The file descriptor to write to, standard error unless told.
  ///   - environment: The variables of the process: `TERM`, `CI`, `NO_COLOR` and the locale count.
  ///     Those of this process unless told.
  ///   - interval: Seconds between two lines of progress in a log.
  ///   - clock: Seconds since the renderer was created; by the system's clock unless told.
  public init(
    output: Int32 = 2, environment: [String: String]? = nil, interval: Double = 5,
    clock: (@Sendable () -> Double)? = nil
  ) {
    let start = ContinuousClock.now
    self.output = output
    self.interval = interval
    self.clock = clock ?? { (ContinuousClock.now - start) / .seconds(1) }
    style = TerminalStyle(
      isTerminal: isatty(output) == 1,
      environment: environment ?? ProcessInfo.processInfo.environment)
  }

  /// Shows what `event` changes.
  public func receive(_ event: ProgressEvent) {
    let now = clock()
    state.withLock { state in
      let texts = state.take(event, at: now)
      if style.isLive {
        redraw(&state, under: texts, event, at: now)
      } else {
        write((texts + state.plainLine(after: event, at: now, interval)).map { $0 + "\n" }.joined())
      }
    }
  }

  private func redraw(
    _ state: inout State, under texts: [String], _ event: ProgressEvent, at now: Double
  ) {
    var line = ""
    var isDue = !texts.isEmpty
    switch event {
    case .began, .tick: isDue = true
    default: break
    }
    guard isDue else { return }
    if !state.hasEnded, state.tracker.total > 0 {
      line = LiveLine(tracker: state.tracker, style: style).text(columns: columns, at: now)
    }
    guard line != state.line || !texts.isEmpty else { return }
    state.line = line
    let above = texts.map { "\r\u{1B}[K\($0)\n" }.joined()
    write("\(above)\r\u{1B}[K\(line)")
    liveTerminal.store(line.isEmpty ? -1 : output, ordering: .relaxed)
  }

  /// The width of the terminal now: it may be resized at any moment.
  private var columns: Int {
    var size = winsize()
    let isKnown = unsafe ioctl(output, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Writes all of `text`. Progress that cannot be shown is no reason to fail.
  private func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(output, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

// MARK: - What stays on the screen

extension TerminalProgress {
  fileprivate struct State {
    var tracker = ProgressTracker()
    var line = ""
    var hasEnded = false
    var problemsShown: Set<String> = []
    var lastPlainLine = 0.0

    /// Takes in `event` and returns what is to be shown for good.
    mutating func take(_ event: ProgressEvent, at now: Double) -> [String] {
      tracker.receive(event, at: now)
      switch event {
      case .began(let total, _, let cached, let jobs):
        lastPlainLine = now
        guard total > 0 else { return [] }
        return ["\(cached) cached, \(total) to run, \(min(jobs, total)) at once"]
      case .failed(let label, let problem): return [failure(label, problem)]
      case .contradicted(let contradiction): return [contradiction.description.printable()]
      case .interrupting(let inFlight):
        return [
          "interrupted: \(counted(inFlight, "step")) in flight will be finished or set aside; "
            + "once more to quit at once"
        ]
      case .ended(let run):
        hasEnded = true
        return [run.summary]
      case .interrupted(let label):
        return ["set aside: \(label.identity.printable()); run again to go on"]
      case .started, .working, .finished, .takenOver, .waiting, .tick: return []
      }
    }

    /// The whole problem the first time, one line when it comes again.
    private mutating func failure(_ label: StepLabel, _ problem: Problem) -> String {
      let head = "failed: \(label.identity.printable())"
      guard problemsShown.insert(problem.description).inserted else {
        return "\(head): \(problem.summary.printable())"
      }
      let details = problem.description.printable(keepingLines: true).split(separator: "\n")
      return ([head] + details.map { "  \($0)" }).joined(separator: "\n")
    }

    /// A line of progress if the last one is `interval` seconds old.
    mutating func plainLine(
      after event: ProgressEvent, at now: Double, _ interval: Double
    ) -> [String] {
      guard case .tick = event, now - lastPlainLine >= interval else { return [] }
      lastPlainLine = now
      return [tracker.plainLine(at: now)]
    }
  }
}
