import LinearAlgebra
import Tensors
import Transformer

/// Keeps every gradient of a backward pass by the name that the fixtures give its parameter.
struct EveryGradient<Element: BLASScalar>: GradientObserver {
  let projections = Set(Projection.allCases)
  let observesEverything = true
  let design: DecoderDesign
  private(set) var found: [String: [Element]] = [:]
  private(set) var embedded: Matrix<Element>?

  init(_ design: DecoderDesign) { self.design = design }

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    let name = "\(layer).\(projection.rawValue)"
    found["\(name).weight"] = product(outputGradient.transposed, input.operand).values
    if design.blocks[layer].hasBias(projection) {
      found["\(name).bias"] = columnSums(of: outputGradient)
    }
  }

  mutating func observeNorm(_ norm: Norm, scale: [Element], shift: [Element]?) {
    found["\(norm.name).scale"] = scale
    if let shift { found["\(norm.name).shift"] = shift }
  }

  mutating func observeEmbedded(gradient: Matrix<Element>) { embedded = gradient }
}

extension Norm {
  var name: String {
    switch self {
    case .attention(let layer): "\(layer).attention"
    case .attentionOutput(let layer): "\(layer).attentionOutput"
    case .queries(let layer): "\(layer).queries"
    case .keys(let layer): "\(layer).keys"
    case .mlp(let layer): "\(layer).mlp"
    case .mlpOutput(let layer): "\(layer).mlpOutput"
    case .final: "final"
    }
  }
}

/// Logits, loss and all gradients of one text.
struct Computed<Element: BLASScalar> {
  let logits: [Element]
  let loss: Double
  let gradients: [String: [Element]]

  init(
    _ weights: any DecoderWeights<Element>, tokens: [Int32], responseStart: Int,
    retention: Retention = .everything
  ) {
    let design = weights.design
    let decoder = Decoder(weights: weights, maxLength: tokens.count)
    let trace = decoder.forward(tokens, retention: retention)
    logits = decoder.logits(trace).values
    var head = Matrix<Element>(zeros: design.vocabularySize, design.hiddenSize)
    let result = decoder.loss(
      trace, scored: [scoredPositions(count: tokens.count, responseStart: responseStart)]
    ) { rows, logits in
      let block = Block(rows: rows, columns: 0..<design.hiddenSize)
      multiply(logits.transposed, trace.hidden.part(block), into: &head, keeping: 1)
    }
    loss = result.mean
    var every = EveryGradient<Element>(design)
    decoder.backward(trace, hiddenGradient: result.hiddenGradient, observer: &every)
    gradients = every.found.merging(Self.outer(every.embedded, head: head, tokens, design)) { $1 }
  }

  /// The gradients of embedding, learned positions and vocabulary projection.
  private static func outer(
    _ embedded: Matrix<Element>?, head: Matrix<Element>, _ tokens: [Int32], _ design: DecoderDesign
  ) -> [String: [Element]] {
    guard let embedded else { return [:] }
    var embedding = design.tiesEmbeddings ? head : Matrix(zeros: head.rows, head.columns)
    for (row, token) in tokens.enumerated() {
      for i in 0..<embedded.columns { embedding[Int(token), i] += embedded[row, i] }
    }
    var found = ["embedding": embedding.values]
    if !design.tiesEmbeddings { found["head"] = head.values }
    if let positions = design.learnedPositions {
      let rest = Matrix<Element>(zeros: positions - tokens.count, design.hiddenSize)
      found["positions"] = embedded.values + rest.values
    }
    return found
  }
}
