"""Writes training.json of Tests/TokenizationTests/Fixtures.

    python Tests/Oracles/tokenization_training.py
    python Tests/Oracles/tokenization_training.py --check TOKENIZER.json

Written with Python 3.11 and tokenizers 0.23.3, after tokenization.py, on whose corpus.bin it trains.
training.json holds settings, the merges that tokenizers learns, and the ids it gives a few lines.
With --check, a tokenizer.json that gradbook wrote from the first case is read and must give these ids.
"""
import json, pathlib, sys
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

FIXTURES = pathlib.Path(__file__).parent.parent / "TokenizationTests" / "Fixtures"
CASES = [{"size": 900, "special": ["<|end|>", "<|pad|>"], "minimum": 2},
         {"size": 300, "special": [], "minimum": 1}, {"size": 4000, "special": ["<|end|>"], "minimum": 60}]
TEXTS = ["", " ", "The head of the state<|end|>began again. ", "caf\u00e9 \U0001f44d\n\n\tdef f(x):", "\0\ufffd x\u3000y", "aaaa" * 30]


def corpus():
    data, lines, at = (FIXTURES / "corpus.bin").read_bytes(), [], 0
    while at < len(data):
        count, shift = 0, 0
        while True:
            byte = data[at]; at += 1
            count |= (byte & 0x7F) << shift; shift += 7
            if byte < 0x80: break
        lines.append(data[at:at + count].decode(errors="replace")); at += count
    return lines


def trained(case, lines):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=case["size"], special_tokens=case["special"], min_frequency=case["minimum"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return tokenizer


def main():
    if len(sys.argv) == 3:
        tokenizer = Tokenizer.from_file(sys.argv[2])
        case = json.loads((FIXTURES / "training.json").read_text())["cases"][0]
        assert [tokenizer.encode(t).ids for t in TEXTS] == case["ids"]
        return print("the same ids")
    lines, cases = corpus(), []
    for case in CASES:
        tokenizer = trained(case, lines)
        merges = json.loads(tokenizer.to_str())["model"]["merges"]
        cases.append(dict(case, count=tokenizer.get_vocab_size(), merges=[" ".join(m) for m in merges],
                          ids=[tokenizer.encode(t).ids for t in TEXTS]))
    (FIXTURES / "training.json").write_text(
        json.dumps({"texts": TEXTS, "cases": cases}, ensure_ascii=False, separators=(",", ":")))


main()
