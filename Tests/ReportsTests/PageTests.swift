import Experiments
import Foundation
import Testing

@testable import Reports

@Suite struct PageTests {
  @Test func `A page with a cell of each kind and status is as recorded`() throws {
    try expectSnapshot(try page(Sample.small).withoutDrawings, "small.html")
  }

  @Test(arguments: [Sample.small, Sample.large, Sample.findings([])].indices)
  func `A page is well-formed, and its links lead somewhere`(_ index: Int) throws {
    let files = try render([Sample.small, Sample.large, Sample.findings([])][index])
    let reader = HTMLReader(files["index.html"] ?? "")
    #expect(reader.faults == [])
    let ids = reader.values(of: "id")
    #expect(Set(ids).count == ids.count)
    for address in reader.addresses where !address.hasPrefix("https:") {
      if address.hasPrefix("#") {
        #expect(ids.contains(String(address.dropFirst())), "\(address)")
      } else if !address.hasPrefix("../") {
        #expect(files[address] != nil, "\(address)")
      }
    }
    for name in ["aria-labelledby", "for"] {
      for id in reader.values(of: name).flatMap({ $0.split(separator: " ") }) {
        #expect(ids.contains(String(id)), "\(id)")
      }
    }
  }

  @Test func `Every file beside the page is linked or shown`() throws {
    let files = try render(Sample.small)
    let addresses = Set(HTMLReader(files["index.html"] ?? "").addresses)
    #expect(Set(files.keys).subtracting(["index.html"]).isSubset(of: addresses))
  }

  @Test func `A page has one title, headings in order, landmarks, a language and one script`()
    throws
  {
    let reader = HTMLReader(try page(Sample.large))
    let names = reader.elements.map(\.name)
    #expect(names.count { $0 == "h1" } == 1)
    let levels = names.filter { $0.wholeMatch(of: /h[1-6]/) != nil }.compactMap {
      $0.last?.wholeNumberValue
    }
    for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1) }
    for landmark in ["header", "nav", "main", "footer"] { #expect(names.contains(landmark)) }
    #expect(reader.values(of: "lang") == ["en"])
    #expect(reader.scripts == [try ReportTemplates.standard().script.text])
    #expect(reader.values(of: "href").first == "#page_main")
  }

  @Test func `Tables have captions and headers with scope, drawings have names`() throws {
    let elements = HTMLReader(try page(Sample.large)).elements
    #expect(elements.count { $0.name == "table" } > 8)
    // The table in Markdown has neither.
    #expect(elements.count { $0.name == "caption" } == elements.count { $0.name == "table" } - 1)
    #expect(elements.filter { $0.name == "th" && $0.attributes["scope"] == nil }.count == 2)
    for drawing in elements where drawing.name == "svg" && drawing.attributes["role"] != nil {
      #expect(drawing.attributes["aria-labelledby"] != nil)
    }
    for picture in elements where picture.name == "img" {
      #expect(!(picture.attributes["alt"] ?? "").isEmpty)
    }
  }

  @Test func `Charts keep their ids to themselves`() throws {
    let ids = HTMLReader(try page(Sample.small)).values(of: "id")
    for cell in ["lines", "spectra", "values", "grid", "forest"] {
      #expect(ids.contains("chart_\(cell)"))
      #expect(ids.contains("chart_\(cell)-title"))
    }
    let others = ids.filter { id in
      !["chart_", "title_", "row:"].contains { id.hasPrefix($0) }
    }
    let cells = Sample.small.cells.map(\.id)
    #expect(Set(others) == Set(cells + ["page_main", "page_provenance"]))
  }

  @Test func `No tag of a template is left over`() throws {
    for (path, text) in try render(Sample.large) where path.hasSuffix("html") {
      #expect(!text.contains("{{"))
    }
  }

  @Test func `Equal findings give equal bytes`() throws {
    #expect(try render(Sample.large) == render(Sample.large))
  }

  @Test func `A long table shows its beginning and links the rest`() throws {
    let page = try page(Sample.large)
    #expect(page.contains("<summary>Data (4080 rows)</summary>"))
    #expect(
      page.contains(
        "<p class=\"rest\">3980 more rows in <a href=\"data/spectrum.csv\" download>the CSV file</a>."
      ))
    #expect(page.contains("<summary>Data (360 rows)</summary>"))
    #expect(page.utf8.count < 2_000_000)
  }

  @Test func `Failed and partial cells say why, also where the findings do not`() throws {
    var findings = Sample.small
    findings.cells[8].problems = []
    let words = HTMLReader(try page(findings)).text.split(whereSeparator: \.isWhitespace)
    let text = words.joined(separator: " ")
    #expect(text.contains("1 cell failed, 1 cell is incomplete"))
    #expect(text.contains("Incomplete 2 of 40 examples of 'detailed' were not measured."))
    #expect(text.contains("Nothing to show The findings do not say why."))
  }

  @Test func `A chart without anything to draw is a cell without drawing`() throws {
    var chart = Sample.heat
    chart.body = .heat(
      .init(rowTitle: "", rows: [""], columnTitle: "", columns: [""], panels: [[nil]]))
    let files = try render(
      Sample.findings([
        Sample.cell("empty", "Nothing", .chart(chart), status: .failed, problems: ["No data."])
      ]))
    #expect(files.keys.sorted() == ["findings.json", "index.html"])
  }

  @Test func `The statement of a claim stands once, the tally says how rows agree`() throws {
    let text = HTMLReader(try page(Sample.small)).text
    #expect(text.contains("inconclusive in 2 of 4 comparisons, supported in 1, refuted in 1"))
    #expect(!text.contains("p = 0.00"))
    #expect(text.contains("p < 0.001least possible 0.0002"))
    let large = HTMLReader(try page(Sample.large)).text
    #expect(large.contains("in all 4 comparisons"))
    #expect(large.contains("refuted in 3 of 4 comparisons, inconclusive in 1"))
    #expect(large.contains("The quantity is greater with No thinking than with Detailed thinking"))
  }
}
