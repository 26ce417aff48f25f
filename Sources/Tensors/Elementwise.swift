/// a ← a + b, value by value.
///
/// - Parameters:
///   - b: [n].
///   - a: [n]; overwritten.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func add<Element: Scalar>(_ b: [Element], to a: inout [Element]) {
  precondition(a.count == b.count, "\(a.count) values plus \(b.count)")
  let source = b.span
  var target = a.mutableSpan
  for i in 0..<target.count { unsafe target[unchecked: i] += source[unchecked: i] }
}

/// The values as doubles.
public func widened(_ matrix: Matrix<Float>) -> Matrix<Double> {
  var result = Matrix<Double>(unset: matrix.rows, matrix.columns)
  let source = matrix.values.span
  var target = result.values.mutableSpan
  for i in 0..<target.count { unsafe target[unchecked: i] = Double(source[unchecked: i]) }
  return result
}

/// Σ a∘b, summed in double precision; the order is fixed.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func innerProduct<Element: Scalar>(_ a: [Element], _ b: [Element]) -> Double {
  innerProduct(a.span, b.span)
}

/// Σ a∘b of two rows in sixteen partial sums, so that the loop is vector code.
@inlinable
@inline(__always)
public func innerProduct<Element: Scalar>(_ a: Span<Element>, _ b: Span<Element>) -> Double {
  precondition(a.count == b.count, "\(a.count) values times \(b.count)")
  var sums = (SIMD8<Double>(), SIMD8<Double>())
  let whole = a.count / 16 * 16
  var i = 0
  while i < whole {
    for lane in 0..<8 {
      unsafe sums.0[lane] += Double(a[unchecked: i &+ lane] * b[unchecked: i &+ lane])
      unsafe sums.1[lane] += Double(a[unchecked: i &+ 8 &+ lane] * b[unchecked: i &+ 8 &+ lane])
    }
    i &+= 16
  }
  var total = (sums.0 + sums.1).sum()
  while i < a.count {
    unsafe total += Double(a[unchecked: i] * b[unchecked: i])
    i &+= 1
  }
  return total
}

/// Σ of a row in sixteen partial sums, so that the loop is vector code; the order is fixed.
@inlinable
@inline(__always)
public func sum<Element: Scalar>(_ row: Span<Element>) -> Double {
  var sums = (SIMD8<Double>(), SIMD8<Double>())
  let whole = row.count / 16 * 16
  var i = 0
  while i < whole {
    for lane in 0..<8 {
      unsafe sums.0[lane] += Double(row[unchecked: i &+ lane])
      unsafe sums.1[lane] += Double(row[unchecked: i &+ 8 &+ lane])
    }
    i &+= 16
  }
  var total = (sums.0 + sums.1).sum()
  while i < row.count {
    unsafe total += Double(row[unchecked: i])
    i &+= 1
  }
  return total
}

/// The largest of a row of at least one value, none of them NaN.
@inlinable
@inline(__always)
public func maximum<Element: Scalar>(_ row: Span<Element>) -> Element {
  precondition(row.count > 0, "the largest of no value")
  // Sixteen running maxima: one alone waits for each comparison.
  var largest = InlineArray<16, Element>(repeating: unsafe row[unchecked: 0])
  let whole = row.count / 16 * 16
  var i = 0
  while i < whole {
    for lane in 0..<16 {
      let value = unsafe row[unchecked: i &+ lane]
      largest[lane] = value > largest[lane] ? value : largest[lane]
    }
    i &+= 16
  }
  var result = largest[0]
  for lane in 1..<16 { result = largest[lane] > result ? largest[lane] : result }
  while i < row.count {
    let value = unsafe row[unchecked: i]
    result = value > result ? value : result
    i &+= 1
  }
  return result
}

/// Whether no value is infinite or NaN.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func allFinite<Element: Scalar>(_ values: Span<Element>) -> Bool {
  // x − x is 0 for a finite x and NaN for any other, and the sum is vector code.
  var difference: Element = 0
  for i in 0..<values.count {
    unsafe difference += values[unchecked: i] - values[unchecked: i]
  }
  return difference == 0
}
