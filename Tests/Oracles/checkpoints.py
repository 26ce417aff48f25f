"""Writes the fixtures of CheckpointsTests.

Usage: python checkpoints.py Tests/CheckpointsTests/Fixtures

Made with gguf 0.19.0, safetensors 0.8.0, transformers 5.23, torch 2.13, numpy 2.4.6; seed 20260101.
  types.gguf                 a tensor of each element type that is read
  types-expected.safetensors the same tensors as gguf.quants.dequantize widens them, float32
  metadata.gguf              every type of metadata value, no tensors
  big-endian.gguf            the same file header in the other byte order
  dtypes.safetensors         element types of the safetensors package, and dtypes-expected in float32
  llama/                     a tiny llama in bfloat16, as transformers saves it, with a tokenizer.json
  llama-sharded/             the same weights in float32, in several files
  llama.gguf                 the same weights in float32, q and k permuted as converters do
"""

import json
import os
import sys

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Q
from gguf import GGUFEndian, GGUFValueType, GGUFWriter
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

SEED = 20260101
out = sys.argv[1]
rng = np.random.default_rng(SEED)


def path(name):
    return os.path.join(out, name)


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def halves(values):
    return np.asarray(values, dtype=np.float16).view(np.uint8)


def random_blocks(kind, rows, blocks):
    """Blocks of random bits whose half-precision scales are numbers of an ordinary size."""
    size = gguf.GGML_QUANT_SIZES[kind][1]
    scales = {Q.Q2_K: [80, 82], Q.Q3_K: [108], Q.Q4_K: [0, 2], Q.Q5_K: [0, 2], Q.Q6_K: [208]}[kind]
    data = rng.integers(0, 256, size=(rows, blocks, size), dtype=np.uint8)
    for at in scales:
        values = rng.normal(scale=0.01, size=(rows, blocks, 1)).astype(np.float16)
        data[..., at : at + 2] = values.view(np.uint8)
    return data.reshape(rows, blocks * size)


def element_types():
    writer = GGUFWriter(path("types.gguf"), "none")
    expected = {}
    floats = rng.normal(size=(5, 512)).astype(np.float32)
    floats[0, :8] = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-40, -1e38, 3.4028235e38]
    # Every exponent of a half: subnormals, ordinary numbers, infinities, both zeros, and a NaN.
    patterns = rng.integers(0, 0x7C00, size=(5, 512), dtype=np.uint16)
    patterns |= rng.integers(0, 2, size=(5, 512), dtype=np.uint16) << 15
    patterns[0, :9] = [0, 0x8000, 0x7C00, 0xFC00, 0x7E01, 1, 0x83FF, 0x0400, 0x7BFF]
    tensors = {Q.F32: floats, Q.F16: patterns.view(np.float16)}
    for kind in [Q.BF16, Q.Q4_0, Q.Q4_1, Q.Q5_0, Q.Q5_1, Q.Q8_0]:
        source = rng.normal(size=(5, 512)).astype(np.float32)
        source[1] = 0  # a row of zeros has a scale of zero
        tensors[kind] = gguf.quants.quantize(source, kind)
    for kind in [Q.Q2_K, Q.Q3_K, Q.Q4_K, Q.Q5_K, Q.Q6_K]:
        tensors[kind] = random_blocks(kind, 5, 2)
    for kind, data in tensors.items():
        writer.add_tensor(kind.name, data, raw_dtype=kind)
        expected[kind.name] = gguf.quants.dequantize(data, kind).reshape(5, 512)
    doubles = rng.normal(size=(5, 512))
    doubles[0, :4] = [1e300, -1e-300, 1 + 2**-24, 1 + 3 * 2**-24]
    writer.add_tensor("F64", doubles)
    with np.errstate(over="ignore"):
        expected["F64"] = doubles.astype(np.float32)
    writer.add_tensor("I32", np.arange(6, dtype=np.int32).reshape(2, 3))
    finish(writer)
    save_file({k: torch.from_numpy(v.copy()) for k, v in expected.items()}, path("types-expected.safetensors"))


