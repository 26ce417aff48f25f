"""Writes Tests/StatisticsTests/Fixtures/comparing.json.

Versions: Python 3.11, NumPy 2.4.6, SciPy 1.17.1. Seed of the samples: 20240917.
Run from the root of the repository: python3 Tests/Oracles/comparing_oracle.py

Curves by numpy.interp and scipy.stats; trees by scipy.cluster.hierarchy; orders of leaves by it and, for few items,
by trying all, because SciPy's is not always the shortest; tests of groups by listing all permutations of the labels
and keeping the distinct partitions, and ANOSIM's R by its formula from ranks.
"""

import itertools
import json
from pathlib import Path

import numpy as np
import scipy.cluster.hierarchy as sch
import scipy.stats as st
from scipy.spatial.distance import squareform

OUT = Path(__file__).parents[1] / "StatisticsTests" / "Fixtures" / "comparing.json"
POINTS = 101
rng = np.random.default_rng(20240917)


def curve(layers, tilt):
    depth = np.linspace(0, 1, layers) if layers > 1 else np.zeros(1)
    return (1 + tilt * depth + 0.3 * rng.random(layers)) * 10.0 ** rng.integers(-3, 4)


def resampled(values, points=POINTS):
    return np.interp(np.linspace(0, 1, points), np.linspace(0, 1, len(values)), values)


def curves_fixture():
    curves = [curve(n, t) for n, t in [(30, 2.0), (18, -0.6), (28, 1.5), (2, 1.0), (101, -0.5)]]
    grid = [resampled(c) for c in curves]
    shapes = [g / g.mean() for g in grid]
    table = lambda f: [[float(f(i, j)) for j in range(len(curves))] for i in range(len(curves))]
    return {
        "curves": [c.tolist() for c in curves],
        "resampled": [resampled(c, 7).tolist() for c in curves],
        "pearson": table(lambda i, j: st.pearsonr(grid[i], grid[j])[0]),
        "spearman": table(lambda i, j: st.spearmanr(grid[i], grid[j])[0]),
        "distance": table(lambda i, j: np.sqrt(np.mean((shapes[i] - shapes[j]) ** 2))),
    }


def distances(count, dimensions=3):
    points = rng.normal(size=(count, dimensions))
    return np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))


def path_length(matrix, order):
    return float(sum(matrix[a, b] for a, b in zip(order, order[1:])))


def least_length(matrix, tree):
    orders = [[[i]] for i in range(len(matrix))]
    for a, b, _, _ in tree:
        pairs = [(x, y) for x in orders[int(a)] for y in orders[int(b)]]
        orders.append([x + y for x, y in pairs] + [y + x for x, y in pairs])
    return min(path_length(matrix, order) for order in orders[-1])


def clustering_fixtures():
    cases = []
    for count in (2, 3, 9, 24):
        matrix = distances(count)
        condensed = squareform(matrix, checks=False)
        for linkage in ("average", "complete", "single"):
            tree = sch.linkage(condensed, linkage)
            ordered = sch.leaves_list(sch.optimal_leaf_ordering(tree, condensed))
            correlation, cophenetic = sch.cophenet(tree, condensed)
            cases.append({
                "distances": matrix.tolist(), "linkage": linkage,
                "merges": [[int(a), int(b), h, int(s)] for a, b, h, s in tree],
                "length": path_length(matrix, ordered),
                "least": least_length(matrix, tree) if count <= 9 else None,
                "cophenetic": squareform(cophenetic).tolist(),
                "correlation": correlation if count > 2 else None,
            })
    return cases


def statistic(matrix, labels):
    rows, columns = np.tril_indices(len(labels), -1)
    same = np.array(labels)[rows] == np.array(labels)[columns]
    values = matrix[rows, columns]
    return values[same], values[~same]


def anosim(within, between):
    count = len(within) + len(between)
    ranks = st.rankdata(np.concatenate([within, between]))
    return (ranks[len(within):].mean() - ranks[: len(within)].mean()) / (count / 2)


def partition(labels):
    """The labels with groups named by first appearance."""
    names = {}
    return tuple(names.setdefault(label, len(names)) for label in labels)


def test_fixtures():
    cases = []
    for groups, pull in [
        ([0, 0, 0, 1, 1, 1, 2, 2, 2], 1.5), ([0, 0, 1, 1, 2, 2], 0.5), ([4, 4, 4, 7, 7, 9, 2], 1.0),
        ([0, 1, 0, 1], 3.0), ([0, 0, 1], 2.0),
    ]:
        count = len(groups)
        centres = rng.normal(size=(10, 3)) * pull
        points = rng.normal(size=(count, 3)) + centres[groups]
        matrix = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
        within, between = statistic(matrix, groups)
        observed = between.mean() - within.mean()
        deals = {partition(p) for p in set(itertools.permutations(groups))}
        values = []
        for deal in deals:
            inside, outside = statistic(matrix, deal)
            values.append(outside.mean() - inside.mean())
        extreme = sum(v >= observed - 1e-12 for v in values)
        cases.append({
            "distances": matrix.tolist(), "groups": groups, "difference": observed,
            "ratio": within.mean() / between.mean(),
            "area": st.mannwhitneyu(between, within).statistic / (len(within) * len(between)),
            "anosim": anosim(within, between), "deals": len(deals), "extreme": int(extreme),
        })
    return cases


def main():
    fixture = {
        "curves": curves_fixture(), "clusterings": clustering_fixtures(), "tests": test_fixtures()}
    OUT.write_text(json.dumps(fixture, indent=None) + "\n", encoding="utf-8")


main()
