"""Checks that what `gradbook diff` and `gradbook check` write is as Templates/diff.schema.json says.

    python Tests/Oracles/check_diff_schema.py [PATH_OF_GRADBOOK]

Compares the committed reports with themselves, with spoiled copies, across families, models and data, and
with each other. Needs: Python 3.9 or later, jsonschema 4.18 or later (tested with 4.26).
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]


def spoiled(report, folder):
    """A copy of a report whose first numbers differ, without samples; some are undefined."""
    findings = json.loads((report / "findings.json").read_text(encoding="utf-8"))
    for index, cell in enumerate(findings["cells"]):
        for row in cell["content"].get("claim", {}).get("rows", [])[:2]:
            row["difference"] = {"n": 3} if index % 2 else {**row["difference"], "value": 1e6}
            row["verdict"] = "inconclusive"
    findings["cells"] = findings["cells"][1:]
    findings["models"][0]["digest"] = "0" * 64
    copy = pathlib.Path(folder) / report.name
    copy.mkdir()
    (copy / "findings.json").write_text(json.dumps(findings), encoding="utf-8")
    return copy


def main():
    tool = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/release/gradbook")
    schema = json.loads((ROOT / "Templates/diff.schema.json").read_text(encoding="utf-8"))
    policy = json.loads((ROOT / "Templates/policy.schema.json").read_text(encoding="utf-8"))
    for one in (schema, policy):
        jsonschema.Draft202012Validator.check_schema(one)
    jsonschema.validate(policy["$defs"]["policy"]["examples"][0], policy)
    validator = jsonschema.Draft202012Validator(schema)
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for report in sorted(p.parent for p in (ROOT / "Reports").glob("*/findings.json")):
            copy = spoiled(report, folder)
            commands = [[report, report], [report, copy], [copy, report, copy]]
            commands += [[report, "--across", axis] for axis in ("family", "size", "model", "data")]
            commands += [[report, "--across", "model", "--ratio"]]
            for arguments in commands:
                result = subprocess.run(
                    [tool, "diff", *arguments, "--format", "json"], capture_output=True, text=True)
                if result.returncode == 1 and "nothing to compare" in result.stderr:
                    continue
                assert result.returncode == 0, (arguments, result.stderr)
                document = json.loads(result.stdout)
                validator.validate(document)
                count += 1
    print(f"{count} comparisons are as the schema says")


if __name__ == "__main__":
    main()
