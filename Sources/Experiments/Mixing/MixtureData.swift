import Artifacts
import Diagnostics

/// Whether the data sets of a mixture can be what they are named for.
struct MixtureData {
  typealias Rows = [(name: String, examples: [Example])]

  let domains: Rows
  let reference: Rows
  let tests: Rows

  /// - Throws: `Problem` where a domain is empty or repeats another, or rows of the reference, of the
  ///   training data and of the tests are the same.
  func check() throws {
    for domain in domains where domain.examples.isEmpty {
      throw Problem.emptyDomain(domain.name)
    }
    for (index, domain) in domains.enumerated() {
      let texts = Set(domain.examples.map(\.textDigest.hex))
      for other in domains[..<index]
      where texts == Set(other.examples.map(\.textDigest.hex)) {
        throw Problem.repeatedDomain(domain.name, of: other.name)
      }
    }
    try requireDisjoint(reference, domains, "the reference", "the training data", at: "reference")
    try requireDisjoint(reference, tests, "the reference", "the tests", at: "reference")
    try requireDisjoint(tests, domains, "the tests", "the training data", at: "tests")
  }

  /// Rows are the same where they ask the same.
  private func requireDisjoint(
    _ first: Rows, _ second: Rows, _ name: String, _ other: String, at key: String
  ) throws {
    var known: [[UInt8]: String] = [:]
    for set in second {
      for example in set.examples {
        let request = Array(example.request.utf8)
        known[request] = known[request] ?? example.name(in: set.name)
      }
    }
    let shared = first.flatMap { set in
      set.examples.compactMap { example in
        known[Array(example.request.utf8)].map {
          "\(example.name(in: set.name)) is \($0)"
        }
      }
    }
    guard shared.isEmpty else { throw Problem.sharedRows(shared, name, other, at: key) }
  }
}

extension Example {
  /// Its place for people: `gsm8k row 12`, counted from 1.
  fileprivate func name(in set: String) -> String {
    "\(set) row \(index + 1)" + (id.map { " ('\($0)')" } ?? "")
  }
}

extension ExperimentSpec.MixtureMeasure {
  /// What the page must say of the data.
  func notes(_ pool: SelectionPool) -> [String] {
    pool.sets.filter { $0.range.count == 1 }.map {
      "Domain '\($0.name)' has one row: nothing tells how its influence would be with other rows."
    }
  }
}

extension ExperimentSpec {
  /// The steps of the mixture; `nil` where there is none, or where a data set or every model that it needs
  /// is missing.
  ///
  /// - Throws: `Problem` where the data cannot be mixed.
  func mixtureSteps(models: [OpenedModel], data: [OpenedData]) throws -> MixtureSteps? {
    guard let settings = measure.mixture else { return nil }
    guard let examples = examples(of: settings.dataNames, among: data) else { return nil }
    func rows(_ names: [String]) -> MixtureData.Rows { names.map { ($0, examples[$0] ?? []) } }
    try MixtureData(
      domains: rows(settings.domains), reference: rows(settings.reference),
      tests: rows(settings.tests.map(\.data))
    ).check()
    let opened = opened(models, prompt: settings.prompt, maxLength: settings.maxLength)
    return opened.isEmpty ? nil : MixtureSteps(settings, models: opened, data: examples)
  }

  /// The examples of data sets, by name; `nil` where one of them was not read.
  func examples(of names: [String], among data: [OpenedData]) -> [String: [Example]]? {
    var examples: [String: [Example]] = [:]
    for name in names {
      guard let set = data.first(where: { $0.definition.name == name }), set.isMeasured,
        case .success(let found) = set.state
      else { return nil }
      examples[name] = found.examples
    }
    return examples
  }

  /// The models that could be opened, as they read examples.
  func opened(
    _ models: [OpenedModel], prompt: Spectra.Prompt, maxLength: Int
  ) -> [SelectionModel] {
    models.compactMap { model in
      guard case .success(let opened) = model.state else { return nil }
      return SelectionModel(
        model: opened.model, name: model.definition.name, digest: opened.digest,
        prompt: model.definition.prompt ?? prompt, maxLength: maxLength)
    }
  }
}

extension Problem {
  fileprivate static func emptyDomain(_ name: String) -> Problem {
    Problem(
      "Domain '\(name)' is empty.", at: Place(pointer: "/measure/mixture/domains"),
      expected: "at least one example", found: "none", remedy: "Give it rows, or leave it out.")
  }

  fileprivate static func repeatedDomain(_ name: String, of other: String) -> Problem {
    Problem(
      "Domain '\(name)' repeats domain '\(other)': their rows are the same.",
      at: Place(pointer: "/measure/mixture/domains"), expected: "domains of different rows",
      found: "the same rows twice", remedy: "Leave one of the two out.")
  }

  fileprivate static func sharedRows(
    _ rows: [String], _ first: String, _ second: String, at key: String
  ) -> Problem {
    let shown = rows.prefix(10).joined(separator: "; ")
    let more = rows.count > 10 ? "; and \(rows.count - 10) more" : ""
    let count =
      rows.count == 1 ? "A row of \(first) stands" : "\(rows.count) rows of \(first) stand"
    return Problem(
      "\(count) in \(second) too.",
      at: Place(pointer: "/measure/mixture/\(key)"),
      expected: "no request in both", found: shown + more,
      remedy: "Take these rows out of one of the two.")
  }
}
