import Testing

@testable import Evaluation

@Suite struct DecimalNumberTests {
  @Test(arguments: [
    ("It costs $1,050.00 now.", ["1050"]), ("80,000 and 50,000.", ["80000", "50000"]),
    ("1, 2 and 3", ["1", "2", "3"]), ("3,5 or 1,2345", ["3", "5", "1", "2345"]),
    ("16-5 = 11", ["16", "5", "11"]), ("-5, - 6, -$7, $-8", ["-5", "6", "-7", "-8"]),
    ("x-3 (2)-1 = -0.50", ["3", "2", "1", "-0.5"]), ("007 and 0.0 and -0", ["7", "0", "0"]),
    ("50% of .5 is 0.25.", ["50", "0.5", "0.25"]), ("v1.2.3", ["1.2", "3"]), ("none", []),
    ("18.", ["18"]), ("12 apples", ["12"]), ("", []), ("€3–4", ["3", "4"]),
    ("1,000,000", ["1000000"]),
  ])
  func `Numbers are found and have one form`(text: String, numbers: [String]) {
    #expect(DecimalNumbers.all(in: text) == numbers)
  }

  @Test(arguments: [
    ("-35", "-35"), (" 1,200 ", "1200"), ("+4", "4"), ("$5", "5"), ("-$5", "-5"), ("-0", "0"),
    ("2.50", "2.5"), (".5", "0.5"),
  ])
  func `A text may be one number`(text: String, number: String) {
    #expect(DecimalNumbers.whole(text) == number)
  }

  @Test(arguments: ["", " ", "5 6", "five", "5a", "a5", "1-2", "--5", "(5)", "."])
  func `Other texts are none`(text: String) {
    #expect(DecimalNumbers.whole(text) == nil)
  }
}
