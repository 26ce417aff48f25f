import Artifacts
import DataMixing
import Diagnostics
import Execution
import JSONTree
import TestSupport
import Tensors
import Testing

@testable import Experiments

/// How IDEAL's loop goes on and ends, by each of its settings.
@Suite struct MixtureLoopTests {
  let invented: InventedMixture

  init() throws { invented = try InventedMixture() }

  private static let few = #""mixers": ["ideal", "joint"], "compared": []"#

  private struct Round {
    var mixture: Mixture
    var table: InfluenceTable
  }

  /// Runs the loop and gives its rounds.
  private func rounds(_ settings: String) throws -> [Round] {
    let notebook = try invented.notebook(settings)
    let outcomes = try invented.run(notebook).outcomes
    return try (1...2).map { round in
      let steps = notebook.steps.enumerated().filter {
        if let step = $1 as? MixtureStep, step.round == round { true } else { false }
      }
      let (place, step) = try #require(steps.last)
      let result = try #require(outcomes[place].result)
      let mixture = try #require(Mixture(bytes: try invented.store.bytes(of: result)))
      guard let step = step as? MixtureStep, case .influences(let influences, _) = step.evidence,
        let measured = notebook.steps.firstIndex(where: { $0.key == influences.key }),
        let influencesResult = outcomes[measured].result
      else { throw Problem("no influences") }
      return Round(mixture: mixture, table: try .read(influencesResult, in: invented.store))
    }
  }

  // MARK: Settings

  @Test func `A kept total stays, whatever the influences`() throws {
    for round in try rounds(Self.few + #", "total": "kept""#) {
      #expect(round.mixture.total == 20 && round.mixture.counts[0] > 8)
      #expect(round.mixture.step?.betas.map(abs).max() == 0.5)
    }
  }

  @Test func `Equal starts have as many rows as the smallest domain`() throws {
    let settings = Self.few + #", "start": "equal""#
    #expect(try rounds(settings)[0].mixture.counts[0] == 12)
    let starts = try invented.notebook(settings).steps.compactMap { step -> [Int]? in
      if let step = step as? MixtureStep, case .counts(let counts) = step.evidence {
        counts
      } else {
        nil
      }
    }
    #expect(starts == [[8, 8]])
  }

