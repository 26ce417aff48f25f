import JSONTree

extension PretrainRecipe {
  /// The recipe as a file would have it, every key written.
  var json: JSONValue {
    .object([
      "architecture": .word(architecture), "layers": .integer(layers), "hidden": .integer(hidden),
      "heads": .integer(heads), "keyValueHeads": .integer(keyValueHeads),
      "intermediate": .integer(intermediate), "context": .integer(context),
      "tieEmbeddings": .bool(tiesEmbeddings), "tokenizer": .string(vocabulary.word),
      "vocabulary": vocabulary.size.map(JSONValue.integer), "text": text.json,
      "tokens": .integer(tokens), "batch": .integer(batch),
      "learningRate": .number(learningRate), "schedule": .word(schedule),
      "warmup": .integer(warmup), "weightDecay": .number(weightDecay), "clip": .number(clip),
      "seed": .integer(seed),
    ])
  }
}

extension PretrainRecipe.Vocabulary {
  /// `bpe` or `bytes`.
  var word: String { self == .bytes ? "bytes" : "bpe" }

  /// The size that was chosen; `nil` for bytes.
  var size: Int? { if case .bytePairs(let size) = self { size } else { nil } }
}

extension PretrainRecipe.Text {
  var json: JSONValue {
    let list = JSONValue.array(files.map { .string($0) })
    return package.map { ["package": .string($0), "files": list] } ?? list
  }
}
