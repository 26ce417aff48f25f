import Foundation
import Tensors

/// One update of AdamW (Loshchilov and Hutter, arXiv 1711.05101), in the form of PyTorch's
/// `torch.optim.AdamW`.
///
/// With g the gradient, times its scale: w ← w·(1 − η·λ), m ← m + (1 − β₁)(g − m), v ← β₂·v +
/// (1 − β₂)·g², w ← w − η/(1 − β₁ˢ) · m / (√v/√(1 − β₂ˢ) + ε), η the learning rate and s the update.
struct AdamW<Element: Scalar>: Sendable {
  /// 1 − η·λ, what a decayed weight is multiplied by.
  let decay: Element
  /// 1 − β₁.
  let firstShare: Element
  /// β₂.
  let beta2: Element
  /// 1 − β₂.
  let secondShare: Element
  /// √(1 − β₂ˢ).
  let rootCorrection: Element
  /// ε.
  let epsilon: Element
  /// η/(1 − β₁ˢ).
  let stepSize: Element
  /// What gradients are multiplied by first, to clip them.
  let gradientScale: Element

  /// Creates the update of one step of a recipe, the first being 1.
  init(_ recipe: TrainingRecipe, step: Int, gradientNorm: Double) {
    self.init(
      rate: recipe.learningRate(atStep: step), weightDecay: recipe.weightDecay,
      beta1: recipe.beta1, beta2: recipe.beta2, epsilon: recipe.epsilon,
      gradientClip: recipe.gradientClip, step: step, gradientNorm: gradientNorm)
  }

  /// Creates the update of one step, the first being 1, from its learning rate and the constants.
  init(
    rate: Double, weightDecay: Double, beta1: Double, beta2: Double, epsilon: Double,
    gradientClip: Double?, step: Int, gradientNorm: Double
  ) {
    decay = Element(1 - rate * weightDecay)
    firstShare = Element(1 - beta1)
    self.beta2 = Element(beta2)
    secondShare = Element(1 - beta2)
    rootCorrection = Element((1 - pow(beta2, Double(step))).squareRoot())
    self.epsilon = Element(epsilon)
    stepSize = Element(rate / (1 - pow(beta1, Double(step))))
    // The form of `torch.nn.utils.clip_grad_norm_`.
    gradientScale = Element(gradientClip.map { min(1, $0 / (gradientNorm + 1e-6)) } ?? 1)
  }

  /// Updates the weights and moments of one parameter where they lie, and clears its gradient.
  ///
  /// - Parameters:
  ///   - weight: [n].
  ///   - first: m, [n].
  ///   - second: v, [n].
  ///   - gradient: g, [n]; zeros afterwards, while its cache lines are at hand.
  ///   - decays: Whether weight decay acts on the parameter.
  func update(
    _ weight: inout [Element], first: inout [Element], second: inout [Element],
    gradient: inout [Element], decays: Bool
  ) {
    adamW(self, decays ? decay : 1, &weight, &first, &second, &gradient)
  }
}

@specialized(where Element == Float)
@specialized(where Element == Double)
private func adamW<Element: Scalar>(
  _ rule: AdamW<Element>, _ decay: Element, _ weight: inout [Element], _ first: inout [Element],
  _ second: inout [Element], _ gradient: inout [Element]
) {
  let count = weight.count
  precondition(
    first.count == count && second.count == count && gradient.count == count,
    "\(count) weights, \(first.count), \(second.count) moments, \(gradient.count) gradients")
  var w = weight.mutableSpan
  var m = first.mutableSpan
  var v = second.mutableSpan
  var g = gradient.mutableSpan
  for i in 0..<count {
    let slope = unsafe g[unchecked: i] * rule.gradientScale
    let mean = unsafe m[unchecked: i] + (slope - m[unchecked: i]) * rule.firstShare
    let square = unsafe v[unchecked: i] * rule.beta2 + slope * slope * rule.secondShare
    let root = square.squareRoot() / rule.rootCorrection + rule.epsilon
    unsafe m[unchecked: i] = mean
    unsafe v[unchecked: i] = square
    unsafe w[unchecked: i] = w[unchecked: i] * decay - rule.stepSize * mean / root
    unsafe g[unchecked: i] = 0
  }
}
