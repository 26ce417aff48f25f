import Diagnostics
import JSONTree
import TestSupport
import Testing

private func parse(_ text: String) throws -> JSONDocument {
  try JSONDocument(Array(text.utf8), file: "a.json")
}

extension JSONNode {
  fileprivate func element(_ index: Int) -> JSONNode? {
    guard case .array(let elements) = content else { return nil }
    return elements[index]
  }
}

@Suite struct JSONParsingTests {
  @Test func `A document keeps order, integers and escapes`() throws {
    let text = #" {"b": [1, -2.5e1, true, null], "a": "\u00e9\n\ud83d\ude00/"} "#
    let value = try parse(text).root.value
    #expect(value == ["b": [1, -25.0, true, nil], "a": "é\n😀/"])
    #expect(value["b"]?[1]?.integer == -25)
  }

  @Test func `A lone surrogate becomes the replacement character`() throws {
    #expect(try parse(#""\ud83dx""#).root.value == "\u{FFFD}x")
  }

  @Test func `Pointers escape slash and tilde`() throws {
    let document = try parse(#"{"a/b": {"~": [0, 1]}}"#)
    let node = try #require(document.root["a/b"]?["~"])
    let place = Place(file: "a.json", line: 1, column: 15, pointer: "/a~1b/~0")
    #expect(document.place(of: node) == place)
    #expect(
      try parse(#"[[], [0, {"a": 1}]]"#).root.element(1)?.element(1)?["a"]?.pointer == "/1/1/a")
  }

  @Test func `Keys are compared by their bytes`() throws {
    let document = try parse("{\"\u{E9}\": 1, \"e\u{301}\": 2}")
    #expect(document.root.value.members?.count == 2)
  }

  @Test(arguments: [
    (#"{"a": 1, "a": 2}"#, "The key 'a' stands twice in one object.", 10),
    (#"{"a": 1,}"#, "A key in double quotes is missing.", 9),
    (#"{"a" 1}"#, "A ':' is missing after the key 'a'.", 6),
    (#"[1 2]"#, "A ',' or ']' is missing in an array.", 4),
    (#"[01]"#, "A JSON value cannot begin so.", 2),
    (#"[1.]"#, "A JSON value cannot begin so.", 2),
    (#"[1e999]"#, "The number '1e999' is beyond the range of a double.", 2),
    (#"[NaN]"#, "A JSON value cannot begin so.", 2),
    (#"["abc"#, "A string is never closed.", 2),
    (#"["\x"]"#, "A string holds an unknown escape.", 3),
    (#"["\u12"]"#, "A \\u escape lacks its four hexadecimal digits.", 3),
    ("[\"a\tb\"]", "A string holds a control character.", 4),
    ("[] []", "The JSON text goes on after its value.", 4),
    ("", "The JSON text ends where a value should be.", 1),
  ])
  func `Malformed text says what and where`(text: String, summary: String, column: Int) throws {
    let found = try #require(problem { try parse(text) })
    #expect(found.summary == summary)
    #expect(found.place.column == column)
    #expect(found.remedy != nil)
  }

  @Test func `Numbers that only Python spells become null where they are allowed`() throws {
    let text = Array("[NaN, -Infinity, Infinity, -1]".utf8)
    let value = try JSONDocument(text, allowsNonFinite: true).root.value
    #expect(value == [nil, nil, nil, -1])
    #expect(problem { try JSONDocument(text) }?.place.column == 2)
    let half = problem { try JSONDocument(Array("[Na]".utf8), allowsNonFinite: true) }
    #expect(half?.summary == "A JSON value cannot begin so.")
  }

  @Test func `Invalid UTF-8 and deep nesting are refused`() throws {
    let invalid = problem { try JSONDocument([0x22, 0xFF, 0x22]) }
    #expect(invalid?.summary == "A string is not valid UTF-8.")
    let deep = problem { try parse(String(repeating: "[", count: 100_000)) }
    #expect(deep?.summary == "The JSON text is nested deeper than 256 levels.")
  }
}

@Suite struct JSONWritingTests {
  @Test(
    arguments: [
      [0xFF, 0xFE, 0x7B, 0x00], [0xFE, 0xFF, 0x00, 0x7B], [0x7B, 0x00, 0x7D, 0x00], [0x00, 0x7B],
    ] as [[UInt8]])
  func `A text in UTF-16 is told what it should be`(bytes: [UInt8]) {
    let found = problem { _ = try JSONDocument(bytes) }
    #expect(found?.summary == "The text is not in UTF-8.")
    #expect(found?.remedy == "Save the file in UTF-8.")
  }

  @Test func `Canonical text sorts keys and reads back as the same value`() throws {
    let value: JSONValue = ["b": [0.1, 2.0, -0.0, 1e300], "a": "\u{1}\"\\é"]
    #expect(value.text(.canonical) == #"{"a":"\u0001\"\\é","b":[0.1,2,0,1e+300]}"#)
    #expect(try parse(value.text(.canonical)).root.value["b"]?[0] == 0.1)
  }

  @Test func `Indented text keeps plain arrays on a line`() {
    let value: JSONValue = ["a": [1, 2], "b": [["c": 1]], "d": [:]]
    #expect(
      value.text(.indented) == """
        {
          "a": [1, 2],
          "b": [
            {
              "c": 1
            }
          ],
          "d": {}
        }
        """)
  }

  @Test func `Numbers without a spelling become null`() {
    #expect(JSONValue.finite(.nan).text() == "null")
    #expect(JSONValue.finite(0.5).text() == "0.5")
  }
}
