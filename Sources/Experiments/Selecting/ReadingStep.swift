import DataSelection
import Diagnostics
import Execution
import JSONTree
import Tensors
import Transformer

/// What a model as it is makes of examples: hidden states and losses, in one forward pass each.
struct ReadingStep: Step {
  static let kind = "readings"
  static let version = 2

  let model: SelectionModel
  let pool: SelectionPool
  /// The names of the data sets, for people.
  let poolName: String

  var identity: String { "\(model.name) · hidden states of \(poolName)" }

  var needs: [any Step] { model.needs }

  var inputs: [StepInput] { model.inputs + [StepInput("examples", pool.digest)] }

  var cost: Double { 0.4 * model.cost(of: pool.examples) }

  func run(_ context: StepContext) throws -> [UInt8] {
    let loaded = try model.model.loaded(context)
    let decoder = try loaded.model()
    let texts = try model.tokenize(pool, loaded)
    var readings = Readings(count: texts.count, width: decoder.design.hiddenSize)
    for stack in texts.stacks(of: 16, tokens: SelectionModel.tokensPerPass) {
      if context.isInterrupted { throw StepInterrupted() }
      let own = texts[stack].map(\.tokens)
      let hidden = decoder.hiddenStates(stacked: own)
      let scores = decoder.scores(
        hidden: hidden, texts: own, scored: texts[stack].map(\.response))
      for (place, row) in stack.enumerated() {
        readings.put(hidden[place], losses: scores[place].losses, at: row)
      }
      context.tell("\(stack.upperBound) of \(texts.count) texts")
    }
    return readings.bytes
  }
}

/// Hidden states and losses of examples: a safetensors file with `last` and `weighted` F32 [n, hidden],
/// `loss` F64 [n] in nats a token, NaN where nothing is scored, and `tokens` I32 [n], the scored ones.
struct Readings {
  /// The states at the last tokens, [n, hidden].
  var last: Matrix<Float>
  /// The states weighted by their positions, [n, hidden].
  var weighted: Matrix<Float>
  /// The mean loss of each, in nats a token.
  var losses: [Double]
  /// The scored tokens of each.
  var tokens: [Int32]

  init(count: Int, width: Int) {
    last = Matrix(zeros: count, width)
    weighted = last
    losses = Array(repeating: .nan, count: count)
    tokens = Array(repeating: 0, count: count)
  }

  mutating func put(_ hidden: Matrix<Float>, losses: [Double], at row: Int) {
    let last = RepresentationPooling.lastToken.pooled(hidden)
    let weighted = RepresentationPooling.positionWeighted.pooled(hidden)
    for column in last.indices {
      self.last[row, column] = last[column]
      self.weighted[row, column] = weighted[column]
    }
    tokens[row] = Int32(losses.count)
    if !losses.isEmpty { self.losses[row] = losses.reduce(0, +) / Double(losses.count) }
  }

  var bytes: [UInt8] {
    let shape = [last.rows, last.columns]
    return SafetensorsBytes(
      metadata: [("rows", String(last.rows)), ("width", String(last.columns))],
      tensors: [
        .init("last", shape, floats: last.values),
        .init("weighted", shape, floats: weighted.values),
        .init("loss", [losses.count], doubles: losses),
        .init("tokens", [tokens.count], integers: tokens),
      ]
    ).bytes
  }

  /// Reads what `bytes` gave; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let file = SafetensorsBytes(bytes: bytes) else { return nil }
    let metadata = Dictionary(file.metadata) { first, _ in first }
    guard let count = metadata["rows"].flatMap({ Int($0) }),
      let width = metadata["width"].flatMap({ Int($0) }),
      let last = file.floats("last"), let weighted = file.floats("weighted"),
      let losses = file.doubles("loss"), let tokens = file.integers("tokens"),
      last.count == count * width, weighted.count == count * width,
      losses.count == count, tokens.count == count
    else { return nil }
    self.last = Matrix(rows: count, columns: width, values: last)
    self.weighted = Matrix(rows: count, columns: width, values: weighted)
    (self.losses, self.tokens) = (losses, tokens)
  }
}
