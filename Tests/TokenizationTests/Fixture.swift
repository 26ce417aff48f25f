import Foundation
import JSONTree
import Testing

@testable import Tokenization

/// The files that Tests/Oracles/tokenization.py wrote.
enum Fixture {
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures"))
    return Array(try Data(contentsOf: url))
  }

  static func json(_ name: String) throws -> JSONValue {
    try JSONDocument(bytes(name), file: name).root.value
  }

  /// The lines of varied text.
  static func corpus() throws -> [[UInt8]] {
    var reader = NumberReader(try bytes("corpus.bin"))
    var lines: [[UInt8]] = []
    while !reader.isAtEnd {
      let count = reader.next()
      lines.append(reader.take(count))
    }
    return lines
  }

  /// What the oracle says about each line for one family.
  static func expectations(_ family: String) throws -> [Expectation] {
    var reader = NumberReader(try bytes("\(family).bin"))
    var result: [Expectation] = []
    while !reader.isAtEnd {
      let replacements = reader.next()
      let count = reader.next()
      let ids = (0..<count).map { _ in Int32(reader.next()) }
      result.append(
        Expectation(replacements: replacements, ids: ids, checksum: UInt32(reader.next())))
    }
    return result
  }

  /// The vocabulary of a tokenizer.json as a GGUF file would hold it.
  static func gguf(_ file: JSONValue, preTokenizer: String) throws -> GGUFVocabulary {
    let members = try #require(file["model"]?["vocab"]?.members)
    let added = try #require(file["added_tokens"]?.array)
    var tokens = [String](repeating: "", count: members.count)
    var types = [Int](repeating: 1, count: members.count)
    for member in members { tokens[try #require(member.value.integer)] = member.key }
    for token in added {
      let id = try #require(token["id"]?.integer)
      let content = try #require(token["content"]?.string)
      let type = token["special"]?.bool == true ? 3 : 4
      if id == tokens.count {
        tokens.append(content)
        types.append(type)
      } else {
        types[id] = type
      }
    }
    let merges = try #require(file["model"]?["merges"]?.array).map { pair in
      try #require(pair.array).compactMap(\.string).joined(separator: " ")
    }
    return GGUFVocabulary(
      tokens: tokens, merges: merges, tokenTypes: types, preTokenizer: preTokenizer, beginning: 0,
      end: 2, unknown: 0, addsBeginning: preTokenizer == "llama-bpe")
  }

  /// The oracle's checksum of ranges; odd, so that 0 can mean none.
  static func checksum(_ ranges: [Range<Int>]) -> UInt32 {
    var value: UInt32 = 0x811C_9DC5
    for range in ranges {
      for bound in [range.lowerBound, range.upperBound] {
        value = (value ^ UInt32(bound)) &* 0x0100_0193
      }
    }
    return value | 1
  }
}

struct Expectation {
  let replacements: Int
  let ids: [Int32]
  /// 0 where ranges are not to be compared.
  let checksum: UInt32
}

/// Reads LEB128 numbers.
private struct NumberReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func next() -> Int {
    var value = 0
    var shift = 0
    while true {
      let byte = bytes[position]
      position += 1
      value |= Int(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { return value }
    }
  }

  mutating func take(_ count: Int) -> [UInt8] {
    defer { position += count }
    return Array(bytes[position..<position + count])
  }
}
