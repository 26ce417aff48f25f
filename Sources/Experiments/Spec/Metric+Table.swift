extension Metric {
  /// What is known of the metric.
  ///
  /// σ are the singular values of the gradient G of the loss by one weight matrix, σ₁ the largest; c is
  /// a curve over the L layers, averaged over the examples. The unit of a gradient is that of the loss,
  /// because weights have none.
  public var facts: Facts {
    switch self {
    case .nuclearNorm:
      Facts("Nuclear norm", "nat", .layerProjection, "The sum of the singular values: Σσ.")
    case .sigma1:
      Facts("σ₁", "nat", .layerProjection, "The largest singular value: σ₁.")
    case .sigma1Ratio:
      Facts(
        "σ₁ ratio", nil, .layerProjection,
        "The share of the largest singular value in their sum: σ₁ / Σσ, from 0 to 1.")
    case .frobeniusNorm:
      Facts(
        "Frobenius norm", "nat", .layerProjection,
        "The root of the sum of the squared singular values: √Σσ².")
    case .effectiveRank:
      Facts(
        "Effective rank", nil, .layerProjection,
        "The exponential of the entropy of p = σ / Σσ: exp(−Σ p ln p), at least 1.")
    case .stableRank:
      Facts(
        "Stable rank", nil, .layerProjection,
        "The squared Frobenius norm by the squared largest singular value: Σσ² / σ₁², at least 1.")
    case .nuclearRank:
      Facts(
        "Nuclear rank", nil, .layerProjection,
        "The squared nuclear norm by the squared Frobenius norm: (Σσ)² / Σσ², at least 1.")
    case .effectiveRankShare:
      Facts(
        "Effective rank share", nil, .layerProjection,
        "The effective rank by the most that it can be, the least of the matrix's sides and the "
          + "number of positions that carry a gradient: exp(−Σ p ln p) / r, from 1/r to 1.")
    case .stableRankShare:
      Facts(
        "Stable rank share", nil, .layerProjection,
        "The stable rank by the most that it can be, the least of the matrix's sides and the "
          + "number of positions that carry a gradient: Σσ² / (r σ₁²), from 1/r to 1.")
    case .nuclearRankShare:
      Facts(
        "Nuclear rank share", nil, .layerProjection,
        "The nuclear rank by the most that it can be, the least of the matrix's sides and the "
          + "number of positions that carry a gradient: (Σσ)² / (r Σσ²), from 1/r to 1.")
    case .lossNormalizedNuclearNorm:
      Facts(
        "Nuclear norm by loss", nil, .layerProjection,
        "The nuclear norm by the example's loss: Σσ / loss.")
    case .sumNuclearNorm:
      Facts(
        "Nuclear norm of the summed loss", "nat", .layerProjection,
        "The nuclear norm of the gradient of the summed loss, N times that of the mean loss on N "
          + "response tokens: N Σσ.")
    case .queryOutputSimilarity:
      Facts(
        "Query–output similarity", nil, .layer, isPositive: false,
        "The cosine of the gradients of q and o in one layer, from −1 to 1.")
    case .keyValueSimilarity:
      Facts(
        "Key–value similarity", nil, .layer, isPositive: false,
        "The cosine of the gradients of k and v in one layer, from −1 to 1.")
    case .adjacentSimilarity:
      Facts(
        "Adjacent-layer similarity", nil, .layerPair, isPositive: false,
        "The cosine of a projection's gradients in one layer and the next, from −1 to 1.")
    case .mad:
      Facts(
        "MAD", nil, .curve,
        "The mean absolute difference of neighbouring layers: Σ|cᵢ₊₁ − cᵢ| / (L − 1).")
    case .madEarly:
      Facts("MAD, early layers", nil, .curve, "The mean absolute difference in the early layers.")
    case .madMiddle:
      Facts("MAD, middle layers", nil, .curve, "The mean absolute difference in the middle layers.")
    case .madLast:
      Facts("MAD, last layers", nil, .curve, "The mean absolute difference in the last layers.")
    case .relativeDifference:
      Facts(
        "Relative difference", nil, .curve,
        "The distance to the reference data by the reference: |cᵢ − rᵢ| / |rᵢ|, averaged over layers."
      )
    case .loss:
      Facts("Loss", "nat", .example, "The mean negative log-likelihood of the response tokens.")
    case .responseTokens:
      Facts("Response length", "tokens", .example, "The number of response tokens in the loss.")
    case .tokens:
      Facts("Length", "tokens", .example, "The number of tokens of prompt and response.")
    case .directLoss:
      Facts(
        "Direct loss", "nat", .example,
        "The mean negative log-likelihood of the response without its prompt: L(A).")
    case .perplexity:
      Facts(
        "Perplexity", nil, .example,
        "The exponential of the loss of the response after its prompt: exp(L(A|Q)), at least 1.")
    case .ifdLoss:
      Facts(
        "IFD of losses", nil, .example, direction: .higher,
        "The loss of the response after its prompt by its loss without: L(A|Q) / L(A).")
    case .ifdPerplexity:
      Facts(
        "IFD of perplexities", nil, .example, direction: .higher,
        "The perplexity of the response after its prompt by its perplexity without: "
          + "exp(L(A|Q) − L(A)).")
    case .tokenEntropy:
      Facts(
        "Token entropy", "nat", .example,
        "The mean entropy of what the model expects at each response token: −Σ p ln p.")
    case .highEntropySum:
      Facts(
        "High-entropy sum", "nat", .example,
        "The sum of the entropies of the tenth of the response tokens where they are highest, at "
          + "least one token.")
    case .deitaComplexity:
      Facts(
        "Deita complexity", nil, .example, direction: .higher,
        "The digit from 1 to 6 that the model expects as the request's complexity: Σ k·p(k).")
    case .deitaQuality:
      Facts(
        "Deita quality", nil, .example, direction: .higher,
        "The digit from 1 to 6 that the model expects as the response's quality: Σ k·p(k).")
    case .deita:
      Facts(
        "Deita score", nil, .example, direction: .higher,
        "The product of Deita's complexity and quality, from 1 to 36.")
    case .insTag:
      Facts(
        "InsTag", nil, .example, direction: .higher,
        "The number of intentions that a tagger found in the request, from a column of the data.")
    case .difficulty:
      Facts(
        "Difficulty", nil, .example, direction: .higher,
        "How difficult a judge found the request, from a column of the data.")
    case .reward:
      Facts(
        "Reward", nil, .example, direction: .higher, isPositive: false,
        "The score of a reward model, of either sign, from a column of the data.")
    case .gVendi:
      Facts(
        "G-Vendi", nil, .dataSet,
        "The exponential of the entropy of the eigenvalues λ of K / n, K the cosines of the gradients of "
          + "the n examples: exp(−Σ λ ln λ), from 1 to n; it grows with n.")
    case .grace:
      Facts(
        "GRACE", nil, .dataSet,
        "The size of held-out gradients where others are rare: tr(Σ⁻¹ Σ′), Σ of the directions of nine "
          + "tenths of the gradients, smoothed, Σ′ of the other tenth, averaged over ten splits.")
    }
  }
}

extension Metric.Facts {
  // A gradient's spectrum has no good end: it describes, it does not judge. Only scores that were
  // published as measures of quality have one.
  fileprivate init(
    _ label: String, _ unit: String?, _ grain: Metric.Grain,
    direction: Metric.Direction = .neutral, isPositive: Bool = true, _ summary: String
  ) {
    self.init(
      label: label, unit: unit, grain: grain, direction: direction, isPositive: isPositive,
      summary: summary)
  }
}
