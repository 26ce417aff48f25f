import Artifacts
import Diagnostics
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct FileDigestTests {
  let directory: TemporaryDirectory
  let store: Store
  let file: String

  init() throws {
    directory = try TemporaryDirectory()
    store = try Store(directory.file("store"))
    file = directory.file("model.gguf")
    try write("one", at: 1_000_000_000)
  }

  /// Writes into the same inode and gives it a time of modification in seconds and nanoseconds.
  private func write(_ text: String, at seconds: Int, _ nanoseconds: Int = 0) throws {
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    let time = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
    unsafe utimensat(AT_FDCWD, file, [time, time], 0)
  }

  private func digest(_ text: String) -> Digest { Digest(of: Array(text.utf8)) }

  @Test func `A file that seems unchanged is not read again`() throws {
    #expect(try store.digest(ofFile: file) == digest("one"))
    try write("two", at: 1_000_000_000)
    #expect(try store.digest(ofFile: file) == digest("one"), "the cache was not used")
    #expect(try Store(store.directory).digest(ofFile: file) == digest("one"))
  }

  @Test func `Another time, size, inode or path is read`() throws {
    #expect(try store.digest(ofFile: file) == digest("one"))
    try write("two", at: 1_000_000_000, 1)
    #expect(try store.digest(ofFile: file) == digest("two"))
    try write("four", at: 1_000_000_000, 1)
    #expect(try store.digest(ofFile: file) == digest("four"))
    try FileManager.default.moveItem(atPath: file, toPath: directory.file("old"))
    try write("five", at: 1_000_000_000, 1)
    #expect(try store.digest(ofFile: file) == digest("five"))
    #expect(try store.digest(ofFile: directory.file("old")) == digest("four"))
  }

  @Test func `A link stands for the file that it leads to`() throws {
    let link = directory.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    #expect(try store.digest(ofFile: link) == digest("one"))
    try write("two", at: 1_000_000_000)
    #expect(try store.digest(ofFile: file) == digest("one"), "the link has an entry of its own")
  }

  @Test func `A file changed just now is read every time`() throws {
    let now = Int(time(nil))
    try write("one", at: now)
    #expect(try store.digest(ofFile: file) == digest("one"))
    try write("two", at: now)
    #expect(try store.digest(ofFile: file) == digest("two"))
  }

  @Test func `A file that is not there, or is a directory, is said so`() {
    let missing = directory.file("none.gguf")
    #expect(
      problem { try store.digest(ofFile: missing) }?.summary
        == "The file '\(missing)' does not exist.")
    let problem = problem { try store.digest(ofFile: directory.path) }
    #expect(problem?.summary == "The file '\(directory.path)' cannot be read.")
    #expect(problem?.found == "Is a directory")
  }
}
