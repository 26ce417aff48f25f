import JSONTree
import Transformer

/// A proxy training that was stopped: its adapters with their moments, and the weights of each update.
struct ProxyDraft {
  let state: FineTuningState<AdapterParameter, Float>
  let history: [[Double]]

  private static var name: String { "history" }

  /// As bytes to keep.
  func bytes(_ lora: LoRADesign, of design: DecoderDesign) -> [UInt8] {
    let rows: JSONValue = .array(history.map { .array($0.map { .number($0) }) })
    return AdapterArtifact(state: state).bytes(
      lora, of: design, keepsMoments: true, metadata: [(Self.name, rows.text(.canonical))])
  }
}

extension ProxyDraft {
  /// Reads what ``bytes(_:of:)`` gave for the same design and as many domains; `nil` for anything else.
  init?(_ bytes: [UInt8]?, _ lora: LoRADesign, of design: DecoderDesign, domains: Int) {
    guard let bytes, let artifact = AdapterArtifact(bytes: bytes, lora, of: design),
      let text = SafetensorsBytes(bytes: bytes)?.metadata.first(where: { $0.key == Self.name })?
        .value,
      let rows = try? JSONDocument(Array(text.utf8)).root.value.array
    else { return nil }
    (state, history) = (artifact.state, rows.map { $0.array?.compactMap(\.double) ?? [] })
    guard history.count == state.step, history.allSatisfy({ $0.count == domains }) else {
      return nil
    }
  }
}
