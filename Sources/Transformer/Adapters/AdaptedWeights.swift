public import LinearAlgebra
public import Tensors

/// Frozen weights with adapters beside some of their maps.
///
/// The weights may be resident or streamed; they are shared, never changed or copied.
public struct AdaptedWeights<Element: BLASScalar>: DecoderWeights {
  /// The frozen weights.
  public let base: any DecoderWeights<Element>
  /// How they are adapted.
  public let lora: LoRADesign
  /// The adapters.
  public let adapters: AdapterValues<Element>
  /// What training drops in one pass; `nil` outside of training.
  var dropout: PassDropout?

  /// Creates adapted weights that drop nothing, as they are used.
  ///
  /// - Parameters:
  ///   - base: The frozen weights.
  ///   - lora: How they are adapted.
  ///   - adapters: The adapters, of this design.
  public init(
    _ base: any DecoderWeights<Element>, lora: LoRADesign, adapters: AdapterValues<Element>
  ) {
    self.base = base
    self.lora = lora
    self.adapters = adapters
  }

  /// The figure of the frozen weights.
  public var design: DecoderDesign { base.design }

  /// Whether asking the frozen weights is costly.
  public var isStreamed: Bool { base.isStreamed }

  /// The block at `layer` with its adapters.
  public func block(_ layer: Int) -> DecoderBlock<Element> {
    var block = base.block(layer)
    for projection in design.blocks[layer].projections {
      guard let map = map(projection, layer: layer) else { continue }
      block.update(projection) { $0.adapter = map }
    }
    return block
  }

  /// The embeddings of tokens, unscaled, [tokens.count, hidden].
  public func embeddings(of tokens: [Int32]) -> Matrix<Element> { base.embeddings(of: tokens) }

  /// Learned positions, [positions, hidden], if the design has them.
  public var positions: Matrix<Element>? { base.positions }

  /// The norm after the last block.
  public var finalNorm: DecoderBlock<Element>.NormWeights { base.finalNorm }

  /// The vocabulary projection, [vocabulary, hidden].
  public func head() -> Matrix<Element> { base.head() }

  /// What is added to a projection; `nil` where nothing is.
  func map(_ projection: Projection, layer: Int) -> LowRankMap<Element>? {
    guard let index = adapters.index(ofAdapterOf: projection, layer: layer) else { return nil }
    return LowRankMap(
      a: adapters.matrices[index], b: adapters.matrices[index + 1], scale: Element(lora.scale),
      dropout: dropout?.rows(of: projection, layer: layer))
  }
}

extension KeyedValues where Key == AdapterParameter {
  /// The place of a projection's A, which that of B follows; `nil` where it has no adapter.
  func index(ofAdapterOf projection: Projection, layer: Int) -> Int? {
    indexIfAny(of: AdapterParameter(.a, projection, layer: layer))
  }
}

/// What all adapters drop in one pass.
struct PassDropout: Sendable {
  /// The probability, greater than 0 and below 1.
  let rate: Double
  /// The rows of each text, and the key of its random numbers.
  let texts: [(rows: Range<Int>, key: UInt64)]

  /// Creates the dropout of a pass.
  ///
  /// - Parameters:
  ///   - rate: The probability, greater than 0 and below 1.
  ///   - seed: Decides on all that is dropped, with what follows.
  ///   - step: The update.
  ///   - examples: The rows of each text, and its index among the examples.
  init(rate: Double, seed: UInt64, step: Int, examples: [(rows: Range<Int>, index: Int)]) {
    let numbers = KeyedNumbers(seed: seed, key: 6 << 48 | UInt64(step))
    self.rate = rate
    texts = examples.map { ($0.rows, numbers.bits(at: $0.index)) }
  }

  /// What is dropped of the input of one projection.
  func rows(of projection: Projection, layer: Int) -> RowDropout {
    let place = AdapterParameter(.a, projection, layer: layer).place
    return RowDropout(
      rate: rate,
      texts: texts.map {
        RowDropout.Text(rows: $0.rows, numbers: KeyedNumbers(seed: $0.key, key: place))
      })
  }
}
