extension TensorPlace {
  /// Puts a parameter where it belongs in its tensor: the inverse of reading it.
  ///
  /// - Parameters:
  ///   - values: The parameter, row-major.
  ///   - stored: The tensor, row-major.
  func write(_ values: [Float], to stored: inout [Float]) {
    let columns = shape.count == 1 ? 1 : shape[1]
    let less: Float = addsOne ? 1 : 0
    for run in runs {
      for row in 0..<run.count {
        for column in 0..<columns {
          let target =
            isTransposed
            ? column * storedShape[1] + run.stored + row
            : (run.stored + row) * columns + column
          stored[target] = values[(run.row + row) * columns + column] - less
        }
      }
    }
  }
}
