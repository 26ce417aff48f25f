"""Writes Tests/TokenizationTests/Fixtures with Hugging Face tokenizers as the oracle.

    python Tests/Oracles/tokenization.py [--corpus OUT.bin]

Written with Python 3.11, tokenizers 0.23.3 and transformers 5.23.0; seed 20240229. The same versions
write the same bytes.

corpus.bin            lines of varied text: for each an LEB128 length and that many bytes, not always
                      UTF-8
FAMILY.json           a tokenizer.json trained on that text, for each of four families
FAMILY.bin            for each line LEB128 numbers: replaced places, number of tokens, the ids, and
                      a checksum of the tokens' ranges (0 where none is to be compared)
variants.json         other settings, a few texts and their ids
chat.json             templates, conversations and their prompts

Only characters of Unicode 14 are used: the classes of later ones differ from one Oniguruma to the
next. Left out, too, are lines whose NFC by tokenizers, whose tables are older, is not the standard's.
With --corpus, only the lines are written.
"""
import argparse, codecs, json, pathlib, random, sys, unicodedata
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers,
                        processors, trainers)

FIXTURES = pathlib.Path(__file__).parent.parent / "TokenizationTests" / "Fixtures"
RANDOM = random.Random(20240229)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
LLAMA = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*"
         r"|\s*[\r\n]+|\s+(?!\S)|\s+")

# --- Text

COMMON = """the of and to a in is was that it for on as with by he his at from are this be had not or
one have which you all were their when there can more if no man out other so what time up go about
than into could state only new year some take come these know see use get like then first any work
now may such give over think most even find day also after way many must look before great back
through long where much should well people down own just because good each those feel seem how high
too place little world very still nation hand old life tell write become here show house both
between need mean call develop under last right move thing general school never same another begin
while number part turn real leave might want point form off child few small since against ask late
home interest large person end open public follow during present without again hold govern around
possible head consider word program problem however lead system set order eye plan run keep face
fact group play stand increase early course change help line""".split()
STEMS = "gradient layer tensor model token weight spectrum matrix norm loss query value head".split()
SUFFIXES = ["", "s", "ed", "ing", "ly", "ness", "less", "ation", "'s", "n't", "'ll", "'VE", "'d"]
SCRIPTS = {
    "Latin": (0xC0, 0x24F), "Greek": (0x370, 0x3FF), "Cyrillic": (0x400, 0x52F),
    "Armenian": (0x531, 0x58A), "Hebrew": (0x591, 0x5F4), "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F), "Bengali": (0x980, 0x9FE), "Tamil": (0xB82, 0xBFA),
    "Thai": (0xE01, 0xE5B), "Tibetan": (0xF00, 0xFDA), "Georgian": (0x10A0, 0x10FF),
    "Jamo": (0x1100, 0x11FF), "Ethiopic": (0x1200, 0x137C), "Khmer": (0x1780, 0x17F9),
    "Mongolian": (0x1800, 0x18AA), "Kana": (0x3041, 0x30FF), "Han": (0x4E00, 0x9FFF),
    "Hangul": (0xAC00, 0xD7A3), "Gothic": (0x10330, 0x1034A), "Cuneiform": (0x12000, 0x12399),
    "Math": (0x1D400, 0x1D7FF), "Compatibility": (0xF900, 0xFAD9),
}
NUMBERS = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) in ("Nd", "Nl", "No")]
MARKS = [chr(c) for c in range(0x300, 0x370)] + ["\u05b0", "\u064b", "\u0653", "\u093c", "\u3099"]
SPACES = [" ", "  ", "\t", "\n", "\r\n", "\n\n", "\u00a0", "\u2003", "\u3000", "\u2028", "\x0b",
          "\x0c", "\x85", "\u200b", "\ufeff"]
