import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct MappedFileTests {
  @Test func `A file is mapped with all its bytes`() throws {
    try withTemporaryFolder { folder in
      try write([1, 2, 3, 4, 5], to: "\(folder)/a")
      let file = try MappedFile(path: "\(folder)/a")
      #expect(file.byteCount == 5)
      let middle = file.withBytes(in: 1..<4) { span in
        span.byteOffsets.map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
      }
      #expect(middle == [2, 3, 4])
      #expect(file.copiedBytes() == [1, 2, 3, 4, 5])
    }
  }

  @Test func `What cannot be mapped says why`() throws {
    try withTemporaryFolder { folder in
      try write([], to: "\(folder)/empty")
      #expect(unsafe mkfifo("\(folder)/pipe", 0o600) == 0)
      let missing = problem { try MappedFile(path: "\(folder)/none") }
      #expect(missing?.summary == "There is no file '\(folder)/none'.")
      #expect(missing?.place == Place(file: "\(folder)/none"))
      #expect(missing?.remedy == "Check the path.")
      let under = problem { try MappedFile(path: "\(folder)/empty/x") }
      #expect(under?.summary == "There is no file '\(folder)/empty/x'.")
      let empty = problem { try MappedFile(path: "\(folder)/empty") }
      #expect(empty?.summary == "The file '\(folder)/empty' is empty.")
      let directory = problem { try MappedFile(path: folder) }
      #expect(directory?.summary == "'\(folder)' is not a file.")
      #expect(directory?.found == "a folder")
      let pipe = problem { try MappedFile(path: "\(folder)/pipe") }
      #expect(pipe?.found == "a device or pipe")
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func `A file that may not be read says so`() throws {
    try withTemporaryFolder { folder in
      try write([1], to: "\(folder)/secret")
      unsafe chmod("\(folder)/secret", 0)
      let found = problem { try MappedFile(path: "\(folder)/secret") }
      #expect(found?.summary == "The file '\(folder)/secret' may not be read.")
    }
  }

  @Test func `No permission and other errors have words of their own`() {
    let denied = Problem.cannotOpen("a", EACCES)
    #expect(denied.summary == "The file 'a' may not be read.")
    #expect(denied.remedy == "Grant read permission to it.")
    #expect(Problem.cannotOpen("a", EMFILE).cause == "Too many open files")
  }

  @Test func `Bytes outside the file trap`() async {
    await #expect(processExitsWith: .failure) {
      MappedFile.guarded([1, 2, 3]).withBytes(in: 2..<4) { _ in }
    }
    await #expect(processExitsWith: .failure) {
      MappedFile.guarded([1, 2, 3]).withBytes(in: -1..<1) { _ in }
    }
  }
}

@Suite struct ByteReaderTests {
  @Test func `Numbers are little-endian and texts carry their length`() throws {
    let bytes: [UInt8] = [7, 1, 2, 0xFE, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0xC3, 0xA9]
    var reader = ByteReader(.guarded(bytes))
    #expect(try reader.integer(UInt8.self, "a") == 7)
    #expect(try reader.integer(UInt16.self, "b") == 0x0201)
    #expect(try reader.integer(Int32.self, "c") == -2)
    #expect(try reader.string("d") == "é")
    #expect(reader.remaining == 0)
    #expect(reader.offset == bytes.count)
  }

  @Test func `A number cut short says where it begins`() {
    var reader = ByteReader(.guarded([1, 2, 3, 4, 5]), at: 2)
    let found = problem { try reader.integer(UInt32.self, "the flag") }
    #expect(
      found?.description == """
        The file ends inside the flag.
          at: m.gguf, byte 2
          expected: 4 bytes
          found: 3 bytes
          to fix it: The file is damaged or was cut short; download it again.
        """)
    #expect(reader.offset == 2)
  }

  @Test(arguments: [1, UInt64(Int.max), UInt64(Int.max) + 1, .max])
  func `A length beyond the file is refused, however large`(length: UInt64) {
    var reader = ByteReader(.guarded(littleEndian(length)))
    let found = problem { try reader.string("a name") }
    #expect(found?.summary == "The file ends inside a name.")
    #expect(found?.place.byteOffset == 8)
    #expect(found?.found == "0 bytes")
  }

  @Test func `A text that is not UTF-8 is refused`() {
    var reader = ByteReader(.guarded(littleEndian(UInt64(2)) + [0xC3, 0x28]))
    let found = problem { try reader.string("a name") }
    #expect(found?.summary == "A name is not valid UTF-8.")
    #expect(found?.place.byteOffset == 0)
  }
}
