import Testing

@testable import Reports

@Suite struct MarkdownTests {
  @Test(arguments: [
    (
      "a *b* **c** ~~d~~ `e`",
      "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>\n"
    ),
    (
      "https://example.org/a",
      "<p><a href=\"https://example.org/a\">https://example.org/a</a></p>\n"
    ),
    ("\"x\" -- y...", "<p>“x” – y…</p>\n"),
    ("", ""),
    // HTML is shown.
    ("a <b onclick=x>b</b>", "<p>a <code>&lt;b onclick=x&gt;</code>b<code>&lt;/b&gt;</code></p>\n"),
    ("<script>\nx\n</script>", "<pre><code>&lt;script&gt;\nx\n&lt;/script&gt;\n</code></pre>\n"),
    // Nothing runs, nothing is fetched.
    ("[x](javascript:alert%281%29)", "<p><a href=\"\">x</a></p>\n"),
    ("![a *b*](c.png)", "<p><a href=\"c.png\">a <em>b</em></a></p>\n"),
    ("[![a](b.png)](c)", "<p><a href=\"c\">a</a></p>\n"),
    ("a\0b", "<p>a\u{FFFD}b</p>\n"),
  ])
  func `Markdown becomes plain HTML`(_ text: String, _ html: String) {
    #expect(Markdown.html(text, headingsFrom: 2) == html)
  }

  @Test func `Headings begin at the level asked for and leave none out`() {
    let text = "# A\n\n### B\n\n## C\n\n###### D\n\n# E\n"
    let expected = "<h3>A</h3>\n<h4>B</h4>\n<h4>C</h4>\n<h5>D</h5>\n<h3>E</h3>\n"
    #expect(Markdown.html(text, headingsFrom: 3) == expected)
    var levels = HeadingLevels(base: 5)
    #expect([1, 2, 3, 4].map { levels.next($0) } == [5, 6, 6, 6])
  }

  @Test func `A table can be scrolled and has aligned columns`() {
    let html = Markdown.html("| a | b |\n|---|--:|\n| 1 | 2 |", headingsFrom: 2)
    #expect(
      html == """
        <div class="scroll" role="region" aria-label="Table" tabindex="0">
        <table>
        <thead>
        <tr>
        <th>a</th>
        <th style="text-align: right">b</th>
        </tr>
        </thead>
        <tbody>
        <tr>
        <td>1</td>
        <td style="text-align: right">2</td>
        </tr>
        </tbody>
        </table>
        </div>

        """)
  }
}
