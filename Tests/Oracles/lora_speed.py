"""Speed of training LESS's adapters, and of gradients of single examples: Gradbook beside peft, tokens a
second of the same shape, texts and threads, by turns in one run.

    python Tests/Oracles/lora_speed.py .build/release/gradbook [--rounds 3] [--threads 2] [--steps 2]

Gradbook's side is `gradbook bench adapters`; the other is peft's LoRA on transformers' Llama in float32 with
SmolLM2-135M's shape and random weights, one example at a time with accumulation, as LESS trains. Prints the
median ratio and its range: on a shared machine only those of one run mean anything.
"""
import argparse
import json
import statistics
import subprocess
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

VOCABULARY, LENGTH, RESPONSE, BATCH = 49152, 371, 105, 4


def peft_model():
    torch.manual_seed(0)
    net = LlamaForCausalLM(LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
        num_attention_heads=9, num_key_value_heads=3, head_dim=64, rms_norm_eps=1e-5, rope_theta=100000.0,
        tie_word_embeddings=True, use_cache=False, attn_implementation="sdpa"))
    return get_peft_model(net, LoraConfig(
        r=128, lora_alpha=512, lora_dropout=0.1, target_modules=["q_proj", "k_proj", "v_proj", "o_proj"],
        task_type="CAUSAL_LM"))


class Theirs:
    def __init__(self):
        self.net = peft_model().train()
        self.trained = [p for p in self.net.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(self.trained, lr=2e-5, weight_decay=0.0, fused=True)
        self.texts = torch.randint(0, VOCABULARY, (BATCH, LENGTH))
        self.labels = self.texts.clone()
        self.labels[:, : LENGTH - RESPONSE] = -100
        self.step()

    def backward(self, i):
        self.net(input_ids=self.texts[i:i + 1], labels=self.labels[i:i + 1]).loss.backward()

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        for i in range(BATCH):
            self.backward(i)
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()

    def gradients(self):
        self.net.eval()
        for i in range(BATCH):
            self.net.zero_grad(set_to_none=True)
            self.backward(i)
            torch.cat([p.grad.flatten() for p in self.trained])
        self.net.train()

    def speed(self, work, steps):
        start = time.perf_counter()
        for _ in range(steps):
            work()
        return steps * BATCH * LENGTH / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", help="the gradbook executable")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    theirs = Theirs()
    parameters = sum(p.numel() for p in theirs.trained)
    rounds = []
    for _ in range(options.rounds):
        command = [options.tool, "bench", "adapters", "--steps", str(options.steps), "--threads",
                   str(options.threads)]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        assert ours["parameters"] == parameters, (ours, parameters)
        rounds.append(((ours["trainingSpeed"], theirs.speed(theirs.step, options.steps)),
                       (ours["gradientSpeed"], theirs.speed(theirs.gradients, options.steps))))
    for title, pairs in zip(["updates", "gradients"], zip(*rounds)):
        ratios = [a / b for a, b in pairs]
        print(f"{title:9} gradbook {statistics.median(a for a, _ in pairs):7.0f}  peft "
              f"{statistics.median(b for _, b in pairs):7.0f} tokens/s  median ratio "
              f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
