import Artifacts
import Diagnostics
import Execution
import GradientSpectra

/// Where the steps of a model and a data set stand among all steps, each range in the order of the
/// examples.
struct PairPlaces: Sendable {
  /// Those of spectra of all response tokens.
  var spectra: Range<Int>
  /// Those of spectra of a fixed number of response tokens; empty if that was not asked for.
  var fixed: Range<Int>
  /// Those of quality scores; empty if none were asked for.
  var quality: Range<Int>
  /// Those of sketches; empty if none was asked for.
  var sketches: Range<Int>

  /// What an example has beside its spectra.
  ///
  /// - Parameters:
  ///   - number: Its position among the examples.
  ///   - outcomes: What became of all steps.
  ///   - store: Where the results are.
  /// - Returns: All of it; no scores and `nil` for what was not asked for, not computed or cannot be measured.
  /// - Throws: `Problem` if the store does not work.
  func more(
    _ number: Int, _ outcomes: [Run.Outcome], store: Store
  ) throws -> (fixed: ExampleSpectra?, scores: [Metric: Double], sketch: [Float]?) {
    func bytes(_ range: Range<Int>) throws -> [UInt8]? {
      guard !range.isEmpty, let digest = outcomes[range.lowerBound + number].result else {
        return nil
      }
      return try store.bytes(of: digest)
    }
    var fixed: ExampleSpectra?
    var sketch: [Float]?
    if case .measured(let spectra) = try bytes(self.fixed).flatMap(SpectraArtifact.init(bytes:)) {
      fixed = spectra
    }
    if case .measured(let values) = try bytes(sketches).flatMap(SketchArtifact.init(bytes:)) {
      sketch = values
    }
    let scores = try bytes(quality).flatMap(QualityArtifact.init(bytes:))?.scores ?? [:]
    return (fixed, scores, sketch)
  }
}

extension [any Step] {
  /// Appends all that is measured of a model and a data set.
  mutating func append(
    _ examples: [Example], of pair: Measurements.Pair, _ opened: OpenedModel.Opened,
    measuring measure: ExperimentSpec.Measure
  ) -> PairPlaces {
    func step(_ example: Example, _ fixed: FixedTokens?) -> SpectraStep {
      SpectraStep(
        model: opened.model, modelName: pair.model, modelDigest: opened.digest,
        dataName: pair.data, example: example, settings: measure.spectra, fixed: fixed)
    }
    let spectra = appending(examples.map { step($0, nil) })
    let fixed = appending(
      measure.spectra.fixed.map { fixed in examples.map { step($0, fixed) } } ?? [])
    let quality = appending(
      measure.quality.map { quality in
        examples.map { example in
          QualityStep(
            model: opened.model, modelName: pair.model, modelDigest: opened.digest,
            dataName: pair.data, example: example, settings: quality)
        }
      } ?? [])
    let sketches = appending(
      measure.sketch.map { sketch in
        examples.map { example in
          SketchStep(
            model: opened.model, modelName: pair.model, modelDigest: opened.digest,
            dataName: pair.data, example: example, settings: measure.spectra, sketch: sketch)
        }
      } ?? [])
    return PairPlaces(spectra: spectra, fixed: fixed, quality: quality, sketches: sketches)
  }

  private mutating func appending(_ steps: [any Step]) -> Range<Int> {
    let start = count
    self += steps
    return start..<count
  }
}
