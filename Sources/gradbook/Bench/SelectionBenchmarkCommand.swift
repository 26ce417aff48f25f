import ArgumentParser
import DataSelection
import Foundation
import LinearAlgebra

/// `gradbook bench selection`: projections of gradients and scores of a datastore, each beside its bound.
struct SelectionBenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selection", abstract: "Time projections of gradients and scores of a datastore.",
    discussion: """
      Projects random gradients to 8192 dimensions by each kind, beside a product with a matrix of signs \
      that is there already; then writes a store of 100,000 rows (1.6 GB) and scores it against 100 \
      targets, beside the product alone and reading alone.
      """)

  @Option(help: "The length of a row.")
  var dimension = 8192

  @Option(help: "Rows of the store; 0 to leave scoring out.")
  var rows = 100_000

  @Option(help: "The folder for the store.")
  var folder = NSTemporaryDirectory()

  func validate() throws {
    guard dimension >= 64, dimension & (dimension - 1) == 0, rows >= 0 else {
      throw ValidationError("--dimension must be a power of two of at least 64, --rows at least 0.")
    }
  }

  func run() throws {
    NumericEnvironment.useOneThreadPerProduct()
    let bench = SelectionBenchmark(dimension: dimension, rows: max(rows, 1))
    bench.runProjections { print($0) }
    if rows > 0 { try bench.runScoring(in: folder) { print($0) } }
  }
}