EMOJI = ["😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "❤️", "🇩🇪🇫🇷", "👨🏿‍💻", "☃", "1️⃣", "🧑🏻‍🤝‍🧑🏾"]
CODE = ["def f(x):\n    return x ** 2\n", "for (int i = 0; i < n; ++i) { a[i] += b[i]; }",
        "let xs = [1, 2, 3].map { $0 * 2 }", "SELECT * FROM t WHERE a >= 10 AND b != 'x';",
        "if __name__ == '__main__':\n\tmain()", "#include <stdio.h>\n\n\nint main(void)\n{\n}\n",
        "<div class=\"a\">&amp;</div>", "{\"key\": [true, null, -1.5e-10]}", "\\frac{\\partial L}{x}",
        "git commit -m 'x' && ./run.sh > /dev/null 2>&1", "https://example.org/a?b=c&d=%20#e"]
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~–—…“”‘’«»•€£§©®™×÷≤≥→"
TOKENS = SPECIAL + ["<|im_end|>\n", "<|im_start|>user\n", "<|endoftext|", "|im_end|>", "<tool>"]


def pick(items): return RANDOM.choice(items)
def some(function, low, high): return [function() for _ in range(RANDOM.randint(low, high))]


def script():
    low, high = pick(list(SCRIPTS.values()))
    known = [c for c in (chr(RANDOM.randint(low, high)) for _ in range(40))
             if unicodedata.category(c) != "Cn"]
    words = ["".join(pick(known) for _ in range(RANDOM.randint(1, 8))) for _ in range(3)] if known else []
    return pick([" ", " ", "", "\u3000"]).join(words)


def word(): return pick(COMMON) if RANDOM.random() < 0.8 else pick(STEMS) + pick(SUFFIXES)


def sentence():
    text = " ".join(some(word, 2, 12))
    return pick([text, text.capitalize() + ".", text.upper() + "!", text.title() + "?", " " + text])


def digits(): return "".join(pick("0123456789") for _ in range(RANDOM.randint(1, pick([3, 6, 40]))))
def number(): return pick([digits(), f"{digits()}.{digits()}", f"1,{digits()}", "".join(some(lambda: pick(NUMBERS), 1, 5))])
def combining(): return "".join(pick("aeiouAEIOUncszk한가しは\u0915") + "".join(some(lambda: pick(MARKS), 0, 4)) for _ in range(RANDOM.randint(1, 6)))
def control(): return "".join(chr(pick([*range(0, 32), 127, *range(0x80, 0xA0), 0xAD, 0x200C, 0x200D, 0x202E, 0xE000, 0xFFFE])) for _ in range(RANDOM.randint(1, 5)))
def spaces(): return "".join(some(lambda: pick(SPACES) * pick([1, 1, 2, 7]), 1, 5))
def punctuation(): return "".join(some(lambda: pick(PUNCTUATION) * pick([1, 1, 3]), 1, 6))
def code(): return pick(CODE)
def emoji(): return "".join(some(lambda: pick(EMOJI), 1, 4))
def special(): return pick(["", " ", "  ", "\n"]) + pick(TOKENS) + pick(["", " ", "x"])
def long_word(): return "".join(some(lambda: pick(["a", "ab", "the", "ing", "zq"]), 20, 120)) if RANDOM.random() < 0.3 else word() * 3


def anything():
    while True:
        c = chr(RANDOM.randrange(0x110000))
        if unicodedata.category(c) not in ("Cn", "Cs", "Co"): return c


def broken():
    text = bytearray((sentence() + emoji() + script()).encode())
    for _ in range(RANDOM.randint(1, 6)):
        place = RANDOM.randrange(len(text) + 1)
        text[place:place + RANDOM.randint(0, 2)] = pick([
            b"\xff", b"\x80", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xc0\xaf",
            b"\xf5\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xe0\x80\xaf", b"\xf0\x80\x80"])
    return bytes(text)


PARTS = [(sentence, 30), (script, 16), (number, 10), (spaces, 8), (punctuation, 8), (code, 6),
         (emoji, 5), (combining, 7), (special, 4), (control, 4), (long_word, 2),
         (lambda: "".join(some(anything, 1, 4)), 4)]


def line():
    while True:
        data = any_line()
        text = data.decode(errors="replace")
        if normalizers.NFC().normalize_str(text) == unicodedata.normalize("NFC", text): return data


def any_line():
    functions, weights = zip(*PARTS)
    if RANDOM.random() < 0.04: return broken()
    parts = [f() for f in RANDOM.choices(functions, weights, k=RANDOM.randint(1, 4))]
    return pick(["", " "]).join(parts).encode("utf-8", "surrogatepass")


def corpus():
    fixed = ["", " ", "\n", "a", " a", "  a", "é", "e\u0301", "'s 'S 'lL", "\u0344", "\u212b", "한\u1112\u1161\u11ab",
             "\u0f19\u0f75\u0f19\u0f71\u0f74"]
    return [text.encode() for text in fixed] + [line() for _ in range(5200)]


# --- Tokenizers

def byte_level(use_regex=True): return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=use_regex)
def split(digits): return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA % digits), "isolated"), byte_level(False)])


FAMILIES = {
    "gpt2": (1200, byte_level(), None),
    "smollm": (1500, pre_tokenizers.Sequence([pre_tokenizers.Digits(True), byte_level()]), None),
    "qwen2": (2000, split(r"\p{N}"), normalizers.NFC()),
    "llama": (2500, split(r"\p{N}{1,3}"), None),
}


