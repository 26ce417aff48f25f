#!/usr/bin/env python3
"""Checks the data sets and every file made from them; prints what it checked, or what is wrong.

questions.json:

- ids are unique and in order; no question, response or opening stands twice
- each question's `check` evaluates to its `answer`
- each equation of numbers in a response holds
- the answer stands in each response and in the last line of the longer ones
- responses grow: none < simplified < detailed, in words; detailed has 8 to 20 lines and 90 to 250 words
- the files are what the scripts make, with the same ids and instructions
- irrelevant responses keep the words of their level as a whole, and no question keeps a sentence

quality.json:

- short responses have 20 to 30 words and long ones 85 to 110; good and poor differ by 15 % at most
- good responses are graded 4 or 5, poor ones 1 or 2, and short ones as high in the mean as long ones
- tags, difficulty and fault are within their ranges
- code and results of good responses are right and those of poor ones wrong

knowledge.json:

- a well-known subject has ten sentences, an invented one five; each names its subject
- the five sentences of both have much the same words: 10 % in the mean, 15 % in each pair

less-*.json: pool, few and test share no instruction.

ideal*.json: each function does what its `check` says; training, reference and test share no request.

Of all: the files are what the scripts make and pair by id, and no instruction or response stands twice.

Python 3.9 or later, standard library only. Run from anywhere: python3 Experiments/data/check.py
"""

import builtins
import json
import math
import re
import sqlite3
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import permutations, product

import make_ideal
import make_knowledge
import make_less
import make_quality
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


LENGTHS = {"short": (20, 30), "long": (85, 110)}
GRADES = {"good": (4, 5), "poor": (1, 2)}
FAULTS = {
    "another question", "broken code", "circular reasoning", "contradiction", "false to the text",
    "filler", "ignored constraint", "wrong arithmetic", "wrong fact",
}
POINTS = ("steps", "knowledge", "precision")


def word_count(words):
    return len(words.split())


def mean(numbers):
    return Fraction(sum(numbers), len(numbers))


def close(one, other, percent):
    """Whether the larger exceeds the smaller by no more than so many percent of the smaller."""
    return abs(one - other) * 100 <= percent * min(one, other)


def check_scores(entry):
    tags, points = entry["tags"], entry["difficulty"]
    require(
        1 <= len(tags) == len(set(tags)) <= 6, entry["id"], f"has not 1 to 6 different tags: {tags}")
    require(
        tuple(points) == POINTS and all(value in range(4) for value in points.values()),
        entry["id"], f"difficulty is not three times 0 to 3 points: {points}")
    require(entry["fault"] in FAULTS, entry["id"], f"fault {entry['fault']} is unknown")
    for name in make_quality.RESPONSES:
        low, high = GRADES[name.split("-")[0]]
        grade = entry[name]["quality"]
        require(low <= grade <= high, entry["id"], f"{name} has the grade {grade}")


def check_lengths(entry):
    for length, (low, high) in LENGTHS.items():
        good, poor = (word_count(entry[f"{grade}-{length}"]["output"]) for grade in GRADES)
        for grade, words in (("good", good), ("poor", poor)):
            require(low <= words <= high, entry["id"], f"{grade}-{length} has {words} words")
        require(
            close(good, poor, 15), entry["id"], f"{length}: good has {good} words and poor {poor}")


def python_works(code, tests):
    defined = {}
    try:
        exec(code, defined)  # The code is this repository's own.
        return all(defined[tests["function"]](given) == wanted for given, wanted in tests["cases"])
    except Exception:
        return False


def query_works(query, tests):
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(tests["sql"])
        return sorted(map(list, connection.execute(query))) == tests["rows"]
    except sqlite3.Error:
        return False
    finally:
        connection.close()


def is_right(words, entry):
    """Whether code passes its tests or the result stands in the response; None if unknown."""
    if "answer" in entry:
        return stands_in(entry["answer"], words)
    if "tests" not in entry:
        return None
    blocks = re.findall(r"```(\w+)\n(.*?)```", words, re.DOTALL)
    if len(blocks) != 1:
        return None
    works = {"python": python_works, "sql": query_works}[blocks[0][0]]
    return works(blocks[0][1], entry["tests"])


def check_results(entry):
    """Checks what can be computed; returns how many responses that were."""
    if "answer" not in entry and "tests" not in entry:
        return 0
    for name in make_quality.RESPONSES:
        right = is_right(entry[name]["output"], entry)
        require(right == name.startswith("good"), entry["id"], f"{name}: right is {right}")
    return len(make_quality.RESPONSES)


def check_quality(entries):
    check_ids(entries, "i", make_quality.SOURCE)
    results = 0
    for entry in entries:
        check_scores(entry)
        check_lengths(entry)
        results += check_results(entry)
    for grade in GRADES:
        short, long = (mean([e[f"{grade}-{length}"]["quality"] for e in entries]) for length in LENGTHS)
        require(short == long, grade, f"mean grades differ: {float(short)} and {float(long)}")
    for length in LENGTHS:
        good, poor = (
            mean([word_count(e[f"{grade}-{length}"]["output"]) for e in entries]) for grade in GRADES)
        require(close(good, poor, 3), length, f"mean words differ: {float(good)} and {float(poor)}")
    files = make_quality.files()
    pool = files.pop(make_quality.POOL)
    check_made({make_quality.POOL: pool})
    check_made(files)
    check_unique("id", pool)
    check_unique("output", pool)
    check_paired(files, ("id", "instruction", "input"))
    for row in pool:
        require(1 <= row["quality"] <= 5, row["id"], "quality is not 1 to 5")
        require(1 <= row["insTag"] <= 6, row["id"], "insTag is not 1 to 6")
        require(1 <= row["difficulty"] <= 10, row["id"], "difficulty is not 1 to 10")
        require(("fault" in row) == ("-poor-" in row["id"]), row["id"], "fault is for poor responses")
    return results


