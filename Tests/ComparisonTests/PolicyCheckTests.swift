import Diagnostics
import Experiments
import Foundation
import FoundationXML
import JSONTree
import Testing

@testable import Comparison

@Suite struct PolicyCheckTests {
  private let values = (0..<30).map { 20 + Double(($0 * 7) % 11) }

  private func report(_ name: String, shift: Double, digests: [String: String] = [:]) throws
    -> ComparedReport
  {
    try Invented.report(
      name,
      Invented.findings(
        [
          Invented.table("a1-norm", models: ["m"], data: ["a"]) { _, _ in
            Invented.mean(values.map { $0 + shift }, of: Invented.examples(30))
          },
          Invented.table("b1-norm", models: ["m"], data: ["b"]) { _, _ in
            Invented.mean(values, of: Invented.examples(30))
          },
        ], digests: digests))
  }

  private func check(
    shift: Double, _ policy: ComparisonPolicy = .init(), digests: [String: String] = [:],
    isStrict: Bool = false
  ) throws -> PolicyCheck {
    try PolicyCheck(
      from: try report("old", shift: 0), to: try report("new", shift: shift, digests: digests),
      policy: policy, file: "policy.json", isStrict: isStrict)
  }

  @Test func `What is the same passes, a change is a breach`() throws {
    #expect(try check(shift: 0).outcome == .passed)
    let found = try check(shift: 1)
    #expect(found.outcome == .breached && found.breaches.map(\.cell.id) == ["a1-norm"])
    #expect(
      found.breaches[0].words
        == "changed: Nuclear norm of m · a: 25.07 → 26.07 (+1 [+1, +1]).")
  }

  @Test func `A rule widens the tolerance of the cells it names`() throws {
    var policy = ComparisonPolicy()
    policy.rules = [
      .init(
        cells: ["a1-*"], metrics: ["nuclearNorm"], tolerance: .init(absolute: 2, relative: 0),
        direction: nil, allowed: nil)
    ]
    #expect(try check(shift: 1, policy).outcome == .passed)
    policy.rules[0].cells = ["b1-*"]
    #expect(try check(shift: 1, policy).outcome == .breached)
  }

  @Test func `A rule gives a direction or allows a verdict`() throws {
    var policy = ComparisonPolicy()
    policy.rules = [
      .init(cells: nil, metrics: ["nuclearNorm"], tolerance: nil, direction: .higher, allowed: nil)
    ]
    #expect(try check(shift: 1, policy).outcome == .passed)
    #expect(try check(shift: -1, policy).breaches.map(\.verdict) == [.regressed])
    policy.rules = [
      .init(cells: ["a1-norm"], metrics: nil, tolerance: nil, direction: nil, allowed: [.changed])
    ]
    #expect(try check(shift: 1, policy).outcome == .passed)
  }

  @Test func `What cannot be compared has a code of its own, a breach weighs more`() throws {
    #expect(try check(shift: 0, digests: ["b": "else"]).outcome == .notComparable)
    #expect(try check(shift: 1, digests: ["b": "else"]).outcome == .breached)
  }

  @Test func `What is open counts only if that is asked for`() throws {
    func open(_ isStrict: Bool) throws -> PolicyCheck.Outcome {
      let other = try Invented.report(
        "new", mean: values.map { $0 + 0.2 }, of: Invented.examples(30, from: 99))
      return try PolicyCheck(
        from: try Invented.report("old", mean: values), to: other, policy: .init(), file: nil,
        isStrict: isStrict
      ).outcome
    }
    #expect(try open(false) == .passed)
    #expect(try open(true) == .inconclusive)
  }

  @Test func `A policy that names nothing that exists is refused`() throws {
    var policy = ComparisonPolicy()
    policy.rules = [
      .init(cells: ["a1-nrom"], metrics: nil, tolerance: nil, direction: nil, allowed: [.changed])
    ]
    let problem = #expect(throws: Problem.self) { try check(shift: 0, policy) }
    #expect(
      problem?.description == """
        The policy names a cell that does not exist: 'a1-nrom'.
          at: policy.json, /rules/0
          expected: one of a1-norm, b1-norm
          found: 'a1-nrom'
          to fix it: Did you mean 'a1-norm'?
        """)
    policy.rules[0] = .init(
      cells: nil, metrics: ["loss"], tolerance: nil, direction: nil, allowed: [.changed])
    let other = #expect(throws: Problem.self) { try check(shift: 0, policy) }
    #expect(other?.summary == "The policy names a metric that no cell shows: 'loss'.")
  }

  @Test(arguments: [
    ("a1-*", "a1-norm", true), ("*", "x", true), ("a*m", "a1-norm", true),
    ("a*x", "a1-norm", false),
    ("a1", "a1-norm", false), ("*1*n*", "a1-norm", true), ("ab*ba", "aba", false),
  ])
  func `Patterns match whole ids`(_ pattern: String, _ id: String, _ isMatch: Bool) {
    #expect(ComparisonPolicy.Rule.matches(id, pattern) == isMatch)
  }
}

@Suite struct CheckOutputTests {
  private let hostile = "x<y>&\"'\n%::]]>"

