/// What made the rows of a datastore: two are comparable only where these agree.
public struct DatastoreIdentity: Sendable, Hashable {
  /// The model, such as its digest.
  public var model: String
  /// The checkpoint of its training.
  public var checkpoint: String
  /// The examples and how they were tokenized, such as a digest.
  public var data: String
  /// What the rows are of, such as `GradientDirection.identity`.
  public var direction: String
  /// How they were projected, such as `Projection.identity`.
  public var projection: String

  /// Creates an identity.
  public init(
    model: String, checkpoint: String, data: String, direction: String, projection: String
  ) {
    self.model = model
    self.checkpoint = checkpoint
    self.data = data
    self.direction = direction
    self.projection = projection
  }

  /// The parts by name, in the order in which a difference is reported.
  var fields: [(name: String, value: String)] {
    [
      ("model", model), ("checkpoint", checkpoint), ("data", data), ("direction", direction),
      ("projection", projection),
    ]
  }
}

/// How the numbers of a row are stored.
public enum RowEncoding: String, Sendable, Hashable, CaseIterable {
  /// Half precision: 2 bytes a number, a relative error of at most 2⁻¹¹.
  case float16
  /// Whole numbers from −127 to 127 times a scale of the row: 1 byte a number, an error of at most 1/254
  /// of the row's largest number.
  case int8

  /// Its name in safetensors.
  var dataType: String { self == .float16 ? "F16" : "I8" }
  /// The bytes of a number.
  var width: Int { self == .float16 ? 2 : 1 }
}

/// What a datastore keeps of an example beside its row.
public struct RowFacts: Sendable, Hashable {
  /// The loss, in nats a token.
  public var loss: Float
  /// The tokens that the loss is the mean of.
  public var tokens: Int32

  /// Creates the facts of one row.
  public init(loss: Float, tokens: Int32) {
    self.loss = loss
    self.tokens = tokens
  }
}

/// What is known of a row without reading it.
public enum RowStatus: UInt8, Sendable, Hashable {
  /// Not written yet.
  case missing = 0
  /// Written.
  case finite = 1
  /// A number of its gradient, or its loss, was infinite or not a number; zeros are in its place.
  case notFinite = 2
}
