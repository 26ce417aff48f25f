"""Trains adapters with torch and peft, for the tests of Transformer and Architectures.

    python Tests/Oracles/lora_training.py          # writes the fixtures below
    python Tests/Oracles/lora_training.py check    # has peft load the adapter that Gradbook wrote

Tests/TransformerTests/Fixtures/lora-*.json: the tiny Llama of training.py in float64 with adapters on all
seven projections (dropout 0), trained for 20 updates: initial and final adapters, losses, learning rates of
transformers' schedulers, norms, and at the end the gradient of each example alone.

Tests/ArchitecturesTests/Fixtures/lora/: an adapter of the fixture `llama` there as peft saves it, and the
logits that it gives. `lora-written/` there holds the same adapter as Gradbook writes it; `check` compares the
two.

Made with torch 2.13.0, transformers 5.23.0 and peft 0.21.2; seeds below.
"""
import json
import pathlib
import sys

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import (AutoModelForCausalLM, get_cosine_schedule_with_warmup,
                          get_linear_schedule_with_warmup)

from training import llama

TESTS = pathlib.Path(__file__).parents[1]
OUT = TESTS / "TransformerTests" / "Fixtures"
CHECKPOINTS = TESTS / "ArchitecturesTests" / "Fixtures"
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

# Token counts, and the ranges of scored tokens (indices of the tokens themselves).
EXAMPLES = [(9, [(4, 9)]), (5, [(2, 5)]), (6, [(5, 6)]), (8, [(2, 4), (6, 8)]), (4, [(1, 4)]),
            (7, [(3, 7)]), (9, [(8, 9)]), (6, [(2, 6)])]
RUNS = {
    "linear": dict(decay="linear", mean="tokens", rank=3, alpha=6, learningRate=0.02, warmupRatio=0.12,
                   weightDecay=0.0, beta1=0.9, beta2=0.999, epsilon=1e-8, gradientClip=0.5, projections=ALL),
    "cosine": dict(decay="cosine", mean="examples", rank=2, alpha=8, learningRate=0.03, warmupRatio=0.0,
                   weightDecay=0.1, beta1=0.9, beta2=0.95, epsilon=1e-6, gradientClip=1.0,
                   projections=["q_proj", "k_proj", "v_proj", "o_proj"]),
}
STEPS = 20


def adapted(model, run):
    torch.manual_seed(4)
    config = LoraConfig(r=run["rank"], lora_alpha=run["alpha"], lora_dropout=0.0, bias="none",
                        target_modules=run["projections"], task_type="CAUSAL_LM")
    return get_peft_model(model, config).double().train()


def name(parameter):
    """`a.q.0` for `base_model.model.model.layers.0.self_attn.q_proj.lora_A.default.weight`."""
    words = parameter.split(".")
    factor = words[words.index("default") - 1][-1].lower()
    return f"{factor}.{words[words.index('default') - 2].removesuffix('_proj')}.{words[words.index('layers') + 1]}"


def adapters(model):
    return {name(k): p for k, p in model.named_parameters() if p.requires_grad}


def snapshot(model):
    return {k: p.detach().flatten().tolist() for k, p in adapters(model).items()}


def losses(model, example):
    """The losses of the scored tokens of one example."""
    tokens = torch.tensor([example["tokens"]])
    labels = torch.full_like(tokens, -100)
    for first, last in example["scored"]:
        labels[0, first:last] = tokens[0, first:last]
    logits = model(input_ids=tokens).logits[0]
    rows = torch.nn.functional.cross_entropy(logits[:-1], labels[0, 1:], ignore_index=-100, reduction="none")
    return rows[labels[0, 1:] != -100]


def batch_loss(model, batch, mean):
    each = [losses(model, example) for example in batch]
    if mean == "tokens":
        return torch.cat(each).mean()
    return torch.stack([x.mean() for x in each]).mean()


