"""Writes sentencepiece.json and characters.json of Tests/TokenizationTests/Fixtures.

    python Tests/Oracles/tokenization_sentencepiece.py

Written with Python 3.11, sentencepiece 0.2.3, tokenizers 0.23.3 and transformers 5.23.0, after
tokenization.py, on whose corpus.bin the vocabularies are trained. The same versions write the same
bytes.

sentencepiece.json    texts; two vocabularies as a GGUF file would hold them, one like Llama's and one
                      like Gemma's, and the ids that SentencePiece itself gives each text
characters.json       a tokenizer.json with a fallback to bytes, its other settings as changes, and
                      for each text the ids, the byte ranges and the decoded text by tokenizers; and
                      the words into which the rules that GGUF files name cut each text
"""
import io, json, pathlib, random
import sentencepiece
from tokenizers import Regex, Tokenizer, pre_tokenizers
from transformers.integrations.gguf.gguf_tokenizer_mapping import GGUF_PRE_TOKENIZER_SPLITS
from transformers.tokenization_utils_base import generate_merges

FIXTURES = pathlib.Path(__file__).parent.parent / "TokenizationTests" / "Fixtures"
RANDOM = random.Random(20240301)
MARK = "\u2581"

HOSTILE = ["", " ", "  ", "   ", "a", " a", "  a", "a ", "a  b   c", "\t", "\t\tx", "\n", "\n\n\nx", "\r\n a",
           " \n \n", "\u00a0x\u2003y\u3000z", "\u2028", "a\0b", "\0", "\ufffd", "x\ufffdy", "caf\u00e9 cafe\u0301",
           "e\u0301\u0327o\u0308", "\u1112\u1161\u11ab \ud55c", "\U0001f44d\U0001f3fd x \U0001f469\u200d\U0001f469\u200d\U0001f467",
           "\U0001d539\U00013000", "\u0915\u094d\u0937", "\u4f60\u597d \u4e16\u754c", "\u0645\u0631\u062d\u0628\u0627",
           MARK, MARK * 2, " " + MARK + " ", "a" + MARK + "b", "the" + MARK * 3 + "of", "<0x0A>", "<0x41>b", "<s>", "</s>",
           "<unk>", "x<s>y", " <s> y", "<sep>", "a<sep>b", "a <sep> b", "<sep><sep>", "<turn>Hi", "<turn> Hi<turn>", "the<turn>the",
           "<turn>\n\nx", "the <wide>  word", "xx<word>yy <word> z", "<word>", " " * 40 + "x", "x" + " " * 70, "\n" * 9,
           "a" * 300, "the" * 200, "ab " * 100, "zq" * 40 + "\u00e9" * 60, "\uff21\uff42\uff43 \ufb01x \u2460 \u3131\u314f",
           "\uff76\uff9e x\u00b2", "def f(x):\n    return  x ** 2\n", "it's 12:30, isn't it?", "The Quick BROWN fox."]


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


# --- SentencePiece

def trained(lines, size, **options):
    """A model of the lines in Latin letters; the characters of others are left to bytes."""
    lines = [l for l in lines if all(c < "\u0180" for c in l)]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([l.replace("\n", " ").replace("\0", "") for l in lines]), model_writer=model,
        model_type="bpe", vocab_size=size, byte_fallback=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, num_threads=1, character_coverage=0.999, split_digits=True,
        max_sentence_length=100000, minloglevel=2, **options)
    return model.getvalue()


def vocabulary(processor, user_defined):
    """Tokens, scores and types, as converters write them: spaces of user-defined tokens as such."""
    def kind(id):
        if processor.is_unknown(id): return 2
        if processor.is_control(id): return 3
        if processor.is_unused(id): return 5
        if processor.is_byte(id): return 6
        return 4 if processor.id_to_piece(id) in user_defined else 1
    ids = range(processor.get_piece_size())
    tokens = [processor.id_to_piece(id) for id in ids]
    return {"tokens": [t.replace(MARK, " ") if kind(id) == 4 else t for id, t in enumerate(tokens)],
            "scores": [processor.get_score(id) for id in ids], "types": [kind(id) for id in ids]}


def sentencepiece_fixture(lines):
    runs = [MARK * n for n in range(2, 8)] + ["\n" * n for n in range(1, 5)] + ["\t", "\t\t"]
    like = {"llama": dict(add_dummy_prefix=True, user_defined_symbols=["<sep>"]),
            "gemma": dict(add_dummy_prefix=False, user_defined_symbols=["<sep>", "<b>"] + runs)}
    texts, models = HOSTILE + RANDOM.sample(lines, 400), {}
    texts = [t for t in texts if not any(c in t for c in ("<s>", "</s>", "<unk>", "<turn>"))]
    for name, options in like.items():
        model = trained(lines, 1200, control_symbols=["<turn>"], **options)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        models[name] = dict(vocabulary(processor, options["user_defined_symbols"]),
                            addsSpacePrefix=options["add_dummy_prefix"],
                            unknown=processor.unk_id(), beginning=processor.bos_id(), end=processor.eos_id(),
                            ids=[processor.encode(t) for t in texts])
    return {"texts": texts, "models": models}, models["llama"]


# --- tokenizers

