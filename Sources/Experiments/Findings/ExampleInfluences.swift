import Artifacts
import Diagnostics

/// How far each example moves each number of a report: what a comparison of two reports needs beside
/// the numbers and their intervals.
///
/// Written as `samples.safetensors` beside `findings.json`, and read back from there:
/// - `examples.K`, U64 [n]: the digests of the examples of sample K;
/// - `influence.K`, F32 [rows, n]: influences, a row for each number that rests on the sample;
/// - `cell.ID`, I32 [numbers, 4]: for each number of the cell, in the order of `Findings.numbers(of:)`,
///   sample and row of its first sample and of its second; −1 where it has none.
///
/// The metadata name the SHA-256 of the findings that the numbers are of.
public struct ExampleInfluences: Sendable, Equatable {
  /// The name of the file.
  public static let fileName = "samples.safetensors"

  /// The SHA-256 of the `findings.json` that it belongs to.
  public let findings: String
  private var samples: [[UInt64]] = []
  private var rows: [[[Float]]] = []
  private var cells: [Cell] = []

  private struct Cell: Sendable, Equatable {
    var id: String
    var places: [Int32]
  }

  /// The influence on number `index` of a cell; empty where it is not known.
  public func influence(on index: Int, of cell: String) -> [ExampleInfluence] {
    guard let places = cells.first(where: { $0.id == cell })?.places, 4 * index + 3 < places.count
    else { return [] }
    return [0, 2].compactMap { offset in
      let sample = Int(places[4 * index + offset])
      let row = Int(places[4 * index + offset + 1])
      guard rows.indices.contains(sample), rows[sample].indices.contains(row) else { return nil }
      return ExampleInfluence(
        examples: samples[sample], values: rows[sample][row].map(Double.init))
    }
  }
}

// MARK: - From findings

extension ExampleInfluences {
  /// The influences on all numbers of `findings`; `nil` if there are none.
  ///
  /// - Parameters:
  ///   - findings: The findings.
  ///   - text: Their `findings.json`.
  public init?(_ findings: Findings, text: String) {
    self.findings = Digest(of: Array(text.utf8)).hex
    var numbering = Numbering()
    for cell in findings.cells {
      let numbers = findings.numbers(of: cell)
      guard numbers.contains(where: { !$0.estimate.influence.isEmpty }) else { continue }
      let places = numbers.flatMap { number in
        (0..<2).flatMap { place -> [Int32] in
          let influence = number.estimate.influence
          return place < influence.count ? numbering.place(of: influence[place]) : [-1, -1]
        }
      }
      cells.append(Cell(id: cell.id, places: places))
    }
    guard !cells.isEmpty else { return nil }
    (samples, rows) = (numbering.samples, numbering.rows)
  }

  /// Gives samples and rows their numbers; what several numbers share is kept once.
  private struct Numbering {
    var samples: [[UInt64]] = []
    var rows: [[[Float]]] = []
    private var sampleNumbers: [[UInt64]: Int] = [:]
    private var rowNumbers: [[[Float]: Int]] = []

    mutating func place(of influence: ExampleInfluence) -> [Int32] {
      let sample = sampleNumbers[influence.examples] ?? samples.count
      if sample == samples.count {
        sampleNumbers[influence.examples] = sample
        samples.append(influence.examples)
        rows.append([])
        rowNumbers.append([:])
      }
      let values = influence.values.map(Float.init)
      let row = rowNumbers[sample][values] ?? rows[sample].count
      if row == rows[sample].count {
        rowNumbers[sample][values] = row
        rows[sample].append(values)
      }
      return [Int32(sample), Int32(row)]
    }
  }
}

// MARK: - As a file

extension ExampleInfluences {
  private static let format = "gradbook samples 1"

  /// The file; equal influences give equal bytes.
  public var bytes: [UInt8] {
    var tensors: [SafetensorsBytes.Tensor] = []
    for (index, sample) in samples.enumerated() {
      tensors.append(SafetensorsBytes.Tensor("examples.\(index)", [sample.count], words: sample))
    }
    for (index, rows) in rows.enumerated() {
      tensors.append(
        SafetensorsBytes.Tensor(
          "influence.\(index)", [rows.count, samples[index].count],
          floats: Array(rows.joined())))
    }
    for cell in cells {
      tensors.append(
        SafetensorsBytes.Tensor(
          "cell.\(cell.id)", [cell.places.count / 4, 4], integers: cell.places))
    }
    return SafetensorsBytes(
      metadata: [("format", Self.format), ("findings", findings)], tensors: tensors
    ).bytes
  }

  /// Reads what `bytes` gave.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - file: Its name, for problems.
  /// - Throws: `Problem` if it is no such file.
  public init(parsing bytes: [UInt8], file: String) throws {
    guard let content = SafetensorsBytes(bytes: bytes),
      let format = content.metadata.first(where: { $0.key == "format" })?.value,
      let findings = content.metadata.first(where: { $0.key == "findings" })?.value
    else { throw Problem.damagedSamples(file, "an index of tensors, as 'gradbook run' writes") }
    guard format == Self.format else {
      throw Problem.damagedSamples(file, "format '\(Self.format)', not '\(format)'")
    }
    self.findings = findings
    while let sample = content.words("examples.\(samples.count)") {
      guard let values = content.floats("influence.\(samples.count)"),
        sample.isEmpty ? values.isEmpty : values.count.isMultiple(of: sample.count)
      else {
        throw Problem.damagedSamples(
          file, "influences of each example of 'examples.\(samples.count)'")
      }
      rows.append(
        sample.isEmpty
          ? []
          : stride(from: 0, to: values.count, by: sample.count).map {
            Array(values[$0..<$0 + sample.count])
          })
      samples.append(sample)
    }
    for tensor in content.tensors where tensor.name.hasPrefix("cell.") {
      cells.append(
        Cell(id: String(tensor.name.dropFirst(5)), places: content.integers(tensor.name) ?? []))
    }
  }
}

extension Problem {
  static func damagedSamples(_ file: String, _ expected: String) -> Problem {
    Problem(
      "The samples of the report are damaged.", at: Place(file: file), expected: expected,
      remedy: "Run the experiment again, or remove the file: intervals then stand in for it.")
  }
}
