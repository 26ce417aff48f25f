import Charts
import Experiments
import Foundation
import Testing

@testable import Reports

@Suite struct ControlledPageTests {
  private func text() throws -> String {
    let words = HTMLReader(try page(Sample.controlled)).text.split(whereSeparator: \.isWhitespace)
    return words.joined(separator: " ")
  }

  @Test func `A claim says raw and controlled verdicts, and where they part`() throws {
    let text = try text()
    #expect(text.contains("✓ supported in all 4 comparisons"))
    #expect(
      text.contains(
        "? inconclusive at equal length, inconclusive in 1 of 4 comparisons, supported in 1, "
          + "refuted in 1, not comparable in 1"))
    #expect(text.contains("most of what is seen here goes with response length."))
    let page = try page(Sample.controlled)
    #expect(page.contains("<p class=\"sentence disagreement\">Raw, the claim holds"))
    #expect(page.contains("<tr class=\"under\">") && page.contains("<svg class=\"hollow\""))
  }

  @Test func `Rows hold both differences, and what cannot be compared says why`() throws {
    let text = try text()
    #expect(text.contains("at equal lengthmatched pairs"))
    #expect(text.contains("adjusted p = 0.025"))
    #expect(text.contains("δ 0.50, AUC 0.75") && text.contains("could see 0.6"))
    #expect(
      text.contains(
        "at equal length the groups do not overlap in length (1 to 5 against 180 to 402 response "
          + "tokens)"))
    #expect(text.contains("– not comparable") && text.contains("All controls and other forms"))
    #expect(text.contains("gradient of the summed lossother form"))
    #expect(text.contains("adjusted for log lengthcontrol"))
  }

  @Test func `The page of controls is well-formed, and its tables have headers and captions`()
    throws
  {
    let reader = HTMLReader(try page(Sample.controlled))
    #expect(reader.faults == [])
    #expect(
      reader.elements.count { $0.name == "caption" } == reader.elements.count { $0.name == "table" }
    )
    #expect(reader.elements.allSatisfy { $0.name != "th" || $0.attributes["scope"] != nil })
  }

  @Test func `Files hold the controls in columns at their end, and none where there are none`()
    throws
  {
    let files = try render(Sample.controlled)
    let lines = try #require(files["data/claim.csv"]).split(separator: "\n").map(String.init)
    #expect(
      lines[0].hasSuffix(
        "verdict,problem,adjusted p,Cliff's delta,delta lower,delta upper,AUC,AUC lower,AUC upper,"
          + "detectable,verdict at equal length,decided by,matched,matched lower,matched upper,"
          + "matched n,matched p,matched verdict,matched problem,regression,regression lower,"
          + "regression upper,regression n,regression p,regression verdict,regression problem,sum,"
          + "sum lower,sum upper,sum n,sum p,sum verdict,sum problem"))
    #expect(
      lines[1].contains(
        ",supported,,0.0246,0.5,0.25,0.75,0.75,0.625,0.875,0.625,supported,matched pairs,"
          + "0.75,0.5,1,21,0.4321,supported,"))
    let areas = try #require(files["data/separation.csv"])
    #expect(areas.hasPrefix("group,row,compared with,AUC,lower,upper"))
    let plain = try #require(try render(Sample.small)["data/claim.csv"])
    #expect(plain.hasPrefix("row,compared with,difference"))
    #expect(plain.split(separator: "\n")[0].hasSuffix("least p,verdict,problem"))
  }

  @Test func `A forest draws rows at equal length hollow, a separation about a half`() throws {
    let maker = ChartMaker(Sample.controlled)
    let forest = try #require(
      maker.chart(Sample.controlledForest, headline: Headline("")) as? ForestPlot)
    let rows = forest.groups[0].rows
    #expect(rows[0].controlled == .estimate(0.75, Interval(0.5, 1), .changed))
    #expect(rows[1].controlled == .estimate(0.125, Interval(-0.125, 0.375), .inconclusive))
    #expect(rows[3].controlled == .absent("not comparable"))
    #expect(forest.controlName == "at equal length" && forest.reference == 0)
    #expect(
      forest.spokenDescription.contains("Of 4 rows at equal length, 2 differ and 1 cannot be"))
    let areas = try #require(maker.chart(Sample.separation, headline: Headline("")) as? ForestPlot)
    #expect(areas.reference == 0.5 && areas.axis.domain == 0...1)
    #expect(areas.groups[0].rows[2].controlled == nil)
  }
}
