import Foundation
import GradientSpectra
import Statistics

extension CellBuilder {
  /// The difference of two data sets in all forms that control for response length, and in other forms.
  ///
  /// - Parameters:
  ///   - pair: What differs.
  ///   - first: All examples of the pair's data set.
  ///   - second: All examples of what it is compared with.
  ///   - judging: What a difference says.
  /// - Returns: Those that make sense for the metric; refused ones with their reasons.
  func controls(
    of pair: DataPair, _ first: SamplePool, _ second: SamplePool, judging: Judging
  ) -> [ControlFinding] {
    pair.quantity.metric.lengthControls.compactMap { control in
      switch control {
      case .fixed: fixed(pair, judging)
      case .matched: matched(first, second, pair.form, judging)
      case .regression: regression(first, second, pair.form, judging)
      case .bound: bound(pair, judging)
      case .sum: sum(pair, judging)
      }
    }
  }

  // MARK: Controls

  /// Every example on equally many response tokens; absent where that was not measured.
  private func fixed(_ pair: DataPair, _ judging: Judging) -> ControlFinding? {
    let scope = pair.scope
    let counts = [scope.data, pair.reference].map { data in
      pool(
        pair.quantity, pair.filters, scope.models, data, scope.projections, form: .fixed)
    }
    guard counts.contains(where: { $0.count > 0 }) else { return nil }
    let tokens = fixedTokens(scope, pair.reference)
    let label = tokens.map { "\($0) response tokens of each" } ?? "equally many tokens of each"
    if let reason = LengthWords.tooFew(
      counts[0].count, counts[1].count, what: tokens.map { "examples with \($0) response tokens" })
    {
      return refused(.fixed, label, reason)
    }
    return control(.fixed, label, PoolComparison(counts[0], counts[1]), pair.form, judging)
  }

  /// How many response tokens the fixed spectra are of, if there is one number.
  private func fixedTokens(_ scope: DifferenceScope, _ reference: String) -> Int? {
    let counts = Set(
      scope.models.flatMap { model in
        [scope.data, reference].flatMap { data in
          measurements.examples(model, data).compactMap { $0.fixed?.responseTokens }
        }
      })
    return counts.count == 1 ? counts.first : nil
  }

  /// Pairs of examples of equally long responses: of one request where most of these are so, else whatever
  /// they ask.
  private func matched(
    _ first: SamplePool, _ second: SamplePool, _ form: ExperimentSpec.Chart.Difference,
    _ judging: Judging
  ) -> ControlFinding {
    switch matching(first, second) {
    case .failure(let refusal): refused(.matched, Self.matchedLabel, refusal.reason)
    case .success(let pools): control(.matched, Self.matchedLabel, pools, form, judging)
    }
  }

  static let matchedLabel = "matched pairs"

  /// The matched pairs as a comparison, or why there are none.
  func matching(
    _ first: SamplePool, _ second: SamplePool
  ) -> Result<PoolComparison, LengthRefusal> {
    if let reason = LengthWords.tooFew(first.count, second.count) {
      return .failure(LengthRefusal(reason: reason))
    }
    // A pair of one request has less noise than two strangers of one length.
    let equal = PoolComparison(first, second)
      .ofEqualLength(within: LengthControl.caliper, fewest: LengthControl.fewest)
    if let equal { return .success(equal) }
    let (x, y) = (first.logLengths, second.logLengths)
    let pairs = MatchedPairs(x, y, caliper: LengthControl.caliper)
    guard pairs.count >= LengthControl.fewest else {
      return .failure(LengthRefusal(reason: LengthWords.tooFewPairs(pairs.count, x, y)))
    }
    return .success(PoolComparison(first, second, pairedBy: pairs))
  }

  /// The difference adjusted for log N; absent where it is no difference of means.
  private func regression(
    _ first: SamplePool, _ second: SamplePool, _ form: ExperimentSpec.Chart.Difference,
    _ judging: Judging
  ) -> ControlFinding? {
    let pools = PoolComparison(first, second)
    guard pools.isLinear else { return nil }
    let label = "adjusted for log length"
    let (x, y) = (pools.first.logLengths, pools.second.logLengths)
    if let reason = LengthWords.noAdjustment(x, y) { return refused(.regression, label, reason) }
    var (a, b) = (pools.first.exampleMeans, pools.second.exampleMeans)
    if form == .logRatio {
      guard (a + b).allSatisfy({ $0 > 0 }) else {
        return refused(.regression, label, "a value is not above 0, so it has no logarithm")
      }
      (a, b) = (a.map { log($0) }, b.map { log($0) })
    }
    let estimate = estimation.adjustedDifference(
      of: (x, a), minus: (y, b), isPaired: pools.isPaired)
    guard estimate.value != nil else {
      return refused(.regression, label, "the values have no line over length")
    }
    return ControlFinding(
      kind: LengthControl.regression.rawValue, label: label, estimate: estimate,
      isPaired: pools.isPaired, verdict: judging(estimate, pools.second.value))
  }

  // MARK: Other forms

  private func bound(_ pair: DataPair, _ judging: Judging) -> ControlFinding? {
    guard let share = pair.quantity.metric.shareOfBound else { return nil }
    var pair = pair
    pair.quantity = ExperimentSpec.Quantity(metric: share, madOf: nil, reference: nil)
    return whole(.bound, "share of the greatest rank possible", pair, .whole, judging)
  }

  private func sum(_ pair: DataPair, _ judging: Judging) -> ControlFinding? {
    whole(.sum, "gradient of the summed loss", pair, .summed, judging)
  }

  private func whole(
    _ kind: LengthControl, _ label: String, _ pair: DataPair, _ form: SampleForm,
    _ judging: Judging
  ) -> ControlFinding? {
    let scope = pair.scope
    let pools = PoolComparison(
      pool(pair.quantity, pair.filters, scope.models, scope.data, scope.projections, form: form),
      pool(
        pair.quantity, pair.filters, scope.models, pair.reference, scope.projections, form: form))
    return pools.isMeasured ? control(kind, label, pools, pair.form, judging) : nil
  }

  // MARK: Findings

  private func control(
    _ kind: LengthControl, _ label: String, _ pools: PoolComparison,
    _ form: ExperimentSpec.Chart.Difference, _ judging: Judging
  ) -> ControlFinding {
    let estimate = estimation.difference(pools, form: form)
    let test =
      pools.isLinear
      ? estimation.test(pools.first, pools.second, isPaired: pools.isPaired) : nil
    let reference = pools.second.value
    return ControlFinding(
      kind: kind.rawValue, label: label, estimate: estimate, value: pools.first.value,
      referenceValue: reference, isPaired: pools.isPaired, pValue: test?.pValue,
      verdict: judging(estimate, reference),
      problem: estimate.value == nil ? "the difference is undefined" : nil)
  }

  func refused(_ kind: LengthControl, _ label: String, _ reason: String) -> ControlFinding {
    ControlFinding(
      kind: kind.rawValue, label: label,
      estimate: EstimateFinding(value: nil, lower: nil, upper: nil, n: 0),
      verdict: DifferenceFinding.notComparable, problem: reason)
  }
}

/// Why examples cannot be paired by length.
struct LengthRefusal: Error { var reason: String }
