import Artifacts
import Diagnostics
import Execution
import Glibc

/// What the tests run in a process of its own, to kill it, to limit it or to take its rights away.
@main struct ExecutionProbe {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch arguments.first {
      case "open": print(try opened(arguments[1]))
      case "open-unprivileged":
        // Root may write anywhere.
        if getuid() == 0 { setuid(65534) }
        print(try opened(arguments[1]))
      case "audit": print(try audit(RunOptions(arguments.dropFirst())))
      case "run": exit(try run(RunOptions(arguments.dropFirst())))
      default: exit(64)
      }
    } catch {
      print(error)
      exit(1)
    }
  }

  static func opened(_ directory: String) throws -> String {
    "opened \(try Store(directory).directory)"
  }

  /// - Returns: The indices of the steps whose results are stored, and `wrong` after a result that is
  ///   not what its step gives.
  static func audit(_ options: RunOptions) throws -> String {
    let store = try Store(options.store)
    let plan = try Plan(options.steps, in: store)
    return try zip(plan.entries, options.steps).compactMap { entry, step -> String? in
      guard case .cached(let digest) = entry.state else { return nil }
      let isRight = try store.bytes(of: digest) == step.expected
      return isRight ? "\(step.index)" : "\(step.index) wrong"
    }.joined(separator: " ")
  }

  /// - Returns: 0 when completed, 2 when interrupted, 3 when stopped, 4 when steps failed.
  static func run(_ options: RunOptions) throws -> Int32 {
    try Interruption.catchingSignals { interruption in
      let store = try Store(options.store)
      let plan = try Plan(options.steps, in: store)
      if options.fileLimit > 0 { limitFiles(to: options.fileLimit) }
      let listener = options.showsProgress ? TerminalProgress() : nil
      let executor = Executor(store, jobs: options.jobs, listener: listener)
      let run = try executor.run(plan, interruption: interruption)
      print(run.summary)
      switch run.ending {
      case .stopped(let problem):
        print(problem)
        return 3
      case .interrupted: return 2
      case .completed: return run.outcomes.contains { $0.problem != nil } ? 4 : 0
      }
    }
  }

  static func limitFiles(to bytes: Int) {
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }
}

/// `name=value` arguments of `run`.
struct RunOptions {
  var store = ""
  var log = ""
  var count = 0
  var milliseconds = 0
  var bytes = 0
  var growth = 0
  var jobs = 1
  var fileLimit = 0
  var failEvery = 0
  var showsProgress = false

  init(_ arguments: some Sequence<String>) {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { exit(64) }
      let number = Int(parts[1]) ?? 0
      switch parts[0] {
      case "store": store = parts[1]
      case "log": log = parts[1]
      case "count": count = number
      case "milliseconds": milliseconds = number
      case "bytes": bytes = number
      case "growth": growth = number
      case "jobs": jobs = number
      case "fileLimit": fileLimit = number
      case "failEvery": failEvery = number
      case "progress": showsProgress = number > 0
      default: exit(64)
      }
    }
  }

  var steps: [ProbeStep] {
    (0..<count).map { index in
      ProbeStep(
        index: index, bytes: bytes + growth * index, milliseconds: milliseconds, log: log,
        isFailing: failEvery > 0 && index % failEvery == failEvery - 1)
    }
  }
}
