// Blocks of 256 elements ("K-quants"). Sub-blocks of 16 or 32 elements have small integer scales of
// their own, which the block's half-precision scale multiplies first.

/// Block: 16 bytes (scale in the low four bits, minimum in the high), 64 bytes, d and dmin (halves).
/// Element: (d · scale) · q − (dmin · minimum).
@unsafe func widenQ2K(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 84 * index
    let d = unsafe half(block, at: 80)
    let dmin = unsafe half(block, at: 82)
    for sub in 0..<16 {
      let packed = unsafe byte(block, at: sub)
      let scale = d * Float(packed & 15)
      let minimum = dmin * Float(packed >> 4)
      let shift = UInt8(sub / 2 % 4 * 2)
      let from = unsafe block + 16 + sub / 8 * 32 + sub % 2 * 16
      let out = unsafe output + 256 * index + 16 * sub
      for j in 0..<16 { unsafe out[j] = scale * Float(byte(from, at: j) &>> shift & 3) - minimum }
    }
  }
}

/// Block: third bits (32 bytes), 64 bytes, 16 scales of 6 bits (12 bytes), d (half).
/// Element: (d · (scale − 32)) · (q − (4 where the third bit is clear)).
@unsafe func widenQ3K(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 110 * index
    let d = unsafe half(block, at: 108)
    for sub in 0..<16 {
      let scale = unsafe d * Float(scaleOfQ3K(block + 96, sub))
      let shift = UInt8(sub / 2 % 4 * 2)
      let bit = UInt8(sub / 2)
      let from = unsafe block + 32 + sub / 8 * 32 + sub % 2 * 16
      let high = unsafe block + sub % 2 * 16
      let out = unsafe output + 256 * index + 16 * sub
      for j in 0..<16 {
        let low = unsafe Int32(byte(from, at: j) &>> shift & 3)
        let third = unsafe Int32(byte(high, at: j) &>> bit & 1)
        unsafe out[j] = scale * Float(low + third * 4 - 4)
      }
    }
  }
}

/// The scale of sub-block `sub`: four low bits in the first eight bytes, two high bits in the last four.
@inline(__always)
@unsafe private func scaleOfQ3K(_ scales: UnsafeRawPointer, _ sub: Int) -> Int32 {
  let low = unsafe byte(scales, at: sub % 8) &>> UInt8(sub / 8 * 4) & 15
  let high = unsafe byte(scales, at: 8 + sub % 4) &>> UInt8(sub / 4 * 2) & 3
  return Int32(low | high << 4) - 32
}

/// Block: d and dmin (halves), 8 scales and minima of 6 bits (12 bytes), 128 bytes.
/// Element: (d · scale) · q − (dmin · minimum).
@unsafe func widenQ4K(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 144 * index
    let d = unsafe half(block, at: 0)
    let dmin = unsafe half(block, at: 2)
    for sub in 0..<8 {
      let packed = unsafe scaleAndMinimum(block + 4, sub)
      let scale = d * Float(packed.scale)
      let minimum = dmin * Float(packed.minimum)
      let shift = UInt8(sub % 2 * 4)
      let from = unsafe block + 16 + sub / 2 * 32
      let out = unsafe output + 256 * index + 32 * sub
      for j in 0..<32 { unsafe out[j] = scale * Float(byte(from, at: j) &>> shift & 15) - minimum }
    }
  }
}

/// Block: as Q4_K, with 32 bytes of fifth bits before the 128 bytes.
@unsafe func widenQ5K(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 176 * index
    let d = unsafe half(block, at: 0)
    let dmin = unsafe half(block, at: 2)
    let high = unsafe block + 16
    for sub in 0..<8 {
      let packed = unsafe scaleAndMinimum(block + 4, sub)
      let scale = d * Float(packed.scale)
      let minimum = dmin * Float(packed.minimum)
      let shift = UInt8(sub % 2 * 4)
      let from = unsafe block + 48 + sub / 2 * 32
      let out = unsafe output + 256 * index + 32 * sub
      for j in 0..<32 {
        let low = unsafe byte(from, at: j) &>> shift & 15
        let fifth = unsafe byte(high, at: j) &>> UInt8(sub) & 1
        unsafe out[j] = scale * Float(low | fifth << 4) - minimum
      }
    }
  }
}

/// Scale and minimum of sub-block `sub` of Q4_K and Q5_K: for the first four the low six bits of a byte
/// each; for the last four, four bits of the third group of bytes and the spare two of the first ones.
@inline(__always)
@unsafe private func scaleAndMinimum(
  _ scales: UnsafeRawPointer, _ sub: Int
) -> (scale: UInt8, minimum: UInt8) {
  let i = sub % 4
  let first = unsafe byte(scales, at: i)
  let second = unsafe byte(scales, at: 4 + i)
  guard sub >= 4 else { return (first & 63, second & 63) }
  let third = unsafe byte(scales, at: 8 + i)
  return (third & 15 | first >> 2 & 48, third >> 4 | second >> 2 & 48)
}

/// Block: low four bits (128 bytes), high two (64 bytes), 16 scales (signed bytes), d (half).
/// Element: (d · scale) · (q − 32).
@unsafe func widenQ6K(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 210 * index
    let d = unsafe half(block, at: 208)
    for sub in 0..<16 {
      let scale = unsafe d * Float(Int8(bitPattern: byte(block, at: 192 + sub)))
      let quarter = sub / 2 % 4
      let column = sub % 2 * 16
      let low = unsafe block + sub / 8 * 64 + quarter % 2 * 32 + column
      let high = unsafe block + 128 + sub / 8 * 32 + column
      let out = unsafe output + 256 * index + 16 * sub
      for j in 0..<16 {
        let four = unsafe byte(low, at: j) &>> UInt8(quarter / 2 * 4) & 15
        let two = unsafe byte(high, at: j) &>> UInt8(quarter * 2) & 3
        unsafe out[j] = scale * Float(Int32(four | two << 4) - 32)
      }
    }
  }
}
