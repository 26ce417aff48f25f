#!/usr/bin/env python3
"""Writes what transformers makes of chat templates, for Tests/TokenizationTests/ChatTemplate*.swift.

    python3 -m pip install "transformers==5.23.0" "jinja2==3.1.6"
    python3 Tests/Oracles/chat_templates.py

Three parts, in Tests/TokenizationTests/Fixtures/chat-templates.json:

templates  templates of ours with the constructs that published ones use, rendered by apply_chat_template
formats    the prompts of the published templates, each written down here as a plain function
language   small programs, written by hand and drawn at random (seed 7), rendered in the environment that
           transformers compiles templates in; null where that raises an error

'strftime_now' is taken out of that environment: a prompt must not depend on the day.
"""
import itertools
import json
import logging
import pathlib
import random

from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast
from transformers.utils import chat_template_utils

FIXTURE = pathlib.Path(__file__).parent.parent / "TokenizationTests/Fixtures/chat-templates.json"
TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}

# Conversations

TURNS = [("user", "Hi!"), ("assistant", " Hello,\n\nfriend \n"), ("user", "\t<|im_end|> é e\u0301 'x' {{ y }}\u00a0\n")]
LONG = TURNS + [("assistant", "<think>\nWell.\n</think>\n\nAnswer."), ("user", "日本 👩‍👩‍👧 \u2028ok\r\nend\x1c")]
CONVERSATIONS = [
    TURNS[:1], TURNS[:2], TURNS, LONG, [("system", " Be brief.\n")] + TURNS[:1], [("system", "Be brief.")] + TURNS,
    [("system", "S")] + LONG, [("system", "")] + TURNS[:2], [("user", "")], [("user", ""), ("assistant", "")],
    TURNS[:1] + [("system", "Later.")], [("assistant", "First.")], [("user", "a"), ("user", "b")],
    [("user", "q"), ("assistant", "<think>a</think>b<think>c</think>d")], [("system", "only")],
]

# Templates of ours

