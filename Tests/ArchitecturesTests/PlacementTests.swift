import Checkpoints
import Dispatch
import Synchronization
import Testing
import Transformer

@testable import Architectures

@Suite struct PlacementTests {
  @Test func `Interleaved rows are those whose numbers turn together`() {
    let stored = [RowRun].interleaved(8, headSize: 4).map(\.stored)
    #expect(stored == [0, 2, 1, 3, 4, 6, 5, 7])
  }

  @Test func `Rows by head skip those of the other projections`() {
    let runs = [RowRun].byHead(4, headSize: 2, part: 1, of: 3)
    #expect(runs == [RowRun(row: 0, stored: 2, count: 2), RowRun(row: 2, stored: 8, count: 2)])
  }

  @Test(arguments: [1, 2, 3, 5, 7, 100])
  func `Pieces hold every row once, in order`(limit: Int) {
    for runs in [[RowRun].plain(7, from: 2), .interleaved(8, headSize: 4), .plain(0), []] {
      let pieces = runs.pieces(ofRows: limit)
      let rows = { (runs: [RowRun]) in
        runs.flatMap { run in (0..<run.count).map { [run.row + $0, run.stored + $0] } }
      }
      #expect(rows(pieces.flatMap(\.self)) == rows(runs))
      #expect(pieces.allSatisfy { $0.reduce(0) { $0 + $1.count } <= limit })
    }
  }

  @Test(arguments: Fixture.names)
  func `What is written to a tensor is what was read from it`(name: String) throws {
    let fixture = try Fixture(name)
    let names = fixture.checkpoint.architecture.tensorNames(in: .huggingFace)
    let source = try Safetensors(path: Fixture.path(name, "model.safetensors"))
    var written: [String: [Float]] = [:]
    let prefix = names.prefixes[0]
    for (parameter, shape) in fixture.checkpoint.design.parameters {
      let place = names.place(
        of: parameter, shape: shape, in: fixture.checkpoint.design, prefix: prefix)
      var tensor = try written[place.name] ?? source.floats(place.name).map { _ in .nan }
      place.write(try fixture.checkpoint.values(of: parameter), to: &tensor)
      written[place.name] = tensor
    }
    #expect(written.keys.sorted() == source.tensorNames)
    for (tensor, values) in written {
      let expected = try source.floats(tensor)
      // 1 is added to scales in single precision and taken away again.
      let error = zip(values, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      #expect(
        error <= (names.storesScalesLessOne ? 1.2e-7 : 0) && !values.contains(.nan), "\(tensor)")
    }
  }
}

@Suite struct RecentPartsTests {
  @Test func `The last few are kept`() {
    let parts = RecentParts<Int, Int>(limit: 2)
    var made: [Int] = []
    func ask(_ key: Int) -> Int {
      parts.value(key) {
        made.append(key)
        return key * 10
      }
    }
    #expect([1, 2, 1, 3, 1, 2].map(ask) == [10, 20, 10, 30, 10, 20])
    // 3 put 2 out, for 1 had been asked for since.
    #expect(made == [1, 2, 3, 2])
    parts.forget()
    _ = ask(2)
    #expect(made == [1, 2, 3, 2, 2])
  }

  @Test func `All who ask at once share one`() {
    let parts = RecentParts<Int, Int>(limit: 1)
    let made = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 64) { _ in
      #expect(
        parts.value(7) {
          made.withLock { $0 += 1 }
          return 49
        } == 49)
    }
    #expect(made.withLock { $0 } == 1)
  }
}

@Suite struct StreamedWeightsTests {
  @Test func `Many threads get the same bits as from memory`() throws {
    let checkpoint = try Fixture("gemma3").checkpoint
    let resident = try ResidentWeights<Float>(checkpoint)
    let streamed = try StreamedWeights<Float>(checkpoint)
    DispatchQueue.concurrentPerform(iterations: 48) { index in
      let layer = index % 3
      #expect(streamed.block(layer).down.weight == resident.block(layer).down.weight)
      #expect(streamed.embeddings(of: [3, 0, 3]) == resident.embeddings(of: [3, 0, 3]))
      if index.isMultiple(of: 5) { #expect(streamed.head() == resident.head()) }
    }
  }
}
