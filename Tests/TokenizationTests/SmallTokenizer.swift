import JSONTree

/// A tokenizer.json that is small enough to read, with something of everything.
///
/// It knows the letters a to e and the space; `ab`, `abc`, ` a` and `cd` are tokens.
let smallFile: JSONValue = [
  "version": "1.0", "truncation": nil, "padding": nil,
  "added_tokens": [
    [
      "id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
      "normalized": false, "special": true,
    ],
    [
      "id": 11, "content": "<mask>", "single_word": true, "lstrip": true, "rstrip": true,
      "normalized": true, "special": false,
    ],
  ],
  "normalizer": ["type": "Sequence", "normalizers": [["type": "NFC"]]],
  "pre_tokenizer": [
    "type": "Sequence",
    "pretokenizers": [
      [
        "type": "Split", "pattern": ["Regex": "(?i:x)|[,;]+"], "behavior": "Isolated",
        "invert": false,
      ],
      ["type": "Split", "pattern": ["String": "-"], "behavior": "Removed", "invert": false],
      ["type": "Digits", "individual_digits": true],
      ["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true],
    ],
  ],
  "post_processor": [
    "type": "TemplateProcessing",
    "single": [
      ["SpecialToken": ["id": "<s>", "type_id": 0]], ["Sequence": ["id": "A", "type_id": 0]],
    ],
    "pair": [],
    "special_tokens": ["<s>": ["id": "<s>", "ids": [0], "tokens": ["<s>"]]],
  ],
  "decoder": [
    "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true,
  ],
  "model": [
    "type": "BPE", "dropout": nil, "unk_token": "<s>", "continuing_subword_prefix": nil,
    "end_of_word_suffix": "", "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
    "vocab": [
      "<s>": 0, "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "Ġ": 6, "ab": 7, "abc": 8, "Ġa": 9,
      "cd": 10,
    ],
    "merges": [["a", "b"], ["ab", "c"], ["Ġ", "a"], ["c", "d"]],
  ],
]

/// The same with characters for symbols, spaces as marks and a fallback to bytes.
let smallCharacters =
  smallFile
  .changed("/model/byte_fallback", to: true)
  .changed("/model/fuse_unk", to: true)
  .changed("/model/vocab/Ġ", to: nil)
  .changed("/model/vocab/Ġa", to: nil)
  .changed("/model/vocab/▁", to: 6)
  .changed("/model/vocab/▁a", to: 9)
  .changed("/model/merges/2", to: ["▁", "a"])
  .changed(
    "/normalizer/normalizers/1",
    to: ["type": "Replace", "pattern": ["Regex": "-+"], "content": " "]
  )
  .changed("/normalizer/normalizers/2", to: ["type": "Prepend", "prepend": "a"])
  .changed(
    "/pre_tokenizer/pretokenizers/3",
    to: ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true]
  )
  .changed(
    "/decoder",
    to: [
      "type": "Sequence",
      "decoders": [
        ["type": "Replace", "pattern": ["String": "▁"], "content": " "], ["type": "ByteFallback"],
        ["type": "Fuse"], ["type": "Strip", "content": " ", "start": 1, "stop": 0],
      ],
    ])

extension JSONValue {
  /// This value with another one, or none, at a JSON pointer without escapes.
  func changed(_ pointer: String, to value: JSONValue?) -> JSONValue {
    changed(pointer.split(separator: "/")[...], to: value)
  }

  private func changed(_ path: ArraySlice<Substring>, to value: JSONValue?) -> JSONValue {
    guard let first = path.first else { return value ?? nil }
    let removes = path.count == 1 && value == nil
    switch self {
    case .array(var elements):
      guard let index = Int(first) else { return self }
      if index == elements.count { elements.append(nil) }
      elements[index] = elements[index].changed(path.dropFirst(), to: value)
      return .array(elements)
    case .object(var members):
      let index = members.firstIndex { $0.key.utf8.elementsEqual(first.utf8) } ?? members.count
      if index == members.count { members.append(JSONMember(String(first), nil)) }
      members[index].value = members[index].value.changed(path.dropFirst(), to: value)
      if removes { members.remove(at: index) }
      return .object(members)
    default: return self
    }
  }
}
