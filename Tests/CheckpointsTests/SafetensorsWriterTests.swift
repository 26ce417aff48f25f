import Checkpoints
import Foundation
import TestSupport
import Testing

/// Files that we write, against the format and our own reader.
@Suite struct SafetensorsWriterTests {
  @Test func `A file is read back with its names, shapes, values and texts`() throws {
    var writer = SafetensorsWriter(metadata: [("format", "pt"), ("step", "7")])
    writer.append("b.weight", shape: [2, 3], [1, -2, .pi, 0.1, -0.0, .greatestFiniteMagnitude])
    writer.append("a", shape: [], [5])
    let folder = try TemporaryDirectory()
    try Data(writer.bytes).write(to: URL(filePath: folder.file("x.safetensors")))
    let file = try Safetensors(path: folder.file("x.safetensors"))
    #expect(file.tensorNames == ["a", "b.weight"])
    #expect(try file.info("b.weight").shape == [2, 3])
    #expect(try file.info("a").shape == [])
    #expect(
      try file.floats("b.weight").map(\.bitPattern)
        == [1, -2, Float.pi, 0.1, -0.0, .greatestFiniteMagnitude].map(\.bitPattern))
    #expect(file.metadata.map(\.key) == ["format", "step"])
    #expect(file.metadata.map(\.value) == ["pt", "7"])
  }

  @Test func `The bytes are those of the format`() {
    var writer = SafetensorsWriter(metadata: [])
    writer.append("x", shape: [1], [1])
    let header =
      #"{"__metadata__":{},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    #expect(
      writer.bytes == [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(padded.utf8)
        + [0, 0, 0x80, 0x3F])
  }
}
