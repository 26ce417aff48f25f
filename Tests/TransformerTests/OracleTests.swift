import JSONTree
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

/// Keeps every gradient by the name of its parameter.
private struct EveryGradient<Element: BLASScalar>: GradientObserver {
  let projections = Set(Projection.allCases)
  let observesEverything = true
  var found: [String: [Element]] = [:]
  var embedded: Matrix<Element>?

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    found[projection.parameterName(layer: layer)] =
      product(outputGradient.transposed, input.operand).values
  }

  mutating func observeNorm(_ norm: Norm, gradient: [Element]) {
    let name =
      switch norm {
      case .attention(let layer): "model.layers.\(layer).input_layernorm.weight"
      case .mlp(let layer): "model.layers.\(layer).post_attention_layernorm.weight"
      case .final: "model.norm.weight"
      default: fatalError("a Llama model has no norm \(norm)")
      }
    found[name] = gradient
  }

  mutating func observeEmbedded(gradient: Matrix<Element>) { embedded = gradient }
}

/// Logits, loss and all gradients of tiny random models against PyTorch in float64.
@Suite struct OracleTests {
  private func gradients<Element: BLASScalar>(
    of tiny: TinyModel, retention: Retention, as type: Element.Type
  ) throws -> (logits: [Element], loss: Double, gradients: [String: [Element]]) {
    let model = LlamaModel(weights: try tiny.weights(of: type), maxLength: tiny.tokens.count)
    let trace = model.forward(tiny.tokens, retention: retention)
    let logits = model.logits(trace).values
    var headGradient = Matrix<Element>(
      zeros: tiny.configuration.vocabularySize, tiny.configuration.hiddenSize)
    let loss = responseLoss(
      hidden: trace.hidden, head: model.weights.head, tokens: tiny.tokens,
      responseStart: tiny.responseStart
    ) { rows, logitGradient in
      let block = Block(rows: rows, columns: 0..<trace.hidden.columns)
      multiply(logitGradient.transposed, trace.hidden.part(block), into: &headGradient, keeping: 1)
    }
    var every = EveryGradient<Element>()
    model.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &every)
    let embedded = try #require(every.embedded)
    var embedding = Matrix<Element>(zeros: headGradient.rows, headGradient.columns)
    for (row, token) in tiny.tokens.enumerated() {
      for i in 0..<embedding.columns { embedding[Int(token), i] += embedded[row, i] }
    }
    if tiny.configuration.tiesEmbeddings {
      add(headGradient.values, to: &embedding.values)
    } else {
      every.found["lm_head.weight"] = headGradient.values
    }
    every.found["model.embed_tokens.weight"] = embedding.values
    return (logits, loss.mean, every.found)
  }

  @Test(arguments: TinyModel.names, [Retention.everything, .withoutMLP])
  func `Double agrees with PyTorch to 1e-10`(name: String, retention: Retention) throws {
    let tiny = try TinyModel(name)
    let found = try gradients(of: tiny, retention: retention, as: Double.self)
    #expect(disagreement(found.logits, tiny.logits, absolute: 1e-12, relative: 1e-10) < 1)
    #expect(abs(found.loss - tiny.loss) < 1e-12)
    let names = try #require(tiny.record["gradients"]?.members).map(\.key)
    #expect(Set(names) == Set(found.gradients.keys))
    for parameter in names {
      let error = disagreement(
        try #require(found.gradients[parameter]), try tiny.values("gradients", parameter),
        absolute: 1e-12, relative: 1e-10)
      #expect(error < 1, "\(parameter): \(error)")
    }
  }

  @Test(arguments: TinyModel.names)
  func `Float agrees with PyTorch to 1e-5 of the largest entry`(name: String) throws {
    let tiny = try TinyModel(name)
    let found = try gradients(of: tiny, retention: .everything, as: Float.self)
    #expect(abs(found.loss - tiny.loss) < 1e-5)
    for (parameter, gradient) in found.gradients {
      let expected = try tiny.values("gradients", parameter)
      let largest = expected.reduce(0) { max($0, abs($1)) }
      let error = disagreement(
        gradient.map(Double.init), expected, absolute: 1e-5 * largest, relative: 0)
      #expect(error < 1, "\(parameter): \(error)")
    }
  }

  @Test func `What follows a text does not change what it says`() throws {
    let tiny = try TinyModel("grouped-tied")
    let model = LlamaModel(weights: try tiny.weights(of: Double.self), maxLength: 32)
    let short = model.logits(model.forward(Array(tiny.tokens.prefix(5))))
    let long = model.logits(model.forward(tiny.tokens))
    let error = disagreement(
      short.values, Array(long.values.prefix(short.values.count)), absolute: 1e-13, relative: 1e-12)
    #expect(error < 1)
  }
}
