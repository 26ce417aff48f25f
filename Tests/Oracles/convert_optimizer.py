"""Shows that Documentation/tools/convert_optimizer.py finds the moments of transformers' Trainer.

    python Tests/Oracles/convert_optimizer.py          # writes Tests/ArchitecturesTests/Fixtures/trainer
    python Tests/Oracles/convert_optimizer.py check    # writes nothing

Trains an adapter of the fixture `llama` there by peft and the Trainer, two epochs, each a checkpoint. What the
converter makes of optimizer.pt is compared, parameter by parameter, with the state of the living optimizer and with
what it makes of the same state as FSDP names it. The fixture is the second checkpoint as converted, with some of the
living optimizer's numbers (`expected.json`).

Made with torch 2.15.0, transformers 5.24.0 and peft 0.21.2; seeds below.
"""
import json
import pathlib
import shutil
import sys
import tempfile

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, Trainer, TrainerCallback, TrainingArguments

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS.parent / "Documentation" / "tools"))
import convert_optimizer  # noqa: E402

BASE = TESTS / "ArchitecturesTests" / "Fixtures" / "llama"
FIXTURE = TESTS / "ArchitecturesTests" / "Fixtures" / "trainer"


class Keep(TrainerCallback):
    """Keeps the optimizer's state by the parameters' names as each checkpoint is saved."""

    def __init__(self, model):
        self.names = {id(p): n for n, p in model.named_parameters()}
        self.states = {}

    def on_save(self, args, state, control, optimizer=None, **more):
        optimizer = getattr(optimizer, "optimizer", optimizer)
        self.states[state.global_step] = {
            self.names[id(p)]: {k: v.clone() for k, v in s.items()} for p, s in optimizer.state.items()}


def train(folder):
    torch.manual_seed(7)
    base = AutoModelForCausalLM.from_pretrained(BASE, dtype=torch.float32)
    config = LoraConfig(r=2, lora_alpha=8, lora_dropout=0.0, bias="none", task_type="CAUSAL_LM",
                        target_modules=["q_proj", "v_proj", "o_proj"])
    model = get_peft_model(base, config)
    size = base.config.vocab_size
    rows = [{"input_ids": torch.tensor([(5 * i + t * t) % size for t in range(7)]),
             "attention_mask": torch.ones(7, dtype=torch.long),
             "labels": torch.tensor([-100, -100] + [(5 * i + t * t) % size for t in range(2, 7)])}
            for i in range(6)]
    keep = Keep(model)
    arguments = TrainingArguments(
        output_dir=str(folder), num_train_epochs=2, per_device_train_batch_size=2, learning_rate=0.01,
        lr_scheduler_type="linear", warmup_steps=1, logging_steps=1, save_strategy="epoch", report_to=[],
        use_cpu=True, seed=3, disable_tqdm=True)
    Trainer(model=model, args=arguments, train_dataset=rows, callbacks=[keep]).train()
    return keep.states


def main():
    work = pathlib.Path(tempfile.mkdtemp())
    states = train(work / "run")
    count = 0
    for step, state in states.items():
        folder = work / "run" / f"checkpoint-{step}"
        target, found, mean = convert_optimizer.convert(folder, work / "numbered", base=str(BASE))
        assert found == str(step)
        numbered = load_file(target / "optimizer.safetensors")
        named = work / "named" / folder.name
        shutil.copytree(folder, named)
        (named / "optimizer.pt").unlink()
        torch.save({"state": {f"_fsdp_wrapped_module.{n}": {**s, "exp_avg": s["exp_avg"].flatten()}
                              for n, s in state.items()}, "param_groups": []}, named / "optimizer.bin")
        other, _, _ = convert_optimizer.convert(named, work / "by-name")
        by_name = load_file(other / "optimizer.safetensors")
        for name, living in state.items():
            for key in convert_optimizer.MOMENTS:
                stored = f"{convert_optimizer.plain(name)}.{key}"
                assert torch.equal(numbered[stored], living[key]), stored
                assert torch.equal(by_name[stored], living[key]), stored
                count += 1
        assert len(numbered) == 2 * len(state) == len(by_name)
    # A state of other adapters is refused.
    config = json.loads((folder / "adapter_config.json").read_text())
    config["target_modules"] = ["q_proj", "v_proj"]
    (folder / "adapter_config.json").write_text(json.dumps(config))
    try:
        convert_optimizer.convert(folder, work / "refused", base=str(BASE))
        raise AssertionError("a state of other adapters was taken")
    except convert_optimizer.Unusable as problem:
        assert "Was another model or adapter trained?" in str(problem), problem
    print(f"{count} moments of {len(states)} checkpoints are those of the living optimizer")
    if sys.argv[1:] == ["check"]:
        return
    shutil.rmtree(FIXTURE, ignore_errors=True)
    shutil.copytree(target, FIXTURE)
    config = json.loads((FIXTURE / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = "llama"
    (FIXTURE / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    expected = {"step": step, "meanLearningRate": mean, "moments": {
        convert_optimizer.plain(n): {k: s[k].flatten()[:4].tolist() for k in convert_optimizer.MOMENTS}
        for n, s in state.items()}}
    (FIXTURE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
