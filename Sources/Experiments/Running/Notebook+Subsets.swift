import Diagnostics

extension Notebook {
  /// Chooses the subsets by measurement, for each model by its own numbers.
  func chooseSubsets(_ measurements: inout Measurements) {
    for (index, set) in data.enumerated() {
      guard let base = set.definition.measuredBase, let selection = set.definition.selection,
        case .success = set.state
      else { continue }
      let subset = MeasuredSubset(selection, projections: spec.measure.spectra.projections)
      for model in models {
        let name = model.definition.name
        let pair = Measurements.Pair(model: name, data: base)
        guard let examples = measurements.examples[pair] else { continue }
        let own = Measurements.Pair(model: name, data: set.definition.name)
        switch capturingProblem({ try subset(examples) }) {
        case .success(let chosen):
          measurements.examples[own] = chosen.examples
          var facts = MeasuredFacts(model: name, chosen.examples, missing: [])
          facts.candidates = chosen.candidates
          measurements.data[index].measured.append(facts)
        case .failure(let problem):
          measurements.examples[own] = []
          var facts = MeasuredFacts(model: name, [], missing: [])
          facts.problem = problem.words
          measurements.data[index].measured.append(facts)
        }
      }
    }
  }
}

extension Problem {
  /// The summary with both numbers, for a report.
  fileprivate var words: String {
    guard let expected, let found else { return summary }
    return "\(summary) Expected: \(expected); found: \(found)."
  }
}

extension ExampleSet {
  /// The examples that are measured with a model.
  func examples(for model: ModelDefinition) -> ArraySlice<Example> {
    examples.prefix(model.sample ?? examples.count)
  }

  /// The unusable rows among those that a model sees.
  func unusable(for model: ModelDefinition) -> [UnusableRow] {
    guard model.sample ?? examples.count < examples.count else { return unusable }
    let last = examples(for: model).last?.index ?? -1
    return unusable.filter { $0.index < last }
  }
}
