import LinearAlgebra
import Statistics
import Transformer

extension [TrainingExample] {
  /// The losses of examples that go through a decoder in step.
  func inStepLosses<Number: BLASScalar>(_ decoder: Decoder<Number>) -> [ExampleLoss] {
    let spans = map { example in
      (example.scored.first?.lowerBound ?? 0)..<example.reach
    }
    let scores = decoder.scores(inStep: map(\.tokens), scored: spans)
    return indices.map { index in
      // What lies between the answers of a dialogue is scored and left out.
      let losses = self[index].scored.flatMap { rows in
        rows.map { scores[index].losses[$0 - spans[index].lowerBound] }
      }
      return ExampleLoss(sum: compensatedSum(losses), tokens: losses.count)
    }
  }
}
