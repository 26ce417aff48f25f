"""Writes the tiny wheels that the tests of fetching download from a fake package index.

    python Tests/Oracles/make_wheels.py

Python 3.11 standard library, seed 1. Writes Tests/ExperimentsTests/Fixtures/wheels/: two wheels with
one half of a file each, one wheel with the whole file, and digests.json with its SHA-256.
"""
import hashlib
import json
import pathlib
import random
import zipfile

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "ExperimentsTests" / "Fixtures" / "wheels"


def write(name, member, content):
    path = FOLDER / f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for inner, data in ((member, content), (f"{path.stem}.dist-info/METADATA", b"Name: tiny\n")):
            info = zipfile.ZipInfo(inner, date_time=(2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(info, data)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    content = b"GGUF" + random.Random(1).randbytes(3000)
    write("tiny-model", "tiny_model/tiny.gguf", content)
    write("tiny-first", "tiny_first/tiny.gguf.0", content[:1000])
    write("tiny-second", "tiny_second/tiny.gguf.1", content[1000:])
    digests = {"tiny.gguf": hashlib.sha256(content).hexdigest()}
    (FOLDER / "digests.json").write_text(json.dumps(digests) + "\n")


if __name__ == "__main__":
    main()
