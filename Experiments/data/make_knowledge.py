#!/usr/bin/env python3
"""Writes knowledge-popular-short, -medium and -long.json and knowledge-invented.json from knowledge.json.

A longer response begins with the shorter one: 2, 5 or 10 sentences about a well-known subject. An invented
subject has 5 sentences and the id of the well-known subject of its kind.

Python 3.9 or later, standard library only. Run from anywhere: python3 Experiments/data/make_knowledge.py
"""

import json

from make_levels import FOLDER, text

SOURCE = "knowledge.json"
POPULAR = {"short": 2, "medium": 5, "long": 10}


def entries():
    return json.loads((FOLDER / SOURCE).read_text(encoding="utf-8"))


def examples(group, count):
    """What the first `count` sentences say about each subject of a group, `popular` or `invented`."""
    return [
        {
            "id": entry["id"], "instruction": f"Tell me about {entry[group]['subject']}.",
            "output": " ".join(entry[group]["sentences"][:count]),
        }
        for entry in entries()
    ]


def files():
    """The names of the files and what stands in them."""
    popular = {
        f"knowledge-popular-{name}.json": examples("popular", count)
        for name, count in POPULAR.items()
    }
    return {**popular, "knowledge-invented.json": examples("invented", POPULAR["medium"])}


if __name__ == "__main__":
    for name, rows in files().items():
        (FOLDER / name).write_text(text(rows), encoding="utf-8")
