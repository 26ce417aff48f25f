#!/usr/bin/env python3
"""Checks questions.json and every file made from it; prints what it checked, or what is wrong.

- ids are unique and in order; no question, response or opening stands twice
- each question's `check` evaluates to its `answer`
- each equation of numbers in a response holds
- the answer stands in each response and in the last line of the longer ones
- responses grow: none < simplified < detailed, in words; detailed has 8 to 20 lines and 90 to 250 words
- the files are what the scripts make, with the same ids and instructions
- irrelevant responses keep the words of their level as a whole, and no question keeps a sentence

Python 3.9 or later, standard library only. Run from anywhere: python3 Experiments/data/check.py
"""

import builtins
import json
import math
import re
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import permutations, product

from make_irrelevant import FILES, deal, sentences
from make_levels import FOLDER, LEVELS, examples, questions, text

NAMES = {
    "F": Fraction, "ceil": math.ceil, "floor": math.floor, "date": date, "product": product,
    "permutations": permutations, "__builtins__": {
        name: getattr(builtins, name)
        for name in (
            "all", "any", "divmod", "int", "len", "list", "map", "min", "next", "range", "set",
            "str", "sum", "zip")
    },
}
problems = []


def require(condition, where, what):
    if not condition:
        problems.append(f"{where}: {what}")


def number(words):
    """The answer as a number, without its currency sign and thousands separators; None for words."""
    try:
        return Fraction(words.lstrip("$€").replace(",", ""))
    except ValueError:
        return None


def check_answer(q):
    found = eval(q["check"], NAMES)  # The expressions are this repository's own.
    expected = q["answer"] if isinstance(found, str) else number(q["answer"])
    require(found == expected, q["id"], f"check gives {found}, but the answer is {q['answer']}")


def stands_in(answer, words):
    return re.search(r"(?<![\w.,/])" + re.escape(answer) + r"(?![\w/]|[.,:]\d)", words) is not None


def equations(words):
    """Lists of what is said to be equal, from stretches that hold numbers and operators alone."""
    words = re.sub(r"[$€*]", "", words.replace("**", ""))
    words = re.sub(r"(?<=\d),(?=\d{3}\b)", "", words)
    # What stands before ": " and after ". " belongs to another equation; "9:20" is a time.
    words = re.sub(r"[:.] ", "\n", words)
    # Units between a number and an operator, such as "12 km ÷ 8 km/h = 1.5".
    words = re.sub(r"(?<=[\d)]) [a-zA-Z/]+(?= [×÷+−=])", "", words)
    for match in re.finditer(r"[\d.+−×÷/()=:% ]+", words):
        after = words[match.end() :]
        stretch = match.group().strip(" .")
        if stretch.count(")") > stretch.count("("):
            stretch = stretch.rstrip(").")
        if "=" not in stretch or re.search(r"[:%]|\(\s*\)", stretch):
            continue
        sides = [side.strip() for side in stretch.split("=")]
        if re.match(r"[+−×÷/)]", sides[0]):
            sides = sides[1:]
        if re.match(r"[a-zA-Z]", after) and not match.group().endswith(" "):
            sides = sides[:-1]
        # A bare number before an equals sign may be a unit's conversion, such as "1 litre = 1,000".
        yield [side for side in sides[:-1] if re.search("[+−×÷/]", side)] + sides[-1:]


def value(side):
    try:
        # "4/9" is one fraction, so that "4/9 ÷ 1/6" divides fractions.
        numbers = re.sub(r"\d+/\d+|[\d.]+", r"F('\g<0>')", side.translate(OPERATORS))
        return eval(numbers, NAMES)
    except (SyntaxError, TypeError, ValueError):
        return None


OPERATORS = str.maketrans({"×": "*", "÷": "/", "−": "-"})


def check_arithmetic(q):
    """Checks each equation whose sides can be read; returns how many there were."""
    count = 0
    for level in ("simplified", "detailed"):
        for sides in equations(q[level]):
            values = [value(side) for side in sides]
            if len(sides) < 2 or None in values:
                continue
            count += 1
            require(len(set(values)) == 1, q["id"], f"{level}: {' = '.join(sides)} does not hold")
    return count


def check_responses(q):
    none, simplified, detailed = (q[level] for level in LEVELS)
    require(none == q["answer"], q["id"], "none is the bare answer")
    require(
        simplified.endswith(f"\nThe final answer is {q['answer']}"), q["id"],
        "simplified ends in the final answer")
    require(
        2 <= len(sentences(simplified)) <= 4, q["id"], "simplified has one to three sentences first")
    require(stands_in(q["answer"], detailed.splitlines()[-1]), q["id"], "detailed ends in the answer")
    lengths = [len(q[level].split()) for level in LEVELS]
    require(lengths[0] < lengths[1] < lengths[2], q["id"], f"words do not grow: {lengths}")
    lines = sum(1 for line in detailed.splitlines() if line.strip())
    require(8 <= lines <= 20, q["id"], f"detailed has {lines} lines")
    require(90 <= lengths[2] <= 250, q["id"], f"detailed has {lengths[2]} words")
    for level in ("question", *LEVELS):
        require(q[level] == q[level].strip(), q["id"], f"{level} has white space around it")


def check_duplicates(rows):
    require(
        [q["id"] for q in rows] == [f"q{n:02d}" for n in range(1, len(rows) + 1)], "questions.json",
        "ids are q01, q02 and so on")
    for level in ("question", "simplified", "detailed"):
        for words, times in Counter(q[level] for q in rows).items():
            require(times == 1, level, f"stands {times} times: {words[:60]}")
    openings = Counter(" ".join(q["question"].split()[:6]) for q in rows)
    for words, times in openings.items():
        require(times == 1, "question", f"{times} questions begin with '{words}'")


def check_files(rows):
    instructions = [(q["id"], q["question"]) for q in rows]
    for level in LEVELS:
        made = {f"fast-slow-{level}.json": examples(level), FILES[level]: deal(examples(level))}
        for name, expected in made.items():
            words = (FOLDER / name).read_text(encoding="utf-8")
            require(words == text(expected), name, "is not what the script makes")
            found = [(row["id"], row["instruction"]) for row in json.loads(words)]
            require(found == instructions, name, "has other ids or instructions")
        check_irrelevant(FILES[level], *made.values())


def check_irrelevant(name, relevant, irrelevant):
    for count in (len, lambda words: Counter(words.split())):
        before, after = (
            [count(row["output"]) for row in rows] for rows in (relevant, irrelevant))
        require(total(before) == total(after), name, "words or length are not conserved")
    for old, new in zip(relevant, irrelevant):
        kept = {s for s, _ in sentences(old["output"])} & {s for s, _ in sentences(new["output"])}
        require(not kept, name, f"{old['id']} keeps {sorted(kept)}")


def total(counts):
    result = counts[0]
    for count in counts[1:]:
        result = result + count
    return result


def main():
    rows = questions()
    check_duplicates(rows)
    equation_count = 0
    for q in rows:
        check_answer(q)
        check_responses(q)
        equation_count += check_arithmetic(q)
    check_files(rows)
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(1)
    words = {level: sum(len(q[level].split()) for q in rows) / len(rows) for level in LEVELS}
    print(f"{len(rows)} questions and {equation_count} equations in their responses are right.")
    print("Mean words: " + ", ".join(f"{level} {words[level]:.1f}" for level in LEVELS) + ".")


if __name__ == "__main__":
    main()