def check_subject(where, subject, count):
    found, name = subject["sentences"], subject["name"].lower()
    require(len(found) == count, where, f"{subject['subject']} has {len(found)} sentences")
    require(name in subject["subject"].lower(), where, f"{subject['subject']} lacks {name}")
    for sentence in found:
        require(name in sentence.lower(), where, f"does not name {name}: {sentence}")
        require(
            len(sentences(sentence)) == 1 and sentence.endswith(".") and sentence == sentence.strip(),
            where, f"is not one sentence: {sentence}")


def check_knowledge(entries):
    check_ids(entries, "k", make_knowledge.SOURCE)
    check_unique("kind", entries)
    for entry in entries:
        check_subject(entry["id"], entry["popular"], make_knowledge.POPULAR["long"])
        check_subject(entry["id"], entry["invented"], make_knowledge.POPULAR["medium"])
    files = make_knowledge.files()
    check_made(files)
    check_paired(files, ("id",))
    *popular, invented = files.values()
    check_paired(dict(zip(make_knowledge.POPULAR, popular)), ("instruction",))
    for rows in zip(*popular):
        for shorter, longer in zip(rows, rows[1:]):
            require(
                longer["output"].startswith(shorter["output"] + " "), longer["id"],
                "a longer response does not begin with the shorter one")
    every = [row for rows in files.values() for row in rows]
    check_unique("output", every)
    check_unique("instruction", popular[0] + invented)
    check_unique("sentence", [
        {"sentence": sentence} for entry in entries for group in ("popular", "invented")
        for sentence in entry[group]["sentences"]
    ])
    known, unknown = ([word_count(row["output"]) for row in rows] for rows in (popular[1], invented))
    for row, one, other in zip(invented, known, unknown):
        require(close(one, other, 15), row["id"], f"medium has {one} words and invented {other}")
    require(close(mean(known), mean(unknown), 10), "knowledge", "mean words differ")


def check_less():
    files = make_less.files()
    check_made(files)
    for subject in ("questions", "facts"):
        parts = [files[f"less-{subject}-{part}.json"] for part in ("pool", "few", "test")]
        check_unique("instruction", [row for rows in parts for row in rows])


def check_ids(entries, letter, where):
    wanted = [f"{letter}{n:02d}" for n in range(1, len(entries) + 1)]
    require([entry["id"] for entry in entries] == wanted, where, f"ids are {letter}01 and so on")


def check_made(files):
    for name, rows in files.items():
        words = (FOLDER / name).read_text(encoding="utf-8")
        require(words == text(rows), name, "is not what the script makes")
        for row in rows:
            for key in ("instruction", "input", "output"):
                words = row.get(key, "-")
                require(words and words == words.strip(), name, f"{row['id']}: white space around {key}")


def check_ideal():
    """Training, reference and tests share no request, and the code runs; returns how much of it."""
    entries = make_ideal.read("ideal.json")["code"]
    for entry in entries:
        names = {}
        exec(entry["output"], names)
        require(eval(entry["check"], names), f"ideal.json {entry['id']}", "fails its check")
    files = make_ideal.files()
    rows = [row for made in files.values() for row in made]
    check_unique("request", [
        {"request": row["instruction"] + row.get("input", "")} for row in rows])
    check_unique("output", rows)
    check_made(files)
    return len(entries)


def check_paired(files, keys):
    """Whether the rows of all files agree in the keys, in the same order."""
    found = {
        name: [[row.get(key) for key in keys] for row in rows] for name, rows in files.items()}
    first = next(iter(found.values()))
    for name, rows in found.items():
        require(rows == first, name, f"does not pair by {', '.join(keys)}")


def check_unique(key, rows):
    for words, times in Counter(row[key] for row in rows).items():
        require(times == 1, key, f"stands {times} times: {words[:60]}")


def check_across(*sets):
    """No instruction of one set stands in another."""
    families = [
        json.loads((FOLDER / f"families-{kind}.json").read_text(encoding="utf-8"))
        for kind in ("instruction", "knowledge")
    ]
    # Some instructions, such as "Summarise the text", differ by their input alone.
    check_unique("request", [
        {"request": row["instruction"] + row.get("input", "")}
        for rows in (*sets, *families) for row in rows
    ])


def main():
    rows = questions()
    check_duplicates(rows)
    equation_count = 0
    for q in rows:
        check_answer(q)
        check_responses(q)
        equation_count += check_arithmetic(q)
    check_files(rows)
    quality, knowledge = make_quality.entries(), make_knowledge.entries()
    result_count = check_quality(quality)
    check_knowledge(knowledge)
    check_less()
    code_count = check_ideal()
    check_across(
        examples("none"), make_quality.examples("good-short"),
        make_knowledge.examples("popular", 2), make_knowledge.examples("invented", 2))
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(1)
    words = {level: sum(len(q[level].split()) for q in rows) / len(rows) for level in LEVELS}
    print(f"{len(rows)} questions and {equation_count} equations in their responses are right.")
    print("Mean words: " + ", ".join(f"{level} {words[level]:.1f}" for level in LEVELS) + ".")
    print(
        f"{len(quality)} instructions have four responses each, of two qualities and two lengths; "
        f"code and results are as they should be in {result_count}.")
    print(f"{code_count} functions do what they should.")
    print(f"{len(knowledge)} well-known subjects pair with as many invented ones.")


if __name__ == "__main__":
    main()
