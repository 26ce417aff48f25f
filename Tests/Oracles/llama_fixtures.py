"""Writes Tests/TransformerTests/Fixtures/*.json: tiny random Llama models in float64, with the logits,
the loss and every gradient that PyTorch computes.

    python Tests/Oracles/llama_fixtures.py

Made with torch 2.13.0 and transformers 5.23.0; seeds below.
"""
import json
import pathlib

import torch
from transformers import LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path(__file__).parents[1] / "TransformerTests" / "Fixtures"

CASES = {
    # Grouped queries, tied head, a prompt of several tokens.
    "grouped-tied": dict(seed=1, hidden=12, heads=6, kv=2, size=2, inner=20, layers=3, vocab=23, tied=True, T=11, start=4),
    # As many key heads as query heads, separate head, heads wider than hidden / heads.
    "multi-head-separate": dict(seed=2, hidden=10, heads=2, kv=2, size=6, inner=14, layers=2, vocab=17, tied=False, T=9, start=1),
    # One key head for all queries; a response of one token.
    "multi-query-one-token": dict(seed=3, hidden=8, heads=4, kv=1, size=4, inner=9, layers=2, vocab=13, tied=True, T=7, start=6),
}


def flat(tensor):
    return [float(x) for x in tensor.detach().flatten()]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name, c in CASES.items():
        torch.manual_seed(c["seed"])
        config = LlamaConfig(
            vocab_size=c["vocab"], hidden_size=c["hidden"], intermediate_size=c["inner"],
            num_hidden_layers=c["layers"], num_attention_heads=c["heads"], num_key_value_heads=c["kv"],
            head_dim=c["size"], rms_norm_eps=1e-5, rope_theta=10000.0, tie_word_embeddings=c["tied"],
            attn_implementation="sdpa", initializer_range=0.3, max_position_embeddings=64)
        model = LlamaForCausalLM(config).double().eval()
        with torch.no_grad():
            for key, parameter in model.named_parameters():
                if "norm" in key:
                    parameter.add_(0.2 * torch.randn_like(parameter))
        # transformers rounds norms and rotary tables to float32 even in a float64 model: exact twins.
        for module in model.modules():
            if type(module).__name__ == "LlamaRMSNorm":
                module.forward = lambda x, m=module: m.weight * (
                    x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + m.variance_epsilon))
        rotary = model.model.rotary_emb
        exponent = torch.arange(0, c["size"], 2, dtype=torch.float64) / c["size"]
        rotary.inv_freq = 1.0 / (10000.0 ** exponent)

        def tables(x, position_ids):
            angles = position_ids[0].double()[:, None] * rotary.inv_freq[None, :]
            angles = torch.cat([angles, angles], dim=-1)[None]
            return angles.cos(), angles.sin()

        rotary.forward = tables
        tokens = torch.randint(0, c["vocab"], (1, c["T"]))
        labels = tokens.clone()
        labels[0, : c["start"]] = -100
        logits = model(tokens).logits
        # transformers computes its loss in float32 even here.
        loss = torch.nn.functional.cross_entropy(logits[0, :-1], labels[0, 1:], ignore_index=-100)
        loss.backward()
        record = {
            "seed": c["seed"], "hiddenSize": c["hidden"], "heads": c["heads"], "keyValueHeads": c["kv"],
            "headSize": c["size"], "intermediateSize": c["inner"], "layers": c["layers"],
            "vocabularySize": c["vocab"], "normEpsilon": 1e-5, "ropeTheta": 10000.0,
            "tiesEmbeddings": c["tied"], "tokens": tokens[0].tolist(), "responseStart": c["start"],
            "loss": loss.item(), "logits": flat(logits),
            "weights": {k: flat(p) for k, p in model.named_parameters()},
            "gradients": {k: flat(p.grad) for k, p in model.named_parameters()},
        }
        (OUT / f"{name}.json").write_text(json.dumps(record) + "\n")
        print(name, loss.item())


if __name__ == "__main__":
    main()
