/// The words number `number` of many streams.
func drawWords(_ number: UInt64, keys: [UInt64], into words: inout [UInt64]) {
  precondition(keys.count == words.count, "\(words.count) words of \(keys.count) streams")
  let offset = (number &+ 1) &* CounterBits.stride
  let keys = keys.span
  var words = words.mutableSpan
  for k in 0..<keys.count {
    unsafe words[unchecked: k] = CounterBits.mixed(keys[unchecked: k] &+ offset)
  }
}

/// Whether a value of a range is not zero.
func hasValue(_ values: [Float], _ range: Range<Int>) -> Bool {
  let row = values.span.extracting(range)
  var bits: UInt32 = 0
  for i in 0..<row.count { unsafe bits |= row[unchecked: i].bitPattern << 1 }
  return bits != 0
}

/// All signed sums of eight values: entry b adds value i where bit i of b is 1 and subtracts it where it
/// is 0.
///
/// - Parameters:
///   - values: At most eight; zeros stand for the rest.
///   - start: Where the 256 entries begin.
///   - tables: Overwritten there.
func tabulate(_ values: [Float], at start: Int, of tables: inout [Float]) {
  var table = tables.mutableSpan
  precondition(values.count <= 8 && start + 256 <= table.count, "a table from \(start)")
  let head = values.first ?? 0
  table[start] = -head
  table[start + 1] = head
  for bit in 1..<8 {
    let (size, value) = (1 << bit, bit < values.count ? values[bit] : 0)
    for entry in start..<start &+ size {
      let sum = unsafe table[unchecked: entry]
      unsafe table[unchecked: entry &+ size] = sum + value
      unsafe table[unchecked: entry] = sum - value
    }
  }
}

/// The same for four examples at once.
func tabulate(_ values: [SIMD4<Float>], at start: Int, of tables: inout [SIMD4<Float>]) {
  var table = tables.mutableSpan
  precondition(values.count <= 8 && start + 256 <= table.count, "a table from \(start)")
  let head = values.first ?? .zero
  table[start] = -head
  table[start + 1] = head
  for bit in 1..<8 {
    let (size, value) = (1 << bit, bit < values.count ? values[bit] : .zero)
    for entry in start..<start &+ size {
      let sum = unsafe table[unchecked: entry]
      unsafe table[unchecked: entry &+ size] = sum + value
      unsafe table[unchecked: entry] = sum - value
    }
  }
}

/// Adds to each sum the four entries that 32 bits of its word name.
///
/// - Parameters:
///   - words: [n].
///   - shift: Where the 32 bits begin, 0 or 32.
///   - tables: [4, 256].
///   - sums: Those of the words are [n] from `start`.
///   - start: See `sums`.
func addNamedSums(
  _ words: [UInt64], shift: UInt64, _ tables: [SIMD4<Float>], to sums: inout [SIMD4<Float>],
  start: Int
) {
  let (words, tables) = (words.span, tables.span)
  var sums = sums.mutableSpan
  precondition(tables.count == 1024 && start + words.count <= sums.count, "sums from \(start)")
  for k in 0..<words.count {
    let word = unsafe words[unchecked: k] &>> shift
    let a = unsafe tables[unchecked: Int(truncatingIfNeeded: word & 255)]
    let b = unsafe tables[unchecked: 256 &+ Int(truncatingIfNeeded: word &>> 8 & 255)]
    let c = unsafe tables[unchecked: 512 &+ Int(truncatingIfNeeded: word &>> 16 & 255)]
    let d = unsafe tables[unchecked: 768 &+ Int(truncatingIfNeeded: word &>> 24 & 255)]
    unsafe sums[unchecked: start &+ k] += (a + b) + (c + d)
  }
}

/// Adds to the first lane of each sum the eight entries that its word names, in the order in which the
/// function above would, so that an example's sums do not depend on its company.
///
/// - Parameters:
///   - words: [n].
///   - tables: [8, 256].
///   - sums: Those of the words are [n] from `start`.
///   - start: See `sums`.
func addNamedSums(
  _ words: [UInt64], _ tables: [Float], to sums: inout [SIMD4<Float>], start: Int
) {
  let (words, tables) = (words.span, tables.span)
  var sums = sums.mutableSpan
  precondition(tables.count == 2048 && start + words.count <= sums.count, "sums from \(start)")
  @inline(__always) func entry(_ byte: Int, _ word: UInt64) -> Float {
    let bits = Int(truncatingIfNeeded: word &>> UInt64(byte &* 8) & 255)
    return unsafe tables[unchecked: byte &* 256 &+ bits]
  }
  for k in 0..<words.count {
    let word = unsafe words[unchecked: k]
    var sum = unsafe sums[unchecked: start &+ k][0]
    sum += (entry(0, word) + entry(1, word)) + (entry(2, word) + entry(3, word))
    sum += (entry(4, word) + entry(5, word)) + (entry(6, word) + entry(7, word))
    unsafe sums[unchecked: start &+ k][0] = sum
  }
}
