import Artifacts
import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Testing

@testable import Experiments

@Suite struct SelectionTests {
  private func chosen(
    _ choice: Selection.Choice, _ scores: [Double?]
  ) throws -> [Int] {
    try Selection(by: "ifd", choice: choice)(scores).chosen
  }

  @Test func `The highest and lowest stay in the order of the file`() throws {
    let scores: [Double?] = [3, 1, nil, 2, .nan, 5, 4]
    #expect(try chosen(.highest(2), scores) == [5, 6])
    #expect(try chosen(.lowest(3), scores) == [0, 1, 3])
    #expect(try Selection(by: "a", choice: .lowest(1))(scores).withoutScore == 2)
    #expect(try chosen(.highest(5), scores) == [0, 1, 3, 5, 6])
  }

  @Test func `Of equal numbers the later is the higher`() throws {
    let scores: [Double?] = [2, 1, 2, 1, 2]
    #expect(try chosen(.highest(2), scores) == [2, 4])
    #expect(try chosen(.lowest(3), scores) == [0, 1, 3])
    #expect(try chosen(.highest(4), scores) == [0, 2, 3, 4])
  }

  @Test func `Quantiles cut a data set without gaps`() throws {
    let scores = (0..<100).map { Double(($0 * 37) % 100) as Double? }
    let ends = [0, 0.07, 0.25, 0.29, 0.57, 1]
    let parts = try zip(ends, ends.dropFirst()).map {
      try chosen(.quantiles(from: $0, to: $1), scores)
    }
    #expect(parts.map(\.count) == [7, 18, 4, 28, 43])
    #expect(parts.flatMap { $0 }.sorted() == Array(0..<100))
    #expect(parts[0].map { scores[$0] ?? -1 }.max() == 6)
    #expect(try chosen(.quantiles(from: 0, to: 0.25), [4, 3, 2, 1, 0]) == [3, 4])
  }

  @Test(arguments: [
    (
      Selection.Choice.highest(3), [1, 2, nil] as [Double?],
      "There are fewer examples with 'ifd' than are to be chosen.", "at least 3", "2"
    ),
    (
      .lowest(1), [nil, .nan], "No example has a number in 'ifd' to choose by.",
      "numbers in 'ifd'", "none in 2 examples"
    ),
    (
      .lowest(1), [2, nil, 2],
      "All examples have the same 'ifd', so that nothing can be chosen by it.",
      "numbers that differ", "2.0 in all 2"
    ),
    (
      .quantiles(from: 0.1, to: 0.2), [1, 2, 3],
      "No example lies between the quantiles 0.1 and 0.2.",
      "an interval that holds at least one of 3", "none"
    ),
  ])
  func `What cannot be chosen is told`(
    choice: Selection.Choice, scores: [Double?], summary: String, expected: String, found: String
  ) {
    let problem = problem { try chosen(choice, scores) }
    #expect(problem?.summary == summary)
    #expect(problem?.expected == expected && problem?.found == found)
  }
}

/// A folder of data files.
private struct DataFolder {
  let path = FileManager.default.temporaryDirectory.path + "/gradbook-\(UUID().uuidString)"

