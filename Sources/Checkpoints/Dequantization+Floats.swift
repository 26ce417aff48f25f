import Glibc

/// The value of an IEEE 754 half-precision pattern, exact for all 65,536 of them.
///
/// The language's own conversion is a library call, thirty times slower in a loop. Here the exponent is
/// corrected by a multiplication with 2^112, which also normalizes subnormals; infinities and NaNs,
/// whose exponent a multiplication would spoil, keep their payload.
@inline(__always)
func widenedHalf(_ pattern: UInt16) -> Float {
  let shifted = UInt32(pattern & 0x7FFF) << 13
  let finite = (Float(bitPattern: shifted) * Float(bitPattern: 0x7780_0000)).bitPattern
  let isFinite = pattern & 0x7C00 != 0x7C00
  let magnitude = isFinite ? finite : shifted | 0x7F80_0000
  return Float(bitPattern: magnitude | UInt32(pattern & 0x8000) << 16)
}

/// The half-precision number at `offset`.
@inline(__always)
@unsafe func half(_ block: UnsafeRawPointer, at offset: Int) -> Float {
  unsafe widenedHalf(
    UInt16(littleEndian: block.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
}

/// The byte at `offset`.
@inline(__always)
@unsafe func byte(_ block: UnsafeRawPointer, at offset: Int) -> UInt8 {
  unsafe block.load(fromByteOffset: offset, as: UInt8.self)
}

@unsafe func copyFloat32(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  unsafe memcpy(output, source, count * 4)
}

@unsafe func widenFloat16(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for i in 0..<count { unsafe output[i] = half(source, at: 2 * i) }
}

@unsafe func widenBFloat16(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for i in 0..<count {
    let pattern = unsafe source.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)
    unsafe output[i] = Float(bitPattern: UInt32(pattern) << 16)
  }
}

@unsafe func widenFloat64(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for i in 0..<count {
    unsafe output[i] = Float(source.loadUnaligned(fromByteOffset: 8 * i, as: Double.self))
  }
}
