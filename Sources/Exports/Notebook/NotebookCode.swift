import Experiments
import JSONTree
import Reports

/// The Python of a notebook.
enum NotebookCode {
  /// Reads the table and says how each kind of cell is drawn.
  static func setup(table: String) -> String {
    """
    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd

    # One row for each number of the report; 'cell' says which cell it belongs to.
    rows = pd.read_csv(\(literal(table)))
    """ + "\n\n\n" + panels + "\n\n\n" + curves + "\n\n\n" + samples + "\n\n\n" + grids + "\n\n\n"
      + differences
  }

  /// Draws one cell.
  static func call(_ cell: CellFinding) -> String? {
    let id = literal(cell.id)
    switch cell.content {
    case .markdown, .nothing: return nil
    case .table: return "table(\(id))"
    case .claim: return "differences(\(id))"
    case .chart(let chart):
      guard !chart.isEmpty else { return nil }
      switch chart.body {
      case .lines, .spectra: return "curves(\(id)\(options(of: chart)))"
      case .distributions: return "samples(\(id))"
      case .heat, .stacks: return "heat(\(id))"
      case .matrix: return "matrix(\(id))"
      case .forest:
        let reference = chart.baseline.map { ", reference=\(JSONValue.finite($0).text())" } ?? ""
        return "differences(\(id)\(reference))"
      }
    }
  }

  private static func options(of chart: ChartFinding) -> String {
    let isSpectrum = if case .spectra = chart.body { true } else { false }
    var options = ""
    if isSpectrum || chart.x == "parameters" { options += ", log_x=True" }
    if isSpectrum || chart.scale == "log" {
      options += ", log_y=True"
    } else if chart.scale == "linear" {
      options += ", log_y=False"
    }
    if chart.isRelative { options += ", relative=True" }
    if let baseline = chart.baseline {
      options += ", reference=\(JSONValue.finite(baseline).text())"
    }
    return options
  }

  /// `text` in quotes: what JSON escapes, Python escapes likewise.
  private static func literal(_ text: String) -> String { JSONValue.string(text).text() }
}

// MARK: - Helpers

extension NotebookCode {
  private static let panels = """
    def panels(cell):
        "Axes in the rows and columns of the report, each with the rows of its panel."
        cell = cell.assign(
            panel_row=cell.panel_row.fillna(""), panel_column=cell.panel_column.fillna("")
        )
        across, down = cell.panel_column.unique(), cell.panel_row.unique()
        figure, axes = plt.subplots(
            len(down), len(across), squeeze=False, layout="constrained",
            figsize=(max(4.5, 2.4 * len(across)), 0.6 + 2.2 * len(down)),
        )
        for i, row in enumerate(down):
            for j, column in enumerate(across):
                axes[i, j].set_title(" · ".join(filter(None, (row, column))), fontsize="small")
                part = cell[(cell.panel_row == row) & (cell.panel_column == column)]
                yield axes[i, j], part


    def named(axis, part):
        "The quantity and its unit."
        first = part.iloc[0]
        return first.quantity + (f" ({first.unit})" if isinstance(first.unit, str) else "")
    """

  private static let curves = """
    def curves(cell, log_x=False, log_y=None, relative=False, reference=None):
        "Means over a coordinate, with their intervals as bands."
        cell = rows[rows.cell == cell]
        if log_y is None:
            log_y = cell.value.min() > 0 and cell.value.max() > 100 * cell.value.min()
        for axis, part in panels(cell):
            for name, one in part.groupby("series", sort=False):
                unit = one.value.iloc[0] if relative else 1
                line, = axis.plot(one.position, one.value / unit, label=name)
                axis.fill_between(
                    one.position, one.lower / unit, one.upper / unit,
                    color=line.get_color(), alpha=0.2, linewidth=0,
                )
            if reference is not None:
                axis.axhline(reference, color="gray", linewidth=1)
            axis.set_xscale("log" if log_x else "linear")
            axis.set_yscale("log" if log_y else "linear")
            if len(part):
                axis.set_xlabel(part.coordinate.iloc[0])
                axis.set_ylabel(named(axis, part), fontsize="small")
        axis.figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=3)
        plt.show()
    """

