import Diagnostics
import Glibc

/// What to do about a file whose bytes are wrong.
private let downloadAgain = "The file is damaged or was cut short; download it again."

// MARK: - Files

extension Problem {
  static func cannotOpen(_ path: String, _ code: Int32) -> Problem {
    let place = Place(file: path)
    switch code {
    case ENOENT, ENOTDIR:
      return Problem("There is no file '\(path)'.", at: place, remedy: "Check the path.")
    case EACCES, EPERM:
      return Problem(
        "The file '\(path)' may not be read.", at: place, remedy: "Grant read permission to it.")
    default:
      let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
      return Problem(
        "The file '\(path)' cannot be opened.", at: place, remedy: "Check the path and the disk.",
        cause: reason)
    }
  }

  static func notAFile(_ path: String, isDirectory: Bool) -> Problem {
    Problem(
      "'\(path)' is not a file.", at: Place(file: path), expected: "a regular file",
      found: isDirectory ? "a folder" : "a device or pipe",
      remedy: "Name a file\(isDirectory ? " inside it" : "").")
  }

  static func emptyFile(_ path: String) -> Problem {
    Problem("The file '\(path)' is empty.", at: Place(file: path), remedy: downloadAgain)
  }

  static func cutShort(_ what: String, needed: UInt64, remaining: Int, at place: Place) -> Problem {
    Problem(
      "The file ends inside \(what).", at: place, expected: count(needed, "byte"),
      found: count(UInt64(remaining), "byte"), remedy: downloadAgain)
  }

  static func notUTF8(_ what: String, at place: Place) -> Problem {
    Problem("\(capitalized(what)) is not valid UTF-8.", at: place, remedy: downloadAgain)
  }

  private static func count(_ number: UInt64, _ thing: String) -> String {
    number == 1 ? "1 \(thing)" : "\(number) \(thing)s"
  }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}

// MARK: - GGUF

extension Problem {
  static func notGGUF(_ magic: UInt32, at place: Place) -> Problem {
    let bytes = (0..<4).map { String(magic >> (8 * $0) & 0xFF, radix: 16) }
    return Problem(
      "This is not a GGUF file.", at: place, expected: "the bytes 47 47 55 46 ('GGUF')",
      found: "the bytes \(bytes.map { $0.count == 1 ? "0" + $0 : $0 }.joined(separator: " "))",
      remedy: "Name a GGUF file, or a folder with config.json and model.safetensors.")
  }

  static func firstGGUFVersion(at place: Place) -> Problem {
    Problem(
      "GGUF version 1 is not supported.", at: place, expected: "version 2 or 3",
      found: "version 1", remedy: "Convert the model anew with a current converter.")
  }

  static func unknownGGUFVersion(_ version: UInt32, at place: Place) -> Problem {
    Problem(
      "GGUF version \(version) is not known.", at: place, expected: "version 2 or 3",
      found: "version \(version)", remedy: downloadAgain)
  }

  static func bigEndianGGUF(at place: Place) -> Problem {
    Problem(
      "This GGUF file is big-endian.", at: place, expected: "a little-endian file",
      found: "a version number with its bytes reversed",
      remedy: "Convert it with gguf-convert-endian, or download the little-endian file.")
  }

  static func tooMany(
    _ things: String, _ count: UInt64, remaining: Int, at place: Place
  ) -> Problem {
    Problem(
      "The file is too short for the number of \(things).", at: place, expected: "\(count)",
      found: Problem.count(UInt64(remaining), "byte") + " left in the file", remedy: downloadAgain)
  }

  static func unknownValueType(_ type: UInt32, key: String, at place: Place) -> Problem {
    Problem(
      "The value of '\(key)' is of an unknown type.", at: place, expected: "a type from 0 to 12",
      found: "\(type)", remedy: downloadAgain)
  }

  static func invalidFlag(_ byte: UInt8, key: String, at place: Place) -> Problem {
    Problem(
      "The value of '\(key)' is neither true nor false.", at: place, expected: "0 or 1",
      found: "\(byte)", remedy: downloadAgain)
  }

  static func nestedTooDeep(_ key: String, levels: Int, at place: Place) -> Problem {
    Problem(
      "The arrays of '\(key)' are nested too deep.", at: place,
      expected: "at most \(levels) levels",
      remedy: downloadAgain)
  }

