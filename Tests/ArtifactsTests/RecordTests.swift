import Artifacts
import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Testing

extension StepRecord {
  static func example(
    _ index: Int, identity: String = "a", status: Status = .done(Digest(of: [1]))
  ) -> StepRecord {
    StepRecord(
      key: Digest(of: .integer(index)), kind: "spectra", version: 1, identity: identity,
      inputs: ["index": .integer(index), "rate": 0.1], status: status)
  }
}

@Suite struct RecordTests {
  let directory: TemporaryDirectory
  let store: Store

  init() throws {
    directory = try TemporaryDirectory()
    store = try Store(directory.path)
  }

  @Test func `A record comes back, also from another opening of the store`() throws {
    let written = StepRecord.example(1)
    try store.write(written, seconds: 2.5)
    var read = try #require(try Store(directory.path).record(of: written.key))
    #expect(read.sequence == 1)
    read = try #require(try store.newestRecord(kind: "spectra", identity: "a"))
    #expect(read.inputs.text(.canonical) == #"{"index":1,"rate":0.1}"#)
    #expect(read.status == written.status)
    #expect(try store.seconds(of: written.key) == 2.5)
    #expect(try store.record(of: Digest(of: [])) == nil)
    #expect(try store.seconds(of: Digest(of: [])) == nil)
  }

  @Test func `A problem comes back with all that it says`() throws {
    let problem = Problem(
      "Bad.",
      at: Place(
        file: "f", line: 1, column: 2, pointer: "/a", byteOffset: 3, tensor: "t", example: 4),
      expected: "e", found: "f", remedy: "r", cause: "c")
    for problem in [problem, Problem("Only a summary.")] {
      let record = StepRecord.example(1, status: .failed(problem))
      try store.write(record, seconds: 0)
      #expect(try store.record(of: record.key)?.status == .failed(problem))
    }
  }

  @Test func `The newest record is the last written of its kind and identity`() throws {
    try store.write(.example(1), seconds: 1)
    try store.write(.example(2), seconds: 1)
    try store.write(.example(1), seconds: 1)
    try store.write(.example(3, identity: "b"), seconds: 1)
    #expect(
      try store.newestRecord(kind: "spectra", identity: "a")?.key == StepRecord.example(1).key)
    #expect(try store.newestRecord(kind: "quality", identity: "a") == nil)
    #expect(try store.newestRecord(kind: "spectra", identity: "A") == nil)
  }

  @Test func `A failure never takes the place of a result, a result that of a failure`() throws {
    let failed = StepRecord.example(1, status: .failed(Problem("Bad.")))
    try store.write(failed, seconds: 1)
    try store.write(.example(1), seconds: 2)
    try store.write(failed, seconds: 3)
    #expect(try store.record(of: failed.key)?.status == .done(Digest(of: [1])))
    #expect(try store.seconds(of: failed.key) == 2)
  }

  @Test func `Two openings of one store write at once`() throws {
    let stores = [store, try Store(directory.path)]
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      for index in 0..<50 {
        #expect(throws: Never.self) {
          try stores[thread].write(.example(thread * 50 + index), seconds: 1)
        }
      }
    }
    for index in 0..<100 { #expect(try store.record(of: StepRecord.example(index).key) != nil) }
  }
}
