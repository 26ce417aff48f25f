// Blocks of 32 elements. The low four bits of byte j belong to element j, the high four to element
// j + 16. A fifth bit, where there is one, is bit j of a 32-bit word.

/// Block: scale (half), 16 bytes. Element: d · (q − 8).
@unsafe func widenQ4_0(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 18 * index
    let out = unsafe output + 32 * index
    let d = unsafe half(block, at: 0)
    for j in 0..<16 {
      let q = unsafe byte(block, at: 2 + j)
      unsafe out[j] = d * Float(Int32(q & 15) - 8)
      unsafe out[j + 16] = d * Float(Int32(q >> 4) - 8)
    }
  }
}

/// Block: scale and minimum (halves), 16 bytes. Element: d · q + m.
@unsafe func widenQ4_1(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 20 * index
    let out = unsafe output + 32 * index
    let d = unsafe half(block, at: 0)
    let m = unsafe half(block, at: 2)
    for j in 0..<16 {
      let q = unsafe byte(block, at: 4 + j)
      unsafe out[j] = d * Float(q & 15) + m
      unsafe out[j + 16] = d * Float(q >> 4) + m
    }
  }
}

/// Block: scale (half), fifth bits, 16 bytes. Element: d · (q − 16).
@unsafe func widenQ5_0(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 22 * index
    let out = unsafe output + 32 * index
    let d = unsafe half(block, at: 0)
    let high = unsafe block.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
    for j in 0..<16 {
      let q = unsafe UInt32(byte(block, at: 6 + j))
      let low = q & 15 | (high &>> UInt32(j) & 1) << 4
      let upper = q >> 4 | (high &>> UInt32(j + 16) & 1) << 4
      unsafe out[j] = d * Float(Int32(bitPattern: low) - 16)
      unsafe out[j + 16] = d * Float(Int32(bitPattern: upper) - 16)
    }
  }
}

/// Block: scale and minimum (halves), fifth bits, 16 bytes. Element: d · q + m.
@unsafe func widenQ5_1(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 24 * index
    let out = unsafe output + 32 * index
    let d = unsafe half(block, at: 0)
    let m = unsafe half(block, at: 2)
    let high = unsafe block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    for j in 0..<16 {
      let q = unsafe UInt32(byte(block, at: 8 + j))
      let low = q & 15 | (high &>> UInt32(j) & 1) << 4
      let upper = q >> 4 | (high &>> UInt32(j + 16) & 1) << 4
      unsafe out[j] = d * Float(Int32(bitPattern: low)) + m
      unsafe out[j + 16] = d * Float(Int32(bitPattern: upper)) + m
    }
  }
}

/// Block: scale (half), 32 signed bytes. Element: q · d.
@unsafe func widenQ8_0(
  _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    let block = unsafe source + 34 * index
    let out = unsafe output + 32 * index
    let d = unsafe half(block, at: 0)
    for j in 0..<32 {
      unsafe out[j] = Float(Int8(bitPattern: byte(block, at: 2 + j))) * d
    }
  }
}