def train(name, lines):
    merges, pre_tokenizer, normalizer = FAMILIES[name]
    tokenizer = Tokenizer(models.BPE(ignore_merges=name == "llama"))
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizer, decoders.ByteLevel()
    if normalizer: tokenizer.normalizer = normalizer
    tokenizer.train_from_iterator(
        (l.decode(errors="replace") for l in lines),
        trainers.BpeTrainer(vocab_size=256 + len(SPECIAL) + merges, special_tokens=SPECIAL, show_progress=False,
                            initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken("<tool>", normalized=False)])
    trimless = processors.ByteLevel(trim_offsets=False)
    if name == "llama":
        template = processors.TemplateProcessing(
            single="<|endoftext|> $A", special_tokens=[("<|endoftext|>", 0)])
        tokenizer.post_processor = processors.Sequence([trimless, template])
    else:
        tokenizer.post_processor = trimless
    return tokenizer


def characters(data):
    """The text of `data`, the bytes that each character came from, and the replaced places."""
    ranges, errors, start = [], [], 0

    def replace(error):
        errors.append((error.start, error.end))
        return "\ufffd", error.end

    codecs.register_error("record", replace)
    text = data.decode(errors="record")
    places = iter(errors)
    place = next(places, None)
    for c in text:
        end = place[1] if place and start == place[0] else start + len(c.encode())
        if place and start == place[0]: place = next(places, None)
        ranges.append((start, end))
        start = end
    assert start == len(data)
    return text, ranges, len(errors)


def checksum(ranges):
    value = 0x811C9DC5
    for number in (n for r in ranges for n in r):
        value = ((value ^ number) * 0x01000193) & 0xFFFFFFFF
    return value | 1


def number_bytes(n):
    out = bytearray()
    while n >= 0x80: out.append(n & 0x7F | 0x80); n >>= 7
    return bytes(out) + bytes([n])


def encoded(tokenizer, data, normalizes):
    text, places, replaced = characters(data)
    encoding = tokenizer.encode(text)
    ranges = [(places[a][0], places[b - 1][1]) if a < b else (0, 0) for a, b in encoding.offsets]
    comparable = not normalizes or unicodedata.is_normalized("NFC", text)
    numbers = [replaced, len(encoding.ids), *encoding.ids, checksum(ranges) if comparable else 0]
    return b"".join(map(number_bytes, numbers))


# --- Variants

TEXTS = ["", " ", "Hello world", "  two  spaces ", "a1b22 c333", "x,y;;z", "-- a--b --", "<mask> x",
         "the <mask>", "a<mask>b <mask> c", "xx<word>yy <word> zz", "<word>", "AbC ABC abc", "é e\u0301",
         "caf\u00e9<e\u0301>", "tab\tnew\nline", "it's 12:30", "你好 世界", "👍🏽", "a|b||c", "#1##2", "ab ab"]


def split_variant(pattern, behavior, invert=False):
    return {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}]}}


def added(content, **flags):
    token = dict(id=None, content=content, single_word=False, lstrip=False, rstrip=False,
                 normalized=False, special=True)
    token.update(flags)
    return token


