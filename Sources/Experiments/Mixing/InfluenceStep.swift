import Artifacts
import Curvature
import DataMixing
import Diagnostics
import Execution
import JSONTree
import LinearAlgebra
import Tensors
import Transformer

/// The influence of a part of a mixture's rows on the reference examples, by each curvature on the same
/// gradients.
struct InfluenceStep: Step {
  static let kind = "influences"
  static let version = 2

  typealias Inverse = ExperimentSpec.MixtureMeasure.Inverse

  let subject: CurvatureSubject
  let reference: SelectionPool
  /// The axes, where a curvature asks for them.
  let axes: AxesStep?
  /// Second moments, where a curvature asks for them.
  let moments: MomentStep?
  /// Second moments as published, where they are asked for.
  let published: MomentStep?

  /// Creates a step, with what its curvatures ask for.
  init(of subject: CurvatureSubject, on reference: SelectionPool) {
    let used = subject.settings.curvatures
    var asksAxes = used.contains(.kfac)
    if case .lowestVariance = subject.settings.layers { asksAxes = true }
    let asksMoments = used.contains { $0 == .ekfac || $0 == .conjugateGradients }
    let isPublished = used.contains(.published)
    let axes = asksAxes || asksMoments || isPublished ? AxesStep(subject: subject) : nil
    (self.subject, self.reference, self.axes) = (subject, reference, axes)
    moments = asksMoments ? axes.map { MomentStep(axes: $0, isPublished: false) } : nil
    published = isPublished ? axes.map { MomentStep(axes: $0, isPublished: true) } : nil
  }

  var mixture: MixtureStep { subject.mixture }

  var identity: String { "\(subject.name) · influences" }

  var needs: [any Step] {
    var needs = subject.needs
    if let axes { needs.append(axes) }
    if let moments { needs.append(moments) }
    if let published { needs.append(published) }
    return needs
  }

  var inputs: [StepInput] {
    let settings = subject.settings
    return subject.inputs + [
      StepInput("reference", reference.digest), StepInput("curvatures", .words(curvatures)),
      StepInput("damping", settings.damping.json), StepInput("layers", settings.layers.json),
    ] + (axes.map { [StepInput("axes", $0.key)] } ?? [])
      + (moments.map { [StepInput("moments", $0.key)] } ?? [])
      + (published.map { [StepInput("published", $0.key)] } ?? [])
  }

  /// In one order, so that it does not matter which of them makes the mixture.
  private var curvatures: [Inverse] {
    Inverse.allCases.filter(subject.settings.curvatures.contains)
  }

  var cost: Double {
    let dense = Double(reference.examples.count) / 8 + 1
    return subject.cost(passes: dense) + 1.2 * subject.model.cost(of: reference.examples)
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    if try subject.hasStopped(context) { return InfluenceTable(examples: [], domains: []).bytes }
    let opened = try OpenedSubject(subject, context)
    let queries = try subject.model.tokenize(reference, opened.loaded)
    var table = InfluenceTable(
      examples: opened.sample.distinct, domains: opened.sample.columns)
    var operators: [any InfluenceOperator] = []
    for inverse in curvatures {
      do {
        operators.append(try self.operator(inverse, opened, context))
      } catch let failure as StoreFailure {
        throw failure.problem
      } catch let problem as Problem {
        table.refusals[inverse] = problem.summary
      }
    }
    let texts = try subject.tokenize(table.examples, opened.loaded)
    try measure(&table, operators, texts, queries, opened.collector, context)
    return table.bytes
  }

  // MARK: Operators

  private func `operator`(
    _ inverse: Inverse, _ opened: OpenedSubject, _ context: StepContext
  ) throws -> any InfluenceOperator {
    let sites = opened.collector.sites
    let settings = subject.settings
    if inverse == .conjugateGradients {
      return try ConjugateGradientOperator(
        opened, damping: settings.damping, moments: try curvature(context, sites: sites))
    }
    guard let kind = inverse.inverse else { preconditionFailure("no operator '\(inverse)'") }
    if inverse == .identity, axes == nil {
      return PlainOperator(inverse: inverse, sites: sites)
    }
    let found = try curvature(
      context, sites: sites, moments: inverse == .published ? published : moments)
    return KroneckerOperator(
      inverse: inverse, curvature: found, kind: kind, damping: inverse.added(settings.damping),
      chosen: try chosen(context, sites: sites))
  }

