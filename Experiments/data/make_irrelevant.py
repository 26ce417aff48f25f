#!/usr/bin/env python3
"""Writes the irrelevant twins of the levels: the same sentences, dealt to other questions.

Every response is cut into sentences (a line break ends one too). A question keeps its number of
sentences and the white space between them, but gets each sentence from another question: its opening
sentence from among the openings, its closing sentence from among the closings, the rest from the rest.
No sentence it gets is one of its own, not even by the same words. So each level keeps its sentences, its
words and its length as a whole, every sentence reads well, and no response has to do with its question.

Python 3.9 or later, standard library only; the seed is fixed and only `Random.random` is used, whose
numbers Python promises to keep. Run from anywhere: python3 Experiments/data/make_irrelevant.py
"""

import random
import re

from make_levels import FOLDER, examples, text

SEED = 20250612
FILES = {
    "none": "fast-slow-none-irrelevant.json",
    "simplified": "fast-slow-simplified-irrelevant.json",
    "detailed": "fast-slow-irrelevant.json",
}

LINE_END = re.compile(r"\s*\n\s*")
SENTENCE_END = re.compile(r"""[.!?:]["*)]*[ ]+(?=["*(]*[A-Z0-9])""")
LIST_NUMBER = re.compile(r"(^|\n)\s*\d+\.\s*$")


def sentences(response):
    """The sentences and what stands after each: pairs that join to the response."""
    pieces, start = [], 0
    for end, stop in boundaries(response):
        pieces.append((response[start:end], response[end:stop]))
        start = stop
    return pieces + [(response[start:], "")]


def boundaries(response):
    """Where each sentence but the last ends, and where the next begins."""
    found = [match.span() for match in LINE_END.finditer(response)]
    for match in SENTENCE_END.finditer(response):
        # The number of a list item is no sentence, and what follows a colon belongs to it.
        if LIST_NUMBER.search(response[: match.end()]) or match.group().startswith(":"):
            continue
        end = match.start() + len(match.group().rstrip())
        found.append((end, match.end()))
    return sorted(found)


def kind(position, count):
    if position == count - 1:
        return "closing"
    return "opening" if position == 0 else "middle"


def deal(rows):
    """The same rows with their outputs' sentences dealt to other questions."""
    cut = [sentences(row["output"]) for row in rows]
    dealt = [[None] * len(pieces) for pieces in cut]
    generator = random.Random(SEED)
    for wanted in ("opening", "middle", "closing"):
        slots = [
            (row, position)
            for row, pieces in enumerate(cut)
            for position in range(len(pieces))
            if kind(position, len(pieces)) == wanted
        ]
        for slot, source in zip(slots, rearranged(slots, cut, generator)):
            dealt[slot[0]][slot[1]] = cut[source[0]][source[1]][0]
    return [
        {**row, "output": "".join(new + old[1] for new, old in zip(news, olds))}
        for row, news, olds in zip(rows, dealt, cut)
    ]


def rearranged(slots, cut, generator):
    """The slots in an order in which no question meets a sentence of its own."""
    own = [{sentence for sentence, _ in pieces} for pieces in cut]

    def fits(slot, source):
        return slot[0] != source[0] and cut[source[0]][source[1]][0] not in own[slot[0]]

    sources = list(slots)
    for i in range(len(sources) - 1, 0, -1):
        j = int(generator.random() * (i + 1))
        sources[i], sources[j] = sources[j], sources[i]
    for i, slot in enumerate(slots):
        tries = 0
        while not fits(slot, sources[i]):
            j = int(generator.random() * len(slots))
            if fits(slot, sources[j]) and (fits(slots[j], sources[i]) or j > i):
                sources[i], sources[j] = sources[j], sources[i]
            tries += 1
            if tries > 100_000:
                raise SystemExit(f"No other question can take the sentence of row {sources[i][0]}.")
    return sources


if __name__ == "__main__":
    for level, name in FILES.items():
        (FOLDER / name).write_text(text(deal(examples(level))), encoding="utf-8")
