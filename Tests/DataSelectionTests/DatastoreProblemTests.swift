import Diagnostics
import Foundation
import TestSupport
import Tensors
import Testing

@testable import DataSelection

@Suite struct DatastoreProblemTests {
  private let folder: TemporaryDirectory
  private var path: String { folder.file("s.safetensors") }

  init() throws {
    folder = try TemporaryDirectory()
    let writer = try DatastoreWriter(
      path: folder.file("s.safetensors"), identity: .test, dimension: 8, ids: ["a", "b"])
    var numbers = SeededNumbers(seed: 1)
    try writer.write(
      numbers.matrix(2, 8), at: [0, 1],
      facts: [RowFacts(loss: 1, tokens: 2), RowFacts(loss: 3, tokens: 4)])
    _ = try writer.finish()
  }

  /// Writes the store again with `body` applied to its bytes.
  private func change(_ body: (inout Data) -> Void) throws {
    let url = URL(fileURLWithPath: path)
    var data = try Data(contentsOf: url)
    body(&data)
    try data.write(to: url)
  }

  private func replace(_ text: String, by other: String) throws {
    try change { data in
      guard let range = data.range(of: Data(text.utf8)) else { return }
      data.replaceSubrange(range, with: Data(other.utf8))
    }
  }

  @Test(arguments: ["model", "checkpoint", "data", "direction", "projection"])
  func `Another identity is named with what differs`(_ field: String) throws {
    var other = DatastoreIdentity.test
    switch field {
    case "model": other.model = "huge"
    case "checkpoint": other.checkpoint = "huge"
    case "data": other.data = "huge"
    case "direction": other.direction = "huge"
    default: other.projection = "huge"
    }
    let problem = try #require(problem { try Datastore(path: path, expecting: other) })
    #expect(problem.summary == "The gradient store '\(path)' has another \(field).")
    #expect(problem.expected == "'huge'")
    #expect(problem.found?.hasPrefix("'") == true && problem.found != "'huge'")
  }

  @Test func `An edited header is noticed`() throws {
    try replace("epoch 1", by: "epoch 2")
    let problem = try #require(problem { try Datastore(path: path) })
    #expect(
      problem.summary
        == "The header of the gradient store '\(path)' does not agree with its digest.")
  }

  @Test func `An edited id is noticed`() throws {
    try change { $0[$0.count - 1] = UInt8(ascii: "c") }
    #expect(problem { try Datastore(path: path) }?.summary.contains("digest") == true)
  }

  @Test func `Counts that would overflow are no store`() throws {
    try replace("[2,8]", by: "[9007199254740991,9007199254740991]")
    let problem = try #require(problem { try Datastore(path: path) })
    #expect(problem.summary == "The file '\(path)' is not a gradient store.")
  }

  @Test func `A file that was cut is noticed at any length`() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in stride(from: 0, to: whole.count, by: 13) {
      try change { $0 = whole.prefix(length) }
      #expect(problem { try Datastore(path: path) } != nil)
    }
  }

  @Test func `A missing row is named`() throws {
    let layout = DatastoreLayout(
      identity: .test, encoding: .float16, dimension: 8, ids: ["a", "b"])
    try change { $0[layout.offset("status", width: 1, index: 1)] = 0 }
    let problem = try #require(problem { try Datastore(path: path) })
    #expect(problem.summary == "The gradient store '\(path)' lacks a row.")
    #expect(problem.place.example == 1)
  }

  @Test func `There is no store where there is no file`() throws {
    let missing = folder.file("none")
    let problem = try #require(problem { try Datastore(path: missing) })
    #expect(problem.summary == "The gradient store '\(missing)' cannot be opened.")
    #expect(problem.found == "No such file or directory")
  }

  @Test func `An unfinished store of other rows is not continued`() throws {
    let path = folder.file("t")
    var other = DatastoreIdentity.test
    other.model = "huge"
    _ = try DatastoreWriter(path: path, identity: .test, dimension: 8, ids: ["a"])
    let problem = try #require(
      problem { try DatastoreWriter(path: path, identity: other, dimension: 8, ids: ["a"]) })
    #expect(problem.summary == "The unfinished gradient store '\(path).part' is of other rows.")
  }

  @Test func `An unfinished store of another encoding is not continued`() throws {
    let path = folder.file("t")
    _ = try DatastoreWriter(path: path, identity: .test, dimension: 8, ids: ["a"])
    let problem = try #require(
      problem {
        try DatastoreWriter(
          path: path, identity: .test, encoding: .int8, dimension: 8, ids: ["a"])
      })
    #expect(problem.summary == "The unfinished gradient store '\(path).part' is of other rows.")
    #expect(
      problem.expected == "the model, data, direction, projection and encoding of this run")
  }

  @Test func `Two writers of one store are one too many`() throws {
    let path = folder.file("t")
    let first = try DatastoreWriter(path: path, identity: .test, dimension: 8, ids: ["a"])
    let problem = try #require(
      problem { try DatastoreWriter(path: path, identity: .test, dimension: 8, ids: ["a"]) })
    #expect(problem.summary == "Another process is writing the gradient store '\(path).part'.")
    #expect(first.missingRows == [0])
  }

  @Test func `A folder that is not there cannot be written to`() throws {
    let path = folder.file("none/t")
    let problem = try #require(
      problem { try DatastoreWriter(path: path, identity: .test, dimension: 8, ids: ["a"]) })
    #expect(problem.summary == "The gradient store '\(path).part' cannot be written.")
  }
}
