import Foundation
import JSONTree
import TestSupport
import Testing

/// `run`, `plan` and `report` on a tiny experiment, as a user runs them.
@Suite struct RunCommandTests {
  static let experiment = """
    {
      "title": "Tiny", "question": "Does it run?",
      "models": [{"name": "tiny", "family": "Tiny", "size": "30K", "source": {"path": "tiny-llama"}}],
      "data": [
        {"name": "first", "kind": "reasoning", "path": "examples.json", "sample": 4},
        {"name": "all", "kind": "reasoning", "path": "examples.json"}
      ],
      "measure": {"spectra": {"projections": ["q", "k", "v", "o"], "maxLength": 200}},
      "statistics": {"resamples": 50},
      "cells": [
        {"markdown": "Some **words**."},
        {"chart": {"metric": "nuclearNorm", "x": "layer", "color": "data", "columns": "projection"}},
        {"chart": {"kind": "distribution", "metric": "effectiveRank", "color": "data", "columns": "projection"}},
        {"chart": {"kind": "heatmap", "metric": "nuclearNorm", "x": "layer", "y": "projection", "rows": "data"}},
        {"chart": {"kind": "spectrum", "color": "data", "columns": "projection"}},
        {"chart": {"kind": "forest", "metric": "nuclearNorm", "of": "all", "than": "first", "difference": "logRatio"}},
        {"table": {"metric": ["nuclearNorm", "mad", "loss"], "rows": "data", "columns": "model"}},
        {"claim": {"that": "responseTokens", "of": "all", "is": "greater", "than": "first", "for": "each model"}}
      ]
    }
    """

