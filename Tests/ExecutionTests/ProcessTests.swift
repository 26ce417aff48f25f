import Foundation
import Glibc
import TestSupport
import Testing

/// One process is killed, limited or accompanied by another; the log tells what each step did.
@Suite(.serialized) struct ProcessTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func start(_ arguments: String...) throws -> Probe {
    try Probe(
      ["run", "store=" + directory.file("store"), "log=" + directory.file("log")] + arguments)
  }

  private func started() -> [Int] {
    let log = (try? String(contentsOfFile: directory.file("log"), encoding: .utf8)) ?? ""
    return log.split(separator: "\n").filter { $0.hasPrefix("start ") }
      .compactMap { Int($0.dropFirst(6)) }
  }

  private func waitForStarts(_ count: Int) {
    for _ in 0..<2000 where started().count < count { usleep(5000) }
  }

  /// The steps whose results are stored and right.
  private func stored(_ arguments: String...) throws -> Set<Int> {
    let audit = try Probe(["audit", "store=" + directory.file("store")] + arguments).wait()
    #expect(audit.status == 0)
    #expect(!audit.output.contains("wrong"))
    return Set(audit.output.split(separator: " ").compactMap { Int($0) })
  }

  @Test(arguments: 1...4)
  func `Killed at random moments, only steps in flight are computed again`(seed: UInt64) throws {
    var random = Randomness(seed: seed)
    var (kills, done) = (0, Set<Int>())
    while kills < 14 {
      if done.count == 24 {
        try FileManager.default.removeItem(atPath: directory.path + "/store")
        done = []
      }
      let before = started().count
      let probe = try start("count=24", "milliseconds=6", "bytes=150000", "jobs=2")
      usleep(random.next(below: 150_000))
      let signal = random.next(below: 3) == 0 ? SIGINT : SIGKILL
      probe.send(signal)
      let status = probe.wait().status
      if status != 0 { kills += 1 }
      let begun = started()[before...]
      let now = try stored("count=24", "bytes=150000")
      #expect(Set(begun).count == begun.count, "a step ran twice in one run")
      #expect(done.isDisjoint(with: begun), "a stored step ran again")
      #expect(done.isSubset(of: now), "a stored result was lost")
      let lost = Set(begun).subtracting(now)
      // An interrupted run stores what is in flight; a killed one loses at most what was.
      #expect(lost.count <= (status == -SIGKILL ? 2 : 0), "status \(status) lost \(lost)")
      done = now
    }
  }

  @Test func `Two processes compute each step once in total`() throws {
    let probes = try (0..<2).map { _ in
      try start("count=40", "milliseconds=4", "bytes=1000", "jobs=2")
    }
    let results = probes.map { $0.wait() }
    #expect(results.map(\.status) == [0, 0])
    #expect(started().sorted() == Array(0..<40))
    #expect(try stored("count=40", "bytes=1000").count == 40)
  }

  @Test func `Two processes try a failing step once in total`() throws {
    let probes = try (0..<2).map { _ in
      try start("count=1", "milliseconds=700", "failEvery=1")
    }
    let results = probes.map { $0.wait() }
    #expect(results.map(\.output) == Array(repeating: "1 step: 1 failed", count: 2))
    #expect(results.map(\.status) == [4, 4])
    #expect(started() == [0])
  }

  @Test func `Whoever waits for a process that dies computes the step`() throws {
    let first = try start("count=1", "milliseconds=20000")
    waitForStarts(1)
    let second = try start("count=1", "milliseconds=1", "bytes=10")
    usleep(300_000)
    #expect(started() == [0], "the second process did not wait")
    first.send(SIGKILL)
    #expect(first.wait().status == -SIGKILL)
    let result = second.wait()
    #expect(result.output == "1 step: 1 computed")
    #expect(started() == [0, 0])
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `The first signal lets the step finish`(signal: Int32) throws {
    let probe = try start("count=5", "milliseconds=400", "bytes=10")
    waitForStarts(1)
    probe.send(signal)
    let result = probe.wait()
    #expect(result.output == "interrupted; 5 steps: 1 computed, 4 not run; run again to go on")
    #expect(result.status == 2)
    #expect(try stored("count=5", "bytes=10") == [0])
  }

  @Test func `The second signal quits at once`() throws {
    let probe = try start("count=5", "milliseconds=20000")
    waitForStarts(1)
    let clock = ContinuousClock.now
    probe.send(SIGINT)
    usleep(100_000)
    probe.send(SIGINT)
    #expect(probe.wait().status == -SIGINT)
    #expect(ContinuousClock.now - clock < .seconds(10))
    #expect(try stored("count=5").isEmpty)
  }

  @Test func `A limit on files stops the run, keeps what is done, and the next run goes on`() throws
  {
    let steps = ["count=6", "bytes=1000", "growth=100000"]
    let limited = try Probe(
      [
        "run", "store=" + directory.file("store"), "log=" + directory.file("log"),
        "fileLimit=250000",
      ]
        + steps
    ).wait()
    #expect(limited.status == 3)
    #expect(
      limited.output.hasPrefix("stopped; 6 steps: 3 computed, 3 not run; run again to go on\n"))
    #expect(limited.output.contains("may not grow as large as it must."))
    #expect(
      limited.output.hasSuffix(
        "to fix it: Raise the limit (ulimit -f unlimited) and run again; what is stored stays."))
    #expect(try stored("count=6", "bytes=1000", "growth=100000") == [0, 1, 2])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.file("store/temporary")).isEmpty
    )
    let next = try start("count=6", "bytes=1000", "growth=100000").wait()
    #expect(next.output == "6 steps: 3 cached, 3 computed")
    #expect(started() == [0, 1, 2, 3, 3, 4, 5])
  }
}

/// A linear congruential generator (Knuth's MMIX constants): the same moments every time.
private struct Randomness {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below limit: UInt32) -> UInt32 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt32(truncatingIfNeeded: state >> 33) % limit
  }
}