  @Test func `Truncated counts are never above those of largest remainders`() throws {
    let (cut, whole) = (
      try rounds(Self.few + #", "rounding": "truncating", "step": 0.3"#)[0].mixture,
      try rounds(Self.few + #", "step": 0.3"#)[0].mixture
    )
    #expect(cut.step?.betas == whole.step?.betas)
    let betas = try #require(cut.step?.betas)
    #expect(cut.counts == zip(betas, [8.0, 12]).map { Int($1 * (1 + $0)) })
    #expect(zip(cut.counts, whole.counts).allSatisfy { $0 <= $1 })
  }

  @Test func `A mean leaves the rows of a domain out of its influence`() throws {
    let (sum, mean) = (
      try rounds(Self.few)[0].mixture, try rounds(Self.few + #", "convention": "mean""#)[0].mixture
    )
    let (sums, means) = (try #require(sum.step?.alphas), try #require(mean.step?.alphas))
    #expect(abs(sums[0] - 8 * means[0]) < 1e-9 * abs(sums[0]))
    #expect(abs(sums[1] - 12 * means[1]) < 1e-9 * abs(sums[1]))
  }

  @Test func `Labels of the text give another curvature`() throws {
    let (sampled, given) = (
      try rounds(Self.few)[0].table, try rounds(Self.few + #", "labels": "given""#)[0].table
    )
    let (a, b) = (try #require(sampled.values[.ekfac]), try #require(given.values[.ekfac]))
    #expect(a != b && b.values.allSatisfy(\.isFinite))
  }

  @Test(arguments: ["kfac", "identity", "published", "conjugateGradients"])
  func `Each curvature can make the mixture`(curvature: String) throws {
    let found = try rounds(
      #""mixers": ["ideal", "joint"], "compared": ["ekfac"], "curvature": "\#(curvature)""#)[0]
    let inverse = try #require(InfluenceTable.Inverse(rawValue: curvature))
    #expect(found.table.refusals.isEmpty, "\(found.table.refusals)")
    let alphas = try found.table.alphas(
      inverse, counts: [8, 12], names: ["like", "other"], convention: .sum)
    #expect(found.mixture.step?.alphas == alphas)
    #expect(found.mixture.step?.betas.map(abs).max() == 0.5)
  }

  @Test func `Conjugate gradients rank rows as EK-FAC does, with the same damping`() throws {
    let table = try rounds(
      #""mixers": ["ideal", "joint"], "compared": ["conjugateGradients", "identity"], "damping": 1"#
    )[0].table
    func means(_ inverse: InfluenceTable.Inverse) throws -> [Double] {
      try #require(table.means(inverse))
    }
    let exact = try means(.conjugateGradients)
    func cosine(_ inverse: InfluenceTable.Inverse) throws -> Double {
      let other = try means(inverse)
      return innerProduct(exact, other)
        / (innerProduct(exact, exact) * innerProduct(other, other)).squareRoot()
    }
    let (near, plain) = (try cosine(.ekfac), try cosine(.identity))
    #expect(near > plain && near > 0.5, "EK-FAC \(near), identity \(plain)")
  }

  @Test func `The published code adds no damping`() throws {
    func published(_ damping: String) throws -> Matrix<Double> {
      let table = try rounds(
        #""mixers": ["ideal", "joint"], "compared": ["published"], "damping": \#(damping)"#)[0]
        .table
      return try #require(table.values[.published])
    }
    #expect(try published("0.1") == published("10"))
  }

  // MARK: The end

  private func judging() throws -> MixtureStep {
    let notebook = try invented.notebook(Self.few + #", "stop": "reference""#)
    return try #require(
      notebook.steps.compactMap { $0 as? MixtureStep }.first {
        if case .better = $0.evidence { true } else { false }
      })
  }

  private func judged(_ next: Mixture, _ new: [Double], _ old: [Double]) throws -> Mixture {
    let (step, last) = (try judging(), Mixture(rows: [[0, 1], [3]]))
    func losses(_ values: [Double]) -> [UInt8] {
      TestResult.bytes(values.map { TestResult(sum: 4 * $0, tokens: 4) })
    }
    let results = try [next.bytes, losses(new), last.bytes, losses(old)].map {
      try invented.store.store($0)
    }
    return try #require(
      Mixture(
        bytes: try step.run(
          StepContext(key: step.key, store: invented.store, results: results))))
  }

  @Test func `A round stays where the reference loss falls, and ends the loop elsewhere`() throws {
    let next = Mixture(rows: [[0, 1, 1], [3]], step: ([-1, -0.5], [0.5, 0.25]))
    #expect(try judged(next, [1, 2], [2, 1.5]) == next)
    let stopped = try judged(next, [2, 1.5], [1, 2])
    #expect(stopped.rows == [[0, 1], [3]] && stopped.step == nil && stopped.refusal == nil)
    #expect(
      stopped.stop
        == "the reference loss is 1.75 after training on its mixture, and 1.5 after training on the "
        + "one before, which stays")
    #expect(try judged(next, [1, 2], [2, 1]).stop != nil)
    let over = Mixture(rows: [[0, 1], [3]], stop: "it ended")
    #expect(try judged(over, [9], [1]) == over)
    let refused = Mixture(rows: [[0, 1], [3]], refusal: "singular")
    #expect(try judged(refused, [9], [1]) == refused)
  }

  @Test func `After the end nothing is measured or trained, and the page says where it was`() throws
  {
    let notebook = try invented.notebook(
      Self.few + #", "stop": "reference", "rounds": 3"#,
      cells: #"{"chart": {"mixture": "rounds"}}, {"chart": {"mixture": "influences"}}"#)
    // As if the first round had gone well, and the second wrong.
    for (round, loss) in [(1, 0.5), (2, 100)] {
      let judging = try #require(
        notebook.steps.compactMap { $0 as? MixtureStep }.first {
          if case .better = $0.evidence { $0.round == round } else { false }
        })
      guard case .better(let next, _) = judging.evidence else { throw Problem("no judgement") }
      let losses = TestResult.bytes((0..<4).map { _ in TestResult(sum: 4 * loss, tokens: 4) })
      try invented.store.write(
        Artifacts.StepRecord(
          key: next.evaluation.key, kind: EvaluationStep.kind, version: EvaluationStep.version,
          identity: next.evaluation.identity, inputs: [:],
          status: .done(try invented.store.store(losses))), seconds: 1)
    }
    let outcomes = try invented.run(notebook).outcomes
    #expect(outcomes.allSatisfy { $0.result != nil })
    let kept = try notebook.steps.enumerated().compactMap { place, step -> (Int, Mixture)? in
      guard let step = step as? MixtureStep, case .better = step.evidence,
        let result = outcomes[place].result,
        let mixture = Mixture(bytes: try invented.store.bytes(of: result))
      else { return nil }
      return (step.round, mixture)
    }
    #expect(kept.map(\.0) == [1, 2, 3])
    let end = 1
    #expect(kept.map { $0.1.stop != nil } == [false, true, true])
    #expect(kept[0].1.counts[0] == 12)
    for (_, mixture) in kept[end...] {
      #expect(mixture.rows == kept[end].1.rows && mixture.stop == kept[end].1.stop)
    }
    // Trainings on the same rows are one training.
    let trained = notebook.steps.enumerated().filter { $1 is AdapterStep }
      .compactMap { outcomes[$0.offset].result }
    #expect(Set(trained).count < trained.count)
    let findings = try notebook.findings(outcomes, store: invented.store)
    let caption = findings.cells[0].caption
    #expect(
      caption.contains("Round 2 ended the loop: the reference loss is 100.0 after "), "\(caption)")
    guard case .chart(let chart) = findings.cells[1].content, case .forest(let groups) = chart.body
    else { throw Problem("no forest") }
    // The second round was measured, the third was not.
    #expect(groups.map(\.heading) == ["Round 1, EK-FAC", "Round 2, EK-FAC"])
  }

  @Test(.timeLimit(.minutes(1))) func `Many rounds are laid out at once`() throws {
    let notebook = try invented.notebook(Self.few + #", "stop": "reference", "rounds": 20"#)
    #expect(notebook.steps.count > 200)
  }

  // MARK: What a reader must know

  /// The page of a run whose first influences are these, [reference examples, rows of the domains].
  private func captions(_ influences: Matrix<Double>, _ columns: [[Int]]) throws -> [CellFinding] {
    let notebook = try invented.notebook(
      Self.few + #", "rounds": 1"#,
      cells: #"{"chart": {"mixture": "influences"}}, {"chart": {"mixture": "rounds"}}"#)
    var outcomes = try invented.run(notebook).outcomes
    let place = try #require(notebook.steps.firstIndex { $0 is InfluenceStep })
    var table = InfluenceTable(examples: Array(0..<influences.columns), domains: columns)
    table.values[.ekfac] = influences
    outcomes[place] = .computed(try invented.store.store(table.bytes))
    return try notebook.findings(outcomes, store: invented.store).cells
  }

  @Test func `One sign, no balance and open intervals are said on the page`() throws {
    let helpful = Matrix<Double>(
      rows: 3, columns: 4, values: [1, 2, 3, 4, 2, 3, 4, 5, 1, 1, 2, 2])
    let sure = try captions(helpful, [[0, 1], [2, 3]])[0]
    #expect(sure.title == "At the start, more of like, other lowers the reference loss")
    #expect(
      sure.caption.contains(
        "Round 1, EK-FAC: all domains have one sign, so that the model is at no optimum of its "
          + "training loss."))
    #expect(sure.caption.contains("Round 1, EK-FAC: Σα is far from 0, Σα/Σ|α| -1.0."), "\(sure)")
    #expect(!sure.caption.contains("covers zero"))

    let half = Matrix<Double>(
      rows: 3, columns: 4, values: [1, 2, -9, 9, 2, 3, -8, 8, 1, 1, -7, 7])
    let mixed = try captions(half, [[0, 1], [2, 3]])[0]
    #expect(
      mixed.caption.contains("Round 1, EK-FAC: the interval of other covers zero."), "\(mixed)")
    let open = try captions(half, [[2, 3], [2, 3]])[0]
    #expect(
      open.caption.contains(
        "Round 1, EK-FAC: no interval leaves out zero: the mixture cannot be improved on this "
          + "evidence."), "\(open)")
    #expect(
      open.title
        == "No domain's influence can be told from zero: the mixture cannot be improved on this "
        + "evidence")
    let single = try captions(half, [[0], [1]])[0]
    #expect(single.title == "The influence of each domain on the reference loss")
    #expect(
      single.caption.contains(
        "Round 1, EK-FAC: like, other: no interval, since one row of it, or of the reference, was "
          + "measured."), "\(single)")
  }

  @Test func `What is repeated often or has no row any more is said on the page`() throws {
    let notebook = try invented.notebook(
      Self.few + #", "rounds": 1, "start": {"like": 60, "other": 1}, "step": 1, "sampling": 1"#,
      cells:
        #"{"chart": {"mixture": "rounds"}}, {"chart": {"mixture": "shares"}}, {"chart": {"mixture": "slopes"}}"#
    )
    var outcomes = try invented.run(notebook).outcomes
    let place = try #require(
      notebook.steps.firstIndex { ($0 as? MixtureStep)?.round == 1 })
    let mixture = Mixture(rows: [(0..<120).map { $0 % 8 }.sorted(), []])
    outcomes[place] = .computed(try invented.store.store(mixture.bytes))
    let cells = try notebook.findings(outcomes, store: invented.store).cells
    #expect(
      cells[0].caption.contains(
        "Round 1: Each row of 'like' is trained on 15.0 times, where a fourfold repetition is nearly "
          + "as good as new rows and more is not."), "\(cells[0].caption)")
    #expect(
      cells[0].caption.contains("Round 1: 'other' has no rows any more, and never comes back."))
    #expect(cells[1].caption.contains("joint: Each row of 'like' is trained on 7.5 times"))
    guard case .chart(let chart) = cells[2].content, case .lines(let panels) = chart.body,
      let series = panels.panels[0][0]
    else { throw Problem("no lines: \(cells[2])") }
    #expect(series.map(\.name) == ["like", "other"])
    #expect(series[0].x == [0, 1] && series[1].value == [1.0 / 61, 0])
    #expect(series[0].lower == [nil, nil])
  }
}
