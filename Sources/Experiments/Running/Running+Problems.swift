import Diagnostics
import Tokenization

extension Problem {
  static func noProjection(
    _ name: String, among known: [String], architecture: String, at place: Place
  ) -> Problem {
    Problem(
      "A model of the architecture \(architecture) has no projection '\(name)'.", at: place,
      expected: "some of \(known.joined(separator: ", "))", found: name,
      remedy: "Leave the projection out.")
  }

  static func vocabularyTooLarge(_ tokens: Int, embeddings: Int, at place: Place) -> Problem {
    Problem(
      "The tokenizer has more tokens than the model has embeddings.", at: place,
      expected: "at most \(embeddings)", found: "\(tokens)",
      remedy: "Use the tokenizer that belongs to this model.")
  }

  static func windowTooLong(_ length: Int, context: Int, at place: Place) -> Problem {
    Problem(
      "'maxLength' is longer than the model's context.", at: place,
      expected: "at most \(context) tokens", found: "\(length)",
      remedy: "Write \(context) or less.")
  }

  static func digitIsNoToken(_ digit: String, at place: Place) -> Problem {
    Problem(
      "The digit '\(digit)' is not one token after Deita's question.", at: place,
      expected: "each digit from 1 to 6 a token of its own, after the same tokens",
      remedy: "Leave out the scores 'deita', or use a model whose tokenizer splits digits.")
  }

  static func fixedPreTokenizer(at place: Place) -> Problem {
    Problem(
      "The pre-tokenizer of a 'tokenizer.json' is part of it and cannot be replaced.", at: place,
      remedy: "Leave out --pre-tokenizer.")
  }

  static func noTokenizer(at place: Place) -> Problem {
    Problem(
      "The model has no tokenizer.", at: place,
      expected: "'tokenizer.json' beside the weights, or a vocabulary in the GGUF file",
      remedy: "Download the model's 'tokenizer.json' into its folder.")
  }

  static func noChatTemplate(at place: Place) -> Problem {
    Problem(
      "The model has no chat template.", at: place,
      remedy: "Use the plain prompt or an instruct variant, or name a built-in template by "
        + "'template' in the model's definition or by --template: "
        + ChatTemplate.known.joined(separator: ", ") + ".")
  }

  static func wrongModelDigest(
    _ name: String, expected: String, found: String, at place: Place
  ) -> Problem {
    Problem(
      "The file of model '\(name)' is not the one that its definition names.", at: place,
      expected: "SHA-256 \(expected)", found: "SHA-256 \(found)",
      remedy: "Fetch the model again, or correct the digest in its definition.")
  }

  static func damagedResult(_ identity: String) -> Problem {
    Problem(
      "The stored result of '\(identity)' cannot be read.",
      remedy: "Run again; if that does not help, remove the store's folder.")
  }
}
