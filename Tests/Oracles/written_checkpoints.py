"""Holds the configurations that Gradbook writes (Tests/ArchitecturesTests/Fixtures/written) against those that
the transformers library wrote of the same models: with the same tensors, logits must be identical.

    python Tests/Oracles/written_checkpoints.py

Reads only; fails if one differs. Checked with torch 2.13.0 and transformers 5.23.0.
"""
import json
import pathlib
import shutil
import tempfile

import torch
from transformers import AutoModelForCausalLM

FIXTURES = pathlib.Path(__file__).parents[1] / "ArchitecturesTests" / "Fixtures"


def logits(folder):
    model, report = AutoModelForCausalLM.from_pretrained(
        folder, attn_implementation="eager", dtype=torch.float32, output_loading_info=True)
    assert not any(report[k] for k in ["missing_keys", "unexpected_keys", "mismatched_keys"]), report
    tokens = torch.arange(11).reshape(1, 11) % model.config.vocab_size
    with torch.no_grad():
        return model.eval()(tokens).logits, type(model).__name__


def main():
    for written in sorted((FIXTURES / "written").glob("*.json")):
        theirs, name = logits(FIXTURES / written.stem)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(FIXTURES / written.stem / "model.safetensors", folder)
            shutil.copy(written, pathlib.Path(folder) / "config.json")
            ours, our_name = logits(folder)
        assert name == our_name and torch.equal(ours, theirs), (written.stem, name, our_name)
        print(written.stem, name, "identical")


if __name__ == "__main__":
    main()
