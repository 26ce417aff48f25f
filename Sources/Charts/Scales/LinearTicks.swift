/// Ticks at multiples of 1, 2 or 5 times a power of ten: as many as `limit` allows, at least two if the domain
/// is wide enough to hold two different numbers.
func linearTicks(
  over domain: ClosedRange<Double>, atMost limit: Int, integersOnly: Bool = false
) -> [Tick] {
  let half = domain.upperBound / 2 - domain.lowerBound / 2
  guard half > 0, let magnitude = DecimalDigits(half).magnitude else { return [] }
  var step = DecimalStep(mantissa: 5, exponent: magnitude + 1)
  var chosen: (step: DecimalStep, counts: ClosedRange<Int>)?
  while !(integersOnly && step.exponent < 0), let counts = step.countsOrNone(in: domain) {
    if counts.count > max(limit, 2), (chosen?.counts.count ?? 0) >= 2 { break }
    if !counts.isEmpty { chosen = (step, ClosedRange(counts)) }
    if counts.count > max(limit, 2) { break }
    step = step.finer
  }
  guard let chosen else { return [] }
  return labelled(chosen.step, chosen.counts)
}

extension DecimalStep {
  /// `nil` only where the step is too fine; a domain between two multiples gives an empty range.
  fileprivate func countsOrNone(in domain: ClosedRange<Double>) -> Range<Int>? {
    if let counts = counts(in: domain) { return Range(counts) }
    let size = value(1)
    let reach = max(domain.lowerBound.magnitude, domain.upperBound.magnitude)
    return size > 0 && reach / size < 1e14 ? 0..<0 : nil
  }
}

/// All labels of an axis share one form: the same decimals, or the same power of ten.
private func labelled(_ step: DecimalStep, _ counts: ClosedRange<Int>) -> [Tick] {
  let reach = max(counts.lowerBound.magnitude, counts.upperBound.magnitude)
  let largest = Int(reach) * step.mantissa
  let top = String(largest).utf8.count - 1 + step.exponent
  let isPlain = top <= 6 && step.exponent >= -5
  return counts.map { count in
    let value = step.value(count)
    if count == 0 { return Tick(value: 0, label: "0") }
    if isPlain {
      let digits = DecimalDigits(value)
      return Tick(value: value, label: digits.plain(fraction: max(0, -step.exponent)))
    }
    var digits = DecimalDigits(value)
    digits.exponent -= top
    let label = digits.plain(fraction: max(0, top - step.exponent))
    return Tick(value: value, label: "\(label)×\(NumberText.powerOfTen(top))")
  }
}