def train(title, run):
    model = adapted(llama(), run)
    generator = torch.Generator().manual_seed(5)
    examples = [dict(tokens=torch.randint(0, 13, (count,), generator=generator).tolist(), scored=scored)
                for count, scored in EXAMPLES]
    trained = list(adapters(model).values())
    optimizer = torch.optim.AdamW(trained, lr=run["learningRate"], betas=(run["beta1"], run["beta2"]),
                                  eps=run["epsilon"], weight_decay=run["weightDecay"])
    warmup = -int(-STEPS * run["warmupRatio"] // 1)
    schedule = {"linear": get_linear_schedule_with_warmup, "cosine": get_cosine_schedule_with_warmup}[
        run["decay"]](optimizer, warmup, STEPS)
    record = {"recipe": run, "examples": examples, "names": list(adapters(model)), "initial": snapshot(model),
              "batches": [], "losses": [], "rates": [], "norms": []}
    for _ in range(STEPS):
        batch = torch.randperm(len(examples), generator=generator)[:4].tolist()
        optimizer.zero_grad()
        loss = batch_loss(model, [examples[i] for i in batch], run["mean"])
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(trained, run["gradientClip"])
        record["rates"].append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
        record["batches"].append(batch)
        record["losses"].append(loss.item())
        record["norms"].append(norm.item())
    record["final"] = snapshot(model)
    record["gradients"] = []
    for example in examples:
        optimizer.zero_grad()
        losses(model, example).mean().backward()
        record["gradients"].append({k: p.grad.flatten().tolist() for k, p in adapters(model).items()})
    (OUT / f"lora-{title}.json").write_text(json.dumps(record) + "\n")
    print(title, record["losses"][0], record["losses"][-1], min(record["norms"]), max(record["norms"]))


def base():
    return AutoModelForCausalLM.from_pretrained(CHECKPOINTS / "llama", dtype=torch.float32).eval()


def some_tokens(model):
    return torch.randint(0, model.config.vocab_size, (1, 9), generator=torch.Generator().manual_seed(7))


def save():
    """An adapter with something in B, as peft saves it, and its logits."""
    model = base()
    torch.manual_seed(6)
    config = LoraConfig(r=3, lora_alpha=12, lora_dropout=0.1, bias="none", target_modules=ALL[:4] + ["up_proj"],
                        task_type="CAUSAL_LM")
    model = get_peft_model(model, config).eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if "lora_B" in key:
                parameter.copy_(0.1 * torch.randn_like(parameter))
    folder = CHECKPOINTS / "lora"
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    # No path of this machine, and no order of a set.
    file = folder / "adapter_config.json"
    settings = json.loads(file.read_text())
    settings["base_model_name_or_path"] = "llama"
    settings["target_modules"].sort()
    file.write_text(json.dumps(settings, indent=2) + "\n")
    tokens = some_tokens(model)
    logits = model(input_ids=tokens).logits
    (folder / "logits.json").write_text(json.dumps({
        "tokens": tokens[0].tolist(), "logits": logits.detach().flatten().tolist()}) + "\n")


def check():
    """The adapter that Gradbook wrote gives the logits of the one that peft wrote, and can be trained on."""
    expected = json.loads((CHECKPOINTS / "lora" / "logits.json").read_text())
    model = PeftModel.from_pretrained(base(), CHECKPOINTS / "lora-written", is_trainable=True).eval()
    logits = model(input_ids=torch.tensor([expected["tokens"]])).logits.detach().flatten()
    difference = (logits - torch.tensor(expected["logits"])).abs().max().item()
    config = model.peft_config["default"]
    print(f"largest difference of logits: {difference}; r {config.r}, alpha {config.lora_alpha}, dropout "
          f"{config.lora_dropout}, {sorted(config.target_modules)}")
    plain = base()(input_ids=torch.tensor([expected["tokens"]])).logits.detach().flatten()
    assert (plain - logits).abs().max().item() > 1e-3, "the adapter does nothing"
    assert difference == 0, difference
    assert all(p.requires_grad for k, p in model.named_parameters() if "lora" in k)


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        check()
    else:
        for title, run in RUNS.items():
            train(title, run)
        save()
