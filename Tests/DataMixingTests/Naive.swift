import Tensors

func transposed(_ a: Matrix<Double>) -> Matrix<Double> {
  var result = Matrix<Double>(zeros: a.columns, a.rows)
  for row in 0..<a.rows { for column in 0..<a.columns { result[column, row] = a[row, column] } }
  return result
}

/// A·B by its definition.
func naiveProduct(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
  var result = Matrix<Double>(zeros: a.rows, b.columns)
  for row in 0..<a.rows {
    for column in 0..<b.columns {
      for k in 0..<a.columns { result[row, column] += a[row, k] * b[k, column] }
    }
  }
  return result
}

/// S ⊗ A, the matrix of G ↦ S·G·A on row-major gradients.
func kronecker(_ s: Matrix<Double>, _ a: Matrix<Double>) -> Matrix<Double> {
  var result = Matrix<Double>(zeros: s.rows * a.rows, s.columns * a.columns)
  for i in 0..<s.rows {
    for j in 0..<s.columns {
      for k in 0..<a.rows {
        for l in 0..<a.columns {
          result[i * a.rows + k, j * a.columns + l] = s[i, j] * a[k, l]
        }
      }
    }
  }
  return result
}

/// E[vec(G)·vec(G)ᵀ].
func secondMoment(_ gradients: [Matrix<Double>]) -> Matrix<Double> {
  let n = gradients.first?.values.count ?? 0
  var result = Matrix<Double>(zeros: n, n)
  for gradient in gradients {
    for i in 0..<n {
      for j in 0..<n {
        result[i, j] += gradient.values[i] * gradient.values[j] / Double(gradients.count)
      }
    }
  }
  return result
}

/// (M + λ)⁻¹·b by elimination with pivots.
func naiveSolution(_ m: Matrix<Double>, plus damping: Double = 0, _ b: [Double]) -> [Double] {
  let n = b.count
  var rows = (0..<n).map { row in
    (0..<n).map { m[row, $0] + (row == $0 ? damping : 0) } + [b[row]]
  }
  for column in 0..<n {
    let pivot = (column..<n).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
    rows.swapAt(column, pivot)
    for row in 0..<n where row != column {
      let factor = rows[row][column] / rows[column][column]
      for k in column...n { rows[row][k] -= factor * rows[column][k] }
    }
  }
  return (0..<n).map { rows[$0][n] / rows[$0][$0] }
}

func cosine(_ a: [Double], _ b: [Double]) -> Double {
  let (ab, aa, bb) = (innerProduct(a, b), innerProduct(a, a), innerProduct(b, b))
  return ab / (aa * bb).squareRoot()
}
