import Foundation
import JSONTree
import TestSupport
import Testing

/// Subsets, corrupted copies and published data, as a user runs them.
@Suite struct DataCommandTests {
  static let experiment = #"""
    {
      "title": "Tiny", "question": "Does it run?",
      "models": [
        {"name": "tiny", "family": "Tiny", "size": "30K", "source": {"path": "tiny-llama"}},
        {"name": "few", "family": "Tiny", "size": "30K", "source": {"path": "tiny-llama"}, "sample": 2}],
      "data": [
        {"name": "all", "kind": "reasoning", "path": "examples.json"},
        {"name": "long", "from": "all", "select": {"by": "responseTokens", "highest": 3}},
        {"name": "noise", "from": "all", "corrupt": {"how": "responses"}},
        {"name": "theirs", "kind": "reasoning", "published": {"path": "set/theirs.json"}}
      ],
      "measure": {"spectra": {"projections": ["q"], "maxLength": 200}},
      "statistics": {"resamples": 50},
      "cells": [
        {"table": {"metric": ["loss", "responseTokens"], "rows": "data", "columns": "model"}},
        {"claim": {"that": "responseTokens", "of": "long", "is": "greater", "than": "all"}},
        {"claim": {"that": "loss", "of": "theirs", "is": "greater", "than": "all"}},
        {"chart": {"metric": "nuclearNorm", "data": ["all", "noise", "theirs"]}}
      ]
    }
    """#

  private func findings(_ tool: Tool, _ name: String) throws -> JSONValue {
    try JSONDocument(Array(try tool.text("Reports/\(name)/findings.json").utf8)).root.value
  }

  @Test func `A subset is chosen of what was measured, for each model`() throws {
    let tool = try Tool(experiment: Self.experiment)
    let plan = try tool("plan", "tiny.json").output
    #expect(
      plan == """
        tiny · all: 8 steps, all to run: never computed
        tiny · noise: 8 steps, all to run: never computed
        few · all: 2 steps, all to run: never computed
        few · noise: 2 steps, all to run: never computed

        """)
    let ending = try tool("run", "tiny.json")
    #expect(ending.status == 0, "\(ending.errors)")
    let findings = try findings(tool, "tiny")
    let long = findings["data"]?[1]
    #expect(long?["measured"]?[0]?["count"] == 3 && long?["measured"]?[0]?["candidates"] == 7)
    #expect(
      long?["measured"]?[1]?["problem"]?.string
        == "There are fewer examples with 'responseTokens' than are to be chosen. "
        + "Expected: at least 3; found: 2.")
    let cells = findings["cells"]?.array ?? []
    #expect(cells.map { $0["status"]?.string } == ["partial", "partial", "failed", "partial"])
    for index in 2...3 {
      let problems = cells[index]["problems"]?.array ?? []
      #expect(
        problems.contains(
          "Data 'theirs' was not read: It needs the published data: give --data-root."))
    }
    #expect(
      cells[0]["problems"]?.array?.contains { $0.string?.contains("theirs") == true } == false)
    let page = try tool.text("Reports/tiny/index.html")
    #expect(page.contains("it was chosen among 7 examples."))
    #expect(page.contains("gradbook run Experiments/tiny.json</code>"))
  }

  @Test func `Published data have a report of their own that holds none of their text`() throws {
    let tool = try Tool(experiment: Self.experiment)
    let secret = (0..<4).map { number in
      #"{"instruction": "Verysecret question \#(number)?", "#
        + #""output": "Mostsecret answer \#(number) is \#(number)."}"#
    }
    try FileManager.default.createDirectory(
      atPath: tool.folder.path + "/root/set", withIntermediateDirectories: true)
    try tool.folder.write(
      "[\(secret.joined(separator: ",")), {\"instruction\": \"Verysecret\"}]",
      to: "root/set/theirs.json")
    let ending = try tool("run", "tiny.json", "--data-root", "root")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("Reports/tiny-published/index.html"))
    let text = try tool.text("Reports/tiny-published/findings.json")
    let page = try tool.text("Reports/tiny-published/index.html")
    for whole in [text, page] {
      #expect(!whole.lowercased().contains("secret"))
      #expect(!whole.contains("root/set"))
    }
    #expect(page.contains("gradbook run Experiments/tiny.json --data-root DIR</code>"))
    let findings = try findings(tool, "tiny-published")
    #expect(findings["data"]?[3]?["measured"]?[0]?["count"] == 4)
    #expect(findings["isPublished"] == true)
    #expect(try tool("report", "tiny.json", "--data-root", "root").status == 0)
    #expect(try tool("validate", "tiny.json", "--data-root", "root").status == 0)
    let missing = try tool("run", "tiny.json", "--data-root", "nowhere")
    #expect(missing.status == 3)
    #expect(
      missing.errors.contains("The published data hold no file 'set/theirs.json'."),
      "\(missing.errors)")
    #expect(missing.errors.contains("in the folder 'nowhere'"))
  }
}
