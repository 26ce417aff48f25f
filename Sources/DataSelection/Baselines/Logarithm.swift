import Glibc

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }
