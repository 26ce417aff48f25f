import Foundation
import TestSupport
import Testing

/// `gradbook mix` and `gradbook influence` on a tiny checkpoint.
@Suite struct MixCommandTests {
  private static let fruit = [
    #"{"id": "a", "instruction": "Count the apples", "output": "There are four apples."}"#,
    #"{"output": "There  are two pears here.", "instruction": "Count the pears", "id": "b"}"#,
    #"{"id": "c", "instruction": "Count the figs", "output": "There are nine figs."}"#,
    #"{"id": "d", "instruction": "Count the dates", "output": "There are six dates."}"#,
  ]
  private static let weather = [
    #"{"id": "e", "instruction": "Say how the weather is", "output": "It rains and rains."}"#,
    #"{"id": "f", "instruction": "Say how the wind is", "output": "It blows hard today."}"#,
  ]

  private func tool(reference: String = "Count the plums") throws -> Tool {
    let tool = try Tool()
    try tool.folder.write(Self.fruit.joined(separator: "\n") + "\n", to: "fruit.jsonl")
    try tool.folder.write(Self.weather.joined(separator: "\n") + "\n", to: "weather.jsonl")
    try tool.folder.write(
      #"[{"instruction": "\#(reference)", "output": "There are three plums."}, {"instruction": "Count the limes", "output": "Two limes."}]"#,
      to: "reference.json")
    return tool
  }

  private static let mix = [
    "mix", "--model", "tiny-llama", "--domains", "fruit.jsonl", "weather.jsonl", "--reference",
    "reference.json", "--max-length", "64", "--rank", "2", "--batch", "2", "--sampling", "1",
    "--step", "0.5",
  ]

  private static let influence = [
    "influence", "--model", "tiny-llama", "--training", "fruit.jsonl", "--query",
    "reference.json", "--max-length", "64",
  ]

  @Test func `The next mixture is written, lines as they stand in their files`() throws {
    let tool = try tool()
    let ending = try tool.run(Self.mix + ["--output", "next"])
    #expect(ending.status == 0, "\(ending.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    let domains = try #require(json["domains"] as? [[String: Any]])
    #expect(domains.map { $0["file"] as? String } == ["fruit.jsonl", "weather.jsonl"])
    #expect(domains.map { $0["rows"] as? Int } == [4, 2])
    let betas = domains.compactMap { $0["beta"] as? Double }
    #expect(betas.map(abs).max() == 0.5)
    for domain in domains {
      let (rows, next) = (domain["rows"] as? Int ?? 0, domain["next"] as? Int ?? 0)
      #expect(domain["change"] as? Double == Double(next) / Double(rows) - 1)
    }
    for domain in domains {
      let (alpha, lower, upper) = (
        domain["alpha"] as? Double ?? .nan, domain["lower"] as? Double ?? .nan,
        domain["upper"] as? Double ?? .nan
      )
      #expect(lower <= upper && lower <= alpha && alpha <= upper)
    }
    for (name, rows, domain) in zip3(["fruit", "weather"], [Self.fruit, Self.weather], domains) {
      let lines = try tool.text("next/\(name).jsonl").split(separator: "\n").map(String.init)
      #expect(lines.count == domain["next"] as? Int)
      #expect(Set(lines).isSubset(of: rows))
    }
    #expect(ending.errors.contains("of 2 domains."))
  }

  private func zip3<A, B, C>(_ a: [A], _ b: [B], _ c: [C]) -> [(A, B, C)] {
    zip(a, zip(b, c)).map { ($0, $1.0, $1.1) }
  }

  @Test func `A run writes the rows of every mixture`() throws {
    let tool = try tool()
    try tool.folder.write(
      #"[{"instruction": "Count the nuts", "output": "There are five nuts."}]"#, to: "test.json")
    try tool.folder.write(
      """
      {"title": "Tiny", "question": "Does it mix?",
       "models": [{"name": "tiny", "family": "T", "size": "30K", "source": {"path": "tiny-llama"}}],
       "data": [{"name": "fruit", "kind": "knowledge", "path": "fruit.jsonl"},
        {"name": "weather", "kind": "knowledge", "path": "weather.jsonl"},
        {"name": "reference", "kind": "knowledge", "path": "reference.json"},
        {"name": "test", "kind": "knowledge", "path": "test.json"}],
       "measure": {"mixture": {"domains": ["fruit", "weather"], "reference": ["reference"],
        "tests": ["test"], "mixers": ["ideal", "joint"], "compared": [], "rounds": 1, "step": 0.5,
        "sampling": 1, "maxLength": 64, "adapter": {"rank": 2}, "training": {"batch": 2}}},
       "statistics": {"resamples": 50},
       "cells": [{"table": {"mixture": "counts"}}]}
      """, to: "mix.json")
    let ending = try tool("run", "mix.json", "--mixtures", "rows")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("Mixtures: 4 files in rows."))
    let start = try tool.text("rows/tiny/joint/fruit.jsonl").split(separator: "\n").map(String.init)
    #expect(start == Self.fruit)
    let next = try ["fruit", "weather"].map {
      try tool.text("rows/tiny/ideal/round-1/\($0).jsonl").split(separator: "\n").map(String.init)
    }
    #expect(Set(next[0]).isSubset(of: Self.fruit) && Set(next[1]).isSubset(of: Self.weather))
    // The most influential domain moves by a half of its four or two rows.
    #expect([2, 6].contains(next[0].count) || [1, 3].contains(next[1].count))
    let blocked = try tool("run", "mix.json", "--mixtures", "mix.json")
    #expect(blocked.status != 0)
    #expect(blocked.errors.contains("The folder of a mixture cannot be made."))
  }

