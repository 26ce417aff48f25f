import Diagnostics
public import JSONTree

extension ComparisonPolicy {
  /// Reads a file that holds a policy.
  ///
  /// - Parameter path: The file.
  /// - Throws: `ProblemList` with everything that is wrong with the file.
  public init(contentsOf path: String) throws {
    let document = try collectingProblems {
      try JSONDocument(try FileBytes.read(path, noun: "policy"), file: path)
    }
    let log = ProblemLog(document)
    self = try log.finish(Reader<ComparisonPolicy>.policy.read(document.root, log))
  }

  /// Reads a policy from a resolved specification.
  ///
  /// - Returns: The policy; `nil` if it is none.
  public init?(_ value: JSONValue) {
    guard let document = try? JSONDocument(Array(value.text().utf8)) else { return nil }
    let log = ProblemLog(document)
    guard let policy = try? log.finish(Reader<ComparisonPolicy>.policy.read(document.root, log))
    else { return nil }
    self = policy
  }
}

extension Reader<ComparisonPolicy> {
  static var policy: Reader {
    .object("the policy") { object in
      _ = object.optional("$schema", .text)
      let usual = Value.Terms.usual
      let tolerance = object.optional("tolerance", .tolerance, default: usual.tolerance)
      let allowed = object.optional("allow", .verdicts, default: usual.allowed)
      let rules = object.optional("rules", .list(of: .rule), default: [])
      guard let tolerance, let allowed, let rules else { return nil }
      return Value(standard: Value.Terms(tolerance: tolerance, allowed: allowed), rules: rules)
    }
  }
}

extension Reader<ComparisonPolicy.Tolerance> {
  fileprivate static var tolerance: Reader {
    .object("the tolerance") { object in
      let absolute = object.optional("absolute", .number(atLeast: 0, below: 1e300), default: 0)
      let relative = object.optional("relative", .number(atLeast: 0, below: 1e300), default: 0)
      guard let absolute, let relative else { return nil }
      return Value(absolute: absolute, relative: relative)
    }
  }
}

extension Reader<[ComparisonVerdict]> {
  fileprivate static var verdicts: Reader { .set(of: Reader<ComparisonVerdict>.choice) }
}

extension Reader<ComparisonPolicy.Rule> {
  fileprivate static var rule: Reader {
    .object("a rule") { object in
      let cells = object.optional("cells", .oneOrMore(Reader<String>.text))
      let metrics = object.optional("metric", .oneOrMore(Reader<Metric>.choice))
      let tolerance = object.optional("tolerance", .tolerance)
      let direction = object.optional("direction", Reader<Metric.Direction>.choice)
      let allowed = object.optional("allow", .verdicts)
      let rule = Value(
        cells: cells, metrics: metrics?.map(\.rawValue), tolerance: tolerance,
        direction: direction, allowed: allowed)
      let isWhole =
        (cells != nil) == object.has("cells") && (metrics != nil) == object.has("metric")
        && (tolerance != nil) == object.has("tolerance")
        && (direction != nil) == object.has("direction")
        && (allowed != nil) == object.has("allow")
      guard isWhole else { return nil }
      if tolerance == nil, direction == nil, allowed == nil {
        object.log.report(.ruleWithoutTerms, at: object.node)
        return nil
      }
      return rule
    }
  }
}

extension ComparisonPolicy {
  /// The policy with every default spelled out.
  public var json: JSONValue {
    .object([
      "tolerance": standard.tolerance.json, "allow": .words(standard.allowed),
      "rules": rules.isEmpty ? nil : .array(rules.map(\.json)),
    ])
  }
}

extension ComparisonPolicy.Tolerance {
  fileprivate var json: JSONValue {
    ["absolute": .number(absolute), "relative": .number(relative)]
  }
}

extension ComparisonPolicy.Rule {
  fileprivate var json: JSONValue {
    .object([
      "cells": cells.map(JSONValue.strings), "metric": metrics.map(JSONValue.strings),
      "tolerance": tolerance?.json, "direction": direction.map(JSONValue.word),
      "allow": allowed.map { JSONValue.words($0) },
    ])
  }
}

extension Problem {
  fileprivate static var ruleWithoutTerms: Problem {
    Problem(
      "A rule says nothing.", expected: "'tolerance', 'direction' or 'allow'",
      found: "none of them",
      remedy: "Add one of them, or remove the rule.")
  }
}
