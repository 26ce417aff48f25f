#!/usr/bin/env python3
"""Makes a checkpoint of Hugging Face's Trainer one that Gradbook compares gradients by.

    python convert_optimizer.py run/checkpoint-105 run/checkpoint-211 --output checkpoints
    gradbook select --checkpoint checkpoints/checkpoint-105 --checkpoint checkpoints/checkpoint-211 ...

Each folder holds adapter_config.json, adapter_model.safetensors and the optimizer's state: optimizer.pt, whose
moments are numbered, or optimizer.bin, as FSDP writes it, whose moments have names. What is written has every
moment beside the name of its parameter:

    OUTPUT/NAME/adapter_config.json          as it was
    OUTPUT/NAME/adapter_model.safetensors    as it was, in float32, with the number of updates
    OUTPUT/NAME/optimizer.safetensors        PARAMETER.exp_avg and PARAMETER.exp_avg_sq, in float32

A numbered state says nothing of names. Its order is that in which the Trainer hands parameters to its optimizer:
those that decay, then the others, each in the model's own order. That order is read off the model with its adapters,
which is made without weights; --base names the model where adapter_config.json does not. Shapes are compared,
and a state that does not fit is refused.

By its learning rates a checkpoint weighs: the mean of those that trainer_state.json logged since the epoch before.
--learning-rate replaces it.

Needs: Python 3.9 or later, torch, safetensors; for numbered states transformers and peft (tested with torch 2.15,
transformers 5.24, peft 0.21). It reads pickles with weights_only=True: no code in them runs.
"""
import argparse
import json
import math
import pathlib
import shutil
import sys

import torch
from safetensors.torch import load_file, save_file

MOMENTS = ("exp_avg", "exp_avg_sq")


class Unusable(Exception):
    """A checkpoint that cannot be converted; the text is for people."""


def plain(name):
    """A parameter's name as it stands in adapter_model.safetensors: without wrappers and the adapter's name."""
    for wrapper in ("_fsdp_wrapped_module.", "_orig_mod."):
        name = name.replace(wrapper, "")
    name = name.removeprefix("module.")
    for factor in ("lora_A", "lora_B"):
        head, found, tail = name.partition(f".{factor}.")
        if found and tail != "weight":
            name = f"{head}.{factor}.weight"
    return name


def trainable_order(folder, base):
    """The names of the trained parameters in the order in which the Trainer's optimizer numbers them."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoConfig, AutoModelForCausalLM
    from transformers.trainer_pt_utils import get_parameter_names

    config = LoraConfig.from_pretrained(folder)
    source = base or config.base_model_name_or_path
    if not source:
        raise Unusable(f"{folder}: adapter_config.json names no base model. Name it by --base.")
    config.inference_mode = False
    with torch.device("meta"):
        model = get_peft_model(AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(source)), config)
    # As Trainer.create_optimizer: neither biases nor weights of norms decay.
    forbidden = [r"bias", r"layernorm", r"rmsnorm", r"(?:^|\.)norm(?:$|\.)", r"_norm(?:$|\.)"]
    try:
        decaying = set(get_parameter_names(model, [torch.nn.LayerNorm], forbidden))
    except TypeError:  # Releases before 4.50 know no patterns.
        decaying = {n for n in get_parameter_names(model, [torch.nn.LayerNorm]) if "bias" not in n}
    trained = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    return [[n for n in trained if n in decaying], [n for n in trained if n not in decaying]]


def by_name(folder, base):
    """The optimizer's state of each parameter, by plain name."""
    named, numbered = folder / "optimizer.bin", folder / "optimizer.pt"
    if not named.exists() and not numbered.exists():
        raise Unusable(f"{folder}: there is neither optimizer.pt nor optimizer.bin.")
    path = named if named.exists() else numbered
    saved = torch.load(path, map_location="cpu", weights_only=True)
    state = saved.get("state", {})
    if not state:
        raise Unusable(f"{path}: it holds no state of an optimizer.")
    if all(isinstance(key, str) for key in state):
        return {plain(key): value for key, value in state.items()}
    names = {}
    if all("param_names" in group for group in saved["param_groups"]):
        for group in saved["param_groups"]:
            names.update(zip(group["params"], group["param_names"]))
    else:
        groups = [group for group in trainable_order(folder, base) if group]
        filled = [group["params"] for group in saved["param_groups"] if group["params"]]
        if [len(g) for g in groups] != [len(g) for g in filled]:
            raise Unusable(
                f"{path}: its groups hold {[len(g) for g in filled]} parameters, and those of the model with its "
                f"adapters {[len(g) for g in groups]}. Was another model or adapter trained?")
        for numbers, group in zip(filled, groups):
            names.update(zip(numbers, group))
    return {plain(names[number]): value for number, value in state.items()}


