import TestSupport
import Tensors
import Testing

@testable import Transformer

/// The optimizer's rule against arithmetic by hand and a plain twin.
@Suite struct TrainingAdamWTests {
  @Test func `Two updates of one weight follow arithmetic by hand`() {
    // Rate 0.1, λ = 0.5, β₁ = 0.9, β₂ = 0.99, no clipping; w = 2, gradients 0.5 and −1.
    let recipe = TrainingRecipe(
      steps: 10, learningRate: 0.1, decay: .constant, weightDecay: 0.5, beta1: 0.9, beta2: 0.99,
      epsilon: 1e-8, gradientClip: nil)
    var (w, m, v) = ([2.0], [0.0], [0.0])
    func update(_ gradient: Double, step: Int) {
      var g = [gradient]
      AdamW<Double>(recipe, step: step, gradientNorm: abs(gradient))
        .update(&w, first: &m, second: &v, gradient: &g, decays: true)
      #expect(g == [0])
    }
    update(0.5, step: 1)
    // m/(1 − 0.9) = 0.5 and √(v/(1 − 0.99)) = 0.5: a step of the whole rate, after 2 · 0.95.
    #expect(abs(m[0] - 0.05) < 1e-15 && abs(v[0] - 0.0025) < 1e-15)
    #expect(abs(w[0] - (1.9 - 0.1 * 0.5 / (0.5 + 1e-8))) < 1e-14)
    update(-1, step: 2)
    // m = 0.9·0.05 − 0.1 = −0.055 over 0.19; v = 0.99·0.0025 + 0.01 = 0.012475 over 0.0199.
    let expected = 1.8 * 0.95 + 0.1 * (0.055 / 0.19) / ((0.012475 / 0.0199).squareRoot() + 1e-8)
    #expect(abs(w[0] - expected) < 1e-8)
  }

  @Test func `A vector of any length follows the plain twin`() {
    let recipe = TrainingRecipe(steps: 9, learningRate: 0.01, weightDecay: 0.1, gradientClip: 1)
    var numbers = SeededNumbers(seed: 7)
    for count in [0, 1, 3, 16, 17, 33] {
      var w = numbers.matrix(1, count, of: Double.self).values
      var m = numbers.matrix(1, count, of: Double.self).values
      var v = numbers.matrix(1, count, of: Double.self).values.map { $0 * $0 }
      var g = numbers.matrix(1, count, of: Double.self).values
      let expected = (0..<count).map { twin(w[$0], m[$0], v[$0], g[$0], recipe, step: 4, norm: 3) }
      AdamW<Double>(recipe, step: 4, gradientNorm: 3)
        .update(&w, first: &m, second: &v, gradient: &g, decays: false)
      #expect(disagreement(w, expected.map(\.w), absolute: 1e-15, relative: 1e-13) < 1)
      #expect(disagreement(m, expected.map(\.m), absolute: 1e-15, relative: 1e-13) < 1)
      #expect(disagreement(v, expected.map(\.v), absolute: 1e-15, relative: 1e-13) < 1)
      #expect(g == Array(repeating: 0, count: count))
    }
  }

  /// The rule as its paper writes it, without decay.
  private func twin(
    _ w: Double, _ m: Double, _ v: Double, _ g: Double, _ recipe: TrainingRecipe, step: Int,
    norm: Double
  ) -> (w: Double, m: Double, v: Double) {
    let g = g / (norm + 1e-6)
    let m = recipe.beta1 * m + (1 - recipe.beta1) * g
    let v = recipe.beta2 * v + (1 - recipe.beta2) * g * g
    var (power1, power2) = (1.0, 1.0)
    for _ in 0..<step { (power1, power2) = (power1 * recipe.beta1, power2 * recipe.beta2) }
    let (corrected1, corrected2) = (m / (1 - power1), v / (1 - power2))
    let rate = recipe.learningRate(atStep: step)
    return (w - rate * corrected1 / (corrected2.squareRoot() + recipe.epsilon), m, v)
  }

  @Test func `Gradients are scaled down to the clip, never up`() {
    func scale(clip: Double?, norm: Double) -> Double {
      let recipe = TrainingRecipe(steps: 1, learningRate: 1, gradientClip: clip)
      return AdamW<Double>(recipe, step: 1, gradientNorm: norm).gradientScale
    }
    #expect(scale(clip: 2, norm: 8) == 2 / (8 + 1e-6))
    #expect(scale(clip: 2, norm: 1) == 1)
    #expect(scale(clip: nil, norm: 1e9) == 1)
  }
}
