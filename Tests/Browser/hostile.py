#!/usr/bin/env python3
"""Opens pages whose every string is hostile, and checks that none runs and none breaks the page.

usage: hostile.py GRADBOOK REPORT

GRADBOOK is the program, REPORT a folder with findings.json. Its strings are replaced by hostile ones, all pages
are made from them, and each page is opened twice: as it is, and without its policy, so that what is tested is
the writing of the words and not only the browser's refusal to run them.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import chromium

RUN = "document.documentElement.dataset.ran=1"
TEXTS = [
    f"<script>{RUN}</script>", f'"><img src=x onerror={RUN}>', f"' onmouseover='{RUN}' x='",
    f"</script><script>{RUN}</script>", f"</title></style></svg><svg onload={RUN}>",
    f"<!--</script><script>{RUN}//", f"[x](javascript:{RUN}) [y](JaVaScRiPt:{RUN})",
    f"![z](x\" onerror=\"{RUN}) <iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<a href=\"javascript:{RUN}\">x</a>", f"`;{RUN};`", f"${{{RUN}}}", f"';{RUN};//",
    "\u202egnidaer\u2066thgir", "w" * 3000, "\0\x1b\ufffe", "]]>", "../../../etc/passwd",
    "__proto__", "constructor", "{{question}}{{{styles}}}", "#q=x&family=y", "; : ; : ", "CON", "a\r\nb",
]

# Uses what a reader would: links, marks, keys, the filter with each of its values.
RUNNER = """
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const scripts = document.querySelectorAll("script").length;
  for (const details of document.querySelectorAll("details")) details.open = true;
  const tips = [];
  for (const frame of document.querySelectorAll(".chart.wide")) {
    frame.focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "End", "Home"]) {
      frame.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      tips.push(document.querySelector(".tip").textContent.length);
    }
    frame.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    tips.push(document.querySelector(".tip").textContent === "" ? 1 : 0);
    for (const mark of [...frame.querySelectorAll("g")].slice(0, 20)) {
      mark.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
    }
  }
  const shown = [];
  const lost = [];
  const form = document.querySelector("form.filter");
  for (const select of form ? form.querySelectorAll("select") : []) {
    for (const option of [...select.options].slice(1, 8)) {
      select.value = option.value;
      form.dispatchEvent(new Event("input"));
      shown.push(document.querySelectorAll("[data-item]:not([hidden])").length);
      // Whoever opens the address sees the same.
      const chosen = select.value;
      select.value = "";
      dispatchEvent(new Event("hashchange"));
      if (select.value !== chosen) lost.push(chosen);
      select.value = "";
    }
  }
  form?.dispatchEvent(new Event("reset", { cancelable: true }));
  for (const element of document.querySelectorAll("*")) {
    element.dispatchEvent(new MouseEvent("mouseover"));
    element.dispatchEvent(new Event("focus"));
  }
  await wait(200);
  const all = [...document.querySelectorAll("*")];
  return {
    ran: document.documentElement.dataset.ran ?? null, scripts, tips, shown, lost,
    handlers: all.filter((element) =>
      [...element.attributes].some(({ name }) => name.startsWith("on"))).length,
    addresses: all.flatMap((element) => ["href", "src", "action", "xlink:href"]
      .map((name) => element.getAttribute(name)))
      .filter((address) => /^\\s*(javascript|data|vbscript):/i.test(address ?? "")).length,
    strangers: all.filter((element) =>
      /^(iframe|object|embed|base|frame|foreignobject|math)$/i.test(element.localName)).length,
    title: document.title.length, body: document.querySelector("main") !== null,
    reach: document.documentElement.scrollWidth - innerWidth,
  };
"""


def infected(value, text, path=()):
    """The findings with every string replaced but for those that the reader itself demands."""
    if isinstance(value, str):
        own = len(path) == 3 and path[2] in ("id", "status")
        kept = own or path == ("name",)
        return value if kept else text(path)
    if isinstance(value, list):
        return [infected(item, text, path + (index,)) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: infected(item, text, path + (key,)) for key, item in value.items()}
    return value


def mixed(findings, shift):
    """Different texts in different places, equal ones where the original had equal ones."""
    seen = {}

    def text(path):
        value = findings
        for key in path:
            value = value[key]
        return seen.setdefault(value, TEXTS[(len(seen) + shift) % len(TEXTS)])

    return infected(findings, text)


def write(program, findings, name, folder):
    """Writes a report and the pages over all."""
    findings["name"] = name
    report = Path(folder, name)
    report.mkdir(parents=True)
    Path(report, "findings.json").write_text(json.dumps(findings), encoding="utf-8")
    subprocess.run([program, "report", str(report), "--reports", str(folder)], check=True,
                   stdout=subprocess.DEVNULL)


def faults_of_writing(page, used):
    """What is wrong with a page when nothing but its words keeps it safe."""
    found = chromium.ask(page, RUNNER)
    for name in used:
        used[name] += len(found[name])
    expected = {"ran": None, "handlers": 0, "addresses": 0, "strangers": 0, "body": True}
    wrong = [f"{key} is {found[key]!r}" for key, value in expected.items() if found[key] != value]
    # The page's own script, and the one that asks.
    if found["scripts"] != 2:
        wrong.append(f"{found['scripts'] - 1} scripts instead of one")
    if 0 in found["tips"]:
        wrong.append("a mark says nothing, or Escape leaves it")
    if found["lost"]:
        wrong.append(f"the address forgets {found['lost'][0]!r}")
    if 0 in found["shown"]:
        wrong.append("a value of the filter fits no item")
    return [f"{page.name}: {words}" for words in wrong]


def faults_of_policy(page):
    """What is wrong with the page as it is: its own script runs and no other."""
    found = chromium.dump(page)
    wrong = [] if '<div class="tip"' in found else ["its own script does not run"]
    if re.search("<html[^>]*data-ran", found):
        wrong.append("a script of others runs")
    return [f"{page.name}, with its policy: {words}" for words in wrong]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, report = sys.argv[1:]
    program = str(Path(program).resolve())
    original = json.loads(Path(report, "findings.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for number in range(3):
            write(program, mixed(original, 8 * number), f"mixed-{number}", folder)
        pages = sorted(Path(folder).rglob("*.html"))
        used = {"tips": 0, "shown": 0}
        wrong = [words for page in pages
                 for words in faults_of_writing(page, used) + faults_of_policy(page)]
        bad = faults_of_writing(chromium.bad_page(folder, RUN), dict(used))
    assert all(any(word in fault for fault in bad) for word in ("ran", "handlers", "addresses")), bad
    assert all(used.values()), f"no mark was asked, or no filter used: {used}"
    for words in wrong:
        print(words)
    print(f"{len(pages)} pages of hostile words: {len(wrong)} faults")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