def metadata(name, endianess):
    writer = GGUFWriter(path(name), "none", endianess=endianess)
    for kind, value in [
        (GGUFValueType.UINT8, 200), (GGUFValueType.INT8, -100), (GGUFValueType.UINT16, 60000),
        (GGUFValueType.INT16, -30000), (GGUFValueType.UINT32, 4000000000),
        (GGUFValueType.INT32, -2000000000), (GGUFValueType.UINT64, 2**64 - 1),
        (GGUFValueType.INT64, -(2**63)), (GGUFValueType.FLOAT32, 0.1), (GGUFValueType.FLOAT64, 0.1),
        (GGUFValueType.BOOL, True), (GGUFValueType.STRING, "né\n"),
    ]:
        writer.add_key_value(f"test.{kind.name.lower()}", value, kind)
        writer.add_key_value(f"test.array.{kind.name.lower()}", [value, value], GGUFValueType.ARRAY, kind)
    writer.add_key_value("test.nested", [[1, 2], [3], [4, 5, 6]], GGUFValueType.ARRAY, GGUFValueType.ARRAY)
    finish(writer)


def dtypes():
    numbers = torch.from_numpy(rng.normal(size=(3, 4, 5)))
    numbers[0, 0, :3] = torch.tensor([0.0, -0.0, 1e-41], dtype=torch.float64)
    tensors = {
        "f64": numbers, "f32": numbers.float(), "f16": numbers.half(), "bf16": numbers.bfloat16(),
        "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 7),
    }
    expected = {k: v.float() for k, v in tensors.items()}
    others = {
        "i64": torch.arange(4), "flags": torch.tensor([True, False, True]),
        "f8": numbers[0].to(torch.float8_e4m3fn),
    }
    save_file(tensors | others, path("dtypes.safetensors"), metadata={"note": "é"})
    save_file(expected, path("dtypes-expected.safetensors"))


def permuted(weight, heads):
    """The order of rows into which converters to GGUF bring q and k of a llama."""
    rows = weight.shape[0]
    return weight.reshape(heads, 2, rows // heads // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def llama():
    torch.manual_seed(SEED)
    config = LlamaConfig(
        vocab_size=24, hidden_size=16, intermediate_size=20, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=64, rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 5000.0}, bos_token_id=1,
        eos_token_id=2, tie_word_embeddings=False,
    )
    model = LlamaForCausalLM(config)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)
    model = model.to(torch.bfloat16)
    model.save_pretrained(path("llama"))
    with open(path("llama/tokenizer.json"), "w") as file:
        json.dump({"version": "1.0"}, file)
    model = model.float()
    model.save_pretrained(path("llama-sharded"), max_shard_size="6KB")
    for folder in ["llama", "llama-sharded"]:
        os.remove(path(f"{folder}/generation_config.json"))
    state = {k: v.numpy() for k, v in model.state_dict().items()}
    llama_gguf(config, state)
    read = AutoModelForCausalLM.from_pretrained(out, gguf_file="llama.gguf").state_dict()
    for name, tensor in state.items():
        assert np.array_equal(read[name].float().numpy(), tensor), name


def llama_gguf(config, state):
    writer = GGUFWriter(path("llama.gguf"), "llama")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(5000.0)
    writer.add_rope_dimension_count(8)
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list([f"t{i}" for i in range(23)] + ["é"])
    writer.add_token_types([3, 3, 3] + [1] * 21)
    writer.add_token_scores([-float(i) for i in range(24)])
    writer.add_token_merges(["t 0", "t 1"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_pad_token_id(2)
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template("{{ messages }}")
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    for name, tensor in state.items():
        if "q_proj" in name:
            tensor = permuted(tensor, config.num_attention_heads)
        if "k_proj" in name:
            tensor = permuted(tensor, config.num_key_value_heads)
        stem, suffix = name.rsplit(".", 1)
        writer.add_tensor(f"{names.get_name(stem)}.{suffix}", np.ascontiguousarray(tensor))
    finish(writer)


element_types()
metadata("metadata.gguf", GGUFEndian.LITTLE)
metadata("big-endian.gguf", GGUFEndian.BIG)
dtypes()
llama()
