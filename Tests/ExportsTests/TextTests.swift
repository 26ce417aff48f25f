import Experiments
import Foundation
import Testing

@testable import Exports

@Suite struct TextTests {
  @Test(arguments: [
    ("a_b%c&d#e$f", ##"a\_b\%c\&d\#e\$f"##), (#"\{}"#, #"\textbackslash{}\{\}"#),
    ("~^", #"\textasciitilde{}\textasciicircum{}"#),
    ("−1.5×10⁻⁸", #"$-$1.5$\times$10\textsuperscript{$-$}\textsuperscript{8}"#),
    ("σ₁ ratio", #"$\sigma$\textsubscript{1} ratio"#), ("a--b", "a-{}-b"),
    ("12\u{202F}345", #"12\,345"#),
    ("p < 0.001", #"p \textless{} 0.001"#), ("a\nb", "a b"),
  ])
  func latexShowsWhatIsWritten(_ text: String, _ expected: String) {
    #expect(latexText(text) == expected)
  }

  @Test(arguments: [
    ("a|b*c_", #"a\|b\*c\_"#), ("<b> & `c`", #"&lt;b&gt; &amp; \`c\`"#), ("[a](b)", #"\[a\](b)"#),
  ])
  func markdownShowsWhatIsWritten(_ text: String, _ expected: String) {
    #expect(markdownText(text) == expected)
  }

  @Test func tablesAreOfTheRightShape() throws {
    let tex = try text(export(Sample.findings(), [.latex])["sample/latex/table.tex"])
    #expect(tex.contains(#"\begin{tabular}{lrr}"#))
    #expect(tex.contains(#"\label{tab:sample-table}"#))
    #expect(tex.contains(#"\caption{What table says. n = 4.}"#))
    #expect(tex.contains(#"data & m\_1 & m\_2 \\"#))
    #expect(tex.contains(#"no thinking & 1.50 [1.25, 1.75] & $-$20.00 [$-$20.25, $-$19.75] \\"#))
    #expect(tex.contains(#"\multicolumn{3}{l}{\emph{Nuclear norm (nat)}}"#))
    for rule in ["toprule", "midrule", "bottomrule"] {
      #expect(tex.components(separatedBy: "\\\(rule)").count == 2)
    }
  }

  @Test func aRowThatBeginsWithABracketIsNoArgument() throws {
    let tex = try text(export(Sample.findings(), [.latex])["sample/latex/claim.tex"])
    #expect(tex.contains("\n{}[k] & detailed & -- & -- & "))
    #expect(tex.contains("not measured"))
  }

  @Test func bracesBalance() throws {
    for (path, bytes) in try export(Sample.findings(), [.latex]) {
      let plain = try text(bytes).replacing("\\{", with: "").replacing("\\}", with: "")
      #expect(
        plain.filter { $0 == "{" }.count == plain.filter { $0 == "}" }.count, "\(path)")
    }
  }

  @Test func longTablesMayBreakOverPages() throws {
    var cell = Sample.cell("long", .nothing)
    cell.content = .chart(
      .init(
        quantity: Sample.norm, x: "difference", scale: "linear", color: nil, isRelative: false,
        body: .forest([
          .init(
            heading: "",
            rows: (0..<41).map { Sample.difference("row \($0)", 1, verdict: "greater") })
        ])))
    let tex = try text(export(Sample.findings([cell]), [.latex])["sample/latex/long.tex"])
    #expect(tex.contains(#"\begin{longtable}{llrrrl}"#) && tex.contains("\\endhead"))
    #expect(!tex.contains(#"\begin{table}"#))
  }

  @Test func markdownTablesHaveAColumnForEachName() throws {
    let md = try text(export(Sample.findings(), [.markdown])["sample/markdown/claim.md"])
    let rows = md.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 4)
    #expect(Set(rows.map { $0.filter { $0 == "|" }.count }) == [7])
    #expect(rows[0].contains("of | compared with | difference | n | p | verdict"))
  }
}
