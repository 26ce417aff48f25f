import Diagnostics
import JSONTree

extension Reader<PretrainRecipe> {
  /// A recipe. Its parts are judged one by one, then together.
  static var pretrainRecipe: Reader {
    .object("a recipe") { object in
      let architecture: Value.Architecture? = object.required("architecture", .choice)
      let layers = object.required("layers", .integer(from: 1, to: 200))
      let hidden = object.required("hidden", .integer(from: 2, to: 16384))
      let heads = object.required("heads", .integer(from: 1, to: 256))
      let keyValueHeads = object.optional(
        "keyValueHeads", .integer(from: 1, to: 256), default: heads ?? 1)
      let intermediate = object.optional(
        "intermediate", .integer(from: 1, to: 65536),
        default: architecture?.usualIntermediate(hidden: hidden ?? 1) ?? 1)
      let context = object.optional("context", .integer(from: 2, to: 8192), default: 256)
      let ties = object.optional("tieEmbeddings", .truth, default: true)
      let vocabulary = object.vocabulary()
      let text = object.required("text", .pretrainText)
      let tokens = object.required("tokens", .integer(atLeast: 1))
      let batch = object.optional("batch", .integer(from: 1, to: 4096), default: 16)
      let rate = object.required("learningRate", .number(above: 0, below: 1))
      let schedule = object.optional("schedule", .choice, default: Value.Schedule.cosine)
      let warmup = object.optional("warmup", .integer(atLeast: 0), default: 0)
      let decay = object.optional("weightDecay", .number(atLeast: 0, below: 1), default: 0.1)
      let clip = object.optional("clip", .number(above: 0, below: .infinity), default: 1)
      let seed = object.optional("seed", .integer(atLeast: 0), default: 0)
      guard let architecture, let layers, let hidden, let heads, let keyValueHeads,
        let intermediate, let context, let ties, let vocabulary, let text, let tokens, let batch,
        let rate, let schedule, let warmup, let decay, let clip, let seed
      else { return nil }
      let recipe = PretrainRecipe(
        architecture: architecture, layers: layers, hidden: hidden, heads: heads,
        keyValueHeads: keyValueHeads, intermediate: intermediate, context: context,
        tiesEmbeddings: ties, vocabulary: vocabulary, text: text, tokens: tokens, batch: batch,
        learningRate: rate, schedule: schedule, warmup: warmup, weightDecay: decay, clip: clip,
        seed: seed)
      return object.isSound(recipe) ? recipe : nil
    }
  }
}

extension ObjectReader {
  /// `tokenizer` and `vocabulary`: a learned vocabulary has a size, bytes have none to choose.
  fileprivate func vocabulary() -> PretrainRecipe.Vocabulary? {
    let kind = optional("tokenizer", .choice, default: TokenizerKind.bpe)
    let size = optional("vocabulary", .integer(from: 257, to: 65536), default: 1024)
    guard let kind, let size else { return nil }
    guard kind == .bytes else { return .bytePairs(size) }
    guard has("vocabulary") else { return .bytes }
    report(.vocabularyOfBytes(), at: "vocabulary")
    return nil
  }

  /// Reports what no part of a recipe is to blame for alone.
  fileprivate func isSound(_ recipe: PretrainRecipe) -> Bool {
    let problems: [(key: String, problem: Problem?)] = [
      ("heads", .unevenHeads(recipe)), ("keyValueHeads", .unevenKeyValueHeads(recipe)),
      ("tokens", .tooFewTokens(recipe)), ("warmup", .longWarmup(recipe)),
    ]
    for (key, problem) in problems {
      if let problem { report(problem, at: key) }
    }
    return problems.allSatisfy { $0.problem == nil }
  }
}

private enum TokenizerKind: String, CaseIterable {
  case bpe, bytes
}

extension PretrainRecipe.Architecture {
  /// Whether keys and values may have fewer heads than queries.
  var groupsQueries: Bool { self != .gpt2 && self != .gptNeoX }

  /// Whether the MLP has a gate.
  var isGated: Bool { self != .gpt2 && self != .gptNeoX }

  /// Four times the width, or 8/3 of it with a gate, which has three matrices instead of two
  /// (Shazeer, arXiv 2002.05202), rounded to a multiple of 16.
  fileprivate func usualIntermediate(hidden: Int) -> Int {
    isGated ? max(16, (hidden * 8 / 3 + 8) / 16 * 16) : 4 * hidden
  }
}

extension Reader<PretrainRecipe.Text> {
  /// Files, or files of a package.
  static var pretrainText: Reader {
    let files = Reader<[String]>.oneOrMoreInOrder(Reader<String>.text)
    let expected = "a file, an array of files, or an object with 'package' and 'files'"
    let packaged = Reader.object("the text") { object in
      let package = object.required("package", .name)
      let files = object.required("files", files)
      guard let package, let files else { return nil }
      return Value(files: files, package: package)
    }
    return Reader(expected: expected) { node, log in
      switch node.content {
      case .object: return packaged.read(node, log)
      case .string, .array: return files.read(node, log).map { Value(files: $0, package: nil) }
      default:
        log.report(.unexpectedValue(node, expected: expected), at: node)
        return nil
      }
    }
  }
}
