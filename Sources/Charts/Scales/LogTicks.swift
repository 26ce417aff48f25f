/// Labelled and unlabelled ticks of a logarithmic axis.
struct LogTicks: Hashable {
  var labelled: [Tick]
  var minor: [Double]
}

/// Decades if at least three of them fit; else 1-2-5; else nice linear ticks inside the decade.
///
/// At least two labels wherever the domain, which must be above 0, holds two different numbers.
func logTicks(over domain: ClosedRange<Double>, atMost limit: Int) -> LogTicks {
  precondition(domain.lowerBound > 0, "a log axis needs a lower end above 0")
  let limit = max(limit, 2)
  let decades = powers(in: domain)
  let ladder = multiples([1, 2, 5], in: domain, decades)
  if decades.count < 3, ladder.count >= 2, ladder.count <= max(limit, 3) {
    return LogTicks(
      labelled: ladder.map { plainTick($0.mantissa, $0.power) },
      minor: minor(beside: ladder.map(\.value), in: domain, decades))
  }
  if decades.filter({ domain.contains(powerOfTen($0)) }).count >= 2 {
    return decadeTicks(domain, limit, decades)
  }
  if ladder.count >= 2 {
    let kept = thinned(ladder, to: limit)
    return LogTicks(
      labelled: kept.map { plainTick($0.mantissa, $0.power) },
      minor: minor(beside: kept.map(\.value), in: domain, decades))
  }
  return LogTicks(labelled: linearTicks(over: domain, atMost: limit), minor: [])
}

/// The powers of ten from the last one at or below the domain to the first one at or above it.
private func powers(in domain: ClosedRange<Double>) -> [Int] {
  let first = DecimalDigits(domain.lowerBound).magnitude ?? 0
  let last = (DecimalDigits(domain.upperBound).magnitude ?? 0) + 1
  return Array(first...last)
}

private func powerOfTen(_ power: Int) -> Double { Double("1e\(power)") ?? 0 }

private struct Multiple {
  var mantissa: Int
  var power: Int
  var value: Double { Double("\(mantissa)e\(power)") ?? 0 }
}

private func multiples(
  _ mantissas: [Int], in domain: ClosedRange<Double>, _ powers: [Int]
) -> [Multiple] {
  powers.flatMap { power in mantissas.map { Multiple(mantissa: $0, power: power) } }
    .filter { domain.contains($0.value) }
}

private func decadeTicks(
  _ domain: ClosedRange<Double>, _ limit: Int, _ powers: [Int]
) -> LogTicks {
  let inside = powers.filter { domain.contains(powerOfTen($0)) }
  var kept = inside
  for stride in [1, 2, 3, 5, 10, 20, 50, 100, 200] {
    let candidates = inside.filter { $0 % stride == 0 }
    if candidates.count < 2 { break }
    kept = candidates
    if kept.count <= limit { break }
  }
  let isPlain = (kept.first ?? 0) >= -3 && (kept.last ?? 0) <= 5
  let labelled = kept.map { power in
    Tick(
      value: powerOfTen(power),
      label: isPlain
        ? NumberText.significant(powerOfTen(power)) : NumberText.powerOfTen(power))
  }
  let tenths = minor(beside: kept.map(powerOfTen), in: domain, powers)
  let others = inside.map(powerOfTen).filter { value in !kept.contains { powerOfTen($0) == value } }
  return LogTicks(labelled: labelled, minor: inside.count <= 6 ? tenths : others)
}

private func minor(
  beside labelled: [Double], in domain: ClosedRange<Double>, _ powers: [Int]
) -> [Double] {
  multiples(Array(1...9), in: domain, powers).map(\.value).filter { !labelled.contains($0) }
}

private func plainTick(_ mantissa: Int, _ power: Int) -> Tick {
  let value = Multiple(mantissa: mantissa, power: power).value
  return Tick(value: value, label: NumberText.significant(value))
}

/// Every second, third … multiple, so that at most `limit` remain and at least two.
private func thinned(_ all: [Multiple], to limit: Int) -> [Multiple] {
  guard all.count > limit else { return all }
  let stride = (all.count + limit - 1) / limit
  let kept = all.indices.filter { $0 % stride == 0 }.map { all[$0] }
  guard kept.count < 2, let first = all.first, let last = all.last else { return kept }
  return [first, last]
}
