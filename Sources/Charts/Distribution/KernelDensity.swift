import Glibc

/// A smooth density of a sample with a Gaussian kernel.
///
/// The bandwidth is Silverman's: 0.9 × min(standard deviation, interquartile range / 1.34) × n^(−1/5), rounded to
/// four digits, so that no last digit shows.
struct KernelDensity {
  let bandwidth: Double
  private let sorted: [Double]

  /// `nil` for fewer than three values or values without spread: there is no shape to show.
  init?(_ values: [Double]) {
    sorted = values.sorted()
    guard sorted.count >= 3 else { return nil }
    let count = Double(sorted.count)
    let mean = sorted.reduce(0) { $0 + $1 / count }
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / (count - 1) }
    let middle = (quantile(0.75, of: sorted) - quantile(0.25, of: sorted)) / 1.34
    let deviation = variance.squareRoot()
    let spread = middle > 0 ? min(deviation, middle) : deviation
    guard spread.isFinite, spread > 0 else { return nil }
    let digits = DecimalDigits(0.9 * spread * pow(count, -0.2)).rounded(toDigits: 4)
    let text = "0." + digits.digits.map { String($0) }.joined() + "e\(digits.exponent)"
    guard let width = Double(text), width > 0 else { return nil }
    bandwidth = width
  }

  /// The density at `place`, up to a constant factor.
  func density(at place: Double) -> Double {
    sorted.reduce(0) { sum, value in
      let distance = (place - value) / bandwidth
      return distance.magnitude > 6 ? sum : sum + exp(-0.5 * distance * distance)
    }
  }

  /// `count` places (at least 2) from the least value to the greatest: no shape where nothing was measured.
  func places(_ count: Int) -> [Double] {
    let (low, high) = (sorted.first ?? 0, sorted.last ?? 0)
    return (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
  }
}

/// The quantile at `level` (0 to 1) of values in ascending order, linear between neighbours; NaN if there are none.
func quantile(_ level: Double, of sorted: [Double]) -> Double {
  guard !sorted.isEmpty else { return .nan }
  let place = level * Double(sorted.count - 1)
  let lower = min(Int(place), sorted.count - 1)
  let upper = min(lower + 1, sorted.count - 1)
  return sorted[lower] + (sorted[upper] - sorted[lower]) * (place - Double(lower))
}
