import Experiments
import JSONTree
import Reports

/// A chart as arrays that share their axes, and what the axes are.
struct ArrayExport {
  private let cell: CellFinding
  private let chart: ChartFinding
  /// The arrays by name: `value`, and where there are intervals `lower` and `upper`.
  let arrays: [(name: String, array: NumpyArray)]
  /// One for each dimension of the arrays.
  let axes: [JSONValue]

  /// `nil` for a cell whose values lie on no axes.
  init?(_ cell: CellFinding) {
    guard let chart = cell.chart else { return nil }
    self.cell = cell
    self.chart = chart
    switch chart.body {
    case .lines(let panels), .spectra(let panels):
      (arrays, axes) = Self.curves(panels, along: chart.x)
    case .heat(let panels), .stacks(let panels): (arrays, axes) = Self.grids(panels)
    case .matrix(let panels): (arrays, axes) = Self.matrices(panels)
    case .distributions, .forest: return nil
    }
  }

  /// The arrays and a description of them.
  func files(in folder: String) -> [ReportFile] {
    let named = arrays.map { ("\(cell.id).\($0.name).npy", $0) }
    let quantity = chart.quantity ?? .singularValue
    let description: JSONValue = [
      "cell": .string(cell.id), "title": .string(cell.title), "caption": .string(cell.caption),
      "kind": .string(cell.kind), "metric": .string(quantity.metric),
      "quantity": .string(quantity.label), "unit": .optional(quantity.unit),
      "arrays": .object(named.map { JSONMember($1.name, .string($0)) }), "axes": .array(axes),
      "missing": "NaN",
    ]
    return named.map { ReportFile(path: "\(folder)/\($0)", bytes: $1.array.bytes) }
      + [ReportFile(path: "\(folder)/\(cell.id).json", text: description.text(.indented) + "\n")]
  }
}

// MARK: - Kinds

extension ArrayExport {
  private typealias Parts = (arrays: [(name: String, array: NumpyArray)], axes: [JSONValue])

  /// [series, x]: each curve of each panel on the positions of all.
  private static func curves(
    _ panels: PanelsFinding<[SeriesFinding]>, along name: String
  ) -> Parts {
    let all = listed(panels).flatMap { place, series in series.map { (place, $0) } }
    let positions = Set(all.flatMap(\.1.x)).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(positions, positions.indices))
    func values(_ field: KeyPath<SeriesFinding, [Double?]>) -> NumpyArray {
      var values = [Double](repeating: .nan, count: all.count * positions.count)
      for (row, (_, series)) in all.enumerated() {
        for (x, value) in zip(series.x, series[keyPath: field]) {
          if let place = places[x], let value { values[row * positions.count + place] = value }
        }
      }
      return NumpyArray(shape: [all.count, positions.count], values: values)
    }
    let entries = all.map { place, series in
      JSONValue.object(
        [JSONMember("name", .string(series.name))] + place + members(of: series.identity) + [
          JSONMember("n", .integer(series.n))
        ])
    }
    return (
      [("value", values(\.value)), ("lower", values(\.lower)), ("upper", values(\.upper))],
      [
        ["name": "series", "entries": .array(entries)],
        ["name": .string(name), "values": .array(positions.map { .finite($0) })],
      ]
    )
  }

  /// [panel, y, x], with the rows and columns of all panels.
  private static func grids(_ panels: PanelsFinding<HeatFinding>) -> Parts {
    let all = listed(panels)
    let (x, y) = (distinct(all.flatMap(\.1.x)), distinct(all.flatMap(\.1.y)))
    let values = all.flatMap { _, heat in
      y.flatMap { row in
        x.map { column -> Double in
          guard let i = heat.y.firstIndex(where: { equal($0, row) }),
            let j = heat.x.firstIndex(where: { equal($0, column) })
          else { return .nan }
          return heat.values[i][j] ?? .nan
        }
      }
    }
    return (
      [("value", NumpyArray(shape: [all.count, y.count, x.count], values: values))],
      [
        panelAxis(all.map { $0.0 + [JSONMember("n", .integer($0.1.n))] }),
        labelled(all.first?.1.yTitle ?? "", y), labelled(all.first?.1.xTitle ?? "", x),
      ]
    )
  }

  /// [panel, model, other model], with the models of all panels.
  private static func matrices(_ panels: PanelsFinding<MatrixFinding>) -> Parts {
    let all = listed(panels)
    let models = distinct(all.flatMap { $0.1.models.map { $0.model ?? "" } })
    func values(_ field: KeyPath<MatrixFinding, [[Double?]]>) -> NumpyArray {
      let values = all.flatMap { _, matrix in
        let places = models.map { name in matrix.models.firstIndex { equal($0.model ?? "", name) } }
        return places.flatMap { row in
          places.map { column in
            row.flatMap { row in column.flatMap { matrix[keyPath: field][row][$0] } } ?? .nan
          }
        }
      }
      return NumpyArray(shape: [all.count, models.count, models.count], values: values)
    }
    return (
      [("value", values(\.values)), ("lower", values(\.lower)), ("upper", values(\.upper))],
      [
        panelAxis(
          all.map {
            $0.0 + [
              JSONMember("measure", .string($0.1.measure)), JSONMember("n", .integer($0.1.n)),
            ]
          }), labelled("model", models), labelled("other model", models),
      ]
    )
  }
}

// MARK: - Axes

extension ArrayExport {
  private static func panelAxis(_ entries: [[JSONMember]]) -> JSONValue {
    ["name": "panel", "entries": .array(entries.map { .object($0) })]
  }

  private static func labelled(_ name: String, _ labels: [String]) -> JSONValue {
    ["name": .string(name), "labels": .array(labels.map { .string($0) })]
  }

  /// Each panel that holds something, with where it stands.
  private static func listed<Content>(
    _ panels: PanelsFinding<Content>
  ) -> [([JSONMember], Content)] {
    zip(panels.rows, panels.panels).flatMap { row, list in
      zip(panels.columns, list).compactMap { column, content in
        content.map {
          (
            [
              JSONMember("panelRow", row.isEmpty ? .null : .string(row)),
              JSONMember("panelColumn", column.isEmpty ? .null : .string(column)),
            ], $0
          )
        }
      }
    }
  }

  private static func members(of identity: Identity) -> [JSONMember] {
    [
      JSONMember("model", .optional(identity.model)),
      JSONMember("family", .optional(identity.family)),
      JSONMember("size", .optional(identity.size)), JSONMember("data", .optional(identity.data)),
      JSONMember("projection", .optional(identity.projection)),
    ]
  }
}