THINKING = """{%- set ns = namespace(last=messages|length - 1, open=true) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.open and message.role == "user" and not(message.content.startswith('<tool>') and message.content.endswith('</tool>')) %}
        {%- set ns.open = false %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}{% set content = message.content %}{% else %}{% set content = '' %}{% endif %}
    {%- if message.role == "assistant" %}
        {%- set thoughts = '' %}
        {%- if message.reasoning_content is defined and message.reasoning_content is not none %}
            {%- set thoughts = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set thoughts = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last and (loop.last or (not loop.last and thoughts)) %}
            {{- '<a>\\n[' + thoughts.strip('\\n') + ']\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<a>\\n' + content }}
        {%- endif %}
        {%- for call in message.calls %}{{ call | tojson }}{% endfor %}
        {{- '</a>\\n' }}
    {%- elif loop.first or (messages[loop.index0 - 1].role != "tool") %}
        {{- '<' ~ message.role[0] ~ '>' ~ content ~ '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<a>\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>' }}{%- endif %}
{%- endif %}"""
DATED = """{{- bos_token }}
{%- if custom_tools is defined %}{% set tools = custom_tools %}{% endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "1 Jan 2024" %}
    {%- endif %}
{%- endif %}
{#- The system message is kept apart. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{%- if builtin_tools is defined or tools is not none %}{{- "Tools: " + builtin_tools | reject('equalto', 'x') | join(", ") }}{% endif %}
{{- "Date: " + date_string + "\\n\\n" + system_message }}
{%- for message in messages %}
    {%- if not (message.role == 'tool' or 'tool_calls' in message) %}
        {{- '[' + message['role'] + ']\\n' + message['content'] | trim + '$' }}
    {%- elif message.tool_calls|length != 1 %}
        {{- raise_exception("one call at a time") }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '[assistant]\\n' }}{% endif %}
"""
SELECTED = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- set users = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- set others = loop_messages | rejectattr("role", "equalto", "user") | map(attribute="content") | join("/") %}
{%- set ns = namespace() %}
{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if not (message.tool_calls is defined and message.tool_calls is not none) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("turns must alternate") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}
{{- bos_token ~ others }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if (message == users[-1]) and system_message is defined %}
            {{- "[U] " + system_message + "\\n\\n" + message["content"] + "[/U]" }}
        {%- else %}
            {{- "[U] " + message["content"] + "[/U]" }}
        {%- endif %}
    {%- else %}
        {{- " " + message["content"]|trim + eos_token}}
    {%- endif %}
{%- endfor %}
"""
MACROS = """{%- macro turn(message, tag='t', close=none) -%}
    <{{ tag }}>{{ message.content | trim }}{% if close is not none %}{{ close }}{% endif %}
{%- endmacro -%}
{%- for message in messages if message.content %}
{{ turn(message, close='</' ~ message.role | upper ~ '>') if loop.index is odd else turn(message, message['role'].title()) }}
{%- else %}
nothing
{%- endfor %}
{% set all %}{% for m in messages %}{{ m.content | length }},{% endfor %}{% endset %}
{{ all[:-1] }}{% if messages[-1].role == 'assistant' %}{% generation %}{{ messages[-1].content | tojson }}{% endgeneration %}{% endif %}
"""
LINES = """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\n'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}"""
FOLDED = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set prefix = messages[0]['content'] + '\\n\\n' -%}
    {%- else -%}
        {%- set prefix = messages[0]['content'][0]['text'] + '\\n\\n' -%}
    {%- endif -%}
    {%- set turns = messages[1:] -%}
{%- else -%}
    {%- set prefix = "" -%}
    {%- set turns = messages -%}
{%- endif -%}
{%- for message in turns -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("roles must alternate") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<turn>' + role + '\n' + (prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}{{ item['text'] | trim }}{%- endfor -%}
    {%- endif -%}
    {{ '</turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<turn>model
'}}
{%- endif -%}
"""
DEFAULTED = """{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system
DEFAULT<|im_end|>
' }}{% endif %}{{'<|im_start|>' + message['role'] + '
' + message['content'] + '<|im_end|>' + '
'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
' }}{% endif %}"""
TEMPLATES = [THINKING, DATED, SELECTED, MACROS, LINES, FOLDED, DEFAULTED,
             "{# ChatML #}\r\n{%- for message in messages -%}\r\n  <|im_start|>{{ message.role }}\r\n"
             "{{ message.content }}<|im_end|>\n{% endfor %}\n  {% if add_generation_prompt %}\n<|im_start|>assistant\n"
             "{% endif %}\n"]


def messages(turns): return [dict(role=role, content=content) for role, content in turns]


def without_clock():
    compiled = chat_template_utils._compile_jinja_template
    def compile_without(template):
        result = compiled(template)
        result.environment.globals.pop("strftime_now", None)
        return result
    chat_template_utils._compile_jinja_template = compile_without
    return compile_without


COMPILE = without_clock()
TOKENIZER = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()), **TOKENS)


def applied(template, turns, prompt):
    try:
        return TOKENIZER.apply_chat_template(
            messages(turns), chat_template=template, tokenize=False, add_generation_prompt=prompt)
    except Exception:
        return None


def rendered(function):
    return [function(turns, prompt) for turns in CONVERSATIONS for prompt in [False, True]]


# Published formats. None: the template refuses the conversation.

def parted(turns):
    """The system message, or None, and the other turns."""
    return (turns[0][1], turns[1:]) if turns[0][0] == "system" else (None, turns)


def alternates(turns): return all((role == "user") == (i % 2 == 0) for i, (role, _) in enumerate(turns))


def chatml(turns, prompt):
    return "".join(f"<|im_start|>{r}\n{c}<|im_end|>\n" for r, c in turns) + ("<|im_start|>assistant\n" if prompt else "")


def gemma(turns, prompt, folds=True):
    system, turns = parted(turns)
    if not alternates(turns) or (system is not None and not folds): return None
    text = "<s>"
    for i, (role, content) in enumerate(turns):
        prefix = system + "\n\n" if i == 0 and system is not None else ""
        text += f"<start_of_turn>{'model' if role == 'assistant' else role}\n{prefix}{content.strip()}<end_of_turn>\n"
    return text + ("<start_of_turn>model\n" if prompt else "")


def llama2(turns, prompt):
    system, turns = parted(turns)
    if not alternates(turns): return None
    text = ""
    for i, (role, content) in enumerate(turns):
        if i == 0 and system is not None: content = f"<<SYS>>\n{system}\n<</SYS>>\n\n{content}"
        if role == "user": text += f"<s>[INST] {content.strip()} [/INST]"
        if role == "assistant": text += f" {content.strip()} </s>"
    return text


def llama3(turns, prompt):
    text = "".join(f"<|start_header_id|>{r}<|end_header_id|>\n\n{c.strip()}<|eot_id|>" for r, c in turns)
    return "<s>" + text + ("<|start_header_id|>assistant<|end_header_id|>\n\n" if prompt else "")


def llama31(turns, prompt):
    system, turns = parted(turns)
    dates = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n"
    return llama3([("system", "\0")] + turns, prompt).replace("\0", dates + (system or "").strip())


def mistral(turns, prompt, before="", opening="[INST] ", closing="[/INST]", answer=lambda c: " " + c.strip(),
            where="last", folds=True):
    system, turns = parted(turns)
    if not alternates(turns) or (system is not None and not folds): return None
    text = "<s>"
    for i, (role, content) in enumerate(turns):
        if role == "system": return None
        if role == "assistant":
            text += answer(content) + "</s>"
            continue
        if system is not None and i == (0 if where == "first" else len(turns) - 1): content = f"{system}\n\n{content}"
        text += before + opening + content + closing
    return text


def olmo2(turns, prompt):
    text = "<s>"
    for i, (role, content) in enumerate(turns):
        text += f"<|{role}|>\n{content}"
        if role == "assistant": text += "</s>"
        if role != "assistant" or i + 1 < len(turns): text += "\n"
    return text + ("<|assistant|>\n" if prompt else "")


def phi3(turns, prompt):
    text = "".join(f"<|{r}|>\n{c}<|end|>\n" for r, c in turns if r != "system" or c)
    return text + ("<|assistant|>\n" if prompt else "</s>")


def tulu(turns, prompt):
    text = "".join(f"<|{r}|>\n{c.strip()}{'</s>' if r == 'assistant' else ''}\n" for r, c in turns)
    return "<s>" + text + ("<|assistant|>\n" if prompt else "")


def zephyr(turns, prompt):
    return "".join(f"<|{r}|>\n{c}</s>\n" for r, c in turns) + ("<|assistant|>\n" if prompt else "")


FORMATS = {
    "chatml": chatml, "gemma": gemma, "gemma-2": lambda t, p: gemma(t, p, folds=False), "llama-2": llama2,
    "llama-3": llama3, "llama-3.1": llama31, "mistral": mistral,
    "mistral-nemo": lambda t, p: mistral(t, p, opening="[INST]", answer=lambda c: c),
    "mistral-v1": lambda t, p: mistral(t, p, closing=" [/INST]", answer=lambda c: c, folds=False),
    "mistral-v1-system": lambda t, p: mistral(
        t, p, before=" ", closing=" [/INST]", answer=lambda c: " " + c, where="first"),
    "olmo-2": olmo2, "phi-3": phi3, "tulu": tulu, "zephyr": zephyr,
}

# The language

VARIABLES = {
    "messages": messages(LONG[:4]), "n": 3, "zero": 0, "yes": True, "text": " aXb éb\n", "words": ["a", "b", "", "é"],
    "empty": "", "nothing": None, "numbers": [3, 1, 2], "person": {"name": "Ada", "age": 36, "tags": ["x", "y"]},
}
WRITTEN = [
    # White space around tags.
    "a {%- if yes -%} b {%- endif -%} c", "a\n  {% if yes %}\n  b\n  {% endif %}\nc\n\n", "  {% if yes %}x{% endif %}  \n y",
    "a\n  {{ n }}\n  b", "a\n  {{- n -}}\n  b", "x\n  {%+ if yes %}\n y{% endif +%}\n z", "{# a #}\n b {#- c -#}\n d",
    "x \u00a0{%- if yes %}y{% endif -%}\u2028\x1f z", "\n{% set a = 1 %}\n\n{{ a }}\n", "{{ {'a': {'b': 1}}['a']['b'] }}",
    "a\r\nb\rc{% if yes %}\r\nd{% endif %}", "x\n\f{% if yes %}y{% endif %}", "{% if yes %} {% endif %}\n {% if yes %}y{% endif %}",
    "{{ '{{' }}{{ '%}' }}{{ \"}}\" }}", "a{##}\n\n{#  #}b", "{{ 'a\n\tb' }}\n", "{{ 'a\\nb\\x41\\u00e9\\\"\\'\\\\\\q' }}",
    # Loops.
    "{% for w in words %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}"
    "{{ loop.length }}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}",
    "{% for a, b in person.items() %}{{ a }}={{ b | tojson }};{% endfor %}", "{% for k in person %}{{ k }}{% endfor %}",
    "{% for c in text %}{{ c }}.{% endfor %}", "{% for x in missing %}a{% else %}b{% endfor %}",
    "{% for x in numbers if x > 1 %}{{ loop.index }}:{{ x }} {% endfor %}", "{% for x in [] %}{% else %}none{% endfor %}",
    "{% for x in range(5) %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 3 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in numbers %}{% for y in words %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}",
    "{% set x = 1 %}{% for y in numbers %}{% set x = x + y %}{{ x }}{% endfor %}{{ x }}",
    "{% set ns = namespace(x=1) %}{% for y in numbers %}{% set ns.x = ns.x + y %}{% endfor %}{{ ns.x }}{{ ns.y }}",
    "{% for a in [[1, 2], [3, 4]] %}{{ a[0] }}{% endfor %}{% for a, b in [[1, 2], (3, 4)] %}{{ b }}{% endfor %}",
    "{% for a, b in [[1]] %}{{ a }}{% endfor %}", "{% for x in 5 %}{% endfor %}", "{% for x in numbers %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for i in range(3, 0, -1) %}{{ i }}{% endfor %}{{ range(2, 9, 3) | list | tojson }}", "{{ range(1, 5) | length }}",
    # Branches, sets, macros.
    "{% if zero %}a{% elif empty %}b{% elif n %}c{% else %}d{% endif %}", "{% if nothing %}a{% endif %}{% if missing %}b{% endif %}c",
    "{% set a, b = 1, 'x' %}{{ a }}{{ b }}", "{% set x %}a{{ n }}{% endset %}{{ x | length }}{{ x }}",
    "{% macro f(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}|{% endmacro %}{{ f(1) }}{{ f(1, c=5) }}{{ f() }}{{ f(b=1, a=2) }}",
    "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}", "{% macro f(x) %}{% if x %}{{ x }}{{ f(x - 1) }}{% endif %}{% endmacro %}{{ f(4) }}",
    "{% macro f() %}{{ n }}{% set n = 9 %}{{ n }}{% endmacro %}{{ f() }}{{ n }}", "{% generation %}{% set q = 1 %}{{ q }}{% endgeneration %}{{ q }}",
    "{{ raise_exception('no') }}", "{{ dict(a=1, b='x') | tojson }}", "{{ n.x }}{{ text.y }}{{ words.z }}{{ nothing.a }}", "{{ missing.a }}", "{{ missing['a'] }}",
    "{{ missing() }}", "{{ missing + 'a' }}", "{{ missing ~ 'a' }}", "{{ 'a' + 1 }}", "{{ not missing }}{{ missing == nothing }}{{ missing != 1 }}", "{{ missing < 1 }}",
    # Operators.
    "{{ 1 + 2 * 3 - 4 }}{{ -7 // 2 }}{{ -7 % 3 }}{{ 7 % -3 }}{{ 7 // -2 }}{{ 1 - -2 }}{{ (1 + 2) * 3 }}", "{{ 'a' ~ 1 + 2 ~ 'b' }}", "{{ 'a' ~ 1 ~ none ~ true }}",
    "{{ 'ab' * 3 }}{{ 2 * 'x' }}{{ 'x' * -1 }}{{ ([1] * 2) | tojson }}", "{{ 1 < 2 < 3 }}{{ 3 > 2 > 2 }}", "{{ 'a' < 'b' }}{{ 'é' > 'z' }}{{ 'Z' < 'a' }}",
    "{{ true + 1 }}{{ true == 1 }}{{ 'a' in 'cab' }}{{ 'a' not in words }}{{ 'name' in person }}{{ '' in 'x' }}{{ 1 in missing }}{{ 1 in [true] }}",
    "{{ 1 in 'a' }}", "{{ 1 < 'a' }}", "{{ 5 // 0 }}", "{{ not 1 == 2 }}{{ not true and false }}{{ true or missing.x }}{{ zero or 'd' }}{{ 'a' and n }}", "{{ 'a' if zero }}|{{ 'a' if n else 'b' if yes else 'c' }}",
    "{{ 'e\u0301' == 'é' }}{{ 'é' | length }}{{ 'e\u0301' | length }}{{ '👩‍👩‍👧' | length }}", "{{ [1, 2] == [1, 2] }}{{ {'a': 1} == {'a': 1} }}{{ ([1] + [2]) | tojson }}{{ none == none }}",
    "{{ 'a' 'b' }}", "{{ -n }}{{ +n }}{{ - -n }}", "{{ -text }}",
    # Items and slices.
    "{{ text[0] }}|{{ text[-1] }}|{{ text[1:3] }}|{{ text[::-1] }}|{{ text[:-2] }}|{{ text[-3:] }}|{{ text[::2] }}|{{ text[9:] }}|{{ text[5:1:-2] }}|{{ text[-100:100] }}",
    "{{ numbers[0] }}{{ numbers[-1] }}{{ numbers[7] }}{{ numbers[1:] | tojson }}{{ numbers[::-1] | tojson }}{{ numbers[:-1] | tojson }}{{ numbers[-2:] | tojson }}{{ numbers[1:1] | tojson }}",
    "{{ words.0 }}{{ person['name'] }}{{ person.name }}{{ person['nope'] }}{{ person.tags[1] }}{{ messages[0]['content'][0] }}", "{{ numbers[::0] }}", "{{ n[0] }}", "{{ n[1:] }}", "{{ 'é\r\n'[2:] | length }}",
    # Methods, filters, tests.
    "{{ text.strip() }}|{{ text.lstrip() }}|{{ text.rstrip('\\nb') }}|{{ text.strip(' ') }}|{{ text | trim }}|{{ 'xxaxx'.strip('x') }}|{{ 'xax' | trim('x') }}|{{ '\x1c\u00a0 a \u3000' | trim }}",
    "{{ 'a,b,,c'.split(',') | tojson }}{{ ' a  b \u00a0c '.split() | tojson }}{{ 'a,b,c'.split(',', 1) | tojson }}{{ ''.split(',') | tojson }}{{ ''.split() | tojson }}{{ 'a</t>b</t>'.split('</t>') | tojson }}",
    "{{ 'a'.split('') }}", "{{ 'aXbX'.replace('X', '--') }}{{ 'aaa'.replace('aa', 'b') }}{{ 'aXbX' | replace('X', '') }}{{ 'aXbX'.replace('X', 'y', 1) }}",
    "{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith('bc') }}{{ 'abc'.startswith(('x', 'a')) }}{{ 'é'.startswith('e') }}{{ 'a'.startswith('') }}{{ 'e\u0301'.startswith('e') }}",
    "{{ 'aé ß' | upper }}{{ 'AÉ' | lower }}{{ 'hello wORLD' | capitalize }}{{ 'user'.title() }}{{ \"it's\".title() }}{{ 'ab'.capitalize() }}{{ 'ǆa'.title() }}",
    "{{ missing | default('d') }}{{ empty | default('d') }}{{ empty | default('d', true) }}{{ nothing | d('x') }}{{ missing | default }}", "{{ words | join('-') }}{{ numbers | join }}{{ [] | join(',') }}", "{{ words | first }}{{ numbers | last }}{{ [] | first }}",
    "{{ text | length }}{{ numbers | count }}{{ person | length }}{{ missing | length }}", "{{ n | length }}", "{{ n | string }}{{ (n | string) + 'x' }}{{ text | safe }}{{ missing | trim }}",
    "{{ {'a': [1, true, none, 'é\\n\"'], 'b': {}, 'c': []} | tojson }}{{ [[1], {'a': 'b'}] | tojson(indent=2) }}{{ '</x>&\u007f\u0001' | tojson }}{{ [] | tojson(indent=4) }}", "{{ missing | tojson }}",
    "{{ person | items | list | tojson }}{{ person.keys() | list | tojson }}{{ person.values() | list | tojson }}{{ person.get('name') }}{{ person.get('x') }}{{ person.get('x', 'y') }}",
    "{{ words | select | list | tojson }}{{ numbers | select('odd') | list | tojson }}{{ numbers | reject('equalto', 1) | list | tojson }}{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list | tojson }}{{ messages | rejectattr('nope') | list | length }}{{ messages | selectattr('nope', 'defined') | list | length }}",
    "{{ n is defined }}{{ missing is defined }}{{ missing is undefined }}{{ n is not defined }}{{ nothing is none }}{{ missing is none }}{{ text is string }}{{ n is string }}{{ person is mapping }}{{ words is mapping }}",
    "{{ words is iterable }}{{ text is iterable }}{{ n is iterable }}{{ missing is iterable }}{{ person is sequence }}{{ text is sequence }}{{ n is sequence }}{{ yes is number }}{{ n is number }}{{ yes is integer }}{{ n is integer }}{{ yes is boolean }}{{ yes is true }}{{ n is true }}{{ zero is false }}{{ (1 == 2) is false }}",
    "{{ n is odd }}{{ n is even }}{{ n is eq 3 }}{{ n is equalto(3) }}{{ n is ne 3 }}{{ n is in [1, 3] }}{{ n is defined and n is odd }}{{ not n is defined }}{{ n is odd == true }}", "{{ text is odd }}",
    "{{ strftime_now is defined }}", "{{ strftime_now('%Y') }}", "{{ true }}{{ True }}{{ none }}{{ None }}{{ n }}{{ empty }}{{ missing }}", "{{ 1_000 }}", "{{ ((n)) }}{{ (1, 2) | tojson }}{{ [1, 2,] | tojson }}{{ () | tojson }}",
    # Syntax errors.
    "{{ n", "{% if n %}", "{% if %}{% endif %}", "{% endif %}", "{{ }}", "{{ n + }}", "{{ (n }}", "{{ [1, 2 }}", "{% for x numbers %}{% endfor %}", "{% for x in numbers %}{% endif %}", "{# open", "{{ 'open }}", "{% else %}", "{{ n n }}",
    "{{ a.%b }}", "{% set x %}", "{{ n | nofilter }}", "{{ n is notest }}", "{% nostatement %}", "{{ {'a' 1} }}", "{{ n[ }}", "{{ ! }}", "{% if n }}{% endif %}", "{% macro %}{% endmacro %}", "{{ n | }}", "{{ n is }}",
]


class Drawing:
    """Random programs over VARIABLES, mostly of sensible types."""

    def __init__(self, seed): self.random = random.Random(seed)

    def pick(self, *choices): return self.random.choice(choices)

    def text(self, depth):
        if depth == 0: return self.pick("text", "empty", "'a'", "'é\\n '", "person.name", "messages[1].content", "words[0]", "' x '", "missing")
        t, i, b = (lambda: self.text(depth - 1)), (lambda: self.number(depth - 1)), (lambda: self.truth(depth - 1))
        return self.pick(
            lambda: f"{t()} + {t()}", lambda: f"({t()} ~ {i()})", lambda: f"({t()})[{i()}]", lambda: f"({t()})[{i()}:{self.pick(i(), '')}]",
            lambda: f"({t()})[::{self.pick('-1', '2', '-2', i())}]", lambda: f"({t()} if {b()} else {t()})", lambda: f"({t()}).strip()", lambda: f"({t()}).rstrip({t()})",
            lambda: f"{t()} | trim", lambda: f"({t()}) | upper", lambda: f"({t()}).replace('a', {t()})", lambda: f"({t()} or {t()})", lambda: f"({t()} and {t()})",
            lambda: f"{self.list(depth - 1)} | join({t()})", lambda: f"({t()} | default({t()}, true))", lambda: f"({self.list(depth - 1)})[{i()}]", lambda: f"({t()}).split({t()})[-1]",
            lambda: f"({t()} * {i()})", lambda: f"{t()} | lower | title")()

    def number(self, depth):
        if depth == 0: return self.pick("n", "zero", "1", "2", "-1", "numbers[0]", "person.age", "yes")
        t, i, b = (lambda: self.text(depth - 1)), (lambda: self.number(depth - 1)), (lambda: self.truth(depth - 1))
        return self.pick(
            lambda: f"{i()} + {i()}", lambda: f"{i()} - {i()}", lambda: f"({i()}) * ({i()})", lambda: f"({i()}) // ({i()})", lambda: f"({i()}) % ({i()})", lambda: f"({t()}) | length",
            lambda: f"({self.list(depth - 1)}) | length", lambda: f"-({i()})", lambda: f"({i()} if {b()} else {i()})")()

    def truth(self, depth):
        if depth == 0: return self.pick("yes", "true", "false", "n", "empty", "missing", "not zero", "nothing")
        t, i, b = (lambda: self.text(depth - 1)), (lambda: self.number(depth - 1)), (lambda: self.truth(depth - 1))
        return self.pick(
            lambda: f"({t()} {self.pick('==', '!=', '<', '>=', 'in', 'not in')} {t()})", lambda: f"({i()} {self.pick('==', '!=', '<', '>', '<=')} {i()})", lambda: f"({b()} {self.pick('and', 'or')} {b()})",
            lambda: f"not {b()}", lambda: f"{t()} is {self.pick('defined', 'string', 'none', 'not string', 'iterable')}", lambda: f"{i()} is {self.pick('odd', 'even', 'number', 'eq 3')}",
            lambda: f"({t()}).startswith({t()})", lambda: f"({t()} in {self.list(depth - 1)})", lambda: f"({self.list(depth - 1)} == {self.list(depth - 1)})")()

    def list(self, depth):
        if depth == 0: return self.pick("words", "numbers", "[]", "['a', 'b']", "person.tags", "missing", "text")
        t, i = (lambda: self.text(depth - 1)), (lambda: self.number(depth - 1))
        return self.pick(
            lambda: f"({self.list(depth - 1)})[{i()}:]", lambda: f"[{t()}, {i()}]", lambda: f"({t()}).split({self.pick(t(), '')})", lambda: f"(({self.list(depth - 1)}) | list)",
            lambda: f"(range({i()}) | list)", lambda: f"({self.list(depth - 1)} + {self.list(depth - 1)})", lambda: f"({self.list(depth - 1)} | select | list)", lambda: f"(messages | map(attribute='role') | list)")()

    def statement(self, depth):
        s = (lambda: self.statement(depth - 1)) if depth else (lambda: self.pick("x", " y\n", "\n  "))
        a, z = self.pick("", "", "-"), self.pick("", "", "-")
        return self.pick(
            lambda: "{{" + a + " " + self.text(2) + " " + z + "}}", lambda: "{{ (" + self.list(2) + ") | tojson }}", lambda: "{{ " + self.number(2) + " }}", lambda: "{{ " + self.truth(2) + " | tojson }}",
            lambda: f"{{%{a} if {self.truth(1)} {z}%}}{s()}{{%{a} else %}}{s()}{{% endif {z}%}}", lambda: f"{{%{a} for v in {self.list(1)} {z}%}}{s()}{{{{ v }}}}{{{{ loop.index }}}}{{%{z} endfor %}}\n",
            lambda: f"  {{% set {self.pick('n', 'text', 'v')} = {self.text(1)} {z}%}}\n{s()}", lambda: s() + self.pick(" ", "\n", "  \n ") + s(), lambda: f"{{#{a} note {z}#}}\n {s()}")()


def language():
    drawing = Drawing(7)
    programs = list(WRITTEN)
    while len(programs) < len(WRITTEN) + 420:
        program = drawing.statement(2)
        # Errors are drawn often enough: keep one in five of those.
        if result_of(program) is not None or drawing.random.random() < 0.2: programs.append(program)
    return [[p, result_of(p)] for p in dict.fromkeys(programs)]


def result_of(program):
    try:
        return COMPILE(program).render(**VARIABLES)
    except Exception:
        return None


def main():
    logging.disable(logging.WARNING)
    fixture = {
        "tokens": TOKENS, "conversations": CONVERSATIONS,
        "templates": [[t, rendered(lambda turns, prompt: applied(t, turns, prompt))] for t in TEMPLATES],
        "formats": [[name, rendered(function)] for name, function in FORMATS.items()],
        "variables": VARIABLES, "language": language(),
    }
    FIXTURE.write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")))
    errors = sum(result is None for _, result in fixture["language"])
    print(FIXTURE.stat().st_size, "bytes,", len(fixture["language"]), "programs,", errors, "of them errors")


if __name__ == "__main__":
    main()
