import JSONTree

extension Reader<TextPassages> {
  static var textPassages: Reader {
    .object("the passages") { object in
      let text = object.required("text", .pretrainText)
      let part = object.optional("from", .choice, default: Value.Part.heldOut)
      let prompt = object.optional("prompt", .integer(from: 1, to: 1 << 20), default: 200)
      let response = object.optional("response", .integer(from: 1, to: 1 << 20), default: 600)
      let words = object.optional("words", .choice, default: Value.Words.written)
      guard let text, let part, let prompt, let response, let words else { return nil }
      return Value(text: text, part: part, prompt: prompt, response: response, words: words)
    }
  }
}

extension TextPassages {
  /// The passages as a file would have them, every key written.
  var json: JSONValue {
    [
      "text": text.json, "from": .word(part), "prompt": .integer(prompt),
      "response": .integer(response), "words": .word(words),
    ]
  }
}
