import JSONTree

/// What was noted of each update of a training.
struct TrainingLog: Sendable, Equatable {
  /// The loss of each update's batch before the update, in nats a token.
  var losses: [Double] = []
  /// The learning rate of each update.
  var learningRates: [Double] = []
  /// The tokens of one batch.
  let tokensPerStep: Int
  /// The number of parameters.
  let parameters: Int
  /// The loss on text that was held out, after the last update; `nil` before.
  var heldOutLoss: Double?

  init(tokensPerStep: Int, parameters: Int) {
    self.tokensPerStep = tokensPerStep
    self.parameters = parameters
  }

  mutating func append(loss: Double, learningRate: Double) {
    losses.append(loss)
    learningRates.append(learningRate)
  }

  /// As text to store. Equal logs give equal text.
  var text: String {
    let value: JSONValue = [
      "tokensPerStep": .integer(tokensPerStep), "parameters": .integer(parameters),
      "heldOutLoss": .finite(heldOutLoss), "losses": .array(losses.map { .number($0) }),
      "learningRates": .array(learningRates.map { .number($0) }),
    ]
    return value.text(.canonical)
  }

  /// Reads what `text` gave; `nil` for anything else.
  init?(text: String) {
    guard let root = try? JSONDocument(Array(text.utf8)).root.value,
      let tokens = root["tokensPerStep"]?.integer, let parameters = root["parameters"]?.integer,
      let losses = root["losses"]?.array?.compactMap(\.double),
      let rates = root["learningRates"]?.array?.compactMap(\.double), losses.count == rates.count
    else { return nil }
    (tokensPerStep, self.parameters) = (tokens, parameters)
    (self.losses, learningRates) = (losses, rates)
    heldOutLoss = root["heldOutLoss"]?.double
  }
}

extension TrainingLog {
  /// The log for a report: at most `count` points, each with the mean loss of the updates since the one
  /// before, which say more than single batches.
  ///
  /// - Parameters:
  ///   - text: The digest of the text.
  ///   - count: The most points.
  /// - Returns: The facts.
  func facts(ofText text: String? = nil, atMost count: Int = 200) -> TrainingFacts {
    let stride = max(1, (losses.count + count - 1) / count)
    let points = Swift.stride(from: 0, to: losses.count, by: stride).map { start in
      let end = min(start + stride, losses.count)
      let mean = losses[start..<end].reduce(0, +) / Double(end - start)
      return TrainingFacts.Point(
        step: end, tokens: end * tokensPerStep, loss: mean, learningRate: learningRates[end - 1])
    }
    return TrainingFacts(
      points: points, parameters: parameters, tokens: losses.count * tokensPerStep,
      heldOutLoss: heldOutLoss, text: text)
  }
}
