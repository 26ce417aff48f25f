#!/usr/bin/env python3
"""Lays public data sets out for `Experiments/less.json`: pool, targets and tests as JSON lines.

    python3 Experiments/data/lay_out_published.py DATA OUT

DATA holds the data sets as they are published; OUT gets a folder `less` and, beside it, links to what DATA
holds, so that every experiment takes `--data-root OUT`.

- `gsm8k/train.jsonl`, `gsm8k/test.jsonl` (Cobbe et al., arXiv 2110.14168)
- `bbh/bbh/*.json`, `bbh/cot-prompts/*.txt` (Suzgun et al., arXiv 2210.09261)
- `code/code_alpaca_2k.json` (CodeAlpaca)
- `layer-gradient/` (published with arXiv 2410.23743), `gradient-unified/` (with arXiv 2504.10766)

The pool has 1,000 rows: 200 of mathematics, 200 of common sense, 200 of knowledge, 250 of code and 150
instructions, the first of each source that are short (at most 400 characters with their response), so that
an experiment on two cores ends. A target is known by 16 worked questions of GSM8K, which are not in the pool,
or by one worked example of each of the 27 tasks of BIG-Bench Hard, asked without other examples before it.
Tests are 40 questions of GSM8K's test file, another worked example of each task, and the bare answers of two
questions of each task that are in no prompt. Nothing is drawn at random: the same files give the same rows.

Python 3.9 or later, standard library only.
"""

import json
import sys
from pathlib import Path

SHORT = 400
EMPTY_INPUTS = ("", "<noinput>", "nan")


def rows(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    found = json.loads(text)
    return found["examples"] if isinstance(found, dict) else found


def example(row):
    """A row of any of the sources as instruction and output."""
    request = row.get("instruction", row.get("question")).strip()
    more = str(row.get("input") or "").strip()
    if more.lower() not in EMPTY_INPUTS:
        request += "\n" + more
    return {"instruction": request, "output": str(row.get("output", row.get("answer"))).strip()}


def short(sources, count, taken=()):
    """The first short examples of some files, `count` in all, none twice."""
    seen, found = set(taken), []
    for source in sources:
        for index, row in enumerate(rows(source)):
            made = example(row)
            length = len(made["instruction"]) + len(made["output"])
            if not made["output"] or length > SHORT or made["instruction"] in seen:
                continue
            seen.add(made["instruction"])
            found.append({"id": f"{source.stem}-{index}", **made})
            if len(found) == count:
                return found
    sys.exit(f"{', '.join(map(str, sources))}: {len(found)} short rows, not {count}")


def hard_tasks(data):
    """Of each task of BIG-Bench Hard the shortest worked example, the next, and two questions in no prompt."""
    known, worked, bare = [], [], []
    for path in sorted((data / "bbh" / "bbh").glob("*.json")):
        task = path.stem
        prompt = (data / "bbh" / "cot-prompts" / f"{task}.txt").read_text(encoding="utf-8")
        prompt = prompt.split("-----\n", 1)[-1].strip()
        pieces = prompt.split("\n\n")
        description = "\n\n".join(pieces[:-3])
        for rows_of_task, piece in zip((known, worked), sorted(pieces[-3:], key=len)):
            question, answer = piece.split("\nA:", 1)
            rows_of_task.append({"id": f"{task}-prompt-{pieces.index(piece)}", "task": task,
                                 "instruction": f"{description}\n\n{question}\nA:",
                                 "output": answer.strip()})
        unseen = [(index, row) for index, row in enumerate(rows(path)) if row["input"] not in prompt]
        for index, row in sorted(unseen, key=lambda pair: (len(pair[1]["input"]), pair[0]))[:2]:
            bare.append({"id": f"{task}-{index}", "task": task,
                         "instruction": f"{description}\n\nQ: {row['input']}\nA:",
                         "output": row["target"]})
    return known, worked, bare


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.split("\n\n")[1].strip())
    data, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    folder = out / "less"
    folder.mkdir(parents=True, exist_ok=True)
    for entry in sorted(data.iterdir()):
        link = out / entry.name
        if entry.is_dir() and entry.name != "less" and not link.exists():
            link.symlink_to(entry)

    layers, unified = data / "layer-gradient", data / "gradient-unified" / "ifd_gpt2"
    worked = short([data / "gsm8k" / "train.jsonl"], 216)
    known_hard, worked_hard, bare_hard = hard_tasks(data)
    files = {
        "math": worked[16:],
        "commonsense": short([layers / "cot_500" / "ecqa_train_with_cot.json"], 100)
        + short([layers / "cot_500" / "creak_train_with_cot.json"], 100),
        "knowledge": short(
            [layers / "wiki_popularity" / "long_tail_wikipedia.json"], 200),
        "code": short([data / "code" / "code_alpaca_2k.json"], 250),
        "instruction": short(
            [unified / f"{name}_10k_{side}_200.json" for name, side in
             (("wiz", "lowest"), ("her", "lowest"), ("her", "highest"), ("wiz", "highest"))], 150),
        "few-gsm8k": worked[:16],
        "test-gsm8k": short([data / "gsm8k" / "test.jsonl"], 40),
        "few-bbh": known_hard,
        "test-bbh-worked": worked_hard,
        "test-bbh": bare_hard,
    }
    for name, found in files.items():
        path = folder / f"{name}.jsonl"
        path.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
        mean = sum(len(row["instruction"]) + len(row["output"]) for row in found) / len(found)
        print(f"{path}: {len(found)} rows, {mean:.0f} characters on average")


if __name__ == "__main__":
    main()
