import Foundation
import Testing
import Transformer

/// Learning rates against their closed forms.
@Suite struct TrainingScheduleTests {
  private func recipe(_ decay: TrainingRecipe.Decay, warmup: Int = 10) -> TrainingRecipe {
    TrainingRecipe(
      steps: 110, learningRate: 0.4, minimumLearningRate: 0.04, warmupSteps: warmup, decay: decay)
  }

  @Test(arguments: TrainingRecipe.Decay.allCases)
  func `The warmup rises in equal steps and reaches the peak`(decay: TrainingRecipe.Decay) {
    let recipe = recipe(decay)
    for step in 1...10 {
      #expect(abs(recipe.learningRate(atStep: step) - 0.04 * Double(step)) < 1e-15)
    }
  }

  @Test func `A cosine passes half-way at half time and ends at the minimum`() {
    let recipe = recipe(.cosine)
    #expect(abs(recipe.learningRate(atStep: 60) - 0.22) < 1e-15)
    #expect(abs(recipe.learningRate(atStep: 35) - (0.22 + 0.18 * 0.5.squareRoot())) < 1e-15)
    #expect(abs(recipe.learningRate(atStep: 110) - 0.04) < 1e-15)
    #expect(recipe.learningRate(atStep: 500) == recipe.learningRate(atStep: 110))
  }

  @Test func `A line falls in equal steps to the minimum`() {
    let recipe = recipe(.linear)
    for step in 10...110 {
      let expected = 0.4 - 0.36 * Double(step - 10) / 100
      #expect(abs(recipe.learningRate(atStep: step) - expected) < 1e-15)
    }
  }

  @Test func `Without decay the peak stays, without warmup it comes close at once`() {
    #expect(recipe(.constant).learningRate(atStep: 110) == 0.4)
    let first = recipe(.cosine, warmup: 0).learningRate(atStep: 1)
    #expect(abs(first - (0.04 + 0.18 * (1 + cos(Double.pi / 110)))) < 1e-15)
    #expect(recipe(.linear, warmup: 110).learningRate(atStep: 110) == 0.4)
  }
}
