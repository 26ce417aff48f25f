import Artifacts
import Execution
import JSONTree
import Testing

@Suite struct StepTests {
  private let inputs = [
    StepInput("model", Digest(of: [1])), StepInput("maxLength", 1024),
  ]

  @Test func `The key is the digest of kind, version and inputs`() {
    let text =
      #"{"inputs":{"maxLength":1024,"model":""# + Digest(of: [1]).hex
      + #""},"kind":"test","version":1}"#
    #expect(TestStep("a", inputs: inputs).key == Digest(of: Array(text.utf8)))
  }

  @Test func `Identity and order of inputs are not in the key, all else is`() {
    let key = TestStep("a", inputs: inputs).key
    #expect(TestStep("b", inputs: inputs.reversed()).key == key)
    #expect(NewerTestStep(identity: "a", inputs: inputs).key != key)
    #expect(TestStep("a", inputs: [inputs[0]]).key != key)
    #expect(TestStep("a", inputs: [inputs[0], StepInput("maxLength", 512)]).key != key)
  }

  @Test func `Two inputs of one name trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = TestStep("a", inputs: [StepInput("x", 1), StepInput("x", 2)]).key
    }
  }
}
