import Glibc

/// A range of values and whether equal lengths of it are equal differences or equal ratios.
struct Domain: Hashable {
  var bounds: ClosedRange<Double>
  var isLogarithmic: Bool
  /// Where ticks are wanted; `nil` for round numbers.
  var wantedTicks: [Double]?
  var numbers = Axis.Numbers.plain

  /// The part of the way from the lower to the upper end, 0 to 1 inside.
  func fraction(of value: Double) -> Double {
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    if isLogarithmic {
      guard value > 0 else { return 0 }
      return (log10(value) - log10(low)) / (log10(high) - log10(low))
    }
    // Quarters, because the difference of two huge numbers may overflow.
    return (value / 4 - low / 4) / (high / 4 - low / 4)
  }

  /// This domain with the ticks that `axis` wants.
  func marked(by axis: Axis) -> Domain {
    var copy = self
    (copy.wantedTicks, copy.numbers) = (axis.ticks, axis.numbers)
    return copy
  }

  func ticks(atMost limit: Int, wholeOnly: Bool) -> LogTicks {
    var ticks =
      isLogarithmic
      ? logTicks(over: bounds, atMost: limit)
      : LogTicks(
        labelled: linearTicks(over: bounds, atMost: limit, integersOnly: wholeOnly), minor: [])
    if numbers == .counts {
      ticks.labelled = ticks.labelled.map {
        Tick(value: $0.value, label: NumberText.count($0.value))
      }
    }
    return ticks
  }
}

/// A domain laid over pixels: `start` is where its lower end lies, `end` where its upper end lies.
struct Scale {
  var domain: Domain
  var start: Double
  var end: Double

  /// Rounded to hundredths of a pixel. Far outside values stop a panel's width or so away, so that they stay
  /// finite.
  func position(of value: Double) -> Double {
    let fraction = min(max(domain.fraction(of: value), -2), 3)
    return hundredths(start + (end - start) * fraction)
  }
}
