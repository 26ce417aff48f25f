"""Speed of greedy decoding: Gradbook beside transformers' generate with its cache, new tokens a second of the same
shape, prompts and threads, by turns in one run.

    python Tests/Oracles/generation_speed.py .build/release/gradbook [--rounds 3] [--threads 2] [--tokens 32]

Gradbook's side is `gradbook bench generation`; the other is transformers' Llama in float32 with SmolLM2-135M's
shape and random weights: one prompt at a time, then all eight in one batch padded on the left. Prints the median
ratio and its range: on a shared machine only those of one run mean anything.
"""
import argparse
import json
import statistics
import subprocess
import time

import torch
from transformers import LlamaConfig, LlamaForCausalLM

VOCABULARY = 49152
PROMPTS = [99, 115, 59, 46, 78, 42, 74, 44]


class Theirs:
    def __init__(self, tokens):
        torch.manual_seed(0)
        self.tokens = tokens
        self.net = LlamaForCausalLM(LlamaConfig(
            vocab_size=VOCABULARY, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
            num_attention_heads=9, num_key_value_heads=3, head_dim=64, rms_norm_eps=1e-5, rope_theta=100000.0,
            tie_word_embeddings=True, attn_implementation="sdpa", eos_token_id=None, pad_token_id=0)).eval()
        self.texts = [torch.randint(1, VOCABULARY, (1, n)) for n in PROMPTS]
        self.generate(self.texts[0], torch.ones_like(self.texts[0]))

    def generate(self, ids, mask):
        out = self.net.generate(
            ids, attention_mask=mask, do_sample=False, use_cache=True, max_new_tokens=self.tokens,
            min_new_tokens=self.tokens)
        assert out.shape[1] == ids.shape[1] + self.tokens, out.shape

    def alone(self):
        for text in self.texts:
            self.generate(text, torch.ones_like(text))

    def batch(self):
        width = max(PROMPTS)
        pad = lambda x: torch.cat([torch.zeros(1, width - x.shape[1], dtype=x.dtype), x], 1)
        self.generate(torch.cat([pad(t) for t in self.texts]), torch.cat([pad(torch.ones_like(t)) for t in self.texts]))

    def speed(self, work):
        start = time.perf_counter()
        work()
        return len(PROMPTS) * self.tokens / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", help="the gradbook executable")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=32)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    theirs = Theirs(options.tokens)
    rounds = []
    for _ in range(options.rounds):
        command = [options.tool, "bench", "generation", "--tokens", str(options.tokens), "--threads",
                   str(options.threads)]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rounds.append(((ours["aloneSpeed"], theirs.speed(theirs.alone)),
                       (ours["inStepSpeed"], theirs.speed(theirs.batch))))
    for title, pairs in zip(["one text at a time", "eight texts"], zip(*rounds)):
        ratios = [a / b for a, b in pairs]
        print(f"{title:18} gradbook {statistics.median(a for a, _ in pairs):6.1f}  transformers "
              f"{statistics.median(b for _, b in pairs):6.1f} tokens/s  median ratio "
              f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
