import Foundation
public import Tensors

/// The turned dimensions' cosines and sines for each position, times the amplitude.
struct RotaryEmbedding<Element: Scalar>: Sendable {
  /// amplitude · cos(t·f_i), [positions, width / 2].
  let cosines: Matrix<Element>
  /// amplitude · sin(t·f_i), [positions, width / 2].
  let sines: Matrix<Element>

  /// Creates the tables for positions 0 to `positions` − 1.
  init(_ design: RotaryDesign, positions: Int) {
    var cosines = Matrix<Element>(unset: positions, design.frequencies.count)
    var sines = cosines
    for (i, frequency) in design.frequencies.enumerated() {
      for position in 0..<positions {
        let angle = Double(position) * frequency
        cosines[position, i] = Element(design.amplitude * cos(angle))
        sines[position, i] = Element(design.amplitude * sin(angle))
      }
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// Turns the first dimensions of each head of each row by its position.
  ///
  /// - Parameters:
  ///   - x: [T, heads · headSize]. Overwritten.
  ///   - headSize: The width of one head, at least that of the turned dimensions.
  ///   - segments: The rows of each text; positions count from the start of each.
  ///   - earlier: The position of the first row of each segment; `nil` where all are 0.
  ///   - transposed: Applies the transposed map, which is the gradient of turning.
  func rotate(
    _ x: inout Matrix<Element>, headSize: Int, segments: [Range<Int>], earlier: [Int]? = nil,
    transposed: Bool = false
  ) {
    precondition(2 * cosines.columns <= headSize, "\(cosines.columns) pairs turn in \(headSize)")
    for (index, rows) in segments.enumerated() {
      let first = earlier?[index] ?? 0
      precondition(
        first + rows.count <= cosines.rows,
        "\(first + rows.count) positions, \(cosines.rows) in tables")
      precondition(rows.upperBound <= x.rows, "rows \(rows) of \(x.rows)")
      rotateRows(
        &x, rows: rows, firstPosition: first, headSize: headSize, cosines: cosines, sines: sines,
        sign: transposed ? -1 : 1)
    }
  }
}

@specialized(where Element == Float)
@specialized(where Element == Double)
private func rotateRows<Element: Scalar>(
  _ matrix: inout Matrix<Element>, rows: Range<Int>, firstPosition: Int, headSize: Int,
  cosines: Matrix<Element>, sines: Matrix<Element>, sign: Element
) {
  let (columns, half) = (matrix.columns, cosines.columns)
  var x = matrix.values.mutableSpan
  let (cosines, sines) = (cosines.values.span, sines.values.span)
  for row in rows {
    let table = (row - rows.lowerBound + firstPosition) * half
    for head in 0..<columns / headSize {
      let start = row * columns + head * headSize
      for i in 0..<half {
        let (c, s) = unsafe (
          cosines[unchecked: table &+ i], sign * sines[unchecked: table &+ i]
        )
        let (a, b) = unsafe (x[unchecked: start &+ i], x[unchecked: start &+ half &+ i])
        unsafe x[unchecked: start &+ i] = a * c - b * s
        unsafe x[unchecked: start &+ half &+ i] = b * c + a * s
      }
    }
  }
}

/// The rotary tables of all blocks of a design; blocks of one rotation share theirs.
public struct RotaryTables<Element: Scalar>: Sendable {
  /// The tables of each block; `nil` where nothing turns.
  let blocks: [RotaryEmbedding<Element>?]

  /// Creates the tables for texts of at most `maxLength` tokens.
  public init(design: DecoderDesign, maxLength: Int) {
    var known: [(design: RotaryDesign, table: RotaryEmbedding<Element>)] = []
    blocks = design.blocks.map { block in
      guard let rotary = block.attention.rotary else { return nil }
      if let found = known.first(where: { $0.design == rotary }) { return found.table }
      let table = RotaryEmbedding<Element>(rotary, positions: maxLength)
      known.append((rotary, table))
      return table
    }
  }
}