  private static let samples = """
    def samples(cell):
        "A point for each example, and the median with its interval."
        for axis, part in panels(rows[rows.cell == cell]):
            names = part.series.unique()
            for place, name in enumerate(names):
                one = part[part.series == name]
                points = one[one.statistic == "example"].value
                median = one[one.statistic == "median"]
                shift = np.linspace(-0.25, 0.25, max(len(points), 2))[: len(points)]
                axis.plot(points, place + shift, ".", alpha=0.35, markersize=4)
                intervals(axis, median, [place], color="black")
            axis.set_yticks(range(len(names)), names)
            axis.invert_yaxis()
            if len(part):
                axis.set_xlabel(named(axis, part), fontsize="small")
        plt.show()


    def intervals(axis, part, places, **look):
        "Estimates with the ends of their intervals."
        ends = np.abs(np.stack([part.value - part.lower, part.upper - part.value]))
        axis.errorbar(part.value, places, xerr=np.nan_to_num(ends), fmt="o", markersize=4, **look)
    """

  private static let grids = """
    def grid(part):
        "The values of a panel in rows and columns, in the order of the report."
        values = part.pivot(index="y", columns="x", values="value")
        return values.loc[part.y.unique(), part.x.unique()]


    def show(axis, values, label):
        "Values as colours."
        image = axis.imshow(values, aspect="auto")
        step = max(1, len(values.columns) // 10)
        axis.set_xticks(range(0, len(values.columns), step), values.columns[::step], rotation=45)
        step = max(1, len(values.index) // 10)
        axis.set_yticks(range(0, len(values.index), step), values.index[::step])
        axis.figure.colorbar(image, ax=axis, label=label)


    def heat(cell):
        "Means in rows and columns."
        for axis, part in panels(rows[rows.cell == cell]):
            if len(part):
                show(axis, grid(part), named(axis, part))
                axis.set_xlabel(part.x_name.iloc[0])
                axis.set_ylabel(part.y_name.iloc[0])
        plt.show()


    def matrix(cell):
        "How alike models are; both halves are the same."
        for axis, part in panels(rows[rows.cell == cell]):
            if len(part):
                names = list(dict.fromkeys([*part.y, *part.x]))
                values = grid(part).reindex(index=names, columns=names)
                show(axis, values.combine_first(values.T).loc[names, names], named(axis, part))
        plt.show()
    """

  private static let differences = """
    def differences(cell, reference=0):
        "Differences with their intervals: filled as measured, hollow where length is taken out."
        cell = rows[(rows.cell == cell) & rows.statistic.isin(["difference", "log ratio", "AUC"])]
        main = cell[cell.control.isna() & (cell.verdict.notna() | cell.problem.notna())]
        figure, axis = plt.subplots(
            figsize=(7, 1 + 0.3 * max(len(main), 1)), layout="constrained"
        )
        places = np.arange(len(main))
        intervals(axis, main, places)
        axis.axvline(reference, color="gray", linewidth=1)
        group = main.group.fillna("").astype(str)
        labels = (group.where(group == "", group + ": ") + main.row.astype(str)).tolist()
        axis.set_yticks(places, labels, fontsize="small")
        axis.invert_yaxis()
        if len(main):
            axis.set_xlabel(f"{named(axis, main)}, {main.statistic.iloc[0]}")
        plt.show()
        return main[
            ["row", "reference", "value", "lower", "upper", "n", "p", "adjusted_p", "verdict"]
        ]


    def table(cell):
        "Estimates with their intervals: a picture for each quantity, and all in rows and columns."
        cell = rows[rows.cell == cell]
        metrics = cell.groupby("quantity", sort=False)
        figure, axes = plt.subplots(
            1, len(metrics), squeeze=False, layout="constrained",
            figsize=(3 * len(metrics), 1.2 + 0.35 * cell.y.nunique()),
        )
        for axis, (name, part) in zip(axes[0], metrics):
            names = list(part.y.unique())
            for shift, (column, one) in enumerate(part.groupby("x", sort=False)):
                places = [names.index(y) + 0.12 * shift for y in one.y]
                intervals(axis, one, places, label=column)
            axis.set_yticks(range(len(names)), names if axis is axes[0][0] else [])
            axis.invert_yaxis()
            axis.set_xlabel(named(axis, part), fontsize="small")
        figure.legend(
            *axes[0][0].get_legend_handles_labels(), loc="outside lower center", ncols=3
        )
        plt.show()
        return cell.pivot(index=["quantity", "y"], columns="x", values="value")
    """
}
