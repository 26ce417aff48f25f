import Diagnostics

/// The tensors of a GGUF file under the names and in the order of rows of Hugging Face checkpoints.
struct CanonicalTensors: TensorSource {
  let tensorNames: [String]
  private let file: GGUF
  private let index: NameIndex
  /// For each of `tensorNames`, what it is in the file.
  private let entries: [(stored: String, order: RowOrder)]

  /// How the rows of a tensor are laid out in the file.
  enum RowOrder: Sendable {
    case asStored
    /// Rows 2i and 2i + 1 of a head are its rows i and i + headSize / 2: converters to GGUF put the two
    /// numbers that a rotary position turns together side by side.
    case interleaved(headSize: Int)
  }

  /// - Parameters:
  ///   - file: The file.
  ///   - architecture: The architecture that the file names. Names are known for `llama` and `qwen2`;
  ///     other architectures keep theirs.
  ///   - headSize: The width of a head, even.
  /// - Throws: `Problem` if two tensors of the file have one canonical name.
  init(_ file: GGUF, architecture: String, headSize: Int) throws {
    self.file = file
    let named = file.tensorNames.map { stored in
      (
        name: CanonicalName.of(stored, architecture: architecture), stored: stored,
        order: CanonicalName.isInterleaved(stored, architecture: architecture)
          ? RowOrder.interleaved(headSize: headSize) : .asStored
      )
    }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for (first, second) in zip(named, named.dropFirst())
    where first.name.utf8.elementsEqual(second.name.utf8) {
      throw Problem.duplicateTensor(second.name, at: try file.info(second.stored).place)
    }
    tensorNames = named.map(\.name)
    entries = named.map { ($0.stored, $0.order) }
    index = NameIndex(tensorNames)
  }

  func info(_ name: String) throws -> TensorInfo {
    var info = try file.info(try entry(name).stored)
    info.name = name
    return info
  }

  func read(_ name: String, rows: Range<Int>, into output: inout MutableSpan<Float>) throws {
    let info = try info(name)
    let order = try entry(name).order
    guard case .interleaved(let headSize) = order else {
      return try file.table.read(info, rows: rows, into: &output)
    }
    let isVector = info.shape.count == 1
    guard (isVector ? info.rowLength : info.rowCount).isMultiple(of: headSize) else {
      throw Problem.brokenHeads(info, headSize: headSize)
    }
    if isVector {
      try readVector(info, headSize: headSize, rows: rows, into: &output)
    } else {
      try readRows(info, headSize: headSize, rows: rows, into: &output)
    }
  }

  private func readRows(
    _ info: TensorInfo, headSize: Int, rows: Range<Int>, into output: inout MutableSpan<Float>
  ) throws {
    precondition(
      output.count == rows.count * info.rowLength,
      "Room for \(output.count) of \(rows.count * info.rowLength) elements of '\(info.name)'")
    for (position, row) in rows.enumerated() {
      let stored = storedRow(row, headSize: headSize)
      let start = position * info.rowLength
      var slot = output._mutatingExtracting(start..<start + info.rowLength)
      try file.table.read(info, rows: stored..<stored + 1, into: &slot)
    }
  }

  private func readVector(
    _ info: TensorInfo, headSize: Int, rows: Range<Int>, into output: inout MutableSpan<Float>
  ) throws {
    try file.table.read(info, rows: rows, into: &output)
    guard !rows.isEmpty else { return }
    let stored = (0..<output.count).map { output[$0] }
    for i in stored.indices { output[i] = stored[storedRow(i, headSize: headSize)] }
  }

  private func storedRow(_ row: Int, headSize: Int) -> Int {
    let (head, within) = row.quotientAndRemainder(dividingBy: headSize)
    let (half, pair) = within.quotientAndRemainder(dividingBy: headSize / 2)
    return head * headSize + 2 * pair + half
  }

  private func entry(_ name: String) throws -> (stored: String, order: RowOrder) {
    entries[try index.position(of: name, in: file.table.file.path)]
  }
}

/// Names of tensors in GGUF files and in Hugging Face checkpoints.
enum CanonicalName {
  private static let outside = [
    "token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head",
  ]
  private static let inside = [
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm", "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
  ]

  /// The Hugging Face name of a tensor of a GGUF file, or its own name if there is none.
  static func of(_ stored: String, architecture: String) -> String {
    guard architecture == "llama" || architecture == "qwen2" else { return stored }
    let parts = stored.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, let name = outside[parts[0]] { return "\(name).\(parts[1])" }
    guard parts.count == 4, parts[0] == "blk", let layer = UInt(parts[1]), "\(layer)" == parts[1],
      let name = inside[parts[2]]
    else { return stored }
    return "model.layers.\(layer).\(name).\(parts[3])"
  }

  /// Whether the converter changed the order of rows: it does for q and k of `llama` alone.
  static func isInterleaved(_ stored: String, architecture: String) -> Bool {
    architecture == "llama" && (stored.contains(".attn_q.") || stored.contains(".attn_k."))
  }
}
