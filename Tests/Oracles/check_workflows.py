#!/usr/bin/env python3
"""Runs the steps of the workflows for users in a copy of this repository.

    python3 Tests/Oracles/check_workflows.py [PATH_OF_GRADBOOK]

Needs PyYAML. Steps that use an action, fetch or measure models are listed and left out. Afterwards the
baseline and a page are spoiled, and the steps must say so. Ends with 1 if anything is not as it should be.
"""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Documentation" / "ci"
ACTION = re.compile(r"^[\w.-]+/[\w./-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})$")
# What needs weights or a server.
LEFT_OUT = ("gradbook models fetch", "gradbook run", "gh api")
faults = []


def fault(words):
    faults.append(words)
    print(f"  FAULT: {words}")


def load(name):
    """The file as data; YAML's `on` is a boolean, so keys are left as they come."""
    return yaml.safe_load((FOLDER / name).read_text())


def check_github(name):
    """Pinned actions, least permissions, time limits, no foreign text in a shell."""
    workflow = load(name)
    if workflow.get("permissions") not in ({}, {"contents": "read"}):
        fault(f"{name}: the workflow's own permissions are wide")
    for key, job in workflow["jobs"].items():
        if "timeout-minutes" not in job:
            fault(f"{name}: {key} has no time limit")
        for needed in job.get("needs", []):
            if needed not in workflow["jobs"]:
                fault(f"{name}: {key} needs '{needed}', which is no job")
        for step in job["steps"]:
            if "uses" in step and not ACTION.match(step["uses"]):
                fault(f"{name}: '{step['uses']}' is not pinned")
            if "${{" in step.get("run", ""):
                fault(f"{name}: {key} puts an expression into a shell")
    return workflow


def run(title, script, where, environment, expected=0):
    """Runs a step as a runner does: stops at the first command that fails."""
    if any(words in script for words in LEFT_OUT):
        print(f"  left out: {title}")
        return
    result = subprocess.run(
        ["sh", "-e", "-c", script], cwd=where, env=environment, capture_output=True, text=True)
    print(f"  {result.returncode}: {title}")
    if result.returncode != expected:
        fault(f"'{title}' ended with {result.returncode}, not {expected}\n{result.stdout}{result.stderr}")


def copy_of_repository(folder):
    """The tracked and new files, so that what a check writes changes nothing here."""
    target = Path(folder) / "clone"
    for name in ("Experiments", "Reports", "Templates"):
        shutil.copytree(ROOT / name, target / name)
    return target


def steps(workflow):
    """Title and script of every step of both kinds of file."""
    for key, job in workflow.get("jobs", {}).items():
        for step in job["steps"]:
            if "run" in step:
                yield f"{key}: {step['name']}", step["run"]
    for key, job in workflow.items():
        if isinstance(job, dict) and "script" in job:
            yield f"{key}", "\n".join(job["script"])


def other_numbers(findings):
    """Every estimate of a claim is ten times as large."""
    for cell in findings["cells"]:
        for row in cell["content"].get("claim", {}).get("rows", []):
            for end in ("value", "lower", "upper"):
                row["difference"][end] = 10 * (row["difference"].get(end) or 0)


def other_method(findings):
    """The method of an earlier version."""
    findings["methods"][0]["version"] -= 1


def main():
    tool = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/release/gradbook").resolve()
    with tempfile.TemporaryDirectory() as folder:
        clone = copy_of_repository(folder)
        programs = Path(folder) / "bin"
        programs.mkdir()
        (programs / "gradbook").symlink_to(tool)
        summary = Path(folder) / "summary"
        environment = dict(
            os.environ, PATH=f"{programs}:{os.environ['PATH']}", GITHUB_STEP_SUMMARY=str(summary),
            NUMBER="7")
        report = clone / "Reports/fast-slow"
        saved = subprocess.run(
            [tool, "baseline", "save", report, "--name", "main"], cwd=clone, capture_output=True,
            text=True)
        if saved.returncode:
            fault(f"no baseline was saved: {saved.stderr}")
        for name in ("github.yml", "github-comment.yml", "gitlab.yml"):
            print(name)
            workflow = load(name) if name == "gitlab.yml" else check_github(name)
            environment.update(workflow.get("env") or workflow.get("variables") or {})
            for title, script in steps(workflow):
                run(title, script, clone, environment)
        if "policy is kept" not in summary.read_text() or not (clone / "gradbook-results/number").exists():
            fault("the gate left no summary or no number")
        if not list((clone / "public").glob("fast-slow/index.html")):
            fault("GitLab's pages are empty")

        print("with faults planted")
        gates = [(t, s) for t, s in steps(load("github.yml")) if "gradbook check" in s]
        baseline = report / "baselines/main"
        (baseline / "samples.safetensors").unlink()
        whole = json.loads((baseline / "findings.json").read_text())
        for spoil, status in ((other_numbers, 2), (other_method, 6)):
            findings = copy.deepcopy(whole)
            spoil(findings)
            (baseline / "findings.json").write_text(json.dumps(findings))
            for title, script in gates:
                run(title, script, clone, environment, status)
        page = report / "index.html"
        page.write_text(page.read_text().replace("<h1>", "<h1>!", 1))
        for title, script in steps(load("github.yml")):
            if "report" in script and "--check" in script:
                run(title, script, clone, environment, 2)
    print(f"{len(faults)} faults" if faults else "All steps that need no server do what they should.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