  static func longArray(_ key: String, _ count: Int, limit: Int, at place: Place) -> Problem {
    Problem(
      "The array of '\(key)' is too long.", at: place, expected: "at most \(limit) elements",
      found: "\(count)", remedy: downloadAgain)
  }

  static func duplicateKey(_ key: String, at place: Place) -> Problem {
    Problem("The metadata key '\(key)' stands twice.", at: place, remedy: downloadAgain)
  }

  static func invalidAlignment(_ value: GGUFValue, at place: Place) -> Problem {
    Problem(
      "'general.alignment' is not an alignment.", at: place,
      expected: "a power of two as an unsigned integer of 32 bits",
      found: value.integer.map(String.init) ?? "another kind of value", remedy: downloadAgain)
  }

  static func tooManyDimensions(_ rank: UInt32, at place: Place) -> Problem {
    Problem(
      "\(tensor(place)) has too many dimensions.", at: place, expected: "at most 4",
      found: "\(rank)", remedy: downloadAgain)
  }

  static func unsupportedQuantization(_ type: String, at place: Place) -> Problem {
    Problem(
      "\(tensor(place)) is of the unsupported type \(type).", at: place,
      expected: "one of \(ElementType.readableNames)", found: type,
      remedy: "Download the model in another quantization, such as Q4_K_M or Q8_0.")
  }

  static func brokenRow(
    _ type: ElementType, rowLength: Int, layout: BlockLayout, at place: Place
  ) -> Problem {
    Problem(
      "The rows of \(tensor(place, capital: false)) are not whole blocks of \(type.name).",
      at: place,
      expected: "rows of a multiple of \(layout.elements) elements", found: "rows of \(rowLength)",
      remedy: downloadAgain)
  }

  static func splitGGUF(parts: Int, at place: Place) -> Problem {
    Problem(
      "This file is one of \(parts) parts of a model.", at: place, expected: "a whole model",
      found: "'split.count' of \(parts)", remedy: "Join the parts with gguf-split --merge.")
  }
}

// MARK: - Tensors of both formats

extension Problem {
  /// The tensor of a place at the beginning of a sentence, or within one.
  private static func tensor(_ place: Place, capital: Bool = true) -> String {
    "\(capital ? "T" : "t")ensor '\(place.tensor ?? "")'"
  }

  static func spelled<Length: BinaryInteger>(_ shape: [Length]) -> String {
    "[" + shape.map { "\($0)" }.joined(separator: ", ") + "]"
  }

  static func duplicateTensor(_ name: String, at place: Place) -> Problem {
    Problem("Tensor '\(name)' stands twice.", at: place, remedy: downloadAgain)
  }

  static func hugeTensor<Length: BinaryInteger>(_ shape: [Length], at place: Place) -> Problem {
    Problem(
      "The shape of \(tensor(place, capital: false)) is impossible.", at: place,
      expected: "a number of bytes that a computer can address", found: spelled(shape),
      remedy: downloadAgain)
  }

  static func misplacedTensor(
    _ name: String, expected: Int, found: UInt64, at place: Place
  ) -> Problem {
    Problem(
      "Tensor '\(name)' does not begin where the one before it ends.", at: place,
      expected: "offset \(expected) in the data", found: "offset \(found)", remedy: downloadAgain)
  }

  static func dataPastEnd<Length: BinaryInteger>(
    _ name: String, needed: Length, available: Int, at place: Place
  ) -> Problem {
    Problem(
      "Tensor '\(name)' runs past the end of the file.", at: place,
      expected: count(UInt64(needed), "byte"), found: count(UInt64(available), "byte"),
      remedy: downloadAgain)
  }

  static func uncoveredBytes(_ bytes: Int, at place: Place) -> Problem {
    Problem(
      "The file goes on after its last tensor.", at: place, expected: "no more bytes",
      found: count(UInt64(bytes), "byte"), remedy: downloadAgain)
  }

  static func unreadableElements(_ info: TensorInfo) -> Problem {
    Problem(
      "Tensor '\(info.name)' of type \(info.elementType.name) cannot be read as numbers.",
      at: info.place, expected: "one of \(ElementType.readableNames)", found: info.elementType.name,
      remedy: "Take the model in one of these types.")
  }