  @Test func `A mixture is not written over what it is made of`() throws {
    let tool = try tool()
    for folder in [".", "./", tool.folder.path] {
      let ending = try tool.run(Self.mix + ["--output", folder])
      #expect(ending.status == 64)
      #expect(ending.errors.contains("fruit.jsonl', which it is made of. Name another --output."))
    }
    #expect(try tool.text("fruit.jsonl").split(separator: "\n").map(String.init) == Self.fruit)
    let rate = try tool.run(Self.mix + ["--learning-rate", "inf"])
    #expect(rate.status == 64)
    #expect(rate.errors.contains("--learning-rate must be above 0 and below 1, not inf."))
  }

  @Test func `What cannot be mixed is said with its rows`() throws {
    let shared = try tool(reference: "Count the figs").run(Self.mix)
    #expect(shared.status == 1)
    #expect(
      shared.errors.contains("A row of the reference stands in the training data too."))
    #expect(shared.errors.contains("reference.json row 1 is fruit.jsonl row 3 ('c')"))
    let again = try tool()
    try again.folder.write(Self.fruit.joined(separator: "\n") + "\n", to: "weather.jsonl")
    let repeated = try again.run(Self.mix)
    #expect(
      repeated.errors.contains(
        "Domain 'weather.jsonl' repeats domain 'fruit.jsonl': their rows are the same."))
    let step = try again.run(Self.mix.dropLast() + ["2"])
    #expect(step.errors.contains("--step must be above 0 and at most 1, not 2.0."))
    try again.folder.write("", to: "weather.jsonl")
    let empty = try again.run(Self.mix)
    #expect(
      empty.status == 1 && empty.errors.contains("The data file 'weather.jsonl' has no rows."))
  }

  @Test(arguments: ["jsonl", "csv"])
  func `Every row has an influence and a place`(format: String) throws {
    let tool = try tool()
    let ending = try tool.run([
      "influence", "--model", "tiny-llama", "--training", "fruit.jsonl", "weather.jsonl", "--query",
      "reference.json", "--max-length", "64", "--format", format, "--top", "2",
    ])
    #expect(ending.status == 0, "\(ending.errors)")
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.count == (format == "csv" ? 7 : 6))
    let rows = try lines.suffix(6).map { line -> (String, Int) in
      if format == "csv" {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = fields[3...5].compactMap { Double($0) }
        #expect(numbers.count == 3 && numbers[1] <= numbers[0] && numbers[0] <= numbers[2])
        return (String(fields[2]), Int(fields[6]) ?? 0)
      }
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return (row?["id"] as? String ?? "", row?["place"] as? Int ?? 0)
    }
    #expect(rows.map(\.0) == ["a", "b", "c", "d", "e", "f"])
    #expect(rows.map(\.1).sorted() == [1, 2, 3, 4, 5, 6])
    #expect(ending.errors.contains("Most helpful:") && ending.errors.contains("Least helpful:"))
    let first = try #require(rows.first { $0.1 == 1 })
    #expect(ending.errors.contains("  1. '\(first.0)' of "))
  }

  @Test func `The means over the queries are those of each query`() throws {
    let tool = try tool()
    let influence = [
      "influence", "--model", "tiny-llama", "--training", "fruit.jsonl", "weather.jsonl", "--query",
      "reference.json", "--max-length", "64", "--format", "csv", "--top", "2",
    ]
    let means = try tool.run(influence)
    let each = try tool.run(influence + ["--each-query"])
    #expect(each.status == 0, "\(each.errors)")
    let lines = each.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "query,queryId,file,row,id,influence,place")
    let fields = lines.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(
      fields.map { $0[0] } == Array(repeating: "0", count: 6) + Array(repeating: "1", count: 6))
    let values = fields.compactMap { Double($0[5]) }
    try #require(values.count == 12)
    for (row, line) in means.output.split(separator: "\n").dropFirst().enumerated() {
      let mean = try #require(Double(line.split(separator: ",")[3]))
      #expect(abs(mean - (values[row] + values[6 + row]) / 2) <= 1e-12 * abs(mean))
    }
    for query in [0, 6] {
      let best = (query..<query + 6).sorted { values[$0] > values[$1] }.prefix(2)
      let names = best.map { "'\(fields[$0][4])'" }.joined(separator: ", ")
      #expect(
        each.errors.contains("Most helpful to row \(query / 6 + 1) of reference.json: \(names)\n"))
    }
    // Of the reference's two rows one is left: nothing says how far its mean would move.
    try tool.folder.write(
      #"[{"instruction": "Count the plums", "output": "There are three plums."}]"#,
      to: "reference.json")
    let one = try tool.run(influence)
    let parts = one.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(parts.count == 6 && parts.allSatisfy { $0[4].isEmpty && $0[5].isEmpty })
  }

  @Test func `What cannot be written is refused before anything is computed`() throws {
    let tool = try tool()
    try tool.folder.write("old", to: "kept.csv")
    for path in ["nowhere/scores.csv", "tiny-llama"] {
      let ending = try tool.run(Self.influence + ["--output", path])
      #expect(ending.status == 1 && ending.errors.contains("The output cannot be written."))
      #expect(!ending.errors.contains("done"), "\(ending.errors)")
    }
    let wrong = try tool.run(Self.influence + ["--output", "kept.csv", "--layers", "90"])
    #expect(wrong.status == 1)
    #expect(try tool.text("kept.csv") == "old")
    let mix = try tool.run(Self.mix + ["--output", "kept.csv"])
    #expect(mix.status == 1 && mix.errors.contains("The folder of the mixture cannot be made."))
    #expect(!mix.errors.contains("done"), "\(mix.errors)")
  }

  @Test func `Layers, maps and damping decide influences`() throws {
    let tool = try tool()
    let outputs = try [
      [], ["--layers", "first:1"], ["--layers", "last:1"], ["--layers", "lowestVariance:2"],
      ["--projections", "q", "v"], ["--absolute-damping", "1e-3"],
    ].map { options in
      let ending = try tool.run(Self.influence + options)
      #expect(ending.status == 0, "\(options): \(ending.errors)")
      return ending.output
    }
    #expect(Set(outputs).count == outputs.count)
    #expect(try tool.run(Self.influence + ["--layers", "0"]).output == outputs[1])
    for (options, words) in [
      (["--layers", "first:1", "0"], "--layers are numbers from 0, or one of 'first:4'"),
      (["--layers", "first:0"], "The value 'first:0' is invalid for '--layers <layers>'"),
      (["--layers", "-1"], "Missing value for '--layers <layers>'"),
      (["--damping", "1", "--absolute-damping", "1"], "exclude each other: name one."),
      (["--absolute-damping", "nan"], "--absolute-damping must be at least 0, not nan."),
      (
        ["--layers", "lowestVariance:2", "--curvature", "conjugateGradients"],
        "name blocks, or another curvature."
      ),
    ] {
      let ending = try tool.run(Self.influence + options)
      #expect(ending.status == 64 && ending.errors.contains(words), "\(ending.errors)")
    }
  }

  @Test func `Means over a domain's rows let small domains count as much as large ones`() throws {
    let tool = try tool()
    let outcomes = try [Self.mix, Self.mix + ["--convention", "mean"]].map { arguments in
      let ending = try tool.run(arguments)
      #expect(ending.status == 0, "\(ending.errors)")
      let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
      let domains = json?["domains"] as? [[String: Any]] ?? []
      return domains.compactMap { $0["alpha"] as? Double }
    }
    try #require(outcomes.allSatisfy { $0.count == 2 })
    for (domain, rows) in [4.0, 2.0].enumerated() {
      let (sum, mean) = (outcomes[0][domain], outcomes[1][domain])
      #expect(abs(sum - rows * mean) <= 1e-9 * abs(sum))
    }
  }

  @Test func `A curvature of no layer is refused`() throws {
    let ending = try tool().run(Self.influence + ["--layers", "90"])
    #expect(ending.status == 1)
    #expect(
      ending.errors.contains("The model does not have all layers that curvature is taken from."))
    // Before anything is computed.
    #expect(!ending.errors.contains(" done"), "\(ending.errors)")
  }
}
