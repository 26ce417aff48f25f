import LinearAlgebra
import Tensors

@testable import Transformer

/// Keeps the gradient of every parameter.
struct ParameterGradients<Element: BLASScalar>: GradientObserver {
  let projections = Set(Projection.allCases)
  let observesEverything = true
  var found: [Parameter: [Element]] = [:]
  var embedded = Matrix<Element>(zeros: 0, 0)

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    found[.weight(projection, layer: layer)] =
      product(outputGradient.transposed, input.operand).values
    found[.bias(projection, layer: layer)] = columnSums(of: outputGradient)
  }

  mutating func observeNorm(_ norm: Norm, scale: [Element], shift: [Element]?) {
    found[.scale(norm)] = scale
    found[.shift(norm)] = shift
  }

  mutating func observeEmbedded(gradient: Matrix<Element>) { embedded = gradient }
}

extension Decoder {
  /// The mean loss on the scored rows and its gradient by every parameter of the design.
  func gradients(
    _ tokens: [Int32], segments: [Range<Int>]? = nil, scored: [Range<Int>],
    retention: Retention = .everything
  ) -> (loss: ResponseLoss<Element>, gradients: [Parameter: [Element]]) {
    let trace = forward(tokens, segments: segments, retention: retention)
    var head = Matrix<Element>(zeros: design.vocabularySize, design.hiddenSize)
    let loss = loss(trace, scored: scored) { rows, logitGradient in
      let states = trace.hidden.part(Block(rows: rows, columns: 0..<design.hiddenSize))
      multiply(logitGradient.transposed, states, into: &head, keeping: 1)
    }
    var observer = ParameterGradients<Element>()
    backward(trace, hiddenGradient: loss.hiddenGradient, observer: &observer)
    let known = Set(design.parameters.map(\.parameter))
    var gradients = observer.found.filter { known.contains($0.key) }
    var embedding = Matrix<Element>(zeros: design.vocabularySize, design.hiddenSize)
    var positions = Matrix<Element>(zeros: design.learnedPositions ?? 0, design.hiddenSize)
    for segment in trace.segments {
      for row in segment {
        for i in 0..<design.hiddenSize {
          let value = observer.embedded[row, i]
          embedding[Int(tokens[row]), i] += value
          guard design.learnedPositions != nil else { continue }
          positions[row - segment.lowerBound, i] += value / Element(design.embeddingScale)
        }
      }
    }
    if design.tiesEmbeddings { add(head.values, to: &embedding.values) }
    gradients[.embedding] = embedding.values
    if design.learnedPositions != nil { gradients[.positions] = positions.values }
    if !design.tiesEmbeddings { gradients[.head] = head.values }
    return (loss, gradients)
  }
}
