"""Writes Tests/StatisticsTests/Fixtures/crossed.json: Wilson's intervals by scipy, and means over tables of seeds
and examples with Satterthwaite's degrees of freedom, from the mean squares of a two-way analysis of variance
fitted by least squares on indicator columns.

    python Tests/Oracles/crossed.py

Made with NumPy 2.4.6 and SciPy 1.17.1; seed 12.
"""
import json
import pathlib

import numpy as np
from scipy import stats

OUT = pathlib.Path(__file__).parents[1] / "StatisticsTests" / "Fixtures" / "crossed.json"


def residual(y, columns):
    """Sum of squares left by a least-squares fit."""
    x = np.column_stack([np.ones(len(y))] + columns)
    return float(((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2).sum())


def mean_squares(table):
    seeds, examples = table.shape
    seed, example = (i.ravel() for i in np.indices(table.shape))
    by_seed = [(seed == s).astype(float) for s in range(1, seeds)]
    by_example = [(example == e).astype(float) for e in range(1, examples)]
    y = table.ravel()
    rest = residual(y, by_seed + by_example)
    of_seeds = (residual(y, by_example) - rest) / (seeds - 1) if seeds > 1 else None
    of_examples = (residual(y, by_seed) - rest) / (examples - 1)
    return of_seeds, of_examples, rest / ((seeds - 1) * (examples - 1)) if seeds > 1 else None


def seed_terms(table):
    """(coefficient · mean square, degrees) of what seeds add to the variance of the mean."""
    seeds, examples = table.shape
    of_seeds, _, rest = mean_squares(table)
    if of_seeds <= rest:
        return []
    return [(of_seeds / table.size, seeds - 1), (-rest / table.size, (seeds - 1) * (examples - 1))]


def result(value, terms, level):
    variance = sum(t for t, _ in terms)
    degrees = variance**2 / sum(t**2 / d for t, d in terms)
    degrees = max(degrees, min(d for _, d in terms))
    error = variance**0.5
    half = stats.t.ppf((1 + level) / 2, degrees) * error
    return dict(value=value, error=error, degrees=degrees, lower=value - half, upper=value + half,
                p=2 * stats.t.sf(abs(value) / error, degrees))


def of_table(table, level):
    of_examples = mean_squares(table)[1]
    return result(table.mean(), [(of_examples / table.size, table.shape[1] - 1)] + seed_terms(table), level)


def of_difference(a, b, level):
    differences = a.mean(0) - b.mean(0)
    terms = [(differences.var(ddof=1) / len(differences), len(differences) - 1)]
    return result(a.mean() - b.mean(), terms + seed_terms(a) + seed_terms(b), level)


def main():
    rng = np.random.default_rng(12)

    def draw(seeds, examples, deviation, binary=False):
        y = deviation * rng.normal(size=(seeds, 1)) + rng.normal(size=(1, examples)) + rng.normal(size=(seeds, examples))
        return (y > 0).astype(float) if binary else y

    wilson = []
    for k, n in [(0, 10), (10, 10), (1, 7), (13, 20), (430, 1319), (0, 1)]:
        for level in [0.8, 0.95]:
            ci = stats.binomtest(k, n).proportion_ci(level, method="wilson")
            wilson.append(dict(successes=k, count=n, level=level, interval=[float(ci.low), float(ci.high)]))
    shapes = [(3, 12, 0.0), (3, 12, 1.0), (5, 20, 0.3), (2, 9, 2.0), (4, 15, 0.1)]
    tables, differences = [], []
    for index, (seeds, examples, deviation) in enumerate(shapes):
        level = [0.95, 0.9][index % 2]
        a, b = draw(seeds, examples, deviation, index == 2), draw(seeds, examples, deviation)
        c = draw(seeds + 1, examples, deviation)
        tables += [dict(rows=t.tolist(), level=level, mean=of_table(t, level)) for t in (a, b)]
        differences.append(dict(first=a.tolist(), second=b.tolist(), paired=True, level=level,
                                mean=of_table(a - b, level)))
        differences.append(dict(first=a.tolist(), second=c.tolist(), paired=False, level=level,
                                mean=of_difference(a, c, level)))
    OUT.write_text(json.dumps(dict(wilson=wilson, tables=tables, differences=differences)) + "\n")


if __name__ == "__main__":
    main()
