/// A row as a datastore keeps it: codes, and the factor that makes them a row of length 1.
///
/// The factor is the reciprocal of the codes' own norm rather than of the row's, so that rounding does
/// not shorten a row: code · scale has norm 1 to single precision in either encoding.
struct EncodedRow {
  /// The codes, little-endian.
  let bytes: [UInt8]
  /// The factor of the codes; 0 for a row of zeros.
  let scale: Float
  /// The norm of the row before; 0 for a row that is not finite.
  let norm: Float
  /// Whether every number was finite.
  let isFinite: Bool

  /// Encodes one row.
  init(_ row: Span<Float>, as encoding: RowEncoding) {
    var (squares, largest) = (0.0, Float(0))
    for i in 0..<row.count {
      let value = unsafe row[unchecked: i]
      squares += Double(value) * Double(value)
      largest = max(largest, abs(value))
    }
    isFinite = squares.isFinite
    norm = isFinite ? Float(squares.squareRoot()) : 0
    guard isFinite, squares > 0 else {
      bytes = Array(repeating: 0, count: row.count * encoding.width)
      scale = 0
      return
    }
    switch encoding {
    case .float16:
      // A root mean square of 1 keeps all but the tiniest numbers clear of the subnormal halves.
      let factor = (Double(row.count) / squares).squareRoot()
      (bytes, scale) = Self.halves(row, factor)
    case .int8: (bytes, scale) = Self.integers(row, 127 / Double(largest))
    }
  }

  private static func halves(_ row: Span<Float>, _ factor: Double) -> ([UInt8], Float) {
    var squares = 0.0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(row.count * 2)
    for i in 0..<row.count {
      // Half precision ends at 65504, which one number reaches only in a row of 2³² zeros beside it.
      let code = Float16(Float(Double(row[i]) * factor))
      squares += Double(code) * Double(code)
      bytes.append(UInt8(truncatingIfNeeded: code.bitPattern))
      bytes.append(UInt8(truncatingIfNeeded: code.bitPattern >> 8))
    }
    return (bytes, Float(1 / squares.squareRoot()))
  }

  private static func integers(_ row: Span<Float>, _ factor: Double) -> ([UInt8], Float) {
    var squares = 0.0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(row.count)
    for i in 0..<row.count {
      let code = (Double(row[i]) * factor).rounded()
      squares += code * code
      bytes.append(UInt8(bitPattern: Int8(code)))
    }
    return (bytes, Float(1 / squares.squareRoot()))
  }
}