def learning_rates(folder, given):
    """The last learning rate, and the mean of those since the epoch before."""
    path = folder / "trainer_state.json"
    if given is not None:
        return given, given
    if not path.exists():
        raise Unusable(f"{folder}: there is no trainer_state.json. Give the mean learning rate by --learning-rate.")
    state = json.loads(path.read_text(encoding="utf-8"))
    logs = [log for log in state.get("log_history", []) if "learning_rate" in log]
    begin = math.ceil(state.get("epoch") or 0) - 1
    own = [log["learning_rate"] for log in logs if begin < log["epoch"] and log["step"] <= state["global_step"]]
    if not own:
        raise Unusable(f"{path}: no learning rate was logged since epoch {begin}. Give it by --learning-rate.")
    return own[-1], sum(own) / len(own)


def convert(folder, output, base=None, learning_rate=None):
    """Converts one checkpoint and returns the folder that was written."""
    adapters = load_file(folder / "adapter_model.safetensors")
    state = by_name(folder, base)
    missing = sorted(set(adapters) - set(state))
    if missing:
        raise Unusable(f"{folder}: the optimizer's state lacks {missing[0]} and {len(missing) - 1} others.")
    moments, steps = {}, set()
    for name, adapter in adapters.items():
        own = state[name]
        steps.add(int(own["step"]))
        for key in MOMENTS:
            value = own[key]
            # FSDP keeps them flat.
            if value.numel() != adapter.numel() or value.dim() > 1 and value.shape != adapter.shape:
                raise Unusable(
                    f"{folder}: {key} of {name} has the shape {list(value.shape)}, the adapter {list(adapter.shape)}.")
            moments[f"{name}.{key}"] = value.reshape(adapter.shape).float().contiguous()
    if len(steps) != 1:
        raise Unusable(f"{folder}: parameters are of different updates: {sorted(steps)}.")
    last, mean = learning_rates(folder, learning_rate)
    target = output / folder.name
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / "adapter_config.json", target / "adapter_config.json")
    step = {"format": "pt", "step": str(steps.pop())}
    save_file({n: a.float().contiguous() for n, a in adapters.items()}, target / "adapter_model.safetensors", step)
    save_file(moments, target / "optimizer.safetensors",
              {**step, "learning_rate": repr(last), "mean_learning_rate": repr(mean)})
    return target, step["step"], mean


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+", type=pathlib.Path, metavar="CHECKPOINT")
    parser.add_argument("--output", required=True, type=pathlib.Path, help="the folder to write to")
    parser.add_argument("--base", help="the model that the adapters are of: a path or a repository")
    parser.add_argument("--learning-rate", type=float, help="by which the checkpoint weighs")
    arguments = parser.parse_args()
    for folder in arguments.checkpoints:
        try:
            target, step, mean = convert(folder, arguments.output, arguments.base, arguments.learning_rate)
        except (Unusable, FileNotFoundError) as problem:
            print(problem, file=sys.stderr)
            return 1
        print(f"{target}: update {step}, mean learning rate {mean:.4g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
