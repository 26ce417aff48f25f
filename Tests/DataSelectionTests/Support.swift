import DataSelection
import Foundation
import JSONTree
import Tensors
import Testing

/// The numbers that `Tests/Oracles/selection.py` wrote.
enum Oracle {
  static func document() throws -> JSONValue {
    let url = try #require(
      Bundle.module.url(forResource: "selection", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDocument(Array(Data(contentsOf: url))).root.value
  }
}

extension JSONValue {
  /// The numbers of an array.
  var doubles: [Double] { (array ?? []).compactMap(\.double) }
  /// The same in single precision.
  var floats: [Float] { doubles.map { Float($0) } }
  /// The strings of an array.
  var strings: [String] { (array ?? []).compactMap(\.string) }
  /// An array of equally long arrays of numbers.
  var matrix: Matrix<Float> {
    let rows = array ?? []
    return Matrix(
      rows: rows.count, columns: rows.first?.doubles.count ?? 0, values: rows.flatMap(\.floats))
  }
}

extension DatastoreIdentity {
  static let test = DatastoreIdentity(
    model: "tiny", checkpoint: "epoch 1", data: "some", direction: "gradient",
    projection: "rademacher 8, seed 0, version 1")
}
