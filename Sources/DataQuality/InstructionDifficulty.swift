import Foundation
import Statistics

/// Instruction-following difficulty: what the prompt Q saves of the loss of the response A.
///
/// Published filters drop an example whose IFD is above 1, where the prompt does not help at all, or below
/// 0. Nothing is dropped here: selection does that.
struct InstructionDifficulty {
  /// L(A|Q), in nats.
  let conditional: Result<Double, UndefinedScore>
  /// L(A), in nats.
  let direct: Result<Double, UndefinedScore>

  /// L(A|Q) / L(A), the ratio of losses (Cherry LLM, arXiv 2308.12032).
  var ofLosses: Result<Double, UndefinedScore> {
    conditional.flatMap { conditional in
      direct.flatMap { $0 > 0 ? .success(conditional / $0) : .failure(.zeroDirectLoss) }
    }
  }

  /// exp(L(A|Q) − L(A)), the ratio of perplexities (Superfiltering, arXiv 2402.00530).
  var ofPerplexities: Result<Double, UndefinedScore> {
    conditional.flatMap { conditional in direct.map { exp(conditional - $0) } }
  }
}

/// The mean of one number a token; `reason` if there is no token.
func mean(
  _ values: [Double], orElse reason: UndefinedScore
) -> Result<Double, UndefinedScore> {
  mean(of: values).map { .success($0) } ?? .failure(values.isEmpty ? reason : .notFinite)
}

/// The sum of the highest tenth of the entropies, rounded down but at least one of them: high-entropy sum.
///
/// - Parameter entropies: One a response token, in nats, at least one.
/// - Returns: Nats.
func highEntropySum(_ entropies: [Double]) -> Double {
  compensatedSum(entropies.sorted(by: >).prefix(max(1, entropies.count / 10)))
}
