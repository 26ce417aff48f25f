#!/usr/bin/env python3
"""Checks pages with axe-core's rules, light and dark, narrow and wide.

usage: accessibility.py AXE [FOLDER] [--all]

AXE is axe.min.js, FOLDER the folder of reports. Fails if a page has serious or critical findings, or, with
--all, any.
"""

import argparse
import collections
import concurrent.futures
import itertools
import os
import sys
import tempfile
from pathlib import Path

import chromium

RUNNER = """
  for (const details of document.querySelectorAll("details")) details.open = true;
  // Long tables and drawings repeat themselves: their beginnings say what the rest would.
  for (const body of document.querySelectorAll("tbody")) {
    [...body.rows].slice(ROWS).forEach((row) => row.remove());
  }
  for (const drawing of document.querySelectorAll("svg")) {
    [...drawing.querySelectorAll("circle, path, .chart-cell, .chart-hover")].slice(10 * ROWS)
      .forEach((mark) => mark.remove());
  }
  const bodies = [...document.querySelectorAll("table.verdicts tbody")];
  bodies.slice(3 * ROWS).forEach((body) => body.remove());
  const found = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"], elementRef: false,
  });
  return { width: innerWidth, dark: matchMedia("(prefers-color-scheme: dark)").matches,
    findings: found.violations.map(({ id, impact, help, nodes }) => ({ id, impact, help,
      count: nodes.length, first: nodes[0].html.slice(0, 200),
      why: (nodes[0].failureSummary || "").slice(0, 300) })) };
"""
ROWS = 8
WIDTHS = {"wide": 1440, "narrow": 380}


def check(page, axe, look, is_dark):
    """The findings on one page in one look."""
    runner = RUNNER.replace("ROWS", str(ROWS))
    answer = chromium.ask(page, runner, [axe], width=WIDTHS[look], is_dark=is_dark)
    assert answer["dark"] == is_dark, "the browser ignores the colour scheme"
    assert answer["width"] == WIDTHS[look], f"the page is {answer['width']} px wide"
    return answer["findings"]


def kind(page, folder):
    """What sort of page it is."""
    parts = page.relative_to(folder).parts
    if len(parts) == 1:
        return parts[0]
    return "model" if parts[0] == "models" and parts[1] != "index.html" else "report"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("axe", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("Reports"))
    parser.add_argument("--all", action="store_true", help="fail on every finding")
    parser.add_argument("--only", default="", help="pages whose path contains this")
    options = parser.parse_args()
    axe = options.axe.read_text(encoding="utf-8")
    pages = sorted(p for p in options.folder.rglob("*.html") if options.only in str(p))
    if not pages:
        sys.exit(f"{options.folder} holds no pages.")
    with tempfile.TemporaryDirectory() as folder:
        seen = {finding["id"] for finding in check(chromium.bad_page(folder), axe, "narrow", False)}
    assert {"color-contrast", "image-alt"} <= seen, f"the rules do not see what is wrong: {seen}"
    jobs = list(itertools.product(pages, WIDTHS, [False, True]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = list(pool.map(lambda job: check(job[0], axe, job[1], job[2]), jobs))

    tally = collections.Counter()
    examples = {}
    for (page, look, is_dark), findings in zip(jobs, found):
        for finding in findings:
            key = (kind(page, options.folder), finding["impact"], finding["id"])
            tally[key] += finding["count"]
            examples.setdefault(key, (page, look, is_dark, finding))
    grave = 0
    for key, count in sorted(tally.items()):
        page, look, is_dark, finding = examples[key]
        is_grave = key[1] in ("serious", "critical") or options.all
        grave += count if is_grave else 0
        print(f"{'FAIL' if is_grave else 'note'} {key[0]}: {key[1]}: {key[2]}, {count} times")
        print(f"  {finding['help']}; first in {page}, {look}, {'dark' if is_dark else 'light'}")
        print(f"  {finding['first']}\n  {' '.join(finding['why'].split())}")
    print(f"{len(pages)} pages in {len(jobs)} looks: {grave} grave findings")
    sys.exit(1 if grave else 0)


if __name__ == "__main__":
    main()
