#!/usr/bin/env python3
"""Writes the domains, the reference and the tests of ideal-quickstart.json from the other data.

Sums and puzzles are those of fast-slow-simplified.json, puzzles also those of ideal.json; code is of
ideal.json, whose `check` says what a function must do; instructions are families-instruction.json and
quality-good-short.json. Each domain's rows are dealt in turn, so that training, reference and test are alike,
and no row is in two of them.

Python 3.9 or later, standard library only. Run from anywhere: python3 Experiments/data/make_ideal.py
"""

import json

from make_levels import FOLDER, examples, text

# Rows of training, reference and test.
COUNTS = {"math": (24, 6, 10), "code": (20, 6, 10), "reasoning": (12, 6, 10), "instruction": (24, 6, 10)}


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def rows(domain):
    """All rows of a domain."""
    questions = examples("simplified")
    if domain == "math":
        return [row for place, row in enumerate(questions) if place % 3 != 2]
    if domain == "reasoning":
        return [row for place, row in enumerate(questions) if place % 3 == 2] + read("ideal.json")["reasoning"]
    if domain == "code":
        return [{key: row[key] for key in ("id", "instruction", "output")} for row in read("ideal.json")["code"]]
    return read("families-instruction.json") + [
        {**row, "id": "q" + row["id"]} for row in read("quality-good-short.json")]


def dealt(domain):
    """Training, reference and test: every row goes to the part that lacks most of its share."""
    counts = COUNTS[domain]
    parts = ([], [], [])
    for row in rows(domain)[:sum(counts)]:
        place = min(range(3), key=lambda part: (len(parts[part]) / counts[part], part))
        parts[place].append(row)
    return parts


def files():
    """The rows of each file by its name."""
    made, reference = {}, []
    for domain in COUNTS:
        training, known, test = dealt(domain)
        made[f"ideal-{domain}.json"] = training
        made[f"ideal-{domain}-test.json"] = test
        reference += [{**row, "id": f"{domain}-{row['id']}"} for row in known]
    made["ideal-reference.json"] = reference
    return made


if __name__ == "__main__":
    for name, made in files().items():
        (FOLDER / name).write_text(text(made), encoding="utf-8")
