"""Writes Tests/ArchitecturesTests/Fixtures: for each architecture a tiny random checkpoint as the
transformers library saves it, its twin as a GGUF file, and the logits, the loss and every gradient that
PyTorch computes in float64.

    python Tests/Oracles/architectures.py

Made with torch 2.13.0, transformers 5.23.0, safetensors and gguf 0.19; seeds below.

transformers rounds norms, rotary tables, softmax and loss to float32 even in a float64 model: they are
replaced by exact twins, and rotary frequencies are held against the library's own to 1e-6. Gradients are
taken apart here, so that the tests compare queries, keys and values whatever tensor holds them.
"""
import json
import math
import pathlib
import shutil

import gguf
import numpy as np
import torch
import transformers
from safetensors.torch import load_file, save_file

OUT = pathlib.Path(__file__).parents[1] / "ArchitecturesTests" / "Fixtures"
EPS = 1e-5

LLAMA_LIKE = dict(hidden_size=12, intermediate_size=14, num_hidden_layers=2, num_attention_heads=2,
                  num_key_value_heads=1, vocab_size=19, max_position_embeddings=64, rms_norm_eps=EPS,
                  bos_token_id=1, eos_token_id=2, pad_token_id=None)
THETA = {"rope_type": "default", "rope_theta": 10000.0}
LLAMA3 = {"rope_type": "llama3", "rope_theta": 1000.0, "factor": 8.0, "low_freq_factor": 1.0,
          "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
LONGROPE = {"rope_type": "longrope", "rope_theta": 10000.0, "partial_rotary_factor": 1.0,
            "short_factor": [1.0, 1.25, 2.5], "long_factor": [2.0, 4.0, 8.0],
            "original_max_position_embeddings": 32}

# name: (configuration class, what differs from LLAMA_LIKE, or all of it, number of tokens)
CASES = {
    "llama": ("Llama", LLAMA_LIKE | dict(num_key_value_heads=2, rope_parameters=THETA, tie_word_embeddings=False), 9),
    # Both ends of the interpolation and its middle, grouped queries, tied head.
    "llama3": ("Llama", LLAMA_LIKE | dict(
        head_dim=12, max_position_embeddings=128, rope_parameters=LLAMA3, tie_word_embeddings=True), 11),
    "llama-linear-biased": ("Llama", LLAMA_LIKE | dict(
        rope_parameters={"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}, attention_bias=True,
        mlp_bias=True, tie_word_embeddings=False), 7),
    "mistral": ("Mistral", LLAMA_LIKE | dict(rope_parameters=THETA, sliding_window=4), 11),
    "qwen2": ("Qwen2", LLAMA_LIKE | dict(rope_parameters=THETA, tie_word_embeddings=False), 9),
    "qwen2-windowed": ("Qwen2", LLAMA_LIKE | dict(
        rope_parameters=THETA, use_sliding_window=True, sliding_window=3, max_window_layers=1,
        tie_word_embeddings=True), 9),
    "qwen3": ("Qwen3", LLAMA_LIKE | dict(head_dim=8, rope_parameters=THETA, tie_word_embeddings=True), 9),
    # Caps so low that they bend; heads wider than hidden / heads.
    "gemma2": ("Gemma2", LLAMA_LIKE | dict(
        hidden_size=16, head_dim=10, query_pre_attn_scalar=10, sliding_window=4, attn_logit_softcapping=1.5,
        final_logit_softcapping=4.0, rope_parameters=THETA), 11),
    "gemma3": ("Gemma3Text", LLAMA_LIKE | dict(
        hidden_size=16, head_dim=10, query_pre_attn_scalar=10, sliding_window=4, num_hidden_layers=3,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        rope_parameters={
            "full_attention": {"rope_type": "linear", "rope_theta": 1e6, "factor": 8.0},
            "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0}}), 11),
    "gpt2": ("GPT2", dict(vocab_size=19, n_positions=16, n_embd=12, n_layer=2, n_head=2, n_inner=None,
                          layer_norm_epsilon=EPS, bos_token_id=1, eos_token_id=2), 9),
    "gpt-neox": ("GPTNeoX", dict(
        vocab_size=19, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=20,
        max_position_embeddings=64, layer_norm_eps=EPS, bos_token_id=1, eos_token_id=2,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5}), 9),
    "gpt-neox-sequential": ("GPTNeoX", dict(
        vocab_size=19, hidden_size=12, num_hidden_layers=2, num_attention_heads=3, intermediate_size=20,
        max_position_embeddings=64, layer_norm_eps=EPS, bos_token_id=1, eos_token_id=2,
        use_parallel_residual=False,
        rope_parameters={"rope_type": "default", "rope_theta": 500.0, "partial_rotary_factor": 1.0}), 9),
    "olmo2": ("Olmo2", LLAMA_LIKE | dict(rope_parameters=THETA, tie_word_embeddings=False), 9),
    "phi3": ("Phi3", LLAMA_LIKE | dict(
        rope_parameters=THETA | {"partial_rotary_factor": 0.7}, sliding_window=4, tie_word_embeddings=False), 11),
    "phi3-long": ("Phi3", LLAMA_LIKE | dict(
        rope_parameters=LONGROPE, original_max_position_embeddings=32, max_position_embeddings=128,
        tie_word_embeddings=False), 9),
}

# name: what differs in the metadata of its GGUF twin
TWINS = {
    "llama": "llama", "llama3": "llama", "qwen2": "qwen2", "qwen3": "qwen3", "gemma2": "gemma2",
    "gemma3": "gemma3", "gpt2": "gpt2", "gpt-neox": "gptneox", "olmo2": "olmo2", "phi3": "phi3",
    "phi3-long": "phi3",
}


# MARK: - Exact twins


def exact_softmax(original=torch.nn.functional.softmax):
    def softmax(x, dim=None, _stacklevel=3, dtype=None):
        return original(x, dim=dim)
    return softmax


def exact_norm(module, is_gemma):
    def forward(x):
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + (module.eps if is_gemma else module.variance_epsilon))
        return x * (1 + module.weight) if is_gemma else module.weight * x
    return forward


def frequencies(rope, width):
    """The frequencies of rotary positions in double precision, and what the turned part is multiplied by."""
    base = 1.0 / rope["rope_theta"] ** (torch.arange(0, width, 2, dtype=torch.float64) / width)
    kind = rope.get("rope_type", "default")
    if kind == "linear":
        return base / rope["factor"], 1.0
    if kind == "llama3":
        low, high = rope["low_freq_factor"], rope["high_freq_factor"]
        original = rope["original_max_position_embeddings"]
        result = []
        for f in base.tolist():
            length = 2 * math.pi / f
            smooth = (original / length - low) / (high - low)
            if length > original / low:
                f = f / rope["factor"]
            elif length >= original / high:
                f = (1 - smooth) * f / rope["factor"] + smooth * f
            result.append(f)
        return torch.tensor(result, dtype=torch.float64), 1.0
    if kind == "longrope":
        ratio = rope["ratio"]
        amplitude = math.sqrt(1 + math.log(ratio) / math.log(rope["original_max_position_embeddings"]))
        return base / torch.tensor(rope["short_factor"], dtype=torch.float64), amplitude
    return base, 1.0


def exact_rotary(module, config):
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    nested = "full_attention" in config.rope_parameters
    tables = {}
    for kind, rope in config.rope_parameters.items() if nested else [(None, config.rope_parameters)]:
        rope = dict(rope, ratio=config.max_position_embeddings / rope.get("original_max_position_embeddings", 1))
        width = int(head * rope.get("partial_rotary_factor", 1.0))
        tables[kind] = frequencies(rope, width)
        theirs = getattr(module, f"{kind}_inv_freq" if nested else "inv_freq")
        assert torch.allclose(tables[kind][0], theirs.double(), rtol=1e-6), (kind, tables[kind], theirs)
        scaling = getattr(module, f"{kind}_attention_scaling" if nested else "attention_scaling")
        assert abs(tables[kind][1] - scaling) < 1e-12

    def forward(x, position_ids, layer_type=None):
        f, amplitude = tables[layer_type]
        angles = position_ids[0].double()[:, None] * f[None, :]
        angles = torch.cat([angles, angles], dim=-1)[None]
        return angles.cos() * amplitude, angles.sin() * amplitude
    return forward


def make_exact(model, config):
    for module in model.modules():
        kind = type(module).__name__
        if kind.endswith("RMSNorm"):
            module.forward = exact_norm(module, "Gemma" in kind)
        if kind.endswith("RotaryEmbedding"):
            module.forward = exact_rotary(module, config)
    torch.nn.functional.softmax = exact_softmax()


# MARK: - Names


def our_name(name):
    """What the tests call a parameter of the library, or the three or two that it fuses."""
    for ours, theirs in {
        "embedding": ["model.embed_tokens.weight", "transformer.wte.weight", "gpt_neox.embed_in.weight"],
        "positions": ["transformer.wpe.weight"], "head": ["lm_head.weight", "embed_out.weight"],
        "final.scale": ["model.norm.weight", "transformer.ln_f.weight", "gpt_neox.final_layer_norm.weight"],
        "final.shift": ["transformer.ln_f.bias", "gpt_neox.final_layer_norm.bias"],
    }.items():
        if name in theirs:
            return ours
    parts = name.split(".")
    layer = next(p for p in parts if p.isdigit())
    module, kind = parts[-2], parts[-1]
    return f"{layer}.{module}.{kind}"


def unfused(model, config, name, gradient):
    """Gradients by the names of the tests: [(name, gradient)]."""
    ours = our_name(name)
    if not ours[0].isdigit():
        return [(ours, gradient)]
    layer, module, kind = ours.split(".")
    is_olmo = config.model_type == "olmo2"
    is_gemma = config.model_type.startswith("gemma")
    norms = {
        "input_layernorm": "attention", "ln_1": "attention", "ln_2": "mlp", "q_norm": "queries", "k_norm": "keys",
        "post_attention_layernorm": "attentionOutput" if is_olmo or is_gemma else "mlp",
        "pre_feedforward_layernorm": "mlp", "post_feedforward_layernorm": "mlpOutput",
    }
    if module in norms:
        return [(f"{layer}.{norms[module]}.{'shift' if kind == 'bias' else 'scale'}", gradient)]
    if config.model_type == "gpt2":
        if kind == "weight":
            gradient = gradient.T
        if module == "c_attn":
            return [(f"{layer}.{p}.{kind}", g) for p, g in zip("qkv", gradient.chunk(3))]
        linear = {"c_fc": "up", "c_proj": "o" if ".attn." in name else "down"}[module]
        return [(f"{layer}.{linear}.{kind}", gradient)]
    if module == "query_key_value":
        head = config.hidden_size // config.num_attention_heads
        parts = gradient.reshape(config.num_attention_heads, 3, head, -1)
        shape = (config.hidden_size, -1) if kind == "weight" else (-1,)
        return [(f"{layer}.{p}.{kind}", parts[:, i].reshape(shape)) for i, p in enumerate("qkv")]
    if module == "qkv_proj":
        head = config.hidden_size // config.num_attention_heads
        sizes = [config.num_attention_heads * head] + [config.num_key_value_heads * head] * 2
        return [(f"{layer}.{p}.{kind}", g) for p, g in zip("qkv", gradient.split(sizes))]
    if module == "gate_up_proj":
        return [(f"{layer}.{p}.{kind}", g) for p, g in zip(["gate", "up"], gradient.chunk(2))]
    linear = {"dense": "o", "dense_h_to_4h": "up", "dense_4h_to_h": "down"}.get(module, module.removesuffix("_proj"))
    return [(f"{layer}.{linear}.{kind}", gradient)]


# MARK: - Checkpoints and what is expected of them


def random_model(name, kind, settings, seed):
    torch.manual_seed(seed)
    config = getattr(transformers, f"{kind}Config")(**settings)
    config._attn_implementation = "eager"
    classes = {"Gemma3Text": "Gemma3ForCausalLM", "GPT2": "GPT2LMHeadModel"}
    model = getattr(transformers, classes.get(kind, f"{kind}ForCausalLM"))(config).float().eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.normal_(0, 0.4)
            if "norm" in key or "ln_" in key:
                parameter.add_(0.0 if "Gemma" in kind or key.endswith("bias") else 1.0)
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    return model, config


def expectations(name, model, config, count, seed):
    model = model.double()
    make_exact(model, config)
    tokens = torch.randint(0, config.vocab_size, (1, count), generator=torch.Generator().manual_seed(seed))
    start = count // 3
    logits = model(tokens).logits
    loss = torch.nn.functional.cross_entropy(logits[0, start - 1 : -1], tokens[0, start:])
    loss.backward()
    expected = {"logits": logits[0], "loss": loss.reshape(1), "tokens": tokens[0].double(),
                "responseStart": torch.tensor([start]).double()}
    for key, parameter in model.named_parameters():
        for ours, gradient in unfused(model, config, key, parameter.grad):
            expected[f"gradient.{ours}"] = gradient
    expected = {k: v.detach().contiguous() for k, v in expected.items()}
    assert all(v.dtype == torch.float64 for v in expected.values())
    save_file(expected, OUT / name / "expected.safetensors")
    print(name, loss.item(), sum(p.numel() for p in model.parameters()))


# MARK: - Twins as GGUF files


def permuted(weight, heads):
    """The order of rows into which llama.cpp's converter brings q and k of a llama."""
    rows = weight.shape[0]
    return weight.reshape(heads, 2, rows // heads // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def converted(name, tensor, architecture, config):
    """What llama.cpp's converter makes of a tensor."""
    if architecture == "llama" and "q_proj" in name:
        return permuted(tensor, config["num_attention_heads"])
    if architecture == "llama" and "k_proj" in name:
        return permuted(tensor, config["num_key_value_heads"])
    if architecture.startswith("gemma") and "norm" in name:
        return tensor + 1
    if architecture == "gpt2" and any(k in name for k in ["c_attn.weight", "c_proj.weight", "c_fc.weight"]):
        return tensor.T
    if "query_key_value" in name:
        heads = config["num_attention_heads"]
        parts = tensor.reshape(heads, 3, config["hidden_size"] // heads, *tensor.shape[1:])
        return np.concatenate([parts[:, i].reshape(-1, *tensor.shape[1:]) for i in range(3)])
    return tensor


def twin(name, architecture):
    config = json.loads((OUT / name / "config.json").read_text())
    get = lambda *keys: next((config[k] for k in keys if config.get(k) is not None), None)
    writer = gguf.GGUFWriter(str(OUT / name / "model.gguf"), architecture)
    hidden, heads = get("hidden_size", "n_embd"), get("num_attention_heads", "n_head")
    head = get("head_dim") or hidden // heads
    layers = get("num_hidden_layers", "n_layer")
    writer.add_block_count(layers)
    writer.add_context_length(get("max_position_embeddings", "n_positions"))
    writer.add_embedding_length(hidden)
    writer.add_feed_forward_length(get("intermediate_size", "n_inner") or 4 * hidden)
    writer.add_head_count(heads)
    if "num_key_value_heads" in config:
        writer.add_head_count_kv(config["num_key_value_heads"])
    if "rms_norm_eps" in config:
        writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    else:
        writer.add_layer_norm_eps(get("layer_norm_eps", "layer_norm_epsilon"))
    writer.add_vocab_size(config["vocab_size"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    rope = config.get("rope_parameters") or {}
    rope = rope.get("full_attention", rope)
    if rope:
        writer.add_rope_freq_base(rope["rope_theta"])
    if get("head_dim"):
        writer.add_key_length(head)
        writer.add_value_length(head)
    if architecture in ["gemma2", "gemma3", "phi3"]:
        writer.add_sliding_window(config["sliding_window"] or 0)
    if architecture == "gemma2":
        writer.add_attn_logit_softcapping(config["attn_logit_softcapping"])
        writer.add_final_logit_softcapping(config["final_logit_softcapping"])
    if architecture == "gemma3":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(rope["factor"])
        writer.add_sliding_window_pattern([t == "sliding_attention" for t in config["layer_types"]])
    if architecture == "llama":
        writer.add_rope_dimension_count(head)
    if architecture == "gptneox":
        writer.add_rope_dimension_count(int(head * rope["partial_rotary_factor"]))
        writer.add_parallel_residual(config["use_parallel_residual"])
    if architecture == "phi3":
        writer.add_rope_dimension_count(int(head * rope["partial_rotary_factor"]))
        writer.add_rope_scaling_orig_ctx_len(config["original_max_position_embeddings"])
    if rope.get("rope_type") == "longrope":
        ratio = config["max_position_embeddings"] / config["original_max_position_embeddings"]
        writer.add_rope_scaling_attn_factors(
            math.sqrt(1 + math.log(ratio) / math.log(config["original_max_position_embeddings"])))
        writer.add_tensor("rope_factors_long.weight", np.array(rope["long_factor"], np.float32))
        writer.add_tensor("rope_factors_short.weight", np.array(rope["short_factor"], np.float32))
    if rope.get("rope_type") == "llama3":
        scaled, plain = frequencies(rope, head)[0], frequencies(rope | {"rope_type": "default"}, head)[0]
        writer.add_tensor("rope_freqs.weight", (plain / scaled).numpy().astype(np.float32))
    names = gguf.get_tensor_name_map(
        next(a for a, n in gguf.MODEL_ARCH_NAMES.items() if n == architecture), layers)
    for key, tensor in load_file(OUT / name / "model.safetensors").items():
        stem, suffix = key.rsplit(".", 1)
        stored = converted(key, tensor.numpy(), architecture, config)
        writer.add_tensor(f"{names.get_name(stem)}.{suffix}", np.ascontiguousarray(stored))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def nested_gemma3():
    """Gemma 3 as the language model of a model of texts and pictures."""
    folder = OUT / "gemma3-nested"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    config = json.loads((OUT / "gemma3" / "config.json").read_text())
    whole = {"model_type": "gemma3", "text_config": config, "vision_config": {"hidden_size": 8}}
    (folder / "config.json").write_text(json.dumps(whole, indent=1) + "\n")
    tensors = load_file(OUT / "gemma3" / "model.safetensors")
    renamed = {f"language_model.{k}": v for k, v in tensors.items()}
    renamed["vision_tower.vision_model.embeddings.patch_embedding.bias"] = torch.zeros(8)
    renamed["multi_modal_projector.mm_soft_emb_norm.weight"] = torch.zeros(8)
    save_file(renamed, folder / "model.safetensors", metadata={"format": "pt"})


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for seed, (name, (kind, settings, count)) in enumerate(CASES.items(), start=11):
        model, config = random_model(name, kind, settings, seed)
        expectations(name, model, config, count, seed)
    for name, architecture in TWINS.items():
        twin(name, architecture)
    nested_gemma3()


if __name__ == "__main__":
    main()
