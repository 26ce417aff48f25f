import Diagnostics
import Foundation

/// Reads a file line by line, so that its size does not matter.
struct LineReader {
  /// The number of the line read last, from 1.
  private(set) var number = 0
  private let path: String
  private let handle: FileHandle
  private var chunk: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private static let chunkSize = 1 << 20

  init(_ path: String) throws {
    self.path = path
    handle = try FileBytes.open(path, noun: "data")
  }

  /// The next line without its line break, or `nil` at the end. A byte order mark is left to the parser.
  mutating func next() throws -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      let rest = chunk[position...]
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line.append(contentsOf: rest[..<end])
        position = end + 1
        number += 1
        return line
      }
      line.append(contentsOf: rest)
      if isAtEnd {
        position = chunk.count
        guard !line.isEmpty else { return nil }
        number += 1
        return line
      }
      try fill()
    }
  }

  private mutating func fill() throws {
    do {
      chunk = Array(try handle.read(upToCount: Self.chunkSize) ?? Data())
    } catch {
      throw Problem.unreadable(path, noun: "data", error)
    }
    position = 0
    isAtEnd = chunk.isEmpty
  }
}

/// Finds the line of a byte offset without going through the text each time.
struct LineNumbers {
  private let starts: [Int]

  init(of bytes: [UInt8]) {
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    self.starts = starts
  }

  func place(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - starts[low] + 1)
  }
}
