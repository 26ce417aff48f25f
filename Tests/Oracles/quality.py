"""Writes Tests/EndToEndTests/Fixtures/quality.json: the quality scores that PyTorch computes in float64 of
the eight examples there by the tiny checkpoint of tiny_checkpoint.py.

    python Tests/Oracles/quality.py
    python Tests/Oracles/quality.py MODEL.gguf ROWS.json...    # prints the scores by a SmolLM, float32

IFD as in github.com/tianyi-lab/Superfiltering: prompt = request and a line break, the response alone cut to
maxLength - prompt tokens + 1; the losses are those of transformers. With "alpaca" as in Cherry_LLM.

Made with torch 2.13.0, transformers 5.23.0. No random numbers.
"""
import json
import math
import pathlib
import sys

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

FIXTURES = pathlib.Path(__file__).parents[1] / "EndToEndTests" / "Fixtures"
ALPACA = "Below is an instruction that describes a task"
ORDER = "Write a response that appropriately completes the request.\n\n"
COMPLEXITY = ("You are a helpful assistant. Please identify the complexity score of the following user query. \n"
              "##Query: {instruction}  \n##Complexity: ")
QUALITY = ("You are a helpful assistant. Please identify the quality score of the Response corresponding to the "
           "Question. \n #Question#:\n{instruction}\n#Response#:\n{output} \n##Quality: ")


def request(example):
    return example["instruction"] + ("\n" + example["input"] if example.get("input") else "")


def alpaca(example):
    if example.get("input"):
        return (f"{ALPACA}, paired with an input that provides further context. {ORDER}### Instruction:\n"
                f"{example['instruction']}\n\n### Input:\n{example['input']}\n\n### Response:")
    return f"{ALPACA}. {ORDER}### Instruction:\n{example['instruction']}\n\n### Response:"


@torch.no_grad()
def losses(model, ids, start):
    """The mean loss of ids[start:] by transformers' own loss, and the entropy at each of them."""
    start = max(start, 1)
    if start >= len(ids):
        return None, []
    tokens = torch.tensor([ids])
    labels = tokens.clone()
    labels[0, :start] = -100
    out = model(tokens, labels=labels)
    logits = out.logits[0, start - 1 : -1].double()
    p = torch.softmax(logits, -1)
    return (torch.nn.functional.cross_entropy(logits, tokens[0, start:]).item(),
            torch.special.entr(p).sum(-1).tolist())


@torch.no_grad()
def digit(model, encode, question):
    logits = model(torch.tensor([encode(question)])).logits[0, -1].double()
    ids = [encode(question + k) for k in "123456"]
    assert all(i[:-1] == encode(question) for i in ids)
    p = torch.softmax(logits[[i[-1] for i in ids]], -1)
    return sum((k + 1) * x for k, x in enumerate(p.tolist()))


def scores(model, encode, example, limit, form, questions):
    prompt, alone = (alpaca(example), "### Response:") if form == "alpaca" else (request(example) + "\n", "")
    lead, output = request(example) + "\n", example["output"]
    loss, entropies = losses(model, encode(lead + output)[:limit], len(encode(lead)))
    used = len(encode(prompt))
    compared = losses(model, encode(prompt + output)[:limit], used)[0]
    skipped = len(encode(alone)) if alone else 0
    direct = losses(model, encode(alone + output)[: max(limit - used + max(skipped, 1), 1)], skipped)[0]
    row = {"loss": loss, "directLoss": direct, "responseTokens": len(entropies)}
    if loss is not None:
        row["perplexity"] = math.exp(loss)
        row["tokenEntropy"] = sum(entropies) / len(entropies)
        row["highEntropySum"] = sum(sorted(entropies, reverse=True)[: max(1, len(entropies) // 10)])
    if compared is not None and direct is not None:
        row["ifdLoss"] = compared / direct
        row["ifdPerplexity"] = math.exp(compared - direct)
    if questions:
        for name, template in [("deitaComplexity", COMPLEXITY), ("deitaQuality", QUALITY)]:
            question = template.format(instruction=request(example), output=output)
            row[name] = digit(model, encode, question) if len(encode(question)) <= limit else None
        both = [row["deitaComplexity"], row["deitaQuality"]]
        row["deita"] = None if None in both else both[0] * both[1]
    return row


def main():
    if len(sys.argv) > 1:
        path = pathlib.Path(sys.argv[1])
        tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
        # transformers does not read from a GGUF file how its vocabulary splits text: this is SmolLM's way.
        tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
        model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32).eval()
        examples = [row for name in sys.argv[2:] for row in json.loads(pathlib.Path(name).read_text())]
        for example in examples:
            print(json.dumps(scores(model, tokenizer.encode, example, 1024, "same", False)), flush=True)
        return
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(FIXTURES / "tiny-llama" / "tokenizer.json"))
    model = AutoModelForCausalLM.from_pretrained(FIXTURES / "tiny-llama", dtype=torch.float64).eval()
    examples = json.loads((FIXTURES / "examples.json").read_text())
    table = {
        "same": [scores(model, tokenizer.encode, e, 60, "same", False) for e in examples],
        "alpaca": [scores(model, tokenizer.encode, e, 240, "alpaca", True) for e in examples],
    }
    (FIXTURES / "quality.json").write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
