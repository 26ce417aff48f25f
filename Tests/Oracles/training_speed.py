"""Training speed of Gradbook beside PyTorch: tokens a second of the same models, batches and threads, by
turns in one run.

    python Tests/Oracles/training_speed.py .build/release/gradbook [--rounds 5] [--threads 2]

Gradbook's side is `gradbook bench training`, a process of its own each time; PyTorch's is transformers' model
in float32 with fused AdamW and clipped gradients. Needs a quiet machine: PyTorch's threads wait for one
another after every operation and lose more than ours where others want the same cores.
"""
import argparse
import json
import statistics
import subprocess
import time

import torch
from transformers import (GPT2Config, GPT2LMHeadModel, GPTNeoXConfig, GPTNeoXForCausalLM, LlamaConfig,
                          LlamaForCausalLM)

VOCABULARY, CONTEXT, BATCH = 2048, 256, 16
# Width, layers, heads, inner width of a gated MLP; steps of one timing.
SIZES = {"small": (96, 3, 3, 256, 16), "medium": (192, 4, 6, 512, 6), "large": (320, 6, 5, 864, 2)}


def model(architecture, size):
    hidden, layers, heads, gated, _ = SIZES[size]
    if architecture == "llama":
        return LlamaForCausalLM(LlamaConfig(
            vocab_size=VOCABULARY, hidden_size=hidden, intermediate_size=gated, num_hidden_layers=layers,
            num_attention_heads=heads, num_key_value_heads=heads, rms_norm_eps=1e-5,
            max_position_embeddings=CONTEXT, tie_word_embeddings=True, use_cache=False))
    if architecture == "gpt2":
        return GPT2LMHeadModel(GPT2Config(
            vocab_size=VOCABULARY, n_positions=CONTEXT, n_embd=hidden, n_layer=layers, n_head=heads,
            resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, use_cache=False, bos_token_id=0, eos_token_id=0))
    return GPTNeoXForCausalLM(GPTNeoXConfig(
        vocab_size=VOCABULARY, hidden_size=hidden, intermediate_size=4 * hidden, num_hidden_layers=layers,
        num_attention_heads=heads, max_position_embeddings=CONTEXT, use_cache=False,
        bos_token_id=0, eos_token_id=0))


def trained(architecture, size):
    """A function that does one update."""
    torch.manual_seed(0)
    net = model(architecture, size).train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    batch = torch.randint(0, VOCABULARY, (BATCH, CONTEXT))

    def step():
        optimizer.zero_grad(set_to_none=True)
        net(input_ids=batch, labels=batch).loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()

    step()
    return step, sum(p.numel() for p in net.parameters())


def theirs(step, steps):
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return steps * BATCH * CONTEXT / (time.perf_counter() - start)


def ours(tool, architecture, size, steps, threads):
    command = tool.split() + ["--architecture", architecture, "--size", size, "--steps", str(steps),
                              "--threads", str(threads), "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", help="the gradbook executable")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--architectures", default="llama,gpt2,neox")
    parser.add_argument("--sizes", default="small,medium,large")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for architecture in options.architectures.split(","):
        for size in options.sizes.split(","):
            steps = SIZES[size][-1]
            step, parameters = trained(architecture, size)
            pairs = []
            for _ in range(options.rounds):
                result = ours(options.tool + " bench training", architecture, size, steps, options.threads)
                assert result["parameters"] == parameters, (result, parameters)
                pairs.append((result["tokensPerSecond"], theirs(step, steps)))
            print(f"{architecture:6} {size:7} {parameters / 1e6:5.2f}M  gradbook "
                  f"{statistics.median(p[0] for p in pairs):8.0f}  PyTorch "
                  f"{statistics.median(p[1] for p in pairs):8.0f} tokens/s  median ratio "
                  f"{statistics.median(p[0] / p[1] for p in pairs):.2f}  "
                  f"({min(p[0] / p[1] for p in pairs):.2f} to {max(p[0] / p[1] for p in pairs):.2f})", flush=True)


if __name__ == "__main__":
    main()
