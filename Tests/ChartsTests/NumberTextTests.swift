import Testing

@testable import Charts

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "−1.5"), (0.000123456, "0.000123"),
    (0.0000123456, "1.23×10⁻⁵"), (9.996, "10"), (999.6, "1000"), (1234, "1230"),
    (12345, "12\u{202F}300"), (1_234_567, "1\u{202F}230\u{202F}000"), (12_345_678, "1.23×10⁷"),
    (1e-300, "10⁻³⁰⁰"), (-1e21, "−10²¹"), (0.1 + 0.2, "0.3"),
    (Double.leastNonzeroMagnitude, "5×10⁻³²⁴"),
  ])
  func `Three significant digits`(value: Double, text: String) {
    #expect(NumberText.significant(value) == text)
  }

  @Test(arguments: [
    (1.005, 2, "1.01"), (-0.001, 2, "0.00"), (0.995, 2, "1.00"), (2, 2, "2.00"),
    (12345.678, 1, "12\u{202F}345.7"), (-1.1, 2, "−1.10"), (0.05, 0, "0"), (0.5, 0, "1"),
  ])
  func `A fixed number of decimals`(value: Double, fraction: Int, text: String) {
    #expect(NumberText.fixed(value, fraction: fraction) == text)
  }

  @Test(arguments: [
    (0.0003, 3, "0.0003"), (-0.0003, 2, "−0.0003"), (0, 2, "0.00"), (0.004, 2, "0.004"),
    (0.006, 2, "0.01"), (1.2, 1, "1.2"),
  ])
  func `The end of an interval keeps its side of zero`(value: Double, fraction: Int, text: String) {
    #expect(NumberText.end(value, fraction: fraction) == text)
  }

  @Test(arguments: [
    (0.0, "0"), (-0.001, "0"), (1.5, "1.5"), (-1.25, "-1.25"), (3.999, "4"), (100, "100"),
    (0.05, "0.05"), (-0.07, "-0.07"),
  ])
  func `Coordinates have two decimals and no negative zero`(value: Double, text: String) {
    #expect(coordinateText(value) == text)
    #expect(coordinateText(hundredths(value)) == text)
    #expect(hundredths(value).sign == .plus || hundredths(value) != 0)
  }
}
