import Artifacts
import Execution
import TestSupport

@testable import Experiments

/// A model of two layers and two domains: sentences, of which the reference is made too, and sums.
struct InventedMixture {
  let pretrained: Pretrained

  var store: Store { pretrained.store }

  init() throws {
    pretrained = try Pretrained()
    try write(Self.sentences(0..<8), to: "like")
    try write(Self.sums(0..<12), to: "other")
    try write(Self.sentences(8..<12), to: "reference")
    try write(Self.sentences(12..<17), to: "test")
    try write(Self.sums(20..<23), to: "test-other")
  }

  private static let nouns = [
    "river", "stone", "lamp", "boat", "window", "garden", "letter", "street", "bridge", "tower",
    "forest", "table", "wheel", "ladder", "mirror", "basket", "candle",
  ]

  static func sentences(_ range: Range<Int>) -> [(String, String)] {
    range.map { ("The \(nouns[$0])", "carries the \(nouns[($0 + 5) % 17]) and keeps it.") }
  }

  static func sums(_ range: Range<Int>) -> [(String, String)] {
    range.map { ("\($0 * 7) + \($0)", "= \($0 * 8); \($0 * 16); \($0 * 32); 0.") }
  }

  func write(_ texts: [(String, String)], to name: String) throws {
    let rows = texts.enumerated().map { index, text in
      #"{"id": "r\#(index)", "instruction": "\#(text.0)", "output": "\#(text.1)"}"#
    }
    try pretrained.folder.write("[\(rows.joined(separator: ","))]", to: "\(name).json")
  }

  /// Every mixer and every curvature that is fast.
  static let usual: [(key: String, value: String)] = [
    ("domains", #"["like", "other"]"#), ("reference", #"["reference"]"#),
    ("tests", #"["test", {"data": "test-other"}]"#),
    (
      "mixers",
      #"["ideal", "joint", "uniform", "proportional", "random", "specific", "doremi", "doge", "regression", "idealAtJointTotal", "jointAtIdealTotal", "doremiAtIdealTotal", "dogeAtIdealTotal"]"#
    ), ("draws", "2"), ("regression", #"{"mixes": 3, "part": 0.5}"#), ("maxLength", "96"),
    ("adapter", #"{"rank": 4}"#), ("training", #"{"batch": 4, "learningRate": 0.01}"#),
    ("step", "0.5"), ("compared", #"["kfac", "identity", "published"]"#),
  ]

  static let cells = """
    {"id": "rounds", "chart": {"mixture": "rounds"}},
    {"id": "effects", "chart": {"mixture": "effects"}},
    {"id": "influences", "chart": {"mixture": "influences"}},
    {"id": "agreement", "chart": {"mixture": "agreement"}},
    {"id": "progress", "chart": {"mixture": "progress"}},
    {"id": "losses", "table": {"mixture": "results"}},
    {"id": "counts", "table": {"mixture": "counts"}},
    {"id": "claim", "claim": {"that": "loss", "mixer": "ideal", "is": "less", "than": "joint"}},
    {"id": "each", "claim": {"that": "loss", "mixer": "ideal", "is": "less", "than": "random",
      "for": "each test"}}
    """

  /// Where not every mixer is used.
  static let fewCells = #"{"chart": {"mixture": "rounds"}}, {"table": {"mixture": "results"}}"#

  /// - Parameters:
  ///   - more: Members of the mixture in place of the usual ones.
  ///   - cells: The cells in place of the usual ones.
  /// - Returns: The specification.
  /// - Throws: What is wrong with it.
  func spec(_ more: String = "", cells: String = cells) throws -> ExperimentSpec {
    let cells = more.contains("\"mixers\":") && cells == Self.cells ? Self.fewCells : cells
    let usual = Self.usual.filter { !more.contains("\"\($0.key)\":") && !isUnused($0.key, more) }
      .map { "\"\($0.key)\": \($0.value)" }
    let members = (usual + (more.isEmpty ? [] : [more])).joined(separator: ", ")
    let names = ["like", "other", "reference", "test", "test-other"]
    let data = names.map { #"{"name": "\#($0)", "kind": "knowledge", "path": "\#($0).json"}"# }
    let text = """
      {"title": "T", "question": "Q?",
       "models": [{"name": "m", "family": "F", "size": "10K", "source": {"pretrain": {
        "architecture": "llama", "layers": 2, "hidden": 16, "heads": 2, "context": 96,
        "tokenizer": "bytes", "text": "text.txt", "tokens": 2048, "batch": 4,
        "learningRate": 0.01}}}],
       "data": [\(data.joined(separator: ", "))],
       "measure": {"mixture": {\(members)}},
       "statistics": {"resamples": 200}, "cells": [\(cells)]}
      """
    return try ExperimentSpec(
      parsing: Array(text.utf8), file: "t.json", folder: pretrained.folder.path, catalog: .empty)
  }

  /// Settings of mixers that `more` leaves out.
  private func isUnused(_ key: String, _ more: String) -> Bool {
    more.contains("\"mixers\":")
      && (key == "draws" && !more.contains("random")
        || key == "regression" && !more.contains("regression"))
  }

  func notebook(_ more: String = "", cells: String = cells) throws -> Notebook {
    Notebook(
      try spec(more, cells: cells), name: "t",
      library: ModelLibrary(catalog: .empty, environment: [:]), store: store)
  }

  func run(_ notebook: Notebook, jobs: Int = 2) throws -> Execution.Run {
    try Executor(store, jobs: jobs).run(Plan(notebook.steps, in: store))
  }
}
