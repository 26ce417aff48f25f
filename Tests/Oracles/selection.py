"""Writes Tests/DataSelectionTests/Fixtures/selection.json: what PyTorch, SciPy and published code say of the
parts of data selection that need no model.

    python Tests/Oracles/selection.py

- adam: the steps of torch.optim.AdamW in float64; the direction of princeton-nlp/LESS at 8abf962
  (m'/sqrt(v' + eps)), written from its formula.
- scores: the published matching (mean of cosines, maximum over subtasks) and equation 2 of arXiv 2402.04333.
- bm25: rank_bm25.BM25Okapi, over the words of `words`.
- dsir: hashed n-grams of p-lambda/dsir, written from its description (WordPunct tokens, SHA-256, 1e-8).

Made with torch 2.13.0, scipy, rank_bm25 0.2.2. Random numbers: torch.manual_seed(0).
"""
import hashlib
import json
import pathlib
import re

import numpy
import torch
from rank_bm25 import BM25Okapi
from scipy import stats

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
TARGET = pathlib.Path(__file__).parents[1] / "DataSelectionTests" / "Fixtures" / "selection.json"


def adam():
    weight = torch.nn.Parameter(torch.zeros(12))
    optimizer = torch.optim.AdamW([weight], lr=1.0, betas=(0.9, 0.999), eps=1e-4, weight_decay=0.0)
    for _ in range(5):
        weight.grad = torch.randn(12) * 1e-3
        optimizer.step()
    state = optimizer.state[weight]
    first, second = state["exp_avg"].clone(), state["exp_avg_sq"].clone()
    gradient = torch.randn(12) * 1e-3
    weight.grad = gradient.clone()
    before = weight.detach().clone()
    optimizer.step()
    m = 0.9 * first + 0.1 * gradient
    v = 0.999 * second + 0.001 * gradient**2
    return {"first": first.tolist(), "second": second.tolist(), "gradient": gradient.tolist(), "step": 5,
            "epsilon": 1e-4, "torch": (before - weight.detach()).tolist(),
            "published": (m / torch.sqrt(v + 1e-8)).tolist()}


def scores():
    train = [torch.randn(7, 16) for _ in range(2)]
    valid = [torch.randn(6, 16) * torch.arange(1, 7)[:, None] for _ in range(2)]
    rates = torch.tensor([3.0, 1.0])
    unit = torch.nn.functional.normalize
    mean_of_cosines = sum(w * unit(t) @ unit(v).T for w, t, v in zip(rates / rates.sum(), train, valid))
    cosine_of_mean = sum(w * unit(t) @ unit(v.view(3, 2, 16).mean(1)).T
                         for w, t, v in zip(rates / rates.sum(), train, valid))
    dot = sum(w * t @ v.view(3, 2, 16).mean(1).T for w, t, v in zip(rates / rates.sum(), train, valid))
    return {"train": [t.tolist() for t in train], "valid": [v.tolist() for v in valid], "rates": rates.tolist(),
            "meanOfCosines": mean_of_cosines.view(7, 3, 2).mean(-1).tolist(),
            "cosineOfMean": cosine_of_mean.tolist(), "dotProduct": dot.tolist()}


DOCUMENTS = ["How do I sort a list in Python?", "Write a poem about the sea, the sea!", "List the sorted primes.",
             "The the THE a of", "Explain how sorting a list of lists works in Python; be brief.", "",
             "Übersetze: Straße und naïve café", "x = foo_bar(1, 2)  # why?", "The sea is the sea is a list"]
QUERIES = ["sort a python list", "the sea the sea", "unknown words only"]


def words(text):
    return re.findall(r"[^\W_]+", text.lower())


def bm25():
    index = BM25Okapi([words(d) for d in DOCUMENTS])
    return {"documents": DOCUMENTS, "queries": QUERIES,
            "words": [words(d) for d in DOCUMENTS],
            "scores": [index.get_scores(words(q)).tolist() for q in QUERIES]}


def ngrams(text):
    tokens = re.findall(r"\w+|[^\w\s]+", text.lower())
    return tokens, tokens + [a + " " + b for a, b in zip(tokens, tokens[1:])]


def bucket(ngram, buckets):
    return int(hashlib.sha256(ngram.encode()).hexdigest(), 16) % buckets


def dsir(buckets):
    def counts(text):
        result = numpy.zeros(buckets)
        for ngram in ngrams(text)[1]:
            result[bucket(ngram, buckets)] += 1
        return result
    pool = numpy.array([counts(d) for d in DOCUMENTS])
    target = numpy.array([counts(q) for q in QUERIES]).sum(0)
    raw = pool.sum(0)
    ratio = numpy.log(target / target.sum() + 1e-8) - numpy.log(raw / raw.sum() + 1e-8)
    return {"buckets": buckets, "logWeights": (pool @ ratio).tolist(),
            "tokens": [ngrams(d)[0] for d in DOCUMENTS]}


def spearman():
    a, b = torch.randn(30).round(decimals=1).tolist(), torch.randn(30).round(decimals=1).tolist()
    return {"a": a, "b": b, "rho": stats.spearmanr(a, b).statistic}


if __name__ == "__main__":
    result = {"adam": adam(), "scores": scores(), "bm25": bm25(), "dsir": [dsir(10_000), dsir(7)],
              "spearman": spearman()}
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(result, ensure_ascii=False) + "\n")
