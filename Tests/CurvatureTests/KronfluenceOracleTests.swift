import DataMixing
import Foundation
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import Curvature

/// What `Tests/Oracles/curvature_factors.py` had kronfluence compute.
struct Kronfluence: Decodable {
  struct Text: Decodable {
    var tokens: [Int32]
    var start: Int
    var end: Int

    var example: TrainingExample { TrainingExample(tokens: tokens, scored: [start - 1..<end - 1]) }
  }

  struct Site: Decodable {
    var inputs: [Double]
    var gradients: [Double]
    var inputEigenvalues: [Double]
    var gradientEigenvalues: [Double]
    var lambda: [Double]
  }

  struct Case: Decodable {
    var scores: [Double]
    var sites: [String: Site]
  }

  var hiddenSize: Int
  var heads: Int
  var keyValueHeads: Int
  var headSize: Int
  var intermediateSize: Int
  var layers: Int
  var vocabularySize: Int
  var normEpsilon: Double
  var ropeTheta: Double
  var train: [Text]
  var queries: [Text]
  var weights: [String: [Double]]
  var cases: [String: Case]

  static func load() throws -> Kronfluence {
    let url = try #require(
      Bundle.module.url(
        forResource: "kronfluence", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Kronfluence.self, from: Data(contentsOf: url))
  }

  func model<Element: BLASScalar>(of: Element.Type) throws -> Decoder<Element> {
    let norm = NormDesign(.rootMeanSquare, epsilon: normEpsilon)
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm,
      attention: AttentionDesign(
        heads: heads, keyValueHeads: keyValueHeads, headSize: headSize,
        rotary: RotaryDesign(base: ropeTheta, width: headSize)),
      mlp: MLPDesign(intermediateSize: intermediateSize, activation: .silu))
    let design = DecoderDesign(
      hiddenSize: hiddenSize, vocabularySize: vocabularySize,
      blocks: Array(repeating: block, count: layers), finalNorm: norm, tiesEmbeddings: true)
    let weights = try ResidentWeights<Element>(design) {
      try #require(self.weights[$0.llamaName]).map { Element($0) }
    }
    return Decoder(weights: weights, maxLength: 16)
  }
}

extension Parameter {
  /// The name of a parameter in Llama checkpoints.
  fileprivate var llamaName: String {
    switch self {
    case .embedding: return "model.embed_tokens.weight"
    case .scale(.final): return "model.norm.weight"
    case .scale(.attention(let layer)): return "model.layers.\(layer).input_layernorm.weight"
    case .scale(.mlp(let layer)): return "model.layers.\(layer).post_attention_layernorm.weight"
    case .weight(let projection, let layer):
      let owner = [.q, .k, .v, .o].contains(projection) ? "self_attn" : "mlp"
      return "model.layers.\(layer).\(owner).\(projection.rawValue)_proj.weight"
    default: fatalError("a Llama model has no \(self)")
    }
  }
}

/// Factors, eigenvalues and scores against the package kronfluence, on the same model and texts.
@Suite struct KronfluenceOracleTests {
  private func settings(_ positions: CurvatureRecipe.Positions) -> InfluenceSettings {
    var settings = InfluenceSettings()
    settings.recipe = CurvatureRecipe(labels: .given, positions: positions)
    settings.threads = 2
    return settings
  }

  /// The largest difference, in units of the largest value of what is expected.
  private func deviation(_ found: [Double], _ expected: [Double]) -> Double {
    let largest = expected.reduce(0) { max($0, abs($1)) }
    return disagreement(found, expected, absolute: largest, relative: 0)
  }

  private func check<Element: BLASScalar>(
    _ positions: CurvatureRecipe.Positions, as type: Element.Type, factors tolerance: Double,
    scores scoreTolerance: Double
  ) throws {
    let oracle = try Kronfluence.load()
    let expected = try #require(oracle.cases["\(positions)"])
    let model = try oracle.model(of: type)
    let settings = settings(positions)
    let collector = CurvatureCollector(model: model, recipe: settings.recipe, threads: 2)
    let train = oracle.train.map(\.example)
    let sums = try collector.covariances(of: train)
    let axes = try KroneckerAxes(sums, threads: 2)
    let curvature = Curvature(
      axes: axes, moments: try collector.moments(of: train, along: axes))
    for (index, site) in sums.sites.sites.enumerated() {
      let name = "model.layers.\(site.layer).mlp.\(site.projection.rawValue)_proj"
      let theirs = try #require(expected.sites[name])
      let input = sums.sites.inputs[index]
      #expect(deviation(upper(sums.inputs[input]), upper(theirs.inputs)) < tolerance)
      #expect(deviation(upper(sums.gradients[index]), upper(theirs.gradients)) < tolerance)
      #expect(deviation(axes.inputs[input].values, theirs.inputEigenvalues) < tolerance)
      #expect(deviation(axes.gradients[index].values, theirs.gradientEigenvalues) < tolerance)
      let lambda = theirs.lambda.map { $0 / Double(train.count) }
      #expect(deviation(curvature.eigenvalues(index, .ekfac).values, lambda) < tolerance, "\(name)")
    }
    let found = try individualInfluence(
      of: train, on: oracle.queries.map(\.example), model: model, curvature: curvature,
      settings: settings)
    #expect(deviation(found.pairwise.values, expected.scores) < scoreTolerance)
    #expect(pearson(found.pairwise.values, expected.scores) > 0.9999)
  }

  private func upper<Element: BLASScalar>(_ sum: Matrix<Element>) -> [Double] {
    (0..<sum.rows).flatMap { row in (row..<sum.rows).map { Double(sum[row, $0]) } }
  }

  private func upper(_ values: [Double]) -> [Double] {
    let n = Int(Double(values.count).squareRoot())
    return upper(Matrix(rows: n, columns: n, values: values))
  }

  @Test(arguments: [CurvatureRecipe.Positions.all, .reaching])
  func `Double agrees to rounding`(positions: CurvatureRecipe.Positions) throws {
    try check(positions, as: Double.self, factors: 1e-10, scores: 1e-8)
  }

  @Test(arguments: [CurvatureRecipe.Positions.all, .reaching])
  func `Float agrees to 1e-4`(positions: CurvatureRecipe.Positions) throws {
    try check(positions, as: Float.self, factors: 1e-4, scores: 1e-2)
  }
}

func pearson(_ a: [Double], _ b: [Double]) -> Double {
  let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
  let (x, y) = (a.map { $0 - meanA }, b.map { $0 - meanB })
  return innerProduct(x, y) / (innerProduct(x, x) * innerProduct(y, y)).squareRoot()
}
