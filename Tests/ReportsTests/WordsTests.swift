import Charts
import Experiments
import Testing

@testable import Reports

@Suite struct WordsTests {
  @Test(arguments: [
    (0, "p < 0.001"), (0.00099, "p < 0.001"), (0.001, "p = 0.001"), (0.0341, "p = 0.034"),
    (0.5, "p = 0.5"), (1, "p = 1"),
  ])
  func `A p-value is never zero`(_ p: Double, _ words: String) {
    #expect(pValueText(p) == words)
  }

  @Test(arguments: [
    (4.1875, 0.0625, "4.188", "[4.125, 4.250]"), (50, 4.2, "50.0", "[45.8, 54.2]"),
    (-1.25, 0.5, "−1.25", "[−1.75, −0.75]"),
    (123_456, 12, "123\u{202F}456", "[123\u{202F}444, 123\u{202F}468]"),
    (0.00001, 0.000001, "10⁻⁵", "[9×10⁻⁶, 1.1×10⁻⁵]"), (0, 0, "0", "[0, 0]"),
  ])
  func `An estimate has the digits that its interval deserves`(
    _ value: Double, _ half: Double, _ estimate: String, _ interval: String
  ) {
    let finding = Sample.estimate(value, half)
    let style = NumberStyle([finding])
    #expect(style.text(value) == estimate)
    #expect(style.interval(finding) == interval)
  }

  @Test func `Estimates of one quantity have equally many decimals`() {
    let style = NumberStyle([
      Sample.estimate(1.5, 0.5), Sample.estimate(22.25, 0.03125), Sample.nothing,
    ])
    #expect(style.text(1.5) == "1.500")
    #expect(style.text(22.25) == "22.250")
    #expect(style.text(nil) == nil)
    #expect(style.interval(Sample.nothing) == nil)
  }

  @Test func `Lists and counts read as people write them`() {
    #expect(listed([]) == "")
    #expect(listed(["a"]) == "a")
    #expect(listed(["a", "b", "c"]) == "a, b and c")
    #expect(counted(1, "row") == "1 row")
    #expect(counted(12345, "row") == "12\u{202F}345 rows")
    #expect(percentText(0.995) == "99.5\u{A0}%")
    #expect("MAD".lowercasingFirst == "MAD")
    #expect("Nuclear norm".lowercasingFirst == "nuclear norm")
  }

  @Test func `Intervals are drawn on one axis that holds zero`() {
    let (a, b) = (Sample.estimate(2, 1), Sample.estimate(4, 0))
    let marks = IntervalMarks([a, b, Sample.nothing])
    #expect(marks.value(of: a) == ["zero": "6", "middle": "80", "low": "43", "high": "117"])
    #expect(marks.value(of: b) == ["zero": "6", "middle": "154", "low": "154", "high": "154"])
    #expect(marks.value(of: Sample.nothing) == .absent)
    let huge = Sample.estimate(0, .greatestFiniteMagnitude)
    #expect(
      IntervalMarks([huge]).value(of: huge)
        == ["zero": "80", "middle": "80", "low": "6", "high": "154"])
  }

  @Test func `Data is exact, and fields with signs are quoted`() {
    let table = DataTable(
      header: ["a,b", "n"],
      cells: [
        [.text("say \"x\"\n"), .number(0.1 + 0.2)], [.text("é"), .number(40)], [.text(""), .empty],
        [.text("x"), .number(.nan)],
      ])
    #expect(
      table.csv == "\"a,b\",n\n\"say \"\"x\"\"\n\",0.30000000000000004\né,40\n,\nx,\n")
    #expect(table.areNumbers == [false, true])
  }
}
