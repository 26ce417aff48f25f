import Diagnostics

/// How many examples a selection has.
public enum SelectionSize: Sendable, Hashable {
  /// This part of them, rounded down; from 0 to 1.
  case fraction(Double)
  /// So many.
  case count(Int)

  /// The number of examples, at least 1.
  ///
  /// - Parameter available: How many there are to choose from.
  /// - Returns: At most `available`.
  /// - Throws: `Problem` where nothing would be selected, or more than there is.
  public func count(of available: Int) throws -> Int {
    let (count, spelled) =
      switch self {
      case .count(let count): (count, "\(count)")
      case .fraction(let fraction):
        (Self.part(fraction, of: available), "a fraction of \(fraction)")
      }
    guard count >= 1 else { throw Problem.selectsNothing(spelled, of: available) }
    guard count <= available else {
      throw Problem.selectsTooMany(count, of: available, "examples")
    }
    return count
  }

  /// ⌊fraction · count⌋ of the decimal that was meant: 0.29 of 100 are 29, although the nearest double
  /// lies below.
  private static func part(_ fraction: Double, of count: Int) -> Int {
    let product = fraction * Double(count)
    guard product.isFinite, abs(product) < 0x1p62 else { return product > 0 ? .max : 0 }
    let nearest = product.rounded()
    let isWhole = abs(product - nearest) <= 4 * product.ulp
    return Int(isWhole ? nearest : product.rounded(.down))
  }
}
