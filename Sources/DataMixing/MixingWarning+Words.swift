extension MixingWarning {
  /// For people, a sentence.
  ///
  /// - Parameter name: What a domain is called.
  /// - Returns: The sentence.
  public func words(_ name: (String) -> String = { $0 }) -> String {
    switch self {
    case .sameSign:
      "The influences of all domains have one sign: the model is at no optimum of its training loss."
    case .unbalanced(let share):
      "Σα/Σ|α| is \((share * 100).rounded() / 100), far from 0: the model is at no optimum of its "
        + "training loss."
    case .nothingResolved:
      "No interval leaves out zero: the mixture cannot be improved on this evidence."
    case .unresolved(let domain): "The interval of '\(name(domain))' covers zero."
    case .withoutInterval(let domain):
      "'\(name(domain))' has no interval: one row of it, or of the reference, was measured."
    case .emptied(let domain): "'\(name(domain))' has no rows any more, and never comes back."
    case .oftenRepeated(let domain, let times):
      "Each row of '\(name(domain))' is trained on \((times * 10).rounded() / 10) times, where a fourfold "
        + "repetition is nearly as good as new rows and more is not."
    }
  }
}
