@testable import Artifacts
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct ObjectTests {
  let directory: TemporaryDirectory
  let store: Store

  init() throws {
    directory = try TemporaryDirectory()
    store = try Store(directory.file("store"))
  }

  private func overwrite(_ digest: Digest, _ change: (inout Data) -> Void) throws {
    let url = URL(fileURLWithPath: store.path(of: digest))
    var data = try Data(contentsOf: url)
    change(&data)
    try data.write(to: url)
  }

  /// Sizes around the chunk of 1 MiB in which files are read.
  @Test(arguments: [0, 1, 63, 64, 1 << 20, (1 << 20) + 1, 3_000_000])
  func `What is stored comes back`(size: Int) throws {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let digest = try store.store(bytes)
    #expect(digest == Digest(of: bytes))
    #expect(try store.bytes(of: digest) == bytes)
    #expect(try store.integrity(of: digest) == .sound)
  }

  @Test func `An object lies under its digest and nothing else is left`() throws {
    let digest = try store.store([1, 2, 3])
    _ = try store.store([1, 2, 3])
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: directory.file("store/objects")).sorted()
        == ["03", "03/9058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"])
    #expect(digest.hex.hasPrefix("039058"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.temporaries.path).isEmpty)
  }

  @Test func `A cut object is reported, removed and stored again`() throws {
    let bytes = [UInt8](repeating: 5, count: 1000)
    let digest = try store.store(bytes)
    try overwrite(digest) { $0.removeLast() }
    let problem = problem { try store.bytes(of: digest) }
    let found = Digest(of: Array(bytes.dropLast()))
    #expect(
      problem?.description == """
        The stored result \(digest.short) is damaged and was removed.
          at: \(store.path(of: digest))
          expected: SHA-256 \(digest)
          found: SHA-256 \(found) of 999 bytes
          to fix it: Run again: it is computed anew.
        """)
    #expect(!FileManager.default.fileExists(atPath: store.path(of: digest)))
    #expect(try store.integrity(of: digest) == .missing)
    _ = try store.store(bytes)
    #expect(try store.bytes(of: digest) == bytes)
  }

  @Test func `A single flipped bit is noticed`() throws {
    let digest = try store.store([UInt8](repeating: 5, count: 1_100_000))
    try overwrite(digest) { $0[1_060_000] ^= 1 }
    guard case .damaged = try store.integrity(of: digest) else {
      Issue.record("the damage went unnoticed")
      return
    }
    #expect(try store.integrity(of: digest) == .missing)
  }

  @Test func `Storing replaces a damaged object`() throws {
    let digest = try store.store([1, 2, 3])
    try overwrite(digest) { $0[0] = 9 }
    _ = try store.store([1, 2, 3])
    #expect(try store.bytes(of: digest) == [1, 2, 3])
  }

  @Test func `A missing object is a problem for who needs its bytes`() throws {
    let digest = Digest(of: [7])
    let problem = problem { try store.bytes(of: digest) }
    #expect(problem?.summary == "The stored result \(digest.short) is missing.")
    #expect(problem?.remedy == "Run again: it is computed anew.")
  }

  @Test func `Who found an object damaged never removes the sound one that replaced it`() throws {
    let digest = try store.store([1, 2, 3])
    try overwrite(digest) { $0[0] = 2 }
    let damaged = try #require(try FileFacts(of: store.path(of: digest)))
    _ = try store.store([1, 2, 3])
    try store.remove(digest, damaged)
    #expect(try store.integrity(of: digest) == .sound)
  }
}
