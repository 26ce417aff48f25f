import Transformer

extension TensorNames {
  /// Hugging Face checkpoints of Llama and all that follow it.
  static let llamaLike = TensorNames(
    prefixes: ["model."], embedding: "embed_tokens", blocks: "layers.", finalNorm: "norm",
    head: "lm_head",
    norms: NormNames(attention: "input_layernorm", mlp: "post_attention_layernorm"),
    projections: [
      .q: StoredProjection("self_attn.q_proj"), .k: StoredProjection("self_attn.k_proj"),
      .v: StoredProjection("self_attn.v_proj"), .o: StoredProjection("self_attn.o_proj"),
      .gate: StoredProjection("mlp.gate_proj"), .up: StoredProjection("mlp.up_proj"),
      .down: StoredProjection("mlp.down_proj"),
    ],
    ignored: Ignored(suffixes: [".rotary_emb.inv_freq"]))

  /// Norms of queries and keys, in Hugging Face checkpoints that have them.
  func withQueryKeyNorms() -> TensorNames {
    var names = self
    names.norms.queries = "self_attn.q_norm"
    names.norms.keys = "self_attn.k_norm"
    return names
  }

  /// Gemma's four norms, which store w where they multiply by 1 + w.
  static let gemma: TensorNames = {
    var names = llamaLike
    names.norms = NormNames(
      attention: "input_layernorm", attentionOutput: "post_attention_layernorm",
      mlp: "pre_feedforward_layernorm", mlpOutput: "post_feedforward_layernorm")
    names.storesScalesLessOne = true
    return names
  }()

  /// GGUF files. llama.cpp has one set of names for all architectures, each with some of them; scales of
  /// norms have their 1 already added there.
  static let gguf = TensorNames(
    embedding: "token_embd", positions: "position_embd", blocks: "blk.", finalNorm: "output_norm",
    head: "output",
    norms: NormNames(
      attention: "attn_norm", attentionOutput: "post_attention_norm", queries: "attn_q_norm",
      keys: "attn_k_norm", mlp: "ffn_norm", mlpOutput: "post_ffw_norm"),
    projections: [
      .q: StoredProjection("attn_q"), .k: StoredProjection("attn_k"),
      .v: StoredProjection("attn_v"), .o: StoredProjection("attn_output"),
      .gate: StoredProjection("ffn_gate"), .up: StoredProjection("ffn_up"),
      .down: StoredProjection("ffn_down"),
    ],
    ignored: Ignored(prefixes: ["rope_freqs."]))

  /// The same with queries, keys and values in one tensor.
  func fusingAttention(_ name: String) -> TensorNames {
    var names = self
    for projection in [Projection.q, .k, .v] {
      names.projections[projection] = StoredProjection(name, .stacked([.q, .k, .v]))
    }
    return names
  }

  /// The same with the branches of the MLP in one tensor, the gated one first.
  func fusingMLP(_ name: String) -> TensorNames {
    var names = self
    for projection in [Projection.gate, .up] {
      names.projections[projection] = StoredProjection(name, .stacked([.gate, .up]))
    }
    return names
  }
}
