import Artifacts
import Execution
import TestSupport

@testable import Experiments

/// An experiment that selects from eighteen texts by a model of two layers that it trains itself.
struct SelectionExperiment {
  let pretrained: Pretrained

  init() throws { pretrained = try Pretrained() }

  /// Six examples of the pool are of the target's kind, twelve are of another.
  private static let nouns = [
    "river", "stone", "lamp", "boat", "window", "garden", "letter", "street", "bridge", "tower",
    "forest", "table",
  ]

  func rows(_ texts: [(String, String)]) -> String {
    let rows = texts.enumerated().map { index, text in
      #"{"id": "r\#(index)", "instruction": "\#(text.0)", "output": "\#(text.1)", "task": "\#(index % 2)"}"#
    }
    return "[\(rows.joined(separator: ","))]"
  }

  func write() throws {
    let folder = pretrained.folder
    let nouns = Self.nouns
    func sentences(_ range: Range<Int>) -> [(String, String)] {
      range.map { ("The \(nouns[$0])", "carries the \(nouns[($0 + 5) % 12]) and keeps it.") }
    }
    let numbers = (0..<12).map { ("\($0 * 7) + \($0)", "= \($0 * 8); \($0 * 16); \($0 * 32); 0.") }
    try folder.write(rows(sentences(0..<6)), to: "like.json")
    try folder.write(rows(numbers), to: "other.json")
    try folder.write(rows(sentences(6..<9)), to: "few.json")
    try folder.write(rows(sentences(9..<12)), to: "test.json")
  }

  /// The experiment, whose data are written beside it.
  ///
  /// - Parameters:
  ///   - features: More members of `features`.
  ///   - answers: More members of the target.
  ///   - selectors: The elements of `selectors`.
  ///   - warmup: The member `warmup`, with a comma after it.
  ///   - more: More members of the selection.
  ///   - models: More elements of `models`, each with a comma before it.
  ///   - cells: The elements of `cells`; `nil` for one of each kind.
  /// - Returns: The experiment.
  /// - Throws: `Problem` if something of it makes no sense.
  func spec(
    features: String = "", answers: String = "",
    selectors: String =
      #""less", "random", "bm25", "dsir", "rds", "rdsPlus", "loss", "length", "all""#,
    warmup: String = #""warmup": 0.5,"#, more: String = "", models: String = "",
    cells: String? = nil
  ) throws -> ExperimentSpec {
    try write()
    let shown = cells ?? Self.cells
    let text = """
      {"title": "T", "question": "Q?",
       "models": [{"name": "m", "family": "F", "size": "10K", "source": {"pretrain": {
        "architecture": "llama", "layers": 2, "hidden": 16, "heads": 2, "context": 96,
        "tokenizer": "bytes", "text": "text.txt", "tokens": 2048, "batch": 4,
        "learningRate": 0.01}}}\(models)],
       "data": [{"name": "like", "kind": "knowledge", "path": "like.json"},
        {"name": "other", "kind": "reasoning", "path": "other.json"},
        {"name": "few", "kind": "knowledge", "path": "few.json"},
        {"name": "test", "kind": "knowledge", "path": "test.json"}],
       "measure": {"selection": {
        "pool": ["like", "other"],
        "targets": [{"name": "t", "data": "few", "test": "test", "subtasks": "task"\(answers)}],
        "selectors": [\(selectors)],
        "count": 5, "maxLength": 96, "adapter": {"rank": 4}, \(warmup)
        "training": {"epochs": 2, "batch": 4, "learningRate": 0.01},
        "features": {"dimension": 512\(features)}, "seeds": [0, 1]\(more)}},
       "statistics": {"resamples": 200}, "cells": [\(shown)]}
      """
    return try ExperimentSpec(
      parsing: Array(text.utf8), file: "t.json", folder: pretrained.folder.path, catalog: .empty)
  }

  static let cells = """
    {"id": "sources", "chart": {"selection": "sources"}},
    {"id": "lengths", "chart": {"selection": "lengths"}},
    {"id": "scores", "chart": {"selection": "scores"}},
    {"id": "overlap", "chart": {"selection": "overlap"}},
    {"id": "transfer", "chart": {"selection": "transfer"}},
    {"id": "warmup", "chart": {"selection": "warmup"}},
    {"id": "effects", "chart": {"selection": "effects"}},
    {"id": "losses", "table": {"selection": "results"}},
    {"id": "extremes", "table": {"selection": "extremes"}},
    {"id": "claim", "claim": {"that": "loss", "selector": "less", "is": "less", "than": "none"}},
    {"id": "perplexities", "table": {"selection": "results", "metric": "perplexity"}},
    {"id": "scores-agree", "chart": {"selection": "overlap", "agreement": "rankCorrelation"}},
    {"id": "targets", "chart": {"selection": "targets", "selectors": ["less"]}}
    """

  func notebook(_ spec: ExperimentSpec) -> Notebook {
    Notebook(
      spec, name: "t", library: ModelLibrary(catalog: .empty, environment: [:]),
      store: pretrained.store)
  }

  func run(_ notebook: Notebook, jobs: Int = 2) throws -> Run {
    try Executor(pretrained.store, jobs: jobs).run(Plan(notebook.steps, in: pretrained.store))
  }
}
