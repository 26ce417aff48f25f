"""Checks that Templates/experiment.schema.json judges specs as the Swift parser does.

    python Tests/Oracles/check_schema.py

Both read the table Tests/ExperimentsTests/Fixtures/specs.json: a base spec, and cases that change it
at JSON pointers. A case without problems must pass; one with problems must fail, unless it says
`beyondSchema` because no schema can know it (references, repeated names), and then it must pass.
Every spec in Experiments/ and every example within the schema must pass too.

Needs: Python 3.9 or later, jsonschema 4.18 or later (tested with 4.26). No random numbers.
"""
import copy
import json
import pathlib
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]


def load(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def parent_and_key(document, pointer):
    *path, last = pointer.split("/")[1:]
    for part in path:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document, int(last) if isinstance(document, list) else last


def changed(base, case):
    document = copy.deepcopy(base)
    for pointer, value in case.get("set", {}).items():
        if pointer == "":
            document = value
            continue
        parent, key = parent_and_key(document, pointer)
        if isinstance(parent, list) and key == len(parent):
            parent.append(value)
        else:
            parent[key] = value
    for pointer in case.get("remove", []):
        parent, key = parent_and_key(document, pointer)
        del parent[key]
    return document


def objects_left_open(schema, path=""):
    """Places where an object is described without additionalProperties: false."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
            yield path
        for key, value in schema.items():
            yield from objects_left_open(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from objects_left_open(value, f"{path}/{index}")


def examples(schema, path=""):
    if isinstance(schema, dict):
        for index, example in enumerate(schema.get("examples", [])):
            yield f"{path}/examples/{index}", path, example
        for key, value in schema.items():
            if key != "examples":
                yield from examples(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from examples(value, f"{path}/{index}")


def main():
    schema = load("Templates/experiment.schema.json")
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    validator = kind(schema)
    failures = [f"{path}: an object without additionalProperties: false" for path in objects_left_open(schema)]
    table = load("Tests/ExperimentsTests/Fixtures/specs.json")
    for case in table["cases"]:
        expected = "problems" not in case or case.get("beyondSchema", False)
        errors = list(validator.iter_errors(changed(table["base"], case)))
        if expected != (not errors):
            failures.append(f"{case['name']}: expected {'a pass' if expected else 'a failure'}, found {[e.message for e in errors] or 'a pass'}")
    for path in sorted((ROOT / "Experiments").glob("*.json")):
        if path.name != "models.json":
            failures += [f"{path.name}: {error.message}" for error in validator.iter_errors(load(path))]
    count = 0
    for name, path, example in examples(schema):
        inner = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/example"}
        part = schema
        for key in path.split("/")[1:]:
            part = part[int(key)] if isinstance(part, list) else part[key]
        inner["$defs"] = {**schema["$defs"], "example": part}
        failures += [f"{name}: {error.message}" for error in kind(inner).iter_errors(example)]
        count += 1
    for failure in failures:
        print(failure)
    print(f"{len(table['cases'])} specs, {count} examples, {len(failures)} disagreements")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
