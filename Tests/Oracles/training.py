"""Writes Tests/TransformerTests/Fixtures/training-*.json: two tiny models in float64, trained by PyTorch
for 20 updates with AdamW, warmup, cosine decay and clipping: initial and final parameters, losses, norms.

    python Tests/Oracles/training.py

Made with torch 2.13.0 and transformers 5.23.0; seeds below. Parameters are named and laid out as
Gradbook has them: fused projections apart, every weight [outputs, inputs].
"""
import json
import math
import pathlib

import torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path(__file__).parents[1] / "TransformerTests" / "Fixtures"

RECIPE = dict(steps=20, learningRate=0.02, minimumLearningRate=0.002, warmupSteps=5, weightDecay=0.1,
              beta1=0.9, beta2=0.95, epsilon=1e-8, gradientClip=0.5)
SIZES = dict(hiddenSize=8, heads=4, layers=2, vocabularySize=13)
# Sequences of different lengths, one of them too short to predict anything.
LENGTHS = [9, 5, 2, 7, 1, 8]


def llama():
    torch.manual_seed(1)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=13, hidden_size=8, intermediate_size=12, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, head_dim=2, rms_norm_eps=1e-5, rope_theta=10000.0,
        tie_word_embeddings=False, attn_implementation="sdpa", initializer_range=0.2)).double()
    # transformers rounds norms and rotary tables to float32 even in a float64 model: exact twins.
    for module in model.modules():
        if type(module).__name__ == "LlamaRMSNorm":
            module.forward = lambda x, m=module: m.weight * (
                x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + m.variance_epsilon))
    frequencies = 1.0 / (10000.0 ** (torch.arange(0, 2, 2, dtype=torch.float64) / 2))

    def tables(x, position_ids):
        angles = position_ids[0].double()[:, None] * frequencies[None, :]
        angles = torch.cat([angles, angles], dim=-1)[None]
        return angles.cos(), angles.sin()

    model.model.rotary_emb.forward = tables
    return model


def llama_parameters(model):
    core = model.model
    values = {"embedding": core.embed_tokens.weight, "scale.final": core.norm.weight, "head": model.lm_head.weight}
    for i, block in enumerate(core.layers):
        values[f"scale.attention.{i}"] = block.input_layernorm.weight
        values[f"scale.mlp.{i}"] = block.post_attention_layernorm.weight
        for name in "qkvo":
            values[f"weight.{name}.{i}"] = getattr(block.self_attn, f"{name}_proj").weight
        for name in ["gate", "up", "down"]:
            values[f"weight.{name}.{i}"] = getattr(block.mlp, f"{name}_proj").weight
    return values


def gpt2():
    torch.manual_seed(2)
    model = GPT2LMHeadModel(GPT2Config(
        vocab_size=13, n_positions=10, n_embd=8, n_layer=2, n_head=4, n_inner=12, resid_pdrop=0,
        embd_pdrop=0, attn_pdrop=0, attn_implementation="sdpa", initializer_range=0.2)).double()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "ln" in name or "bias" in name:
                parameter.add_(0.1 * torch.randn_like(parameter))
    return model


def gpt2_parameters(model):
    core = model.transformer
    values = {"embedding": core.wte.weight, "positions": core.wpe.weight,
              "scale.final": core.ln_f.weight, "shift.final": core.ln_f.bias}
    for i, block in enumerate(core.h):
        for norm, name in [(block.ln_1, "attention"), (block.ln_2, "mlp")]:
            values[f"scale.{name}.{i}"] = norm.weight
            values[f"shift.{name}.{i}"] = norm.bias
        weights = block.attn.c_attn.weight.T.chunk(3) + (
            block.attn.c_proj.weight.T, block.mlp.c_fc.weight.T, block.mlp.c_proj.weight.T)
        biases = block.attn.c_attn.bias.chunk(3) + (
            block.attn.c_proj.bias, block.mlp.c_fc.bias, block.mlp.c_proj.bias)
        for name, weight, bias in zip(["q", "k", "v", "o", "up", "down"], weights, biases):
            values[f"weight.{name}.{i}"] = weight
            values[f"bias.{name}.{i}"] = bias
    return values


def learning_rate(step):
    r = RECIPE
    if step <= r["warmupSteps"]:
        return r["learningRate"] * step / r["warmupSteps"]
    behind = (step - r["warmupSteps"]) / (r["steps"] - r["warmupSteps"])
    low, high = r["minimumLearningRate"], r["learningRate"]
    return low + (high - low) * (1 + math.cos(math.pi * behind)) / 2


def batch_loss(model, batch):
    """The mean over every token but the first of each sequence; each sequence runs alone."""
    total, count = 0.0, 0
    for sequence in batch:
        if len(sequence) < 2:
            continue
        logits = model(torch.tensor([sequence])).logits[0]
        total = total + torch.nn.functional.cross_entropy(
            logits[:-1], torch.tensor(sequence[1:]), reduction="sum")
        count += len(sequence) - 1
    return total / count


def train(name, model, parameters):
    def snapshot():
        return {k: v.detach().contiguous().flatten().tolist() for k, v in parameters(model).items()}

    matrices = [p for p in model.parameters() if p.dim() >= 2]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW(
        [dict(params=matrices, weight_decay=RECIPE["weightDecay"]), dict(params=vectors, weight_decay=0.0)],
        lr=RECIPE["learningRate"], betas=(RECIPE["beta1"], RECIPE["beta2"]), eps=RECIPE["epsilon"])
    record = {"recipe": RECIPE, "sizes": SIZES, "initial": snapshot(), "batches": [], "losses": [], "norms": []}
    generator = torch.Generator().manual_seed(3)
    for step in range(1, RECIPE["steps"] + 1):
        batch = [torch.randint(0, 13, (n,), generator=generator).tolist() for n in LENGTHS]
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step)
        optimizer.zero_grad()
        loss = batch_loss(model, batch)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), RECIPE["gradientClip"])
        optimizer.step()
        record["batches"].append(batch)
        record["losses"].append(loss.item())
        record["norms"].append(norm.item())
    record["final"] = snapshot()
    (OUT / f"training-{name}.json").write_text(json.dumps(record) + "\n")
    print(name, record["losses"][0], record["losses"][-1], min(record["norms"]), max(record["norms"]))


if __name__ == "__main__":
    train("llama", llama(), llama_parameters)
    train("gpt2", gpt2(), gpt2_parameters)
