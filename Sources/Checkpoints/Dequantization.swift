/// A function that widens blocks to single precision, and what it needs to know of their layout.
///
/// Each gives, bit for bit, what `gguf.quants.dequantize` of the `gguf` Python package gives: every
/// product and sum is rounded on its own, in the order written there.
@safe struct WideningKernel {
  typealias Blocks = (UnsafeRawPointer, _ count: Int, UnsafeMutablePointer<Float>) -> Void

  let layout: BlockLayout
  private let blocks: Blocks

  init(_ layout: BlockLayout, _ blocks: @escaping Blocks) {
    self.layout = layout
    unsafe self.blocks = unsafe blocks
  }

  /// Widens whole blocks.
  ///
  /// - Parameters:
  ///   - source: Whole blocks, at any address.
  ///   - output: As many elements as the blocks hold; traps on any other number.
  @unsafe func widen(
    _ source: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      layout.byteCount(elements: output.count) == source.count,
      "\(source.count) bytes do not hold \(output.count) elements")
    guard let from = source.baseAddress, let to = output.baseAddress else { return }
    unsafe blocks(from, output.count / layout.elements, to)
  }
}

extension ElementType {
  /// The kernel of a readable type; `nil` for `.other`.
  var kernel: WideningKernel? {
    switch self {
    case .float64: unsafe WideningKernel(.blocks(of: 1, bytes: 8), widenFloat64)
    case .float32: unsafe WideningKernel(.blocks(of: 1, bytes: 4), copyFloat32)
    case .float16: unsafe WideningKernel(.blocks(of: 1, bytes: 2), widenFloat16)
    case .bfloat16: unsafe WideningKernel(.blocks(of: 1, bytes: 2), widenBFloat16)
    case .q4_0: unsafe WideningKernel(.blocks(of: 32, bytes: 18), widenQ4_0)
    case .q4_1: unsafe WideningKernel(.blocks(of: 32, bytes: 20), widenQ4_1)
    case .q5_0: unsafe WideningKernel(.blocks(of: 32, bytes: 22), widenQ5_0)
    case .q5_1: unsafe WideningKernel(.blocks(of: 32, bytes: 24), widenQ5_1)
    case .q8_0: unsafe WideningKernel(.blocks(of: 32, bytes: 34), widenQ8_0)
    case .q2K: unsafe WideningKernel(.blocks(of: 256, bytes: 84), widenQ2K)
    case .q3K: unsafe WideningKernel(.blocks(of: 256, bytes: 110), widenQ3K)
    case .q4K: unsafe WideningKernel(.blocks(of: 256, bytes: 144), widenQ4K)
    case .q5K: unsafe WideningKernel(.blocks(of: 256, bytes: 176), widenQ5K)
    case .q6K: unsafe WideningKernel(.blocks(of: 256, bytes: 210), widenQ6K)
    case .other: nil
    }
  }
}
