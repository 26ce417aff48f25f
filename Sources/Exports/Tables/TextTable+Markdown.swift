import Reports

extension TextTable {
  /// The table as Markdown of GitHub's flavour: its title, the table, and its caption.
  var markdown: String {
    let header = columns.map(markdownText)
    let rule = columns.indices.map { isText($0) ? "---" : "---:" }
    let rows = sections.flatMap { section in
      let heading = section.heading.map { heading in
        ["**\(markdownText(heading))**"]
          + Array(repeating: "", count: columns.count - 1)
      }
      return [heading].compactMap { $0 } + section.rows.map { $0.map(markdownText) }
    }
    let lines = ([header, rule] + rows).map { "| \($0.joined(separator: " | ")) |\n" }
    return (title.isEmpty ? "" : "### \(markdownText(title))\n\n") + lines.joined()
      + (caption.isEmpty ? "" : "\n\(markdownText(caption))\n")
  }

  /// The table as HTML, for the output of a notebook's cell.
  var html: String {
    let header = columns.map { "<th>\(escapedHTML($0))</th>" }.joined()
    let rows = sections.flatMap { section in
      let heading = section.heading.map {
        "<tr><th colspan=\"\(columns.count)\" style=\"text-align:left\">\(escapedHTML($0))</th></tr>"
      }
      return [heading].compactMap { $0 }
        + section.rows.map { row in
          "<tr><th>\(escapedHTML(row[0]))</th>"
            + row.dropFirst().map { "<td>\(escapedHTML($0))</td>" }.joined() + "</tr>"
        }
    }
    return "<table>\n<thead><tr>\(header)</tr></thead>\n<tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody>\n</table>"
  }

  /// The table as plain text.
  var plain: String {
    let lines =
      [columns]
      + sections.flatMap { section in
        (section.heading.map { [[$0]] } ?? []) + section.rows
      }
    return lines.map { $0.joined(separator: "\t") }.joined(separator: "\n")
  }
}

/// `text` as a line of Markdown that shows it and nothing else.
func markdownText(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\", "`", "*", "_", "[", "]", "|", "~", "$", "#": result += "\\" + String(scalar)
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    default: result += scalar.value < 0x20 ? " " : String(scalar)
    }
  }
  return result
}