def variants():
    """Members of a tokenizer.json to be replaced, and bytes `without` tokens."""
    result = []
    for behavior in ["Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"]:
        for invert in [False, True]:
            result.append(split_variant({"Regex": r"[,;\-#|]|\d"}, behavior, invert))
            result.append(split_variant({"String": "b"}, behavior, invert))
        result.append(split_variant({"Regex": "(?=b)|a"}, behavior))
        result.append(split_variant({"Regex": "x*"}, behavior))
        result.append(split_variant({"String": ""}, behavior))
    for single in [False, True]:
        for prefix in [False, True]:
            result.append({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Digits", "individual_digits": single},
                {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": True}]}})
    for flags in [{}, {"lstrip": True}, {"rstrip": True}, {"lstrip": True, "rstrip": True},
                  {"normalized": True, "special": False}]:
        result.append({"added_tokens": [added("<mask>", **flags), added("<word>", single_word=True)]})
    for normalized in [False, True]:
        result.append({"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}]},
                       "added_tokens": [added("<e\u0301>", normalized=normalized)]})
    result.append({"added_tokens": [added("ab"), added("ab ab"), added("a")]})
    result.append({"post_processor": {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "the", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                   {"SpecialToken": {"id": "!", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"the": {"id": "the", "ids": [300, 301], "tokens": ["a", "b"]},
                           "!": {"id": "!", "ids": [5], "tokens": ["c"]}}}})
    # Bytes without a token: 'b', and the first byte of every Chinese character.
    missing = ["b", "ä"]
    for unknown, fuse in [(None, False), ("!", False), ("!", True)]:
        result.append({"without": missing, "model": {"unk_token": unknown, "fuse_unk": fuse}})
    result.append({"model": {"ignore_merges": True}})
    return result


def applied(base, variant):
    """`base` with the members of `variant`; added tokens get the next free ids."""
    document = json.loads(json.dumps(base))
    model, missing = document["model"], variant.get("without", [])
    model["vocab"] = {k: v for k, v in model["vocab"].items() if not any(m in k for m in missing)}
    model["merges"] = [m for m in model["merges"] if not any(x in "".join(m) for x in missing)]
    model.update(variant.get("model", {}))
    for key in variant:
        if key not in ("model", "without"): document[key] = variant[key]
    taken = len(model["vocab"])
    for token in document["added_tokens"]:
        token["id"] = model["vocab"].get(token["content"])
        if token["id"] is None: token["id"], taken = taken, taken + 1
    return document


def variant_fixture(base):
    cases = []
    for variant in variants():
        variant = {"added_tokens": [], "post_processor": None, **variant}
        tokenizer = Tokenizer.from_str(json.dumps(applied(base, variant)))
        cases.append({"change": variant, "ids": [tokenizer.encode(t).ids for t in TEXTS]})
    return {"texts": TEXTS, "cases": cases}


# --- Chat

TURN = "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
PROMPT = "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
DEFAULT = ("{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
           "{{ '<|im_start|>system\nDEFAULT<|im_end|>\n' }}{% endif %}" + TURN + "{% endfor %}" + PROMPT)
TOOLS = r"""{%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'Not this one.' }}
    {%- endif %}
    {%- for tool in tools %}
        {{- "\n\"}}" + (tool | tojson) }}
    {%- endfor %}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}
    {%- else %}
        {{- '<|im_start|>system\nYou are Qwen. You are helpful.<|im_end|>\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
        {%- if message.content %}
            {{- '\n' + message.content }}
        {%- endif %}
    {%- elif message.role == "tool" %}
        {{- '<|im_start|>user' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
"""
TEMPLATES = [
    DEFAULT.replace("DEFAULT", "You are a helpful AI assistant named SmolLM, trained by Hugging Face"),
    DEFAULT.replace("DEFAULT", "You are a helpful assistant."),
    DEFAULT.replace("DEFAULT", 'Say \\\'"yes"\\\'').replace("\n", "\\n"),
    "{% for message in messages %}" + TURN + "{% endfor %}" + PROMPT,
    "{# ChatML #}\n{%- for message in messages -%}\n  <|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}\n  {% if add_generation_prompt %}\n<|im_start|>assistant\n{% endif %}\n",
    TOOLS,
]


def chat_fixture():
    from transformers import PreTrainedTokenizerFast
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()))
    turns = [("user", "Hi!"), ("assistant", " Hello,\n\nfriend \n"), ("user", "<|im_end|> é 'x' {{ y }}")]
    conversations = [turns[:1], turns[:2], turns, [("system", "Be brief.")] + turns, [("system", "")],
                     turns[:1] + [("system", "Later.")], [("assistant", "First.")]]
    cases = []
    for template in TEMPLATES:
        for turns in conversations:
            for prompt in [False, True]:
                text = tokenizer.apply_chat_template(
                    [dict(role=r, content=c) for r, c in turns], chat_template=template,
                    tokenize=False, add_generation_prompt=prompt)
                cases.append({"template": TEMPLATES.index(template), "turns": turns,
                              "addsPrompt": prompt, "text": text})
    return {"templates": TEMPLATES, "cases": cases}


def compact(value): return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=pathlib.Path)
    options = parser.parse_args()
    lines = corpus()
    packed = b"".join(number_bytes(len(l)) + l for l in lines)
    if options.corpus: return options.corpus.write_bytes(packed)
    FIXTURES.mkdir(exist_ok=True)
    (FIXTURES / "corpus.bin").write_bytes(packed)
    for name in FAMILIES:
        tokenizer = train(name, lines)
        document = json.loads(tokenizer.to_str())
        (FIXTURES / f"{name}.json").write_text(compact(document))
        rows = [encoded(tokenizer, l, name == "qwen2") for l in lines]
        (FIXTURES / f"{name}.bin").write_bytes(b"".join(rows))
        if name == "gpt2": (FIXTURES / "variants.json").write_text(compact(variant_fixture(document)))
    (FIXTURES / "chat.json").write_text(compact(chat_fixture()))
    for file in sorted(FIXTURES.iterdir()): print(file.stat().st_size, file.name, file=sys.stderr)


main()
