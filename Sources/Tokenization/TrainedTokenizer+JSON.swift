import JSONTree

extension TrainedTokenizer {
  /// The bytes of a `tokenizer.json` that Hugging Face's `tokenizers` reads to the same tokens.
  public func tokenizerJSON() -> [UInt8] { Array(document.text(.indented).utf8) }

  private var document: JSONValue {
    [
      "version": "1.0", "truncation": nil, "padding": nil,
      "added_tokens": .array(specialTokens.enumerated().map(addedToken)), "normalizer": nil,
      "pre_tokenizer": byteLevel, "post_processor": nil, "decoder": byteLevel, "model": model,
    ]
  }

  /// The same settings serve as pre-tokenizer and as decoder.
  private var byteLevel: JSONValue {
    ["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true]
  }

  private func addedToken(_ id: Int, _ token: String) -> JSONValue {
    [
      "id": .integer(id), "content": .string(token), "single_word": false, "lstrip": false,
      "rstrip": false, "normalized": false, "special": true,
    ]
  }

  private var model: JSONValue {
    let vocabulary = (0..<vocabularySize).map { id in
      JSONMember(spelling(of: Int32(id)), .integer(id))
    }
    return [
      "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
      "end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
      "vocab": .object(vocabulary),
      "merges": .array(merges.map { [.string($0.left), .string($0.right)] }),
    ]
  }
}