def added(id, content, **flags):
    token = dict(id=id, content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
    return dict(token, **flags)


def replace(old, new): return {"type": "Replace", "pattern": {"String": old}, "content": new}
def sequence(key, *parts): return {"type": "Sequence", key: list(parts)}


PREPEND = sequence("normalizers", {"type": "Prepend", "prepend": MARK}, replace(" ", MARK))
STRIP = {"type": "Strip", "content": " ", "start": 1, "stop": 0}
SPELLED = [replace(MARK, " "), {"type": "ByteFallback"}, {"type": "Fuse"}]


def metaspace(scheme, split): return {"type": "Metaspace", "replacement": MARK, "prepend_scheme": scheme, "split": split}


def base(model):
    """As Llama 2's: a mark before each text by the normalizer, nothing cut."""
    vocab = {token: id for id, token in enumerate(model["tokens"])}
    scores = dict(zip(model["tokens"], model["scores"]))
    normal = {t for t, k in zip(model["tokens"], model["types"]) if k != 1}
    merges = generate_merges(vocab, scores, skip_tokens=normal)
    begin = {"id": "<s>", "ids": [1], "tokens": ["<s>"]}
    count = len(vocab)
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [added(0, "<unk>"), added(1, "<s>"), added(2, "</s>"), added(3, "<turn>"),
                         added(count, "<wide>", lstrip=True, rstrip=True),
                         added(count + 1, "<word>", single_word=True, special=False)],
        "normalizer": PREPEND, "pre_tokenizer": None,
        "post_processor": {"type": "TemplateProcessing",
                           "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                           "special_tokens": {"<s>": begin}},
        "decoder": sequence("decoders", *SPELLED, STRIP),
        "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": True, "ignore_merges": False,
                  "vocab": vocab, "merges": [list(m) for m in merges]}}


# The name of each case, and what is put before texts: a mark before each stretch between added tokens
# ("all"), before those that do not begin with one ("marked"), before such a text ("first").
def cases(document):
    gemma = {"normalizer": replace(" ", MARK), "decoder": sequence("decoders", *SPELLED),
             "pre_tokenizer": {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}}
    bare = {"normalizer": None}
    stripping = [dict(t, rstrip=t["content"] in ("<turn>", "<wide>")) for t in document["added_tokens"]]
    normalized = [dict(t, normalized=t["content"] in ("<turn>", "<word>")) for t in document["added_tokens"]]
    nothing = {"byte_fallback": False}
    yield "llama 2", "all", {}
    yield "phi 3", "all", {"added_tokens": stripping}
    yield "mistral 3", "first", dict(bare, pre_tokenizer=metaspace("first", False))
    yield "always", "marked", dict(bare, pre_tokenizer=metaspace("always", True))
    yield "first and split", "first", dict(bare, pre_tokenizer=metaspace("first", True))
    yield "never", "", dict(bare, pre_tokenizer=metaspace("never", False), decoder=metaspace("never", True))
    yield "metaspace decoder", "marked", dict(bare, pre_tokenizer=metaspace("always", True), decoder=metaspace("always", True))
    yield "gemma", "", gemma
    yield "normalized tokens", "", dict(gemma, added_tokens=normalized)
    yield "composed", None, dict(gemma, normalizer=sequence("normalizers", {"type": "NFC"}, replace(" ", MARK)))
    yield "compatible", None, dict(gemma, normalizer=sequence("normalizers", {"type": "NFKC"}, replace(" ", MARK)))
    yield "expression", "", dict(gemma, normalizer={"type": "Replace", "pattern": {"Regex": "[ \\n]"}, "content": MARK})
    yield "fused unknown", "all", {"model": nothing}
    yield "unknown", "all", {"model": dict(nothing, fuse_unk=False)}
    yield "dropped unknown", None, {"model": dict(nothing, unk_token=None)}
    yield "whole words", "marked", dict(bare, pre_tokenizer=metaspace("always", True), model={"ignore_merges": True})


def changed(document, change):
    document = json.loads(json.dumps(document))
    document["model"].update(change.get("model", {}))
    document.update({k: v for k, v in change.items() if k != "model"})
    return document


def ranges(text, encoding, prefix, added):
    """Byte ranges; a mark that came from nothing is empty, and stands where its stretch begins."""
    at = [0]
    for c in text: at.append(at[-1] + len(c.encode()))
    result, starts = [], True
    for i, (id, token, (a, b)) in enumerate(zip(encoding.ids, encoding.tokens, encoding.offsets)):
        lone = i > 0 and starts and token == MARK and prefix
        if lone and prefix == "marked": lone = text[a:b] not in (" ", MARK)
        if lone and prefix == "first": lone = a == 0 and text[a:b] not in (" ", MARK)
        result.append([at[a], at[a] if lone else at[b]])
        # A token that stands in the text, not one for what is unknown.
        if i > 0: starts = id in added and text[a:b].strip() == added[id]
    return result


def characters_fixture(document):
    texts, result = HOSTILE, []
    contents = {t["id"]: t["content"] for t in document["added_tokens"]}
    for name, prefix, change in cases(document):
        tokenizer = Tokenizer.from_str(json.dumps(changed(document, change)))
        encodings = [tokenizer.encode(t) for t in texts]
        result.append({
            "name": name, "change": change, "ids": [e.ids for e in encodings],
            "ranges": None if prefix is None else [ranges(t, e, prefix, contents) for t, e in zip(texts, encodings)],
            "decoded": [tokenizer.decode(e.ids[1:], skip_special_tokens=False) for e in encodings]})
    return {"texts": texts, "base": document, "cases": result, "words": words(texts)}


def words(texts):
    result = {}
    for name in ("llama-bpe", "dbrx", "qwen2", "tekken"):
        split = pre_tokenizers.Split(Regex(GGUF_PRE_TOKENIZER_SPLITS[name]), behavior="isolated")
        result[name] = [[word for word, _ in split.pre_tokenize_str(t)] for t in texts]
    return result


def compact(value): return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main():
    lines = corpus()
    fixture, llama = sentencepiece_fixture(lines)
    (FIXTURES / "sentencepiece.json").write_text(compact(fixture))
    (FIXTURES / "characters.json").write_text(compact(characters_fixture(base(llama))))


main()
