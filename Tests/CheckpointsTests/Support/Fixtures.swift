import Foundation
import Testing

@testable import Checkpoints

/// The path of a fixture.
func fixture(_ name: String) -> String {
  Bundle.module.bundleURL.appending(path: "Fixtures/\(name)").path()
}

/// The bytes of a fixture.
func fixtureBytes(_ name: String) throws -> [UInt8] {
  try MappedFile(path: fixture(name)).copiedBytes()
}

/// A folder of its own for one test, removed afterwards.
func withTemporaryFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path())
}

/// Writes bytes to a file.
func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
  try Data(bytes).write(to: URL(filePath: path))
}

extension MappedFile {
  /// Bytes in pages of their own that end right before a page that nobody may touch: a read past their
  /// end ends the test.
  static func guarded(_ bytes: [UInt8], path: String = "m.gguf") -> MappedFile {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let pages = (bytes.count + page - 1) / page * page
    let start = unsafe mmap(
      nil, pages + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { fatalError("No memory") }
    unsafe (start + pages - bytes.count).copyMemory(from: bytes, byteCount: bytes.count)
    unsafe mprotect(start + pages, page, PROT_NONE)
    return unsafe MappedFile(
      path: path, adopting: UnsafeMutableRawBufferPointer(start: start, count: pages + page),
      bytes: pages - bytes.count..<pages)
  }
}

extension TensorSource {
  /// Reads every tensor that can be read, whole and row by row, and returns how many elements there were.
  @discardableResult
  func readEverything() throws -> Int {
    var total = 0
    for name in tensorNames {
      let info = try info(name)
      guard info.elementType.isReadable else { continue }
      let all = try floats(name)
      total += all.count
      guard info.rowLength > 0 else { continue }
      var row = [Float](repeating: 0, count: info.rowLength)
      for index in 0..<min(info.rowCount, 4) {
        var span = row.mutableSpan
        try read(name, rows: index..<index + 1, into: &span)
        let start = index * info.rowLength
        #expect(row.bits == all[start..<start + info.rowLength].bits)
      }
    }
    return total
  }
}

extension Collection<Float> {
  /// The bit patterns, for which NaN equals NaN and 0 differs from -0.
  var bits: [UInt32] { map(\.bitPattern) }
}

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// One of many ways to spoil a file: bits flipped, numbers overwritten, parts cut, doubled or swapped.
func mutated(_ original: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
  var bytes = original
  for _ in 0..<Int.random(in: 1...3, using: &generator) {
    let at = Int.random(in: 0..<bytes.count, using: &generator)
    let length = Int.random(in: 1...16, using: &generator)
    let range = at..<min(bytes.count, at + length)
    switch Int.random(in: 0..<7, using: &generator) {
    case 0, 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 2: bytes[at] = UInt8.random(in: 0...255, using: &generator)
    case 3:
      for i in range { bytes[i] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0 }
    case 4: bytes.removeSubrange(range)
    case 5: bytes.insert(contentsOf: bytes[range], at: at)
    default: bytes.removeSubrange(max(1, at)...)
    }
    if bytes.isEmpty { bytes = [0] }
  }
  return bytes
}
