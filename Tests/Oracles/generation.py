"""Writes Tests/ArchitecturesTests/Fixtures/generation.json: how the transformers library continues prompts with
the tiny random checkpoints that architectures.py writes, greedily, with its own cache, in float64.

    python Tests/Oracles/generation.py

Made with torch 2.13.0 and transformers 5.23.0; seed 5. Token 2 ends a text and is not among its tokens. Of 24
prompts the one is taken that is continued by the most different tokens, the likeliest of which leads the next by
1e-4 at every step: the library rounds norms and softmax to float32 even in a float64 model, and a nearer tie would
compare rounding. Random models like to repeat themselves, so the logits of the last step are written too.
"""
import json
import pathlib
import random

import torch
from transformers import AutoModelForCausalLM

FIXTURES = pathlib.Path(__file__).parents[1] / "ArchitecturesTests" / "Fixtures"
LENGTHS = [1, 3, 8]
END = 2


def continuation(model, prompt, limit):
    ids = torch.tensor([prompt])
    out = model.generate(
        ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=limit, use_cache=True,
        eos_token_id=END, pad_token_id=END, return_dict_in_generate=True, output_logits=True)
    logits = torch.stack(out.logits)[:, 0]
    top = logits.topk(2).values
    tokens = out.sequences[0, len(prompt):].tolist()
    ended = tokens[-1] == END
    record = {"prompt": prompt, "limit": limit, "tokens": tokens[:-1] if ended else tokens, "ended": ended,
              "lastLogits": [round(x, 9) for x in logits[-1].tolist()]}
    return record, (top[:, 0] - top[:, 1]).min().item()


def cases(name, numbers):
    # Eager attention has the caps of Gemma 2.
    model = AutoModelForCausalLM.from_pretrained(
        FIXTURES / name, dtype=torch.float64, attn_implementation="eager").eval()
    # GPT-2 has 16 positions; Phi 3 changes its frequencies after 32.
    room = 16 if name == "gpt2" else 30
    vocabulary = model.config.vocab_size
    found = []
    for length in LENGTHS:
        drawn = [[numbers.randrange(vocabulary) for _ in range(length)] for _ in range(24)]
        results = [continuation(model, prompt, room - length) for prompt in drawn]
        clear = [record for record, margin in results if margin > 1e-4]
        found.append(max(clear, key=lambda r: len(set(r["tokens"]))))
    return found


def main():
    numbers = random.Random(5)
    names = sorted(p.parent.name for p in FIXTURES.glob("*/expected.safetensors"))
    result = {name: cases(name, numbers) for name in names}
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in result.items())
    (FIXTURES / "generation.json").write_text("{\n" + lines + "\n}\n")
    print({name: [(len(c["tokens"]), len(set(c["tokens"])), c["ended"]) for c in v] for name, v in result.items()})


if __name__ == "__main__":
    main()
