/// Widens half-precision codes.
///
/// - Parameters:
///   - source: 2·n bytes, little-endian.
///   - count: n.
///   - target: [n].
@unsafe func widenHalves(
  _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Float>
) {
  for i in 0..<count {
    let pattern = unsafe source.loadUnaligned(fromByteOffset: 2 &* i, as: UInt16.self)
    // The exponent is corrected by a multiplication with 2¹¹², which also normalizes subnormals; the
    // language's own conversion is a library call. Codes are never infinite.
    let magnitude = Float(bitPattern: UInt32(pattern & 0x7FFF) &<< 13) * 0x1p112
    let sign = UInt32(pattern & 0x8000) &<< 16
    unsafe target[i] = Float(bitPattern: magnitude.bitPattern | sign)
  }
}

/// Widens whole numbers of one byte.
@unsafe func widenIntegers(
  _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Float>
) {
  for i in 0..<count {
    unsafe target[i] = Float(source.load(fromByteOffset: i, as: Int8.self))
  }
}
