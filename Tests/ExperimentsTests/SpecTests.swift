import Diagnostics
import Experiments
import JSONTree
import TestSupport
import Testing

@Suite struct SpecTests {
  private let smallest = """
    {"title": "T", "question": "Q?", "models": ["smollm2-135m-instruct"],
     "data": [{"name": "a", "kind": "code", "path": "a.json"}],
     "measure": {"spectra": {}},
     "cells": [{"chart": {"metric": "nuclearNorm"}}]}
    """

  private func parse(_ text: String, folder: String = "") throws -> ExperimentSpec {
    try ExperimentSpec(
      parsing: Array(text.utf8), file: "specs/a.json", folder: folder,
      catalog: Fixtures.catalog())
  }

  private func problems(_ text: String) -> [Problem] {
    do {
      _ = try parse(text)
      return []
    } catch {
      return (error as? ProblemList)?.problems ?? []
    }
  }

  @Test func `The resolved form spells every default out`() throws {
    let json = try parse(smallest).json
    #expect(json["models"]?[0]?["family"] == "SmolLM2")
    #expect(json["models"]?[0]?["source"]?["file"] == "SmolLM2-135M-Instruct.Q4_1.gguf")
    #expect(
      json["data"]?[0] == [
        "name": "a", "label": "a", "kind": "code", "relevance": "correct", "path": "a.json",
        "format": ["instruction": "instruction", "input": "input", "output": "output", "id": "id"],
      ])
    #expect(
      json["measure"] == [
        "spectra": ["projections": ["q", "k", "v", "o"], "maxLength": 1024, "prompt": "plain"]
      ])
    #expect(json["statistics"] == ["resamples": 2000, "confidence": 0.95, "seed": 0])
    #expect(
      json["cells"]?[0]?["chart"] == [
        "kind": "line", "metric": "nuclearNorm", "x": "layer", "color": "data",
        "columns": "projection", "rows": "model", "models": ["smollm2-135m-instruct"],
        "data": ["a"], "projections": ["q", "k", "v", "o"], "layers": "all", "scale": "auto",
      ])
  }

  @Test(arguments: [
    (#"{"metric": "nuclearNorm", "columns": "data"}"#, ["projection", "data", "model"]),
    (#"{"metric": "nuclearNorm", "color": "family"}"#, ["family", "data", "projection"]),
    (#"{"metric": "keyValueSimilarity"}"#, ["data", "model", nil]),
    (#"{"metric": "loss", "kind": "distribution"}"#, ["data", "model", nil]),
    (#"{"kind": "spectrum"}"#, ["data", "projection", "model"]),
    (
      #"{"kind": "heatmap", "metric": "mad", "x": "model", "y": "projection"}"#, [nil, "data", nil]
    ),
    (#"{"metric": "mad", "x": "size"}"#, ["family", "data", "projection"]),
    (#"{"metric": "loss", "x": "size", "rows": "family"}"#, ["data", nil, "family"]),
    (#"{"kind": "training"}"#, ["model", nil, nil]),
    (#"{"kind": "training", "rows": "family"}"#, [nil, nil, "family"]),
  ])
  func `Channels that a chart leaves open take what is not shown yet`(
    chart: String, channels: [String?]
  ) throws {
    let text = smallest.replacingChart(by: chart)
    let shown = try parse(text).json["cells"]?[0]?["chart"]
    #expect([shown?["color"], shown?["columns"], shown?["rows"]].map { $0?.string } == channels)
  }

  @Test func `A problem says place, expectation, finding and remedy`() throws {
    let text = smallest.replacingChart(by: #"{"metirc": "nuclearNorm", "x": "rank"}"#)
    #expect(
      problems(text).map(\.description) == [
        """
        Unknown key 'metirc' in a line chart.
          at: specs/a.json:4:23, /cells/0/chart/metirc
          expected: one of 'kind', 'x', 'normalize', 'metric', 'madOf', 'reference', 'models', \
        'families', 'sizes', 'data', 'projections', 'layers', 'color', 'columns', 'rows', 'scale'
          found: 'metirc'
          to fix it: Did you mean 'metric'?
        """,
        """
        'x' cannot be 'rank'.
          at: specs/a.json:4:53, /cells/0/chart/x
          expected: one of 'layer', 'depth', 'responseTokens', 'size'
          found: 'rank'
          to fix it: Choose what is expected.
        """,
      ])
  }

  @Test func `A metric that does not fit says which do`() throws {
    let text = smallest.replacingChart(
      by: #"{"kind": "heatmap", "metric": "tokens", "x": "projection", "y": "data"}"#)
    #expect(
      problems(text).map(\.description) == [
        """
        Metric 'tokens' does not fit a heatmap of 'projection' and 'data'.
          at: specs/a.json:4:52, /cells/0/chart/metric
          expected: one of 'nuclearNorm', 'sigma1', 'sigma1Ratio', 'frobeniusNorm', \
        'effectiveRank', 'stableRank', 'nuclearRank', 'effectiveRankShare', 'stableRankShare', \
        'nuclearRankShare', 'lossNormalizedNuclearNorm', 'sumNuclearNorm', 'adjacentSimilarity', 'mad', 'madEarly', 'madMiddle', 'madLast', 'relativeDifference'
          found: 'tokens', one value for each example
          to fix it: Choose what is expected, or show the metric in a table.
        """
      ])
  }

  @Test func `Text that is no JSON is one problem`() {
    let found = problems(#"{"title": "T", "title": "U"}"#)
    #expect(found.map(\.summary) == ["The key 'title' stands twice in one object."])
    #expect(
      found.first?.place == Place(file: "specs/a.json", line: 1, column: 16, pointer: "/title"))
  }

  @Test func `A missing file names the nearest one`() throws {
    let root = Fixtures.root
    let error = #expect(throws: ProblemList.self) {
      try ExperimentSpec(contentsOf: root + "/Experiments/model.json", catalog: .empty)
    }
    #expect(
      error?.problems.first?.summary
        == "The experiment file '\(root)/Experiments/model.json' does not exist.")
    #expect(error?.problems.first?.remedy == "Did you mean 'models.json'?")
  }

  @Test func `Paths of data start from the folder of the file`() throws {
    var spec = try parse(smallest, folder: "specs")
    #expect(spec.paths(of: spec.data[0]) == ["specs/a.json"])
    spec.data[0].source = .file("/tmp/a.json")
    #expect(spec.paths(of: spec.data[0]) == ["/tmp/a.json"])
  }
}

@Suite struct CellIdentifierTests {
  private func ids(_ cells: String) throws -> [String] {
    let text = """
      {"title": "T", "question": "Q?", "models": ["smollm2-135m-instruct"],
       "data": [{"name": "a", "kind": "code", "path": "a.json"},
                {"name": "b", "kind": "code", "path": "b.json"}],
       "measure": {"spectra": {}}, "cells": [\(cells)]}
      """
    return try ExperimentSpec(
      parsing: Array(text.utf8), file: "a.json", folder: "", catalog: Fixtures.catalog()
    ).cells.map(\.id)
  }

  private let chart = #"{"chart": {"metric": "nuclearNorm"}}"#
  private let claim = #"{"claim": {"that": "mad", "of": "a", "is": "less", "than": "b"}}"#
  private let text = #"{"markdown": "Ünïcode & *more* LLMs of text"}"#

  @Test func `An id is made of the content`() throws {
    #expect(
      try ids([chart, claim, text].joined(separator: ",")) == [
        "line-nuclear-norm-446a09", "claim-mad-a-less-b-30689d",
        "text-ncode-more-llms-033980",
      ])
  }

  @Test func `Other cells, titles and layout do not move an id`() throws {
    let alone = try ids(chart)
    let titled = #"{ "title": "New", "chart" : { "metric":"nuclearNorm" } }"#
    #expect(try ids([claim, titled, text].joined(separator: ","))[1] == alone[0])
    #expect(try ids(#"{"chart": {"metric": "nuclearNorm", "scale": "log"}}"#) != alone)
  }

  @Test func `Equal cells are numbered and given ids are kept`() throws {
    let first = try ids(chart)[0]
    let given = #"{"id": "\#(first)", "markdown": "x"}"#
    #expect(
      try ids([chart, chart, given].joined(separator: ",")) == [first + "-2", first + "-3", first])
  }
}

extension String {
  fileprivate func replacingChart(by chart: String) -> String {
    replacing(#"{"metric": "nuclearNorm"}"#, with: chart)
  }
}
