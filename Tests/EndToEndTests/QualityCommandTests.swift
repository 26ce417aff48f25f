import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Testing

/// `gradbook quality` against PyTorch on a tiny checkpoint; see Tests/Oracles/quality.py.
@Suite struct QualityCommandTests {
  private static let model = ["--model", "tiny-llama", "--data", "examples.json"]

  private func rows(_ text: String) throws -> [JSONValue] {
    try text.split(separator: "\n").map { try JSONDocument(Array($0.utf8)).root.value }
  }

  private func expected(_ form: String) throws -> [JSONValue] {
    let fixtures = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
    let data = try Data(contentsOf: fixtures.appendingPathComponent("quality.json"))
    return try #require(try JSONDocument(Array(data)).root.value[form]?.array)
  }

  private func agree(_ found: [JSONValue], _ expected: [JSONValue]) throws {
    for row in found {
      let reference = expected[try #require(row["index"]?.integer)]
      for member in try #require(reference.members) {
        let value = row[member.key]
        guard let number = member.value.double else {
          #expect(value == .null && row["undefined"]?[member.key]?.string != nil, "\(row)")
          continue
        }
        let relative = abs(try #require(value?.double) - number) / max(abs(number), 0.1)
        #expect(relative < 2e-5, "\(member.key) of \(row)")
      }
    }
  }

  @Test func `Scores of cut texts agree with PyTorch`() throws {
    let ending = try Tool().run(["quality"] + Self.model + ["--max-length", "60"])
    let found = try rows(ending.output)
    try agree(found, try expected("same"))
    // Example 6 is all prompt.
    #expect(found.count == 7 && ending.status == 3)
    #expect(
      ending.errors.contains("measured: The prompt fills the window: no response token is left.\n"))
    let reason =
      "The response alone is a single token with nothing before it, so that none can be "
      + "scored."
    #expect(
      found[0]["undefined"] == [
        "directLoss": .string(reason), "ifdLoss": .string(reason),
        "ifdPerplexity": .string(reason),
      ])
    #expect(found[1]["undefined"] == nil && found[1]["deita"] == nil)
  }

  @Test func `Alpaca's prompt and Deita's questions agree with PyTorch`() throws {
    let found = try rows(
      try Tool().run(
        ["quality"] + Self.model
          + ["--max-length", "240", "--ifd-prompt", "alpaca", "--scores", "ifd,entropy,deita"]
      ).output)
    try agree(found, try expected("alpaca"))
    #expect(found.count == 7 && found[0]["deitaComplexity"]?.double != nil)
  }

  @Test func `Neither jobs nor streamed weights change a byte`() throws {
    let tool = try Tool()
    let plain = try tool.run(["quality"] + Self.model).output
    #expect(try tool.run(["quality"] + Self.model + ["--jobs", "1"]).output == plain)
    #expect(try tool.run(["quality"] + Self.model + ["--weights", "streamed"]).output == plain)
    #expect(!plain.isEmpty)
  }

  @Test func `An example without any score is named and counted`() throws {
    let ending = try Tool().run(
      ["quality"] + Self.model + ["--max-length", "200", "--scores", "entropy"])
    #expect(ending.status == 3)
    #expect(
      ending.errors == """
        not measured: The prompt fills the window: no response token is left.
          at: examples.json, example 6
          to fix it: Raise --max-length, or shorten the prompt.
        1 of 8 examples were not measured.

        """)
  }

  @Test(arguments: [
    (
      ["--scores", "idf"],
      "There is no score 'idf'; there are ifd, entropy, deita. Did you mean 'ifd'?"
    ),
    (["--scores", ""], "--scores names none."),
    (["--max-length", "999"], "at most 256"),
    (["--prompt", "chat"], "no chat template"),
    (["--ifd-prompt", "cherry"], "cherry"),
  ])
  func `What is wrong is said in words`(arguments: [String], words: String) throws {
    let ending = try Tool().run(["quality"] + Self.model + arguments)
    #expect(ending.status != 0)
    #expect(ending.errors.contains(words), "\(ending.errors)")
  }

  @Test func `A digit that is not one token is named`() throws {
    let tool = try Tool()
    let text = try tool.text("tiny-llama/tokenizer.json")
      .replacingOccurrences(of: "\"Ń\":", with: "\"Ġ3\":")
      .replacingOccurrences(of: "\"merges\": []", with: "\"merges\": [[\"Ġ\", \"3\"]]")
    try tool.folder.write(text, to: "tiny-llama/tokenizer.json")
    let ending = try tool.run(["quality"] + Self.model + ["--scores", "deita"])
    #expect(ending.status == 1 && ending.output.isEmpty)
    #expect(
      ending.errors.contains("error: The digit '3' is not one token after Deita's question."),
      "\(ending.errors)")
    #expect(ending.errors.contains("to fix it: Leave out the scores 'deita'"))
  }

  @Test func `An experiment computes scores once and shows them`() throws {
    let tool = try Tool(
      experiment: """
        {
          "title": "Tiny", "question": "How good?",
          "models": [{"name": "tiny", "family": "Tiny", "size": "30K", "source": {"path": "tiny-llama"}}],
          "data": [{"name": "all", "kind": "reasoning", "path": "examples.json"}],
          "measure": {"spectra": {"projections": ["q"], "maxLength": 200}, "quality": {}},
          "statistics": {"resamples": 50},
          "cells": [
            {"table": {"metric": ["loss", "perplexity", "ifdLoss", "ifdPerplexity", "tokenEntropy"],
              "rows": "data", "columns": "model"}},
            {"chart": {"kind": "distribution", "metric": "ifdLoss"}}
          ]
        }
        """)
    #expect(
      try tool("plan", "tiny.json").output == """
        tiny · all: 8 steps, all to run: never computed
        tiny · all · quality: 8 steps, all to run: never computed

        """)
    let first = try tool("run", "tiny.json")
    #expect(first.status == 0, "\(first.errors)")
    let findings = try tool.text("Reports/tiny/findings.json")
    // Of seven measured examples the one of a single token has no IFD.
    #expect(
      findings.contains("Metric 'ifdLoss' is missing for 1 of 7 examples of 'all' with 'tiny'."))
    let again = try tool("run", "tiny.json")
    #expect(again.errors.contains("16 cached"), "\(again.errors)")
    #expect(try tool.text("Reports/tiny/findings.json") == findings)
  }
}
