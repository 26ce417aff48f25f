public import Foundation

/// A number that models compute with: `Float` to measure, `Double` to check.
public protocol Scalar: BinaryFloatingPoint, Sendable {
  /// e to the power `x`, in a form that a loop over many values can vectorize.
  ///
  /// `Float`: within 2 units in the last place where the result is a normal number; 0 below −87.33;
  /// for finite `x` up to 88. `Double`: the C library's.
  static func exponential(_ x: Self) -> Self
}

extension Float: Scalar {
  /// Cody–Waite reduction to [−ln 2 / 2, ln 2 / 2], a polynomial there, the exponent put in by bits.
  ///
  /// No branch and no call, so that a loop over it becomes vector code.
  @inlinable
  public static func exponential(_ x: Float) -> Float {
    let clamped = max(min(x, 88), -87.33)
    // Adding 1.5·2²³ rounds to an integer that then stands in the low bits.
    let magic: Float = 12_582_912
    let shifted = clamped * 1.442_695_04 + magic
    let n = shifted - magic
    let r = (clamped - n * 0.693_359_375) + n * 2.121_944_4e-4
    var p: Float = 1.987_569_15e-4
    p = p * r + 1.398_199_95e-3
    p = p * r + 8.333_451_91e-3
    p = p * r + 4.166_579_6e-2
    p = p * r + 1.666_666_55e-1
    p = p * r + 5.000_000_12e-1
    let e = (p * r * r + r) + 1
    let bits = (shifted.bitPattern &- magic.bitPattern &+ 127) &<< 23
    return x < -87.33 ? 0 : e * Float(bitPattern: bits)
  }
}

extension Double: Scalar {
  /// The C library's exponential.
  @inlinable
  public static func exponential(_ x: Double) -> Double { Foundation.exp(x) }
}
