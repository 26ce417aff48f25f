import Foundation
import GradientSpectra
import TestSupport
import Transformer

@testable import Experiments

/// Two data sets of one invented model, whose nuclear norms are given functions of response length.
struct InventedLengths {
  /// The numbers of response tokens of each data set.
  var high: [Int]
  var low: [Int]
  /// The nuclear norm of an example of `high` or `low` with so many response tokens.
  var norm: @Sendable (_ isHigh: Bool, _ tokens: Int) -> Double = { _, tokens in
    10 - log(Double(tokens))
  }
  /// How far noise reaches.
  var noise = 0.1
  /// Whether both sets hold the same requests.
  var sharesRequests = false
  /// The response tokens of fixed spectra, and their nuclear norms.
  var fixed: (tokens: Int, norm: @Sendable (_ isHigh: Bool) -> Double)?

  var measurements: Measurements {
    var random = SeededNumbers(seed: 3)
    func examples(_ lengths: [Int], isHigh: Bool) -> [MeasuredExample] {
      lengths.enumerated().map { index, tokens in
        func spectra(_ norm: Double, _ tokens: Int) -> ExampleSpectra {
          let value = norm + noise * Double.random(in: -1...1, using: &random)
          let layers = (0..<4).map { Spectrum(values: [value * Double($0 + 1) / 2.5], size: 3) }
          return ExampleSpectra(
            tokens: tokens + 5, responseTokens: tokens, loss: 2, spectra: [.q: layers],
            queryOutput: nil, keyValue: nil, adjacent: [:])
        }
        let request = sharesRequests ? "q\(index)" : "\(isHigh) \(index)"
        var example = MeasuredExample(
          key: PairingKey(request: Array(request.utf8), occurrence: 0),
          spectra: spectra(norm(isHigh, tokens), tokens))
        if let fixed, tokens >= fixed.tokens {
          example.fixed = spectra(fixed.norm(isHigh), fixed.tokens)
        }
        return example
      }
    }
    return Invented.measurements([
      "high": examples(high, isHigh: true), "low": examples(low, isHigh: false),
    ])
  }

  /// The findings of one cell.
  func finding(_ cell: String) throws -> CellFinding {
    try CellBuilder.invented(cell, measurements)
  }

  /// The claim that the nuclear norm is greater with `high` than with `low`.
  func claim(
    _ metric: String = "nuclearNorm", is relation: String = "greater", _ more: String = ""
  ) throws -> ClaimFinding {
    let cell = try finding(
      #"{"claim": {"that": "\#(metric)", "of": "high", "is": "\#(relation)", "than": "low"\#(more)}}"#
    )
    guard case .claim(let claim) = cell.content else { throw CocoaError(.featureUnsupported) }
    return claim
  }
}

extension CellBuilder {
  /// The findings of one cell over the data sets 'high' and 'low' of the model 'm'.
  static func invented(_ cell: String, _ measurements: Measurements) throws -> CellFinding {
    let spec = try ExperimentSpec(
      parsing: Array(
        """
        {"title": "T", "question": "Q?",
         "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}],
         "data": [{"name": "high", "kind": "reasoning", "path": "a.json"},
                  {"name": "low", "kind": "reasoning", "path": "b.json"}],
         "measure": {"spectra": {"projections": ["q"]}}, "statistics": {"resamples": 400},
         "cells": [\(cell)]}
        """.utf8), file: "t.json", folder: "", catalog: .empty)
    return CellBuilder(spec: spec, measurements: measurements).finding(for: spec.cells[0])
  }
}

extension DifferenceFinding {
  func control(_ kind: String) -> ControlFinding? { controls?.first { $0.kind == kind } }
}
