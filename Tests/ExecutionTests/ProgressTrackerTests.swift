import Diagnostics
import Testing

@testable import Execution

extension StepLabel {
  static func example(_ index: Int, cost: Double = 1) -> StepLabel {
    StepLabel(index: index, identity: "smollm2 · none · \(index)", cost: cost)
  }
}

extension ProgressTracker {
  /// A run of `total` steps of cost 1, `done` of them finished after `seconds` each, one at a time.
  static func example(total: Int, done: Int, seconds: Double) -> ProgressTracker {
    var tracker = ProgressTracker()
    tracker.receive(.began(total: total, cost: Double(total), cached: 0, jobs: 1), at: 0)
    for index in 0..<done {
      tracker.receive(.started(.example(index)), at: Double(index) * seconds)
      tracker.receive(
        .finished(.example(index), seconds: seconds), at: Double(index + 1) * seconds)
    }
    return tracker
  }
}

@Suite struct ProgressTrackerTests {
  @Test func `Before the first step ends nothing is foretold`() {
    var tracker = ProgressTracker.example(total: 5, done: 0, seconds: 1)
    tracker.receive(.started(.example(0)), at: 0)
    #expect(tracker.remaining(at: 3) == nil)
    #expect(tracker.rate(at: 3) == nil)
  }

  @Test func `Equal steps take the pace of those before`() {
    let tracker = ProgressTracker.example(total: 10, done: 4, seconds: 2)
    #expect(tracker.remaining(at: 8) == 12)
    #expect(tracker.rate(at: 8) == 0.5)
    #expect(tracker.rate(at: 16) == 0.25)
  }

  @Test func `One slow step does not frighten`() {
    var tracker = ProgressTracker.example(total: 20, done: 9, seconds: 1)
    tracker.receive(.started(.example(9)), at: 9)
    tracker.receive(.finished(.example(9), seconds: 500), at: 509)
    #expect(tracker.remaining(at: 509) == 10)
  }

  @Test func `Steps that do next to nothing promise nothing`() {
    var tracker = ProgressTracker()
    tracker.receive(.began(total: 6, cost: 4 + 1000, cached: 0, jobs: 1), at: 0)
    for index in 0..<4 {
      tracker.receive(.started(.example(index)), at: 0)
      tracker.receive(.finished(.example(index), seconds: 1e-3), at: 0)
    }
    #expect(tracker.remaining(at: 1) == nil)
    tracker.receive(.started(.example(4, cost: 500)), at: 0)
    tracker.receive(.finished(.example(4, cost: 500), seconds: 50), at: 50)
    #expect(tracker.remaining(at: 50) == 50)
  }

  @Test func `Cost weighs what is left`() {
    var tracker = ProgressTracker()
    tracker.receive(.began(total: 3, cost: 1 + 1 + 8, cached: 0, jobs: 1), at: 0)
    tracker.receive(.started(.example(0)), at: 0)
    tracker.receive(.finished(.example(0), seconds: 3), at: 3)
    #expect(tracker.remaining(at: 3) == 27)
    tracker.receive(.started(.example(2, cost: 8)), at: 3)
    #expect(tracker.remaining(at: 13) == 17)
  }

  @Test func `Steps under way count for what is left of them, threads share the rest`() {
    var tracker = ProgressTracker()
    tracker.receive(.began(total: 6, cost: 6, cached: 0, jobs: 2), at: 0)
    tracker.receive(.started(.example(0)), at: 0)
    tracker.receive(.started(.example(1)), at: 0)
    tracker.receive(.finished(.example(0), seconds: 10), at: 10)
    #expect(tracker.remaining(at: 10) == 20)
    tracker.receive(.started(.example(2)), at: 10)
    #expect(tracker.remaining(at: 14) == 18)
  }

  @Test func `A step that outlasts the median is never less than nothing`() {
    var tracker = ProgressTracker.example(total: 2, done: 1, seconds: 1)
    tracker.receive(.started(.example(1)), at: 1)
    #expect(tracker.remaining(at: 60) == 0)
  }

  @Test func `Failures and results of others count as done`() {
    var tracker = ProgressTracker.example(total: 4, done: 1, seconds: 1)
    tracker.receive(.started(.example(1)), at: 1)
    tracker.receive(.failed(.example(1), Problem("Bad.")), at: 2)
    tracker.receive(.waiting(.example(2)), at: 2)
    #expect(tracker.activity == "another process computes smollm2 · none · 2")
    tracker.receive(.takenOver(.example(2)), at: 3)
    #expect(tracker.done == 3)
    #expect(tracker.failed == 1)
    #expect(tracker.remaining(at: 3) == 1)
    #expect(tracker.activity == "")
  }

  @Test func `A log line says all that is known`() {
    var tracker = ProgressTracker.example(total: 200, done: 38, seconds: 4.3)
    let now = 38 * 4.3
    tracker.receive(.started(.example(38)), at: now)
    tracker.receive(.started(.example(39)), at: now)
    #expect(
      tracker.plainLine(at: now)
        == "38/200 done, 14/min, 11 min 37 s left: smollm2 · none · 38 +1")
    tracker.receive(.failed(.example(38), Problem("Bad.")), at: now)
    tracker.receive(.interrupting(inFlight: 1), at: now)
    #expect(tracker.plainLine(at: now).hasSuffix("1 failed: finishing 1 step in flight"))
    let fresh = ProgressTracker.example(total: 3, done: 0, seconds: 1)
    #expect(fresh.plainLine(at: 0) == "0/3 done")
  }
}

@Suite struct ProgressWordsTests {
  @Test(arguments: [
    (0, "0 s"), (0.2, "1 s"), (59, "59 s"), (60, "1 min 00 s"), (125, "2 min 05 s"),
    (3600, "1 h 00 min"), (7805, "2 h 10 min"), (360_000, "100 h"),
  ])
  func `Durations have two parts at most`(seconds: Double, words: String) {
    #expect(ProgressWords.duration(seconds) == words)
  }

  @Test(arguments: [
    (123.4, "123/s"), (9.94, "9.9/s"), (9.96, "10/s"), (1, "1.0/s"), (0.25, "15/min"),
    (0.05, "3.0/min"), (0.001, "3.6/h"),
  ])
  func `Rates have a unit that suits them`(rate: Double, words: String) {
    #expect(ProgressWords.rate(rate) == words)
  }
}