  private func outputs() throws -> CheckOutputs {
    let values = (0..<30).map { 20 + Double(($0 * 7) % 11) }
    func report(_ name: String, _ shift: Double) throws -> ComparedReport {
      try Invented.report(
        name,
        Invented.findings([
          Invented.table("norm", models: [hostile], data: ["a"]) { _, _ in
            Invented.mean(values.map { $0 + shift }, of: Invented.examples(30))
          },
          Invented.table("calm", models: ["m"], data: ["a"]) { _, _ in
            Invented.mean(values, of: Invented.examples(30))
          },
        ]))
    }
    let check = try PolicyCheck(
      from: try report("old", 0), to: try report("new", 1), policy: .init(), file: nil)
    return CheckOutputs(
      check, report: "invented", title: "Invented", specFile: "Experiments/a,b.json",
      specLines: ["norm": 12])
  }

  @Test func `An annotation stands on the line of the cell, its text on one line`() throws {
    let lines = try outputs().annotations
    #expect(lines.count == 1)
    #expect(
      lines[0].hasPrefix(
        "::error file=Experiments/a%2Cb.json,line=12,title=invented%2C cell 'norm'::changed: "))
    #expect(lines[0].contains("x<y>&\"'%0A%25::]]>") && !lines[0].contains("\n"))
  }

  @Test func `JUnit has a test for each cell and is XML whatever the names`() throws {
    let text = try outputs().junit
    let parser = XMLParser(data: Data(text.utf8))
    let delegate = Elements()
    parser.delegate = delegate
    #expect(parser.parse())
    #expect(delegate.names == ["testsuites", "testsuite", "testcase", "failure", "testcase"])
    #expect(delegate.message?.contains("x<y>&\"'\n%::]]>") == true)
    #expect(CheckOutputs.xml("\u{0}\u{1B}a") == "\u{FFFD}\u{FFFD}a")
  }

  @Test func `A comment is written only if there is something to tell`() throws {
    let text = try #require(try outputs().comment)
    #expect(text.hasPrefix("<!-- gradbook:invented -->\n1 of 2 cells breach the policy.\n"))
    #expect(!text.contains("x<y>") && text.utf8.count < 60_000)
    let report = try Invented.report("r", mean: [1, 2, 3])
    let check = try PolicyCheck(from: report, to: report, policy: .init(), file: nil)
    #expect(
      CheckOutputs(check, report: "r", title: "R", specFile: nil, specLines: [:]).comment == nil)
  }

  @Test func `Markdown stays under its limit, the important first`() throws {
    let values = (0..<10).map(Double.init)
    func report(_ name: String, _ shift: Double) throws -> ComparedReport {
      try Invented.report(
        name,
        Invented.findings(
          (0..<400).map { index in
            Invented.table("cell-\(index)", models: ["m"], data: ["a", "b"]) { _, _ in
              Invented.mean(
                values.map { $0 + (index > 0 ? shift : 0) }, of: Invented.examples(10))
            }
          }))
    }
    let diff = VersionDiff(from: try report("old", 0), to: try report("new", 5))
    let text = MarkdownDiff([diff], title: "T").text
    #expect(text.utf8.count < 60_000 && text.contains("more parts are left out"))
    #expect(text.contains("`cell-1`") && !text.contains("`cell-0`"))
  }

  @Test func `Cells are found on their lines`() throws {
    let text = """
      {"cells": [
        {"markdown": "x"},

        {"id": "b", "markdown": "y"}
      ]}
      """
    let document = try JSONDocument(Array(text.utf8))
    #expect(CheckOutputs.lines(of: ["a", "b"], in: document) == ["a": 2, "b": 4])
    #expect(CheckOutputs.lines(of: ["a"], in: document).isEmpty)
  }
}

private final class Elements: NSObject, XMLParserDelegate {
  var names: [String] = []
  var message: String?

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    names.append(name)
    message = attributes["message"] ?? message
  }
}

@Suite struct SamplesFileTests {
  private let values = [1.0, 2, 4]

  @Test func `Influences are read back as they were written`() throws {
    let findings = Invented.findings([
      Invented.curve(
        "c", [Invented.mean(values, of: [7, 8, 9]), Invented.mean(values, of: [7, 8, 9])]),
      Invented.table("t", models: ["m"], data: ["a"]) { _, _ in
        EstimateFinding(value: 1, lower: nil, upper: nil, n: 0)
      },
    ])
    let written = try #require(ExampleInfluences(findings, text: "x"))
    let read = try ExampleInfluences(parsing: written.bytes, file: "samples.safetensors")
    #expect(read == written && read.bytes == written.bytes)
    let influence = read.influence(on: 1, of: "c")
    #expect(influence.map(\.examples) == [[7, 8, 9]])
    #expect(
      zip(influence[0].values, [-4.0 / 3, -1.0 / 3, 5.0 / 3]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(read.influence(on: 0, of: "t").isEmpty && read.influence(on: 9, of: "c").isEmpty)
  }

  @Test func `What several numbers share is written once`() throws {
    let one = Invented.findings([Invented.curve("c", [Invented.mean(values, of: [7, 8, 9])])])
    let two = Invented.findings([
      Invented.curve("c", Array(repeating: Invented.mean(values, of: [7, 8, 9]), count: 9))
    ])
    let (small, large) = (ExampleInfluences(one, text: ""), ExampleInfluences(two, text: ""))
    #expect(try #require(large).bytes.count - (try #require(small)).bytes.count < 8 * 16 + 16)
  }

  @Test func `A damaged file is a problem with words`() {
    let problem = #expect(throws: Problem.self) {
      try ExampleInfluences(parsing: [1, 2, 3], file: "samples.safetensors")
    }
    #expect(problem?.summary == "The samples of the report are damaged.")
    #expect(problem?.place.file == "samples.safetensors")
  }
}