  init(_ files: [String: String]) throws {
    for (name, text) in files {
      let whole = path + "/" + name
      try FileManager.default.createDirectory(
        atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try text.write(toFile: whole, atomically: true, encoding: .utf8)
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// The data sets of an experiment in this folder, opened.
  func open(_ data: String, root: String? = nil) throws -> [OpenedData] {
    let text = """
      {"title": "T", "question": "Q?",
       "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}],
       "data": [\(data)], "measure": {"spectra": {}}, "cells": [{"markdown": "a"}]}
      """
    let spec = try ExperimentSpec(
      parsing: Array(text.utf8), file: "t.json", folder: path, catalog: .empty,
      dataRoot: root.map { path + "/" + $0 })
    let store = try Store(path + "/store")
    return spec.data.reduce(into: []) { opened, set in
      opened.append(OpenedData(set, of: spec, earlier: opened, store: store))
    }
  }
}

private func row(_ name: String, _ more: String = "") -> String {
  #"{"instruction": "Ask \#(name)", "output": "Answer \#(name)."\#(more)}"#
}

@Suite struct DataSourceTests {
  @Test func `Several files are one data set without repetitions`() throws {
    let folder = try DataFolder([
      "a.jsonl": [row("1"), row("2"), row("1")].joined(separator: "\n"),
      "b.json": "[\(row("2")), \(row("3", #", "input": null"#)), {\"output\": \"x\"}]",
    ])
    defer { folder.remove() }
    let sets = try folder.open(
      #"""
      {"name": "ab", "kind": "code", "path": ["a.jsonl", "b.json"]},
      {"name": "cut", "kind": "code", "path": ["a.jsonl", "b.json"], "sample": 4},
      {"name": "a", "kind": "code", "path": ["a.jsonl"]}
      """#)
    let both = try sets[0].state.get()
    #expect(both.examples.map(\.index) == [0, 1, 4])
    #expect(both.examples.map(\.instruction) == ["Ask 1", "Ask 2", "Ask 3"])
    #expect(both.repeated == 2 && both.rowCount == 6 && both.unusable.map(\.index) == [5])
    #expect(both.unusable[0].problem.place.example == 5)
    #expect(sets[0].facts.repeated == 2)
    #expect(sets[0].facts.notes == ["2 of 6 rows repeat an earlier one and are left out."])
    #expect(try sets[1].state.get().rowCount == 4)
    // A single file may repeat itself, as it always could.
    #expect(try sets[2].state.get().examples.count == 3)
    #expect(sets[2].facts.notes == nil && sets[2].facts.repeated == nil)
  }

  @Test func `A file of scores gives columns by id`() throws {
    let folder = try DataFolder([
      "a.jsonl": [
        row("1", #", "id": 1, "reward": 5, "kept": true"#), row("2", #", "id": "b""#),
        row("3", #", "id": "c", "reward": 7"#),
      ].joined(separator: "\n"),
      "s.jsonl": [
        #"{"id": "b", "reward": 2, "diff": NaN}"#, #"{"id": "1", "reward": 1, "diff": 9}"#,
        #"{"id": "unused", "reward": 3}"#,
      ].joined(separator: "\n"),
    ])
    defer { folder.remove() }
    let sets = try folder.open(
      #"""
      {"name": "a", "kind": "code", "path": "a.jsonl", "scores": {"path": "s.jsonl"},
       "columns": {"difficulty": "diff"}},
      {"name": "top", "kind": "code", "path": "a.jsonl", "scores": {"path": "s.jsonl"},
       "select": {"by": "reward", "highest": 2}}
      """#)
    let examples = try sets[0].state.get().examples
    #expect(sets[0].definition.columnScores(of: examples[0]) == [.reward: 1, .difficulty: 9])
    #expect(sets[0].definition.columnScores(of: examples[1]) == [.reward: 2])
    #expect(sets[0].definition.columnScores(of: examples[2]) == [.reward: 7])
    #expect(examples[0].columns.first == JSONMember("kept", true))
    #expect(sets[0].facts.unscored == 1)
    #expect(sets[0].facts.notes == ["The file of scores has nothing on 1 of its examples."])
    #expect(try sets[1].state.get().examples.map(\.index) == [1, 2])
    #expect(sets[1].facts.notes?.last == "2 examples, the 2 highest by 'reward'.")
  }

  @Test(arguments: [
    (
      row("1", #", "id": 1"#) + "\n" + row("2"), #"{"id": "1"}"#,
      "A row has no id to join scores by.", "a.jsonl:2", "1 of 2 examples without"
    ),
    (
      row("1", #", "id": 1"#) + "\n\n" + row("2", #", "id": "1""#), #"{"id": "1"}"#,
      "Two rows have the id '1'.", "a.jsonl:3", "the same id in line 1"
    ),
    (
      row("1", #", "id": 1"#), #"{"id": "1"}"# + "\n" + #"{"reward": 2}"#,
      "A row has no id to join scores by.", "s.jsonl:2", "none"
    ),
    (
      row("1", #", "id": 1"#), #"{"id": "1"}"# + "\n" + #"{"id": 1}"#, "Two rows have the id '1'.",
      "s.jsonl:2", "the same id in line 1"
    ),
    (
      row("1", #", "id": 1"#), #"{"id": "x"}"#,
      "No row of the scores 's.jsonl' belongs to an example.", "s.jsonl", "1 other ids, such as 'x'"
    ),
    (
      row("1", #", "id": 1"#), "7", "A row of scores is not an object.", "s.jsonl:1", "a number"
    ),
  ])
  func `Scores that cannot be joined are told`(
    data: String, scores: String, summary: String, place: String, found: String
  ) throws {
    let folder = try DataFolder(["a.jsonl": data, "s.jsonl": scores])
    defer { folder.remove() }
    let set = try folder.open(
      #"{"name": "a", "kind": "code", "path": "a.jsonl", "scores": {"path": "s.jsonl"}}"#)[0]
    let problem = try #require(set.problem)
    #expect(problem.summary == summary)
    #expect(problem.place.description.contains("/" + place), "\(problem.place)")
    #expect(problem.found?.hasPrefix(found) == true, "\(problem.found ?? "")")
  }

  @Test func `Ids count only where something is joined`() throws {
    let folder = try DataFolder([
      "a.jsonl": row("1", #", "id": 1"#) + "\n" + row("2", #", "id": 1"#)
    ])
    defer { folder.remove() }
    let set = try folder.open(#"{"name": "a", "kind": "code", "path": "a.jsonl"}"#)[0]
    #expect(set.problem == nil)
  }

  @Test func `A selection by column leaves out rows without a number`() throws {
    let scores = ["1", "null", "\"7\"", "NaN", "3", "2"]
    let folder = try DataFolder([
      "a.jsonl": scores.enumerated().map { row("\($0)", #", "ifd": \#($1)"#) }
        .joined(separator: "\n")
    ])
    defer { folder.remove() }
    let sets = try folder.open(
      #"""
      {"name": "a", "kind": "code", "path": "a.jsonl", "select": {"by": "ifd", "highest": 2}},
      {"name": "b", "kind": "code", "path": "a.jsonl", "sample": 5,
       "select": {"by": "ifd", "highest": 1}},
      {"name": "c", "kind": "code", "path": "a.jsonl", "select": {"by": "ifd", "highest": 4}},
      {"name": "d", "kind": "code", "path": "a.jsonl", "select": {"by": "idf", "highest": 4}},
      {"name": "e", "from": "c", "corrupt": {"how": "responses"}}
      """#)
    #expect(try sets[0].state.get().examples.map(\.index) == [4, 5])
    #expect(sets[0].facts.withoutScore == 3)
    #expect(
      sets[0].facts.notes
        == ["2 examples, the 2 highest by 'ifd'; 3 without a number there are left out."])
    #expect(try sets[1].state.get().examples.map(\.index) == [4])
    #expect(
      sets[2].problem?.summary == "There are fewer examples with 'ifd' than are to be chosen.")
    #expect(sets[2].problem?.place.file?.hasSuffix("a.jsonl") == true)
    #expect(sets[3].problem?.summary == "No example has a number in 'idf' to choose by.")
    #expect(sets[4].problem?.summary == "Data set 'c', which it is made of, was not read.")
  }

  @Test func `Corrupted copies pair with their originals`() throws {
    let folder = try DataFolder([
      "a.jsonl": (0..<6).map { row("\($0)", #", "reward": \#($0)"#) }.joined(separator: "\n")
    ])
    defer { folder.remove() }
    let sets = try folder.open(
      #"""
      {"name": "a", "kind": "code", "thinking": "simplified", "path": "a.jsonl",
       "select": {"by": "reward", "lowest": 5}},
      {"name": "noise", "from": "a", "corrupt": {"how": "responses", "seed": 4}},
      {"name": "twice", "from": "noise", "corrupt": {"how": "format"}},
      {"name": "own", "kind": "code", "path": "a.jsonl", "corrupt": {"how": "answer"}}
      """#)
    let examples = try sets.map { try $0.state.get().examples }
    #expect(examples[0].map(\.request) == examples[1].map(\.request))
    #expect(examples[0].map(\.output).sorted() == examples[1].map(\.output).sorted())
    #expect(examples[2].map(\.output) != examples[1].map(\.output))
    #expect(examples[3].count == 6)
    #expect(sets.map(\.definition.relevance) == [.correct, .irrelevant, .irrelevant, .correct])
    #expect(sets[1].definition.kind == .code && sets[1].definition.thinking == .simplified)
    #expect(sets[0].facts.digest != sets[1].facts.digest)
    #expect(
      sets[1].facts.notes == ["The responses of 'a' corrupted by 'responses', seed 4."])
    // What was said of a response does not hold for another one.
    #expect(sets[0].definition.columnScores(of: examples[0][1]) == [.reward: 1])
    #expect(sets[1].definition.columnScores(of: examples[1][1]).isEmpty)
  }

  @Test func `Published data come from their folder`() throws {
    let folder = try DataFolder([
      "own.jsonl": row("own"), "root/set/a.json": "[\(row("1")), \(row("2")), \(row("3"))]",
    ])
    defer { folder.remove() }
    let data = #"""
      {"name": "a", "kind": "code", "path": "own.jsonl",
       "published": {"path": "set/a.json", "sample": 2, "label": "Published"}},
      {"name": "b", "kind": "code", "published": {"path": "set/b.json"}},
      {"name": "c", "from": "b", "corrupt": {"how": "answer"}}
      """#
    let own = try folder.open(data)
    #expect(try own[0].state.get().examples.map(\.instruction) == ["Ask own"])
    #expect(own[0].definition.label == "a")
    #expect(own[1].problem == nil && own[2].problem == nil)
    #expect(own[1].facts.problem == "It needs the published data: give --data-root.")
    #expect(own[2].facts.problem == "It needs the published data: give --data-root.")
    let published = try folder.open(data, root: "root")
    #expect(try published[0].state.get().examples.map(\.instruction) == ["Ask 1", "Ask 2"])
    #expect(published[0].definition.label == "Published")
    let problem = try #require(published[1].problem)
    #expect(problem.summary == "The published data hold no file 'set/b.json'.")
    #expect(problem.expected == "'set/b.json' in the folder '\(folder.path)/root'")
    #expect(problem.remedy == "Give the folder that holds it as --data-root.")
  }
}

@Suite struct MeasuredSubsetTests {
  @Test func `A subset is chosen by a metric of the examples`() throws {
    let examples = (0..<8).map { Invented.example("q\($0)", base: 10 + Double(($0 * 3) % 8)) }
    let subset = MeasuredSubset(
      Selection(by: "nuclearNorm", choice: .highest(3)), projections: [.q])
    let chosen = try subset(examples)
    #expect(chosen.candidates == 8)
    #expect(chosen.examples.map(\.key) == [examples[2], examples[5], examples[7]].map(\.key))
    var scored = examples
    scored[0].scores[.loss] = 100
    let byScore = try MeasuredSubset(
      Selection(by: "loss", choice: .highest(1)), projections: [.q])(scored)
    #expect(byScore.examples.map(\.key) == [examples[0].key])
    #expect(
      problem {
        try MeasuredSubset(Selection(by: "loss", choice: .lowest(9)), projections: [])(scored)
      }?
      .summary == "There are fewer examples with 'loss' than are to be chosen.")
  }
}
