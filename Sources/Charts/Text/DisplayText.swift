/// `text` with what neither XML nor a single line can hold made visible or blank.
///
/// Line breaks, tabs and control characters become spaces, noncharacters U+FFFD. Marks that reorder text are
/// removed, because an unclosed one would spread over the page around the chart.
func displayText(_ text: String) -> String {
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: scalars.append(" ")
    case 0x202A...0x202E, 0x2066...0x2069: break
    case let value where value & 0xFFFE == 0xFFFE: scalars.append("\u{FFFD}")
    default: scalars.append(scalar)
    }
  }
  return String(scalars)
}
