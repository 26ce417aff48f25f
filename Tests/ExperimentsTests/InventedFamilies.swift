import Foundation
import GradientSpectra
import TestSupport
import Transformer

@testable import Experiments

/// Models of invented families: the shape of their curves over depth belongs to the family, the scale to the
/// size.
struct InventedFamilies {
  struct Model {
    var name: String
    var family: String
    var size: String
    var layers: Int
  }

  static let three = [
    Model(name: "a-1", family: "A", size: "1M", layers: 4),
    Model(name: "a-2", family: "A", size: "2M", layers: 6),
    Model(name: "a-4", family: "A", size: "4M", layers: 9),
    Model(name: "b-1", family: "B", size: "1M", layers: 5),
    Model(name: "b-2", family: "B", size: "2M", layers: 8),
    Model(name: "b-4", family: "B", size: "4M", layers: 12),
    Model(name: "c-1", family: "C", size: "1M", layers: 3),
    Model(name: "c-2", family: "C", size: "2M", layers: 7),
    Model(name: "c-4", family: "C", size: "4M", layers: 10),
  ]

  let models: [Model]
  var count = 12
  /// The family whose shape each model has; its own by default.
  var shapes: [String] = []
  /// How every model was trained.
  var training: TrainingFacts?

  init(models: [Model]) { self.models = models }

  /// Data set `none` has curves as they are; `detailed`, of the same requests, 0.8 of them and less in
  /// deep layers; `other`, of other requests, 1.1 of them.
  var measurements: Measurements {
    var measurements = Measurements(
      models: models.map {
        ModelFacts(
          name: $0.name, family: $0.family, size: $0.size, variant: nil, digest: $0.name,
          layers: $0.layers, hiddenSize: 8, training: training, problem: nil)
      },
      data: ["none", "detailed", "other"].map {
        DataFacts(
          name: $0, label: $0, kind: "reasoning", thinking: nil, relevance: "correct", digest: $0,
          rows: count, measured: [], problem: nil)
      }, examples: [:])
    for (index, var model) in models.enumerated() {
      if shapes.indices.contains(index) { model.family = shapes[index] }
      for data in ["none", "detailed", "other"] {
        var random = SeededNumbers(seed: UInt64(index * 7 + data.utf8.count))
        measurements.examples[Measurements.Pair(model: model.name, data: data)] =
          (0..<count).map { example(model, data, $0, &random) }
      }
    }
    return measurements
  }

  private func example(
    _ model: Model, _ data: String, _ index: Int, _ random: inout SeededNumbers
  ) -> MeasuredExample {
    // What is common to an example in every model and data set.
    let level = 1 + 0.5 * Double(index % 5)
    let spectra = (0..<model.layers).map { layer in
      let depth = Double(layer) / Double(model.layers - 1)
      let value = level * shape(model.family, depth) * factor(data, depth) * scale(model.size)
      let noise = 1 + 0.04 * Double.random(in: -1...1, using: &random)
      return Spectrum(values: [value * noise, value * noise / 2], size: 4)
    }
    let request = data == "other" ? "other \(index)" : "question \(index)"
    return MeasuredExample(
      key: PairingKey(request: Array(request.utf8), occurrence: 0),
      spectra: ExampleSpectra(
        tokens: 10, responseTokens: 4, loss: 2, spectra: [.q: spectra, .v: spectra],
        queryOutput: nil, keyValue: nil, adjacent: [:]))
  }

  private func shape(_ family: String, _ depth: Double) -> Double {
    switch family {
    case "A": 2 - depth
    case "B": 1 + depth * depth
    default: 1 + 0.8 * sin(3 * depth)
    }
  }

  private func factor(_ data: String, _ depth: Double) -> Double {
    switch data {
    case "detailed": 0.8 - 0.2 * depth
    case "other": 1.1
    default: 1
    }
  }

  private func scale(_ size: String) -> Double {
    switch size {
    case "1M": 1
    case "2M": 3
    default: 9
    }
  }

  /// The findings of one cell.
  func finding(
    _ cell: String, of measurements: Measurements? = nil, resamples: Int = 100
  ) throws -> CellFinding {
    let list = models.map {
      #"{"name": "\#($0.name)", "family": "\#($0.family)", "size": "\#($0.size)", "#
        + #""source": {"path": "m.gguf"}}"#
    }
    let spec = try ExperimentSpec(
      parsing: Array(
        """
        {"title": "T", "question": "Q?", "models": [\(list.joined(separator: ","))],
         "data": [{"name": "none", "kind": "reasoning", "path": "a.json"},
                  {"name": "detailed", "kind": "reasoning", "path": "b.json"},
                  {"name": "other", "kind": "knowledge", "path": "c.json"}],
         "measure": {"spectra": {"projections": ["q", "v"]}},
         "statistics": {"resamples": \(resamples)}, "cells": [\(cell)]}
        """.utf8), file: "t.json", folder: "", catalog: .empty)
    return CellBuilder(spec: spec, measurements: measurements ?? self.measurements)
      .finding(for: spec.cells[0])
  }
}