  static func noTensor(_ name: String, among names: [String], in file: String) -> Problem {
    Problem(
      "There is no tensor '\(name)'.", at: Place(file: file),
      remedy: nearestSpelling(of: name, among: names).map { "Did you mean '\($0)'?" }
        ?? "Use one of the \(names.count) names of the file.")
  }
}

// MARK: - Safetensors

extension Problem {
  static func longHeader(_ length: UInt64, limit: UInt64, at place: Place) -> Problem {
    Problem(
      "The header of the safetensors file is too long.", at: place,
      expected: "at most \(limit) bytes", found: "\(length) bytes", remedy: downloadAgain)
  }

  static func noHeader(at place: Place) -> Problem {
    Problem(
      "This is not a safetensors file.", at: place, expected: "a header that begins with '{'",
      remedy: "Name a safetensors file, a folder with config.json, or a GGUF file.")
  }

  static func wrongKind(_ expected: String, _ found: String, at place: Place) -> Problem {
    Problem(
      "The header of the safetensors file has a value of the wrong kind.", at: place,
      expected: expected, found: found, remedy: downloadAgain)
  }

  static func missingField(_ key: String, kind: String, at place: Place) -> Problem {
    Problem(
      "The header says nothing of '\(key)' of \(tensor(place, capital: false)).", at: place,
      expected: "an object with dtype, shape and data_offsets", found: kind,
      remedy: downloadAgain)
  }

  static func unknownDataType(_ name: String, at place: Place) -> Problem {
    Problem(
      "\(tensor(place)) is of the unknown type '\(name)'.", at: place,
      expected: "a type of the safetensors format, such as F32 or BF16", found: name,
      remedy: downloadAgain)
  }

  static func invalidOffsets(_ offsets: [UInt64], at place: Place) -> Problem {
    Problem(
      "The data_offsets of \(tensor(place, capital: false)) are no range.", at: place,
      expected: "a beginning and an end not before it", found: spelled(offsets),
      remedy: downloadAgain)
  }

  static func wrongByteCount(
    _ type: ElementType, shape: [Int], expected: Int, found: UInt64, at place: Place
  ) -> Problem {
    Problem(
      "The data_offsets of \(tensor(place, capital: false)) do not fit its shape.", at: place,
      expected: "\(count(UInt64(expected), "byte")) for \(type.name) \(spelled(shape))",
      found: count(found, "byte"), remedy: downloadAgain)
  }

  static func noWeightMap(at place: Place) -> Problem {
    Problem(
      "The index names no tensors.", at: place,
      expected: "an object 'weight_map' from names of tensors to names of files",
      remedy: downloadAgain)
  }

  static func invalidShardName(_ found: String, at place: Place) -> Problem {
    Problem(
      "The index names no file beside it.", at: place,
      expected: "the bare name of a file", found: found, remedy: downloadAgain)
  }

  static func indexDisagrees(
    _ name: String, mapped: String, holds: String?, at place: Place
  ) -> Problem {
    Problem(
      "The index and the shards disagree about tensor '\(name)'.", at: place,
      expected: "it in '\(mapped)' alone",
      found: holds.map { "it in '\($0)' too" } ?? "no such tensor there",
      remedy: "Download the index and all shards again.")
  }
}

// MARK: - Models

extension Problem {
  static func noModel(_ path: String) -> Problem {
    Problem(
      "There is no model in '\(path)'.", at: Place(file: path),
      expected:
        "a GGUF file, a .safetensors file, or a folder with model.safetensors"
        + " or model.safetensors.index.json",
      remedy: "Check the path.")
  }

  static func noConfiguration(_ path: String) -> Problem {
    Problem(
      "There is no file '\(path)'.", at: Place(file: path),
      expected: "the model's configuration beside its weights",
      remedy: "Put the model's config.json there.")
  }

  static func missingSetting(_ key: String, at place: Place, remedy: String) -> Problem {
    Problem("The configuration says nothing of '\(key)'.", at: place, remedy: remedy)
  }

  static func wrongSetting(
    _ key: String, expected: String, found: String?, at place: Place, remedy: String
  ) -> Problem {
    Problem(
      "The value of '\(key)' makes no sense.", at: place, expected: expected, found: found,
      remedy: remedy)
  }
}
