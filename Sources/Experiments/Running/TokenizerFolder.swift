import Diagnostics
import JSONTree

/// The files beside `tokenizer.json` that tell a model's chat template and special tokens, read as
/// transformers reads them.
struct TokenizerFolder {
  private let folder: String

  /// - Parameter tokenizer: The path of `tokenizer.json`.
  init(of tokenizer: String) {
    let folder = FilePaths.folder(of: tokenizer)
    self.folder = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
  }

  /// The template and its file: `chat_template.jinja`, else `chat_template` of `tokenizer_config.json`,
  /// which is a text, or a list of named texts of which `default` counts. `nil` if there is none.
  func template() throws -> (text: String, file: String)? {
    let jinja = folder + "chat_template.jinja"
    if FilePaths.exists(jinja) {
      return (
        String(decoding: try FileBytes.read(jinja, noun: "chat template"), as: UTF8.self), jinja
      )
    }
    guard let configuration = try document("tokenizer_config.json"),
      let node = configuration.root["chat_template"], node.kind != "null"
    else { return nil }
    let file = folder + "tokenizer_config.json"
    switch node.content {
    case .string(let text): return (text, file)
    case .array(let named):
      let names = named.compactMap { $0["name"]?.value.string }
      guard let text = named.first(where: { $0["name"]?.value.string == "default" })?["template"]
      else { throw Problem.noDefaultTemplate(names, at: configuration.place(of: node)) }
      guard let text = text.value.string else {
        throw Problem.mistypedTemplate(text.kind, at: configuration.place(of: text))
      }
      return (text, file)
    default: throw Problem.mistypedTemplate(node.kind, at: configuration.place(of: node))
    }
  }

  /// The special tokens by name: each of `tokenizer_config.json`, else of `special_tokens_map.json`.
  func specialTokens() throws -> [String: String] {
    let names = ["bos", "eos", "unk", "pad", "sep", "cls", "mask"].map { $0 + "_token" }
    let files = try [document("tokenizer_config.json"), document("special_tokens_map.json")]
    var tokens: [String: String] = [:]
    for name in names {
      // A token that a file sets to null is not there, whatever the other file says.
      guard let node = files.compactMap({ $0?.root[name] }).first else { continue }
      tokens[name] = node.value.string ?? node["content"]?.value.string
    }
    return tokens
  }

  private func document(_ name: String) throws -> JSONDocument? {
    let path = folder + name
    guard FilePaths.exists(path) else { return nil }
    return try JSONDocument(try FileBytes.read(path, noun: "configuration"), file: path)
  }
}

extension Problem {
  fileprivate static func noDefaultTemplate(_ names: [String], at place: Place) -> Problem {
    Problem(
      "None of the model's chat templates is named 'default'.", at: place,
      expected: "a template named 'default'",
      found: names.isEmpty ? "none with a name" : names.map { "'\($0)'" }.joined(separator: ", "),
      remedy: "Choose one by 'template' in the model's definition, or by --template.")
  }

  fileprivate static func mistypedTemplate(_ kind: String, at place: Place) -> Problem {
    Problem(
      "The chat template is of the wrong kind.", at: place,
      expected: "a text, or a list of named texts", found: kind,
      remedy: "Download the model's tokenizer again.")
  }
}
