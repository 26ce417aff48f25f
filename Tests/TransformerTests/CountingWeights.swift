import LinearAlgebra
import Synchronization
import Tensors

@testable import Transformer

/// Weights that count how often they are asked for.
struct CountingWeights: DecoderWeights {
  let resident: ResidentWeights<Float>
  let asked = Asked()

  /// How often each block and the head were asked for.
  final class Asked: Sendable {
    private let state = Mutex((blocks: [Int: Int](), heads: 0))

    func block(_ layer: Int) { state.withLock { $0.blocks[layer, default: 0] += 1 } }
    func head() { state.withLock { $0.heads += 1 } }
    var counts: [Int] { state.withLock { $0.blocks.sorted { $0.key < $1.key }.map(\.value) } }
    var heads: Int { state.withLock { $0.heads } }
  }

  var design: DecoderDesign { resident.design }
  var isStreamed: Bool { true }
  var positions: Matrix<Float>? { resident.positions }
  var finalNorm: DecoderBlock<Float>.NormWeights { resident.finalNorm }

  func block(_ layer: Int) -> DecoderBlock<Float> {
    asked.block(layer)
    return resident.block(layer)
  }

  func embeddings(of tokens: [Int32]) -> Matrix<Float> { resident.embeddings(of: tokens) }

  func head() -> Matrix<Float> {
    asked.head()
    return resident.head()
  }
}
