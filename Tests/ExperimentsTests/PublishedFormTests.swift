import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Experiments

@Suite struct PublishedFormTests {
  private let text = #"""
    {"title": "T", "question": "Q?", "description": "Own.",
     "models": ["smollm2-135m-instruct"],
     "published": {"title": "P", "description": "Theirs.", "maxLength": 4096, "models": [
       "smollm2-135m-instruct",
       {"use": "smollm2-135m-instruct", "name": "chat", "prompt": "chat", "sample": 8}]},
     "data": [
       {"name": "a", "kind": "code", "thinking": "none", "path": "a.json", "sample": 5,
        "columns": {"reward": "r"}, "scores": {"path": "s.json"},
        "published": {"path": "lg/a.json"}},
       {"name": "noise", "from": "a", "corrupt": {"how": "sentences"},
        "published": {"path": "lg/noise.json", "sample": 7}},
       {"name": "b", "kind": "code", "published": {"path": ["b/1.json", "b/2.json"]}},
       {"name": "top", "from": "b", "select": {"by": "loss", "highest": 3}}],
     "measure": {"spectra": {}},
     "cells": [{"chart": {"metric": "nuclearNorm"}},
               {"claim": {"that": "loss", "of": "b", "is": "less", "than": "a"}}]}
    """#

  private func parse(_ bytes: [UInt8], root: String?) throws -> ExperimentSpec {
    try ExperimentSpec(
      parsing: bytes, file: "t.json", folder: "specs", catalog: Fixtures.catalog(), dataRoot: root)
  }

  @Test func `Without published data their sets are left out of what is usual`() throws {
    let spec = try parse(Array(text.utf8), root: nil)
    #expect(spec.title == "T" && spec.description == "Own." && spec.models.count == 1)
    #expect(spec.measure.spectra.maxLength == 1024)
    #expect(spec.data.map(\.isAvailable) == [true, true, false, false])
    #expect(spec.json["cells"]?[0]?["chart"]?["data"] == ["a", "noise"])
    #expect(spec.json["cells"]?[1]?["claim"]?["of"] == "b")
    #expect(spec.paths(of: spec.data[0]) == ["specs/a.json"])
    #expect(spec.data[1].relevance == .irrelevant && spec.data[1].columns[.reward] == "r")
  }

  @Test func `With published data they stand in place of the experiment's own`() throws {
    let spec = try parse(Array(text.utf8), root: "/data")
    #expect(spec.title == "P" && spec.description == "Theirs.")
    #expect(spec.models.map(\.name) == ["smollm2-135m-instruct", "chat"])
    #expect(spec.measure.spectra.maxLength == 4096)
    #expect(
      spec.data.map(spec.paths) == [
        ["/data/lg/a.json"], ["/data/lg/noise.json"], ["/data/b/1.json", "/data/b/2.json"], [],
      ])
    #expect(spec.data[0].scores == nil && spec.data[0].sample == 5)
    #expect(spec.data[1].corruption == nil && spec.data[1].sample == 7)
    #expect(
      spec.data[1].relevance == .irrelevant
        && spec.data[1].thinking == ExperimentSpec.DataSet.Thinking.none)
    #expect(spec.json["cells"]?[0]?["chart"]?["data"] == ["a", "noise", "b", "top"])
    #expect(spec.json["cells"]?[0]?["chart"]?["models"] == ["smollm2-135m-instruct", "chat"])
    // Where the folder is on this machine is nobody's business.
    #expect(!spec.json.text(.canonical).contains("/data/"))
  }

  @Test(arguments: [nil, "/data"])
  func `The resolved form says the same in either case`(root: String?) throws {
    let spec = try parse(Array(text.utf8), root: root)
    let again = try parse(Array(spec.json.text(.indented).utf8), root: root)
    #expect(again.data == spec.data && again.published?.title == spec.published?.title)
    #expect(again.cells == spec.cells)
    #expect(again.json == spec.json)
  }

  @Test func `A use is the model of the catalog, asked in its own way`() throws {
    let spec = try parse(Array(text.utf8), root: "/data")
    var use = spec.models[1]
    #expect(use.prompt == .chat && use.sample == 8)
    #expect(spec.measure(with: use).spectra.prompt == .chat)
    #expect(spec.measure(with: spec.models[0]).spectra == spec.measure.spectra)
    // Its file is the catalog's.
    #expect(use.fetchedName == spec.models[0].fetchedName && use.name != use.fetchedName)
    (use.name, use.catalogName, use.prompt, use.sample) = (spec.models[0].name, nil, nil, nil)
    #expect(use == spec.models[0])
  }

  @Test func `A set that is made of another says what does not fit`() throws {
    let wrong = text.replacing(#""by": "loss""#, with: #""by": "los""#)
    let error = #expect(throws: ProblemList.self) { try parse(Array(wrong.utf8), root: nil) }
    #expect(
      error?.problems.first?.description.hasPrefix(
        """
        Examples of another data set cannot be chosen by 'los'.
          at: t.json:13:
        """) == true, "\(error?.problems.first?.description ?? "")")
    #expect(error?.problems.first?.remedy == "Did you mean 'loss'?")
  }
}
