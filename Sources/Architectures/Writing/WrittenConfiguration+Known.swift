import JSONTree
import Transformer

extension WrittenConfiguration {
  static let llama = WrittenConfiguration(modelType: "llama", className: "LlamaForCausalLM") {
    $0.llamaLike + [
      JSONMember("hidden_act", $0.activation),
      JSONMember("attention_bias", .bool($0.attention.hasInputBias)),
      JSONMember("mlp_bias", .bool($0.block.mlp.hasBias)),
    ] + $0.rotation($0.attention.rotary, base: "rope_theta")
  }

  static let qwen2 = WrittenConfiguration(modelType: "qwen2", className: "Qwen2ForCausalLM") {
    $0.llamaLike.filter { $0.key != "head_dim" } + [
      JSONMember("hidden_act", $0.activation),
      JSONMember("use_sliding_window", false),
    ] + $0.rotation($0.attention.rotary, base: "rope_theta")
  }

  static let qwen3 = WrittenConfiguration(modelType: "qwen3", className: "Qwen3ForCausalLM") {
    $0.llamaLike + [
      JSONMember("hidden_act", $0.activation),
      JSONMember("attention_bias", .bool($0.attention.hasInputBias)),
      JSONMember("use_sliding_window", false),
    ] + $0.rotation($0.attention.rotary, base: "rope_theta")
  }

  static let olmo2 = WrittenConfiguration(modelType: "olmo2", className: "Olmo2ForCausalLM") {
    $0.llamaLike.filter { $0.key != "head_dim" } + [
      JSONMember("hidden_act", $0.activation),
      JSONMember("attention_bias", .bool($0.attention.hasInputBias)),
    ] + $0.rotation($0.attention.rotary, base: "rope_theta")
  }

  static let gemma3 = WrittenConfiguration(
    modelType: "gemma3_text", className: "Gemma3ForCausalLM"
  ) { figure in
    let blocks = figure.design.blocks
    let local = blocks.first { $0.attention.window != nil }
    let global = blocks.first { $0.attention.window == nil }
    let scale = figure.attention.scale
    return figure.llamaLike + [
      JSONMember("hidden_activation", figure.activation),
      // The library wants an integer here.
      JSONMember("query_pre_attn_scalar", .integer(Int((1 / (scale * scale)).rounded()))),
      JSONMember("sliding_window", .integer(local?.attention.window ?? figure.contextLength)),
      JSONMember(
        "layer_types",
        .array(
          blocks.map { $0.attention.window == nil ? "full_attention" : "sliding_attention" })),
      JSONMember("attention_bias", .bool(figure.attention.hasInputBias)),
      JSONMember("attn_logit_softcapping", .finite(figure.attention.scoreCap)),
      JSONMember("final_logit_softcapping", .finite(figure.design.logitCap)),
    ] + figure.rotation((global ?? blocks[0]).attention.rotary, base: "rope_theta")
      + figure.rotation((local ?? blocks[0]).attention.rotary, base: "rope_local_base_freq")
  }

  static let gpt2 = WrittenConfiguration(modelType: "gpt2", className: "GPT2LMHeadModel") {
    [
      JSONMember("n_embd", .integer($0.design.hiddenSize)),
      JSONMember("n_layer", .integer($0.design.blocks.count)),
      JSONMember("n_head", .integer($0.attention.heads)),
      JSONMember("n_positions", .integer($0.design.learnedPositions ?? 0)),
      JSONMember("n_inner", .integer($0.block.mlp.intermediateSize)),
      // The same function by the name that GPT-2 has always had for it.
      JSONMember(
        "activation_function", $0.block.mlp.activation == .geluTanh ? "gelu_new" : $0.activation),
      JSONMember("layer_norm_epsilon", .number($0.design.finalNorm.epsilon)),
      JSONMember("vocab_size", .integer($0.design.vocabularySize)),
      JSONMember("tie_word_embeddings", .bool($0.design.tiesEmbeddings)),
      JSONMember("attn_pdrop", 0.0), JSONMember("embd_pdrop", 0.0),
      JSONMember("resid_pdrop", 0.0),
    ]
  }

  static let gptNeoX = WrittenConfiguration(
    modelType: "gpt_neox", className: "GPTNeoXForCausalLM"
  ) {
    let width = Double($0.attention.rotary?.width ?? 0)
    return [
      JSONMember("hidden_size", .integer($0.design.hiddenSize)),
      JSONMember("intermediate_size", .integer($0.block.mlp.intermediateSize)),
      JSONMember("num_hidden_layers", .integer($0.design.blocks.count)),
      JSONMember("num_attention_heads", .integer($0.attention.heads)),
      JSONMember("layer_norm_eps", .number($0.design.finalNorm.epsilon)),
      JSONMember("hidden_act", $0.activation),
      JSONMember("rotary_pct", .number(width / Double($0.attention.headSize))),
      JSONMember("use_parallel_residual", .bool($0.block.isParallel)),
      JSONMember("attention_bias", .bool($0.attention.hasInputBias)),
    ] + $0.rotation($0.attention.rotary, base: "rotary_emb_base") + $0.common
  }
}
