import Glibc
import Synchronization

/// The user's wish that a run end early: nothing new starts, what is in flight is finished and stored.
public final class Interruption: Sendable {
  private let requested = Atomic(false)
  private let followsSignals: Bool

  /// Creates a wish not yet uttered.
  public init() { followsSignals = false }

  private init(followsSignals: Bool) { self.followsSignals = followsSignals }

  /// Utters the wish.
  public func request() { requested.store(true, ordering: .relaxed) }

  /// Whether the wish was uttered.
  public var isRequested: Bool {
    requested.load(ordering: .relaxed)
      || (followsSignals && signalCount.load(ordering: .relaxed) > 0)
  }

  /// Runs `body` with an interruption that the first SIGINT or SIGTERM requests.
  ///
  /// The second one ends the process at once, as it would without this. SIGXFSZ is ignored meanwhile,
  /// so that a limit on the size of files is a problem and no sudden death. One call at a time.
  public static func catchingSignals<Value>(_ body: (Interruption) throws -> Value) rethrows
    -> Value
  {
    signalCount.store(0, ordering: .relaxed)
    let previous = [
      (SIGINT, replaceAction(of: SIGINT, by: noteSignal)),
      (SIGTERM, replaceAction(of: SIGTERM, by: noteSignal)),
      (SIGXFSZ, replaceAction(of: SIGXFSZ, by: SIG_IGN)),
    ]
    // Who starts this process from a thread that blocks signals hands the blocking down.
    var mask = signalMask(SIG_UNBLOCK, [SIGINT, SIGTERM])
    defer {
      unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
      for (signal, action) in previous {
        var action = action
        unsafe sigaction(signal, &action, nil)
      }
    }
    return try body(Interruption(followsSignals: true))
  }
}

private let signalCount = Atomic(0)

/// The terminal whose cursor stands at the end of a live line; -1 if none does.
let liveTerminal = Atomic<Int32>(-1)

/// Only what POSIX allows in a handler: atomic loads and counts, a write, the default action.
private func noteSignal(_ signal: Int32) {
  guard signalCount.add(1, ordering: .relaxed).oldValue > 0 else { return }
  let terminal = liveTerminal.load(ordering: .relaxed)
  if terminal >= 0 { _ = unsafe write(terminal, "\n", 1) }
  Glibc.signal(signal, SIG_DFL)
  raise(signal)
}

private func replaceAction(
  of signal: Int32, by handler: (@convention(c) (Int32) -> Void)?
) -> sigaction {
  var action = sigaction()
  unsafe action.__sigaction_handler.sa_handler = handler
  action.sa_flags = SA_RESTART
  var previous = sigaction()
  unsafe sigaction(signal, &action, &previous)
  return previous
}

/// Changes the signals that this thread blocks and returns those that it blocked before.
private func signalMask(_ how: Int32, _ signals: [Int32]) -> sigset_t {
  var set = sigset_t()
  unsafe sigemptyset(&set)
  for signal in signals { unsafe sigaddset(&set, signal) }
  var previous = sigset_t()
  unsafe pthread_sigmask(how, &set, &previous)
  return previous
}
