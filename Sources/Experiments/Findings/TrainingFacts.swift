import Diagnostics
import Foundation
import JSONTree

/// How a model was trained from scratch.
public struct TrainingFacts: Codable, Sendable, Equatable {
  /// A moment of the training.
  public struct Point: Codable, Sendable, Equatable {
    /// The number of steps taken.
    public var step: Int
    /// The number of tokens seen.
    public var tokens: Int
    /// The mean loss on the batch, in nats a token.
    public var loss: Double
    /// The learning rate of the step; `nil` if it was not noted.
    public var learningRate: Double?

    /// Creates a point.
    public init(step: Int, tokens: Int, loss: Double, learningRate: Double? = nil) {
      self.step = step
      self.tokens = tokens
      self.loss = loss
      self.learningRate = learningRate
    }
  }

  /// The moments noted, in order; at least one.
  public var points: [Point]
  /// The number of parameters trained.
  public var parameters: Int
  /// The number of tokens seen in all.
  public var tokens: Int
  /// The mean loss on text that was held out, in nats a token; `nil` if it was not measured.
  public var heldOutLoss: Double?
  /// The digest of the text; `nil` if it is not known.
  public var text: String?

  /// Creates facts.
  public init(
    points: [Point], parameters: Int, tokens: Int, heldOutLoss: Double? = nil, text: String? = nil
  ) {
    self.points = points
    self.parameters = parameters
    self.tokens = tokens
    self.heldOutLoss = heldOutLoss
    self.text = text
  }
}

extension TrainingFacts {
  /// The facts as a file beside a checkpoint: canonical JSON. Equal facts give equal bytes.
  public func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = try JSONDocument(Array(try encoder.encode(self)))
    return Array((document.root.value.text(.indented) + "\n").utf8)
  }

  /// Reads what ``encoded()`` wrote.
  ///
  /// - Throws: `Problem` if the file is anything else.
  public init(parsing bytes: [UInt8], file: String) throws {
    _ = try JSONDocument(bytes, file: file)
    do {
      self = try JSONDecoder().decode(TrainingFacts.self, from: Data(bytes))
    } catch {
      throw Problem(
        "The file does not hold the facts of a training.", at: Place(file: file),
        expected: "'points', 'parameters' and 'tokens', as 'gradbook run' writes",
        remedy: "Remove it and train the model again.")
    }
  }
}
