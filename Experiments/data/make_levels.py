#!/usr/bin/env python3
"""Writes fast-slow-none.json, fast-slow-simplified.json and fast-slow-detailed.json from questions.json.

Python 3.9 or later, standard library only. Run from anywhere: python3 Experiments/data/make_levels.py
"""

import json
from pathlib import Path

FOLDER = Path(__file__).parent
LEVELS = ("none", "simplified", "detailed")


def questions():
    return json.loads((FOLDER / "questions.json").read_text(encoding="utf-8"))


def examples(level):
    """The examples of a level, as they stand in its file."""
    return [
        {"id": q["id"], "instruction": q["question"], "output": q[level]} for q in questions()
    ]


def text(rows):
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for level in LEVELS:
        (FOLDER / f"fast-slow-{level}.json").write_text(text(examples(level)), encoding="utf-8")
