"""Writes Tests/GradientSpectraTests/Fixtures/dataset-spectra.json: G-Vendi and GRACE by numpy.

    python Tests/Oracles/dataset_spectra.py

G-Vendi (arXiv 2505.20161): exp of the entropy of the eigenvalues of K/n, K the cosines of n gradients.
GRACE (arXiv 2511.02833) of one split: tr(S^-1 T) with S the second moments of the normalized train rows,
its eigenvalues w replaced by (1 - 1e-3) w + 1e-3 mean(w), and T those of the test rows as they are.
Both in the d x d form of the papers, in double precision; the rows are rounded to single precision.

Needs: Python 3.9 or later, numpy (tested with 2.x). Seeds are fixed.
"""
import json
import pathlib

import numpy as np

TARGET = pathlib.Path(__file__).resolve().parents[1] / "GradientSpectraTests/Fixtures/dataset-spectra.json"


def g_vendi(rows):
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    values = np.linalg.eigvalsh(unit.T @ unit / len(unit))
    values = values[values > 1e-14]
    return float(np.exp(-(values * np.log(values)).sum()))


def grace_term(train, test, smoothing=1e-3):
    unit = train / np.linalg.norm(train, axis=1, keepdims=True)
    w, v = np.linalg.eigh(unit.T @ unit / len(unit))
    w = (1 - smoothing) * np.maximum(w, 0) + smoothing * w.mean()
    held_out = test.T @ test / len(test)
    return float(np.trace((v / w) @ v.T @ held_out))


def case(name, seed, n, d, decay):
    random = np.random.default_rng(seed)
    scale = np.arange(1, d + 1.0) ** -decay
    rows = random.normal(size=(n, d)) * scale + 0.5 * scale
    rows *= np.exp(random.normal(size=(n, 1)))
    rows = rows.astype(np.float32)
    order = random.permutation(n)
    held = max(1, n // 5)
    test, train = sorted(order[:held].tolist()), sorted(order[held:].tolist())
    wide = rows.astype(np.float64)
    return {
        "name": name, "rows": [[float(x) for x in row] for row in rows], "train": train, "test": test,
        "gVendi": g_vendi(wide), "gVendiOfTrain": g_vendi(wide[train]),
        "graceTerm": grace_term(wide[train], wide[test]),
    }


def main():
    cases = [
        case("fewer examples than dimensions", 1, 9, 16, 0.5),
        case("more examples than dimensions", 2, 25, 8, 1.0),
        case("as many", 3, 12, 12, 0.0),
    ]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({"cases": cases}) + "\n", encoding="utf-8")
    print(f"{len(cases)} cases, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
