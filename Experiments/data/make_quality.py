#!/usr/bin/env python3
"""Writes quality-pool.json and the four files of quality and length from quality.json.

The pool holds all 96 responses with their scores; each of the other files holds one response to every
instruction, in the same order, so that examples of two files pair by their id.

Python 3.9 or later, standard library only. Run from anywhere: python3 Experiments/data/make_quality.py
"""

import json

from make_levels import FOLDER, text

RESPONSES = ("good-short", "good-long", "poor-short", "poor-long")
SOURCE = "quality.json"
POOL = "quality-pool.json"


def entries():
    return json.loads((FOLDER / SOURCE).read_text(encoding="utf-8"))


def example(entry, response):
    """One response to its instruction, as it stands in the file of its kind."""
    row = {key: entry[key] for key in ("id", "instruction", "input") if key in entry}
    return {**row, "output": entry[response]["output"]}


def examples(response):
    return [example(entry, response) for entry in entries()]


def difficulty(entry):
    """1 to 10: one more than the points for steps, knowledge and precision, 0 to 3 each."""
    return 1 + sum(entry["difficulty"].values())


def pool():
    """Every response to every instruction, with its scores."""
    return [
        {
            **example(entry, response), "id": f"{entry['id']}-{response}",
            "quality": entry[response]["quality"], "insTag": len(entry["tags"]),
            "difficulty": difficulty(entry),
            **({"fault": entry["fault"]} if response.startswith("poor") else {}),
        }
        for entry in entries()
        for response in RESPONSES
    ]


def files():
    """The names of the files and what stands in them."""
    return {POOL: pool(), **{f"quality-{name}.json": examples(name) for name in RESPONSES}}


if __name__ == "__main__":
    for name, rows in files().items():
        (FOLDER / name).write_text(text(rows), encoding="utf-8")
