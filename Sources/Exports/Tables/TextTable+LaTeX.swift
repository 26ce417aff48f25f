import Reports

extension TextTable {
  /// Longer tables may break over pages.
  private static let pageHeight = 40

  /// The table as LaTeX, to be put into a document with `\input`; its label names the `report`.
  func latex(of report: String) -> String {
    let isLong = height > Self.pageHeight
    let packages = "booktabs" + (isLong ? " and longtable" : "")
    let alignment = columns.indices.map { isText($0) ? "l" : "r" }.joined()
    let head = "\\toprule\n\(Self.line(columns))\\midrule\n"
    let caption = "\\caption{\(latexText(sentences))}\n"
    let label = "\\label{tab:\(Self.labelText("\(report)-\(id)"))}"
    guard isLong else {
      return """
        % Needs \\usepackage{\(packages)}.
        \\begin{table}
        \\centering\\footnotesize
        \(caption)\(label)
        \\begin{tabular}{\(alignment)}
        \(head)\(body)\\bottomrule
        \\end{tabular}
        \\end{table}

        """
    }
    return """
      % Needs \\usepackage{booktabs} and \\usepackage{longtable}.
      {\\footnotesize
      \\begin{longtable}{\(alignment)}
      \(caption)\(label)\\\\
      \(head)\\endhead
      \\bottomrule
      \\endlastfoot
      \(body)\\end{longtable}
      }

      """
  }

  private var body: String {
    sections.enumerated().map { index, section in
      let heading = section.heading.map { heading in
        (index == 0 ? "" : "\\addlinespace\n")
          + "\\multicolumn{\(columns.count)}{l}{\\emph{\(latexText(heading))}}\\\\\n"
      }
      return (heading ?? "") + section.rows.map(Self.line).joined()
    }.joined()
  }

  /// A line; what begins like an argument of the line break before it is set apart.
  private static func line(_ fields: [String]) -> String {
    let text = fields.map(latexText).joined(separator: " & ")
    let isOpen = text.hasPrefix("[") || text.hasPrefix("*")
    return (isOpen ? "{}" : "") + text + " \\\\\n"
  }

  /// `name` with nothing that a label cannot hold.
  private static func labelText(_ name: String) -> String {
    String(
      name.unicodeScalars.map { scalar -> Character in
        let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.value < 0x3A)
        return isPlain || scalar == "-" ? Character(scalar) : "-"
      })
  }
}
