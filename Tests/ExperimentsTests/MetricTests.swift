import DataQuality
import Experiments
import JSONTree
import Testing

@Suite struct MetricTests {
  private func definitions() throws -> JSONValue {
    let path = Fixtures.root + "/Templates/experiment.schema.json"
    return try JSONDocument(Fixtures.bytes(path)).root.value["$defs"] ?? .null
  }

  private func names(_ isIncluded: (Metric) -> Bool) -> [String] {
    Metric.allCases.filter(isIncluded).map(\.rawValue)
  }

  @Test func `The schema names and describes every metric as the table does`() throws {
    let listed = try definitions()["metric"]?["oneOf"]?.array ?? []
    #expect(listed.map { $0["const"]?.string } == Metric.allCases.map(\.rawValue))
    #expect(listed.map { $0["description"]?.string } == Metric.allCases.map(\.facts.summary))
  }

  @Test func `The schema sorts metrics as the table does`() throws {
    let schema = try definitions()
    func group(_ name: String) -> [String] {
      schema[name]?["enum"]?.array?.compactMap(\.string) ?? []
    }
    #expect(group("metricWithLayers") == names(\.hasLayers))
    #expect(group("metricWithoutLayers") == names { !$0.hasLayers })
    #expect(group("metricWithProjections") == names(\.hasProjections))
    #expect(group("metricWithoutProjections") == names { !$0.hasProjections })
    #expect(group("metricOfCurve") == names(\.isOfCurve))
    #expect(group("metricWithoutCurve") == names { !$0.isOfCurve })
    #expect(group("positiveMetric") == names(\.facts.isPositive))
    #expect(group("curveMetric") == Metric.curves.map(\.rawValue))
  }

  @Test func `A metric of a curve has the curve's unit, a relative difference none`() {
    typealias Quantity = ExperimentSpec.Quantity
    #expect(Quantity(metric: .mad, madOf: .nuclearNorm, reference: nil).unit == "nat")
    #expect(Quantity(metric: .madLast, madOf: .effectiveRank, reference: nil).unit == nil)
    #expect(Quantity(metric: .relativeDifference, madOf: .sigma1, reference: "a").unit == nil)
    #expect(Quantity(metric: .responseTokens, madOf: nil, reference: nil).unit == "tokens")
  }

  @Test func `Only published measures of quality are better high`() {
    let better: Set<Metric> = [
      .ifdLoss, .ifdPerplexity, .deitaComplexity, .deitaQuality, .deita, .insTag, .difficulty,
      .reward,
    ]
    for metric in Metric.allCases {
      #expect(metric.facts.direction == (better.contains(metric) ? .higher : .neutral))
    }
    #expect(Metric.perplexity.neededScores == [.ifd, .entropy])
    #expect(Metric.loss.neededScores == [] && Metric.reward.neededScores == [])
    #expect(Metric.queryOutputSimilarity.neededProjections == [.q, .o])
    #expect(Metric.keyValueSimilarity.neededProjections == [.k, .v])
  }
}
