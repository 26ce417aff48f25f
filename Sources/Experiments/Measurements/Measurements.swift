import Crypto
import GradientSpectra

/// All that was measured for one experiment.
struct Measurements: Sendable {
  /// The models, in the order of the specification.
  var models: [ModelFacts]
  /// The data sets, in the order of the specification.
  var data: [DataFacts]
  /// The measured examples of each model and data set.
  var examples: [Pair: [MeasuredExample]]
  /// What came of the selection, if there is one.
  var selection: SelectionResults? = nil
  /// What came of the mixture, if there is one.
  var mixture: MixtureResults? = nil
  /// Why the mixture could not be made.
  var mixtureProblem: String? = nil

  /// A model and a data set, by their names.
  struct Pair: Hashable, Sendable {
    var model: String
    var data: String
  }

  /// The measured examples of a model and data set; none if there is no such pair.
  func examples(_ model: String, _ data: String) -> [MeasuredExample] {
    examples[Pair(model: model, data: data)] ?? []
  }

  /// What is known of the model of this name.
  func model(_ name: String) -> ModelFacts? { models.first { $0.name == name } }

  /// The name for people of the data set of this name.
  func label(ofData name: String) -> String { data.first { $0.name == name }?.label ?? name }

  /// What a result of this model, data set and projection is of.
  func identity(
    _ model: String, _ data: String? = nil, _ projection: ExperimentSpec.Projection? = nil
  ) -> Identity {
    let facts = self.model(model)
    return Identity(
      model: model, family: facts?.family, size: facts?.size, data: data,
      projection: projection?.rawValue)
  }
}

/// One example, its spectra and its scores.
struct MeasuredExample: Sendable {
  /// What pairs it with examples of other data sets: its request, and how many equal ones came before.
  ///
  /// Requests rather than ids, because two data sets may number different questions alike.
  var key: PairingKey
  /// What was measured.
  var spectra: ExampleSpectra
  /// The scores of the example, computed or from columns of the data; those that it lacks are missing.
  var scores: [Metric: Double]
  /// What was measured of exactly so many response tokens; `nil` if that was not asked for or there are
  /// fewer.
  var fixed: ExampleSpectra?
  /// The sketch of its gradients, [dimension]; `nil` if that was not asked for or has no finite value.
  var sketch: [Float]?

  init(
    key: PairingKey, spectra: ExampleSpectra, scores: [Metric: Double] = [:],
    fixed: ExampleSpectra? = nil, sketch: [Float]? = nil
  ) {
    (self.key, self.spectra, self.scores) = (key, spectra, scores)
    (self.fixed, self.sketch) = (fixed, sketch)
  }
}

/// A request and how many equal ones came before it in its data set.
struct PairingKey: Hashable, Sendable {
  let request: [UInt8]
  let occurrence: Int
  /// The first eight bytes of the SHA-256 of both: what pairs examples without telling their text.
  let digest: UInt64

  init(request: [UInt8], occurrence: Int) {
    (self.request, self.occurrence) = (request, occurrence)
    let bytes = SHA256.hash(data: request + Array("#\(occurrence)".utf8)).prefix(8)
    digest = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension [Example] {
  /// What pairs each with examples of other data sets and with itself in other reports: its request, and how many equal ones came before.
  var pairingKeys: [PairingKey] {
    var occurrences: [[UInt8]: Int] = [:]
    return map { example in
      let request = [UInt8](example.request.utf8)
      defer { occurrences[request, default: 0] += 1 }
      return PairingKey(request: request, occurrence: occurrences[request, default: 0])
    }
  }
}

extension [PairingKey] {
  /// The digest of each.
  var digests: [UInt64] { map(\.digest) }
}
