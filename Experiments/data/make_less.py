#!/usr/bin/env python3
"""Writes the pool, the few known examples and the tests of less-quickstart.json from the other data.

The questions of fast-slow-simplified.json and the facts of families-knowledge.json are dealt to a pool to
choose from, a few examples that a target is known by, and a test; no question is in two of them. `topic`
is the subtask: every third question is common sense, dates, units or logic, the others are sums.

Python 3.9 or later, standard library only. Run from anywhere: python3 Experiments/data/make_less.py
"""

import json

from make_levels import FOLDER, examples, text

QUESTIONS = {"pool": range(0, 30), "few": range(30, 36), "test": range(36, 60)}
FACTS = {"pool": range(0, 10), "few": range(10, 14), "test": range(14, 24)}


def files():
    """The rows of each file by its name."""
    rows = [
        {**row, "topic": "other" if place % 3 == 2 else "sum"}
        for place, row in enumerate(examples("simplified"))
    ]
    facts = json.loads((FOLDER / "families-knowledge.json").read_text(encoding="utf-8"))
    made = {f"less-questions-{part}.json": [rows[i] for i in QUESTIONS[part]] for part in QUESTIONS}
    made |= {f"less-facts-{part}.json": [facts[i] for i in FACTS[part]] for part in FACTS}
    return made


if __name__ == "__main__":
    for name, rows in files().items():
        (FOLDER / name).write_text(text(rows), encoding="utf-8")