  /// The maps that take part.
  private func chosen(_ context: StepContext, sites: CurvatureSites) throws -> Set<Int> {
    guard case .lowestVariance(let count) = subject.settings.layers else {
      return Set(sites.sites.indices)
    }
    let found = try curvature(context, sites: sites)
    let kind: CurvatureInverse = moments == nil ? .kfac : .ekfac
    return Set(
      try LayerChoice.lowestVariance(count).positions(
        among: sites.sites.enumerated().map { ($1.name, found.eigenvalues($0, kind)) }))
  }

  private func curvature(
    _ context: StepContext, sites: CurvatureSites
  ) throws -> Curvature<Float> {
    try curvature(context, sites: sites, moments: moments)
  }

  private func curvature(
    _ context: StepContext, sites: CurvatureSites, moments: MomentStep?
  ) throws -> Curvature<Float> {
    guard let axes else { preconditionFailure("a curvature without axes") }
    let found = try KroneckerAxes<Float>(archive(of: axes, context), sites: sites)
    guard let moments else { return Curvature(axes: found, moments: nil) }
    return Curvature(
      axes: found, moments: try MomentSums<Float>(archive(of: moments, context), sites: sites))
  }

  /// What a step stored.
  ///
  /// - Throws: The `Problem` that was stored in place of a result.
  private func archive(of step: any Step, _ context: StepContext) throws -> MatrixArchive {
    guard let place = needs.firstIndex(where: { $0.key == step.key }) else {
      preconditionFailure("'\(step.identity)' is not needed")
    }
    let bytes = try Refusal.reading { try context.store.bytes(of: context.results[place]) }
    if let refusal = Refusal.read(bytes) { throw Problem(refusal) }
    return try MatrixArchive(bytes: bytes, identity: step.key.hex)
  }

  // MARK: Influences

  /// Fills the table, a few reference examples at a time, each part a draft.
  private func measure(
    _ table: inout InfluenceTable, _ operators: [any InfluenceOperator],
    _ texts: [TrainingExample], _ queries: [TrainingExample],
    _ collector: CurvatureCollector<Float>, _ context: StepContext
  ) throws {
    guard !operators.isEmpty else { return }
    if let draft = try context.store.draft(for: context.key),
      let part = InfluenceTable(bytes: draft), part.examples == table.examples
    {
      table = part
    }
    let batch = queriesAtOnce(collector.sites, operators.count)
    while let start = table.rows(of: operators), start < queries.count {
      if context.isInterrupted { throw StepInterrupted() }
      let group = start..<min(start + batch, queries.count)
      var open = operators.filter { table.refusals[$0.inverse] == nil }
      do {
        let gradients = try group.map { try collector.gradient(of: queries[$0], number: $0) }
        var turned: [[Matrix<Float>]] = []
        for form in operators where table.refusals[form.inverse] == nil {
          do {
            turned += try form.preconditioned(gradients)
          } catch let problem as Problem {
            table.refusals[form.inverse] = problem.summary
            table.values[form.inverse] = nil
            open.removeAll { $0.inverse == form.inverse }
          }
        }
        guard !open.isEmpty else { return }
        let scores = try collector.scores(
          of: texts,
          on: InfluenceQueries(preconditioned: turned, sites: collector.sites, threads: 1))
        for (place, form) in open.enumerated() {
          table.append(scores, rows: place * group.count..<(place + 1) * group.count, form.inverse)
        }
      } catch let problem as Problem {
        // Of the examples' gradients, so that it holds for every curvature.
        for form in open {
          (table.refusals[form.inverse], table.values[form.inverse]) = (problem.summary, nil)
        }
        return
      }
      context.tell("\(group.upperBound) of \(queries.count) reference examples")
      if group.upperBound < queries.count {
        try context.store.keepDraft(table.bytes, for: context.key)
      }
    }
  }

  /// As many as have room for their gradients by all maps in a gigabyte.
  private func queriesAtOnce(_ sites: CurvatureSites, _ operators: Int) -> Int {
    let weights = sites.shapes.reduce(0) { $0 + $1.outputs * $1.inputs }
    return max(1, min(32, (1 << 28) / max(1, weights * (operators + 1))))
  }
}

extension InfluenceTable {
  /// How many reference examples are done for all operators that go on; `nil` where none does.
  fileprivate func rows(of operators: [any InfluenceOperator]) -> Int? {
    operators.filter { refusals[$0.inverse] == nil }.map { values[$0.inverse]?.rows ?? 0 }.min()
  }

  fileprivate mutating func append(
    _ scores: Matrix<Double>, rows: Range<Int>, _ inverse: Inverse
  ) {
    let more = rows.flatMap { scores.values[scores.range(ofRow: $0)] }
    let old = values[inverse]
    values[inverse] = Matrix(
      rows: (old?.rows ?? 0) + rows.count, columns: scores.columns,
      values: (old?.values ?? []) + more)
  }
}
