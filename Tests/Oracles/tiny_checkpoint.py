"""Writes Tests/EndToEndTests/Fixtures: a tiny random Llama checkpoint with a byte-level tokenizer, eight
examples, and the layer-wise spectra that PyTorch computes of them in float64.

    python Tests/Oracles/tiny_checkpoint.py

Made with torch 2.13.0, transformers 5.23.0 and tokenizers 0.23; seed 7.
"""
import json
import pathlib

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path(__file__).parents[1] / "EndToEndTests" / "Fixtures"
MODEL = OUT / "tiny-llama"

EXAMPLES = [
    {"instruction": "Add 2 and 3.", "output": "5"},
    {"instruction": "Add 2 and 3.", "input": "Show your steps.", "output": "Two and three make five, so the answer is 5."},
    {"instruction": "Name a colour.", "output": "Blue, like the sky on a clear day."},
    {"instruction": "Wie heißt du?", "output": "Ich heiße Grad – schön, dich zu treffen! 😀"},
    {"instruction": "Count.", "output": "one two three four five six seven eight nine ten"},
    {"instruction": "List two primes.", "output": "2\n3"},
    {"instruction": "A long prompt that fills the window " * 8, "output": "never seen"},
    {"instruction": "Say yes.", "output": "yes"},
]


def byte_level_tokenizer():
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {symbol: index for index, symbol in enumerate(alphabet)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def cosine(a, b):
    return float((a.flatten() @ b.flatten()) / (a.norm() * b.norm() + 1e-9))


def spectra(model, tokenizer, example, index, limit):
    lead = example["instruction"] + ("\n" + example["input"] if example.get("input") else "") + "\n"
    ids = tokenizer.encode(lead + example["output"]).ids[:limit]
    start = len(tokenizer.encode(lead).ids)
    if start >= len(ids):
        return None
    model.zero_grad()
    tokens = torch.tensor([ids])
    logits = model(tokens).logits[0]
    loss = torch.nn.functional.cross_entropy(logits[start - 1 : -1], tokens[0, start:])
    loss.backward()
    weights = [
        {k: getattr(layer.self_attn, f"{k}_proj").weight.grad for k in "qkvo"}
        | {k: getattr(layer.mlp, f"{k}_proj").weight.grad for k in ("gate", "up", "down")}
        for layer in model.model.layers
    ]
    row = {"index": index, "loss": loss.item(), "tokens": len(ids), "responseTokens": len(ids) - start, "layers": []}
    for i, layer in enumerate(weights):
        entry = {}
        for key, gradient in layer.items():
            values = torch.linalg.svdvals(gradient)
            p = values / values.sum()
            p = p[p > 0]
            entry[key] = {
                "nuclear": values.sum().item(), "sigma1": values[0].item(), "frobenius": gradient.norm().item(),
                "effectiveRank": torch.exp(-(p * p.log()).sum()).item(), "singularValues": values.tolist(),
            }
            if i + 1 < len(weights):
                entry[key]["adjacent"] = cosine(gradient, weights[i + 1][key])
        entry["qo"] = cosine(layer["q"], layer["o"])
        entry["kv"] = cosine(layer["k"], layer["v"])
        row["layers"].append(entry)
    return row


def main():
    torch.manual_seed(7)
    MODEL.mkdir(parents=True, exist_ok=True)
    config = LlamaConfig(
        vocab_size=256, hidden_size=24, intermediate_size=40, num_hidden_layers=3, num_attention_heads=4,
        num_key_value_heads=2, head_dim=6, rms_norm_eps=1e-5, rope_theta=10000.0, tie_word_embeddings=True,
        attn_implementation="sdpa", initializer_range=0.3, max_position_embeddings=256, bos_token_id=None,
        eos_token_id=None)
    model = LlamaForCausalLM(config)
    state = {k: v.contiguous() for k, v in model.state_dict().items() if k != "lm_head.weight"}
    save_file(state, MODEL / "model.safetensors", metadata={"format": "pt"})
    (MODEL / "config.json").write_text(config.to_json_string())
    tokenizer = byte_level_tokenizer()
    tokenizer.save(str(MODEL / "tokenizer.json"))
    (OUT / "examples.json").write_text(json.dumps(EXAMPLES, ensure_ascii=False, indent=1) + "\n")
    rows = [spectra(model.double().eval(), tokenizer, e, i, 200) for i, e in enumerate(EXAMPLES)]
    (OUT / "spectra.json").write_text(json.dumps([r for r in rows if r]) + "\n")
    print([r and (r["tokens"], r["responseTokens"]) for r in rows])


if __name__ == "__main__":
    main()
