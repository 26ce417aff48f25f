/// `text` for the inside of a LaTeX document that is compiled with pdfLaTeX, XeLaTeX or LuaLaTeX.
///
/// What commands LaTeX is escaped; Greek letters, signs and raised or lowered digits become what every
/// installation has. Other letters stay as they are; scripts without a font need XeLaTeX or LuaLaTeX.
func latexText(_ text: String) -> String {
  var result = ""
  var previous: Unicode.Scalar?
  for scalar in text.unicodeScalars {
    // Two hyphens would become a dash, two quotes or angles another sign.
    if scalar == previous, "-'`,<>?!".unicodeScalars.contains(scalar) { result += "{}" }
    result += latexScalar(scalar)
    previous = scalar
  }
  return result
}

private func latexScalar(_ scalar: Unicode.Scalar) -> String {
  if let known = latexEscapes[scalar] ?? latexSigns[scalar] { return known }
  if let name = latexGreek[scalar] { return "$\\\(name)$" }
  if let digit = raised(scalar) { return "\\textsuperscript{\(digit)}" }
  if (0x2080...0x2089).contains(scalar.value) {
    return "\\textsubscript{\(scalar.value - 0x2080)}"
  }
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: return " "
  case 0x202A...0x202E, 0x2066...0x2069, 0x200B...0x200F: return ""
  default: return String(scalar)
  }
}

private func raised(_ scalar: Unicode.Scalar) -> String? {
  switch scalar {
  case "\u{B9}": "1"
  case "\u{B2}": "2"
  case "\u{B3}": "3"
  case "\u{2070}", "\u{2074}"..."\u{2079}": String(scalar.value - 0x2070)
  case "\u{207B}": "$-$"
  default: nil
  }
}

/// The ten signs that command LaTeX, and those that its fonts place otherwise.
private let latexEscapes: [Unicode.Scalar: String] = [
  "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
  "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
  "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "\\textquotedbl{}",
]

private let latexSigns: [Unicode.Scalar: String] = [
  "\u{A0}": "~", "\u{202F}": "\\,", "\u{2009}": "\\,", "−": "$-$", "×": "$\\times$",
  "·": "$\\cdot$", "±": "$\\pm$", "≤": "$\\le$", "≥": "$\\ge$", "≠": "$\\neq$",
  "≈": "$\\approx$", "→": "$\\rightarrow$", "←": "$\\leftarrow$", "∞": "$\\infty$",
  "√": "$\\surd$", "–": "--", "—": "---", "…": "\\ldots{}", "“": "``", "”": "''", "‘": "`",
  "’": "'", "°": "$^\\circ$", "•": "\\textbullet{}", "✓": "$\\surd$", "Δ": "$\\Delta$",
  "Σ": "$\\Sigma$", "Ω": "$\\Omega$", "Φ": "$\\Phi$", "Θ": "$\\Theta$", "Λ": "$\\Lambda$",
  "Π": "$\\Pi$", "Ψ": "$\\Psi$", "Γ": "$\\Gamma$",
]

private let latexGreek: [Unicode.Scalar: String] = [
  "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta",
  "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu",
  "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "varphi", "χ": "chi",
  "ψ": "psi", "ω": "omega",
]
