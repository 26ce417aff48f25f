import Artifacts
import Curvature
import DataMixing
import Diagnostics
import Execution
import JSONTree
import LinearAlgebra

/// The Kronecker axes of a trained model: the first pass over a part of its mixture, and the eigenvectors.
struct AxesStep: Step {
  static let kind = "axes"
  static let version = 1

  let subject: CurvatureSubject

  var identity: String { "\(subject.name) · axes" }
  var needs: [any Step] { subject.needs }
  var inputs: [StepInput] { subject.inputs }
  var cost: Double { subject.cost(passes: 1.5) + 200 }

  func run(_ context: StepContext) throws -> [UInt8] {
    if try subject.hasStopped(context) { return MatrixArchive(identity: context.key.hex).bytes }
    let opened = try OpenedSubject(subject, context)
    let drafts = CurvatureDrafts(context)
    return try Refusal.capturing {
      let start = try drafts.archive().map {
        try CovarianceSums<Float>($0, sites: opened.collector.sites)
      }
      let sums = try opened.collector.covariances(of: opened.texts, from: start, chunk: 16) {
        sums in
        try drafts.keep(sums.done, of: opened.texts.count) { sums.store(in: &$0) }
      }
      context.tell("eigenvectors of \(opened.collector.sites.sites.count) maps")
      let axes = try KroneckerAxes(sums, threads: 1)
      var archive = MatrixArchive(identity: context.key.hex)
      axes.store(in: &archive)
      return archive.bytes
    }
  }
}

/// Second moments of a trained model's gradients along its axes: the second pass.
struct MomentStep: Step {
  static let kind = "moments"
  static let version = 1

  let axes: AxesStep
  /// Whether gradients are turned and averaged as by the code published with IDEAL.
  let isPublished: Bool

  private var subject: CurvatureSubject { axes.subject }

  var identity: String {
    "\(subject.name) · \(isPublished ? "moments as published" : "moments")"
  }
  var needs: [any Step] { subject.needs + [axes] }
  var inputs: [StepInput] {
    subject.inputs + [StepInput("axes", axes.key), StepInput("published", .bool(isPublished))]
  }
  var cost: Double { subject.cost(passes: 2) }

  func run(_ context: StepContext) throws -> [UInt8] {
    if try subject.hasStopped(context) { return MatrixArchive(identity: context.key.hex).bytes }
    let opened = try OpenedSubject(subject, context)
    let drafts = CurvatureDrafts(context)
    let sites = opened.collector.sites
    let stored = try context.store.bytes(of: context.results[subject.needs.count])
    return try Refusal.capturing {
      if let refusal = Refusal.read(stored) { throw Problem(refusal) }
      let axes = try KroneckerAxes<Float>(
        MatrixArchive(bytes: stored, identity: self.axes.key.hex), sites: sites)
      let empty =
        isPublished
        ? MomentSums<Float>(sites, rotation: .published, batch: 8) : MomentSums<Float>(sites)
      let start = try drafts.archive().map { try MomentSums<Float>($0, sites: sites) } ?? empty
      let sums = try opened.collector.moments(
        of: opened.texts, along: axes, from: start, chunk: 16
      ) { sums in
        try drafts.keep(sums.done, of: opened.texts.count) { sums.store(in: &$0) }
      }
      var archive = MatrixArchive(identity: context.key.hex)
      sums.store(in: &archive)
      return archive.bytes
    }
  }
}

/// Keeps what a pass over examples has come to, now and then, and stops it when it is asked to.
final class CurvatureDrafts {
  private let context: StepContext
  private var keeper: DraftKeeper

  init(_ context: StepContext) {
    (self.context, keeper) = (context, DraftKeeper(context, every: 60))
  }

  private var identity: String { "\(context.key.hex) draft" }

  /// What was kept; `nil` for nothing.
  func archive() throws -> MatrixArchive? {
    let draft = try Refusal.reading { try context.store.draft(for: context.key) }
    return draft.flatMap { try? MatrixArchive(bytes: $0, identity: identity) }
  }

  /// Tells how far a pass is, and keeps it if it is time.
  ///
  /// - Throws: `StepInterrupted` after keeping it, if the user asked to stop.
  func keep(_ done: Int, of count: Int, _ store: (inout MatrixArchive) -> Void) throws {
    context.tell("\(done) of \(count) examples")
    guard done < count else { return }
    try Refusal.reading {
      try keeper.keepIfDue {
        var archive = MatrixArchive(identity: identity)
        store(&archive)
        return archive.bytes
      }
    }
  }
}

/// The store does not work, which is no property of the curvature.
struct StoreFailure: Error {
  let problem: Problem
}

/// Why no curvature could be computed, stored in its place: a round that needs it is then rejected, and
/// the rest of the experiment goes on.
enum Refusal {
  private static let start = Array(#"{"refused":"#.utf8)

  /// What `body` gives, or the problem that it meets as bytes.
  static func capturing(_ body: () throws -> [UInt8]) throws -> [UInt8] {
    do {
      return try body()
    } catch let failure as StoreFailure {
      throw failure.problem
    } catch let problem as Problem {
      let value: JSONValue = ["refused": .string(problem.summary)]
      return Array(value.text(.canonical).utf8)
    }
  }

  /// What `body` gives; what the store throws is told from what a curvature refuses.
  static func reading<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let problem as Problem {
      throw StoreFailure(problem: problem)
    }
  }

  /// The sentence that was stored; `nil` where there is a result.
  static func read(_ bytes: [UInt8]) -> String? {
    guard bytes.starts(with: start) else { return nil }
    return (try? JSONDocument(bytes).root.value)?["refused"]?.string
  }
}