  @Test func `A run measures, a second run finds everything cached, and both give the same bytes`()
    throws
  {
    let tool = try Tool(experiment: Self.experiment)
    #expect(
      try tool("plan", "tiny.json").output == """
        tiny · first: 4 steps, all to run: never computed
        tiny · all: 8 steps, all to run: never computed

        """)
    let first = try tool("run", "tiny.json")
    #expect(first.status == 0, "\(first.errors)")
    // Four of the eight examples stand in both data sets and are measured once.
    #expect(first.errors.contains("8 to run"), "\(first.errors)")
    let findings = try tool.text("Reports/tiny/findings.json")
    let page = try tool.text("Reports/tiny/index.html")
    let again = try tool("run", "tiny.json")
    #expect(again.errors.contains("12 cached"), "\(again.errors)")
    #expect(try tool.text("Reports/tiny/findings.json") == findings)
    #expect(try tool.text("Reports/tiny/index.html") == page)
    #expect(
      try tool("plan", "tiny.json").output == """
        tiny · first: 4 steps, all cached
        tiny · all: 8 steps, all cached

        """)
  }

  @Test func `Two runs in two folders give the same findings and pages`() throws {
    let outputs = try (1...2).map { jobs in
      let tool = try Tool(experiment: Self.experiment)
      try tool("run", "tiny.json", "--jobs", String(jobs))
      return [
        try tool.text("Reports/tiny/findings.json"), try tool.text("Reports/tiny/index.html"),
      ]
    }
    #expect(outputs[0] == outputs[1])
  }

  @Test func `A report regenerates from its findings alone`() throws {
    let tool = try Tool(experiment: Self.experiment)
    try tool("run", "tiny.json")
    let page = try tool.text("Reports/tiny/index.html")
    for name in [".gradbook", "tiny-llama", "examples.json", "Reports/tiny/index.html"] {
      try FileManager.default.removeItem(atPath: tool.folder.file(name))
    }
    let ending = try tool("report", "Reports/tiny")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(try tool.text("Reports/tiny/index.html") == page)
  }

  @Test func `What is missing is shown and counted, and the rest goes on`() throws {
    let tool = try Tool(
      experiment: Self.experiment.replacingOccurrences(
        of: #"{"name": "first", "kind": "reasoning", "path": "examples.json", "sample": 4}"#,
        with: #"{"name": "first", "kind": "reasoning", "path": "gone.json"}"#))
    let ending = try tool("run", "tiny.json")
    #expect(ending.status == 3)
    #expect(ending.errors.contains("gone.json"))
    let findings = try JSONDocument(Array(try tool.text("Reports/tiny/findings.json").utf8))
    let cells = try #require(findings.root.value["cells"]?.array)
    #expect(
      cells.map { $0["status"]?.string } == [
        "ok", "partial", "partial", "partial", "partial", "failed", "partial", "failed",
      ])
    let problems = cells.flatMap { $0["problems"]?.array ?? [] }.compactMap(\.string)
    #expect(problems.contains { $0.hasPrefix("Data 'first' was not read:") })
    #expect(
      problems.contains("1 of 8 examples of 'all' were not measured with 'tiny'."), "\(problems)")
    let missing = findings.root.value["data"]?[1]?["measured"]?[0]?["missing"]?[0]
    #expect(missing?["index"] == 6)
    #expect(missing?["reason"]?.string?.hasPrefix("The prompt fills the window") == true)
  }

  @Test func `A changed setting is the reason to run again`() throws {
    let tool = try Tool(experiment: Self.experiment)
    try tool("run", "tiny.json")
    let changed = Self.experiment.replacingOccurrences(
      of: #""maxLength": 200"#, with: #""maxLength": 100"#)
    try tool.folder.write(changed, to: "tiny.json")
    #expect(
      try tool("plan", "tiny.json").output == """
        tiny · first: 4 steps, all to run: input 'maxLength' changed from 200 to 100
        tiny · all: 8 steps, all to run: never computed (4); input 'maxLength' changed from 200 to 100 (4)

        """)
    let frozen = try tool("run", "tiny.json", "--frozen")
    #expect(frozen.status == 1)
    #expect(frozen.errors.contains("maxLength"), "\(frozen.errors)")
  }

  @Test func `The version names what last digits depend on`() throws {
    let ending = try Tool()("--version")
    #expect(ending.status == 0 && ending.output.hasPrefix("gradbook 0."), "\(ending.output)")
    #expect(ending.output.contains("OpenBLAS") && ending.output.contains("kernels for "))
  }

  @Test func `An experiment on published data alone asks for their folder`() throws {
    let tool = try Tool()
    try tool.folder.write(
      """
      {"title": "T", "question": "Q?",
       "models": [{"name": "tiny", "family": "T", "size": "30K", "source": {"path": "tiny-llama"}}],
       "data": [{"name": "a", "kind": "code", "published": {"path": "a.json"}}],
       "measure": {"spectra": {"projections": ["q"], "maxLength": 64}},
       "cells": [{"table": {"metric": "loss", "rows": "data", "columns": "model"}}]}
      """, to: "tiny.json")
    for command in ["run", "plan"] {
      let ending = try tool(command, "tiny.json")
      #expect(ending.status == 1)
      #expect(ending.errors.contains("Nothing can be computed"), "\(ending.errors)")
      #expect(ending.errors.contains("--data-root DIR"))
    }
    #expect(!FileManager.default.fileExists(atPath: tool.folder.file("Reports")))
  }

  @Test func `A data file that is not there is a fault of the specification`() throws {
    let tool = try Tool(experiment: Self.experiment)
    try FileManager.default.removeItem(atPath: tool.folder.file("examples.json"))
    let ending = try tool("validate", "tiny.json")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("The data file 'examples.json' does not exist."))
  }

  @Test func `A catalog is validated as one`() throws {
    let tool = try Tool()
    try tool.folder.write(
      #"{"models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}]}"#,
      to: "models.json")
    let right = try tool("validate", "models.json")
    #expect(right.status == 0 && right.output == "models.json: 1 model\n")
    try tool.folder.write(#"{"models": [{"name": "m"}]}"#, to: "models.json")
    let wrong = try tool("validate", "models.json")
    #expect(wrong.status == 1 && wrong.errors.contains("'family'"), "\(wrong.errors)")
  }

  @Test func `Where there is no catalog the list says so`() throws {
    let tool = try Tool()
    let none = try tool("models", "list")
    #expect(none.status == 0 && none.errors.contains("there is no file 'Experiments/models.json'"))
    let named = try tool("models", "list", "--catalog", "nope.json")
    #expect(named.status == 1 && named.errors.contains("nope.json"), "\(named.errors)")
  }

  @Test func `Every fault of a specification is named with its place`() throws {
    let tool = try Tool(
      experiment: Self.experiment.replacingOccurrences(
        of: #""metric": "nuclearNorm", "x": "layer","#,
        with: #""metirc": "nuclearNorm", "x": "layr","#))
    let ending = try tool("validate", "tiny.json")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("metirc"))
    #expect(ending.errors.contains("/cells/1/chart/x"))
    #expect(ending.errors.contains("Did you mean 'metric'"), "\(ending.errors)")
  }
}
