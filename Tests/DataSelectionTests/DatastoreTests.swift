import Diagnostics
import Foundation
import TestSupport
import Tensors
import Testing

@testable import DataSelection

@Suite struct DatastoreTests {
  private let folder: TemporaryDirectory
  private let rows: Matrix<Float>
  private let facts = (0..<7).map { RowFacts(loss: Float($0) + 0.5, tokens: Int32($0 * 10)) }
  private let ids = ["a", "zwei ü", "", "4", "five", "six", "a/b"]

  init() throws {
    folder = try TemporaryDirectory()
    var numbers = SeededNumbers(seed: 3)
    var rows: Matrix<Float> = numbers.matrix(7, 9)
    for column in 0..<9 { rows[2, column] = 0 }
    rows[5, 4] = .infinity
    self.rows = rows
  }

  private func writer(
    _ name: String, _ encoding: RowEncoding = .float16, identity: DatastoreIdentity = .test
  ) throws -> DatastoreWriter {
    try DatastoreWriter(
      path: folder.file(name), identity: identity, encoding: encoding, dimension: 9, ids: ids)
  }

  private func write(_ indices: [Int], to writer: DatastoreWriter) throws {
    try writer.write(rows.selecting(rows: indices), at: indices, facts: indices.map { facts[$0] })
  }

  @discardableResult
  private func store(_ name: String, _ encoding: RowEncoding = .float16) throws -> Datastore {
    let writer = try writer(name, encoding)
    try write(Array(0..<7), to: writer)
    return try writer.finish()
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
  }

  @Test(arguments: RowEncoding.allCases)
  func `What was written is read, each row of length 1`(_ encoding: RowEncoding) throws {
    let store = try store("s", encoding)
    #expect(store.ids == ids)
    #expect(store.tokens == facts.map(\.tokens))
    #expect(store.statuses.map { $0 == .finite } == [true, true, true, true, true, false, true])
    #expect(store.losses[3] == 3.5)
    var block = Matrix<Float>(unset: 7, 9)
    store.decode(0..<7, columns: 0..<9, into: &block)
    for row in [0, 1, 3, 4, 6] {
      let norm = rows.values[rows.range(ofRow: row)].reduce(0) { $0 + Double($1 * $1) }.squareRoot()
      #expect(abs(Double(store.norms[row]) / norm - 1) < 1e-6)
      let found = (0..<9).map { Double(block[row, $0] * store.scale(ofRow: row)) }
      let expected = (0..<9).map { Double(rows[row, $0]) / norm }
      let error = encoding == .float16 ? 1e-3 : 5e-3
      #expect(disagreement(found, expected, absolute: error, relative: error) <= 1)
      #expect(abs(found.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
    }
  }

  @Test func `Rows of zeros and rows that are not finite are zeros`() throws {
    let store = try store("s")
    var block = Matrix<Float>(unset: 7, 9)
    store.decode(0..<7, columns: 0..<9, into: &block)
    for row in [2, 5] {
      #expect(block.values[block.range(ofRow: row)].allSatisfy { $0 == 0 })
      #expect(store.norms[row] == 0 && store.scale(ofRow: row) == 0)
    }
    #expect(store.isFinite(row: 2) && !store.isFinite(row: 5))
  }

  @Test func `A loss that is not finite marks its row`() throws {
    let writer = try DatastoreWriter(
      path: folder.file("n"), identity: .test, dimension: 9, ids: ["x"])
    try writer.write(
      rows.selecting(rows: [0]), at: [0], facts: [RowFacts(loss: .nan, tokens: 0)])
    let store = try writer.finish()
    #expect(store.statuses == [.notFinite])
    #expect(store.losses == [0] && store.norms == [0])
  }

  @Test(arguments: RowEncoding.allCases)
  func `Order, pieces and interruptions change no byte`(_ encoding: RowEncoding) throws {
    try store("whole", encoding)
    do {
      let first = try writer("pieces", encoding)
      try write([6, 1], to: first)
    }
    do {
      let second = try writer("pieces", encoding)
      #expect(second.missingRows == [0, 2, 3, 4, 5])
      try write([4], to: second)
      try write([0], to: second)
    }
    let third = try writer("pieces", encoding)
    try write(third.missingRows, to: third)
    _ = try third.finish()
    #expect(try bytes("whole") == bytes("pieces"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("pieces.part")))
  }

  @Test func `A row whose status was not written is written again`() throws {
    try store("whole")
    do { try write([0, 1, 2], to: try writer("cut")) }
    // A process that ended between a row and its status leaves a row without one.
    let layout = DatastoreLayout(
      identity: .test, encoding: .float16, dimension: 9, ids: ids)
    let file = try FileHandle(
      forWritingTo: URL(fileURLWithPath: folder.file("cut.part")))
    try file.seek(toOffset: UInt64(layout.offset("status", width: 1, index: 1)))
    try file.write(contentsOf: [0])
    try file.seek(toOffset: UInt64(layout.offset("features", width: layout.rowBytes, index: 1)))
    try file.write(contentsOf: [1, 2, 3])
    try file.close()
    let writer = try writer("cut")
    #expect(writer.missingRows == [1, 3, 4, 5, 6])
    try write(writer.missingRows, to: writer)
    _ = try writer.finish()
    #expect(try bytes("whole") == bytes("cut"))
  }

  @Test func `Workers in any order write the bytes of one`() throws {
    try store("one")
    let writer = try writer("four")
    DispatchQueue.concurrentPerform(iterations: 7) { index in
      try? write([6 - index], to: writer)
    }
    _ = try writer.finish()
    #expect(try bytes("one") == bytes("four"))
  }

  @Test func `Equal rows are found`() throws {
    let writer = try DatastoreWriter(
      path: folder.file("e"), identity: .test, encoding: .int8, dimension: 9,
      ids: (0..<6).map(String.init))
    let order = [0, 1, 0, 5, 5, 1]
    try writer.write(
      rows.selecting(rows: order), at: Array(0..<6),
      facts: (0..<6).map { _ in RowFacts(loss: 1, tokens: 1) })
    #expect(try writer.finish().firstEqualRows() == [0, 1, 0, 3, 4, 1])
  }
}
