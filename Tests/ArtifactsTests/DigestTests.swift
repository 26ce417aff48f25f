import Artifacts
import JSONTree
import Testing

@Suite struct DigestTests {
  /// The examples of FIPS 180-2, appendix B, and the digest of nothing.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `Bytes have the digest that the standard says`(text: String, hex: String) {
    #expect(Digest(of: Array(text.utf8)).hex == hex)
  }

  @Test func `Equal values have equal digests whatever the order of their members`() {
    let one: JSONValue = ["b": 1, "a": ["x": 0.5, "w": "é"]]
    let other: JSONValue = ["a": ["w": "é", "x": 0.5], "b": 1.0]
    #expect(Digest(of: one) == Digest(of: other))
    #expect(Digest(of: one) == Digest(of: Array(#"{"a":{"w":"é","x":0.5},"b":1}"#.utf8)))
  }

  @Test func `Spellings of one character that differ in bytes have different digests`() {
    #expect(Digest(of: .string("\u{E9}")) != Digest(of: .string("e\u{301}")))
  }

  @Test func `Only 64 lowercase hexadecimal digits are a digest`() {
    let hex = Digest(of: []).hex
    #expect(Digest(hex: hex) == Digest(of: []))
    #expect(Digest(hex: hex)?.short == "e3b0c44298fc")
    #expect(Digest(hex: String(hex.dropLast())) == nil)
    #expect(Digest(hex: hex.uppercased()) == nil)
    #expect(Digest(hex: String(hex.dropLast()) + "g") == nil)
  }
}
