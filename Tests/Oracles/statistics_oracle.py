"""Writes Tests/StatisticsTests/Fixtures/oracle.json.

Versions: Python 3.11, NumPy 2.4.6, SciPy 1.17.1. Seed of the samples: 20240611.
Run from the root of the repository: python3 Tests/Oracles/statistics_oracle.py

The generator, the seeds and the choice of indices are written here a second time, from their published
definitions (the jump by squaring the generator's matrix over GF(2)); SciPy's bootstrap is given these
indices, so that its intervals can be compared digit by digit.
"""

import json
import math
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import scipy.stats as st
from scipy.optimize import brentq, linear_sum_assignment
from scipy.special import ndtri
from scipy.stats import _resampling

OUT = Path(__file__).parents[1] / "StatisticsTests" / "Fixtures" / "oracle.json"
MASK = (1 << 64) - 1


# ---------------------------------------------------------------- generator


def split_mix(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return state, z ^ (z >> 31)


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


def step(s):
    s = list(s)
    t = (s[1] << 17) & MASK
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotl(s[3], 45)
    return s


class Xoshiro:
    def __init__(self, seed=None, state=None):
        if state is None:
            state = []
            for _ in range(4):
                seed, word = split_mix(seed)
                state.append(word)
        self.s = list(state)

    def next(self):
        result = (rotl((self.s[1] * 5) & MASK, 7) * 9) & MASK
        self.s = step(self.s)
        return result

    def below(self, bound):
        while True:
            product = self.next() * bound
            if (product & MASK) >= (1 << 64) % bound:
                return product >> 64

    def shuffled(self, items):
        items = list(items)
        for i in range(len(items) - 1):
            j = i + self.below(len(items) - i)
            items[i], items[j] = items[j], items[i]
        return items


def bits(state):
    return np.array([(state[i // 64] >> (i % 64)) & 1 for i in range(256)], dtype=np.int64)


def jumped(state):
    """2^128 steps, by squaring the 256 by 256 matrix of one step."""
    matrix = np.zeros((256, 256), dtype=np.float64)
    for i in range(256):
        unit = [0, 0, 0, 0]
        unit[i // 64] = 1 << (i % 64)
        matrix[:, i] = bits(step(unit))
    for _ in range(128):
        matrix = (matrix @ matrix) % 2
    after = (matrix @ bits(state)) % 2
    return [sum(int(after[64 * w + b]) << b for b in range(64)) for w in range(4)]


def absorb(value, data):
    for byte in struct.pack("<Q", len(data)) + data:
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return split_mix(value)[1]


def seed_of(*parts):
    value = 0xCBF29CE484222325
    for part in parts:
        value = absorb(value, part if isinstance(part, bytes) else part.encode())
    return value


def generator_fixture():
    state, mixed = 1234567, []
    for _ in range(5):
        state, word = split_mix(state)
        mixed.append(word)
    known, seeded = Xoshiro(state=[1, 2, 3, 4]), Xoshiro(seed=42)
    after_jump = Xoshiro(state=jumped(Xoshiro(seed=42).s))
    doubles = [0.5, -2.25, 1e300]
    bounds = [1, 2, 3, 10, 48, 1000, 2**62 + 1]
    draws = []
    for bound in bounds:
        generator = Xoshiro(seed=7)
        draws.append({"bound": bound, "values": [generator.below(bound) for _ in range(20)]})
    return {
        "splitMix": mixed,
        "known": [known.next() for _ in range(10)],
        "seeded": [seeded.next() for _ in range(6)],
        "jumped": [after_jump.next() for _ in range(6)],
        "draws": draws,
        "shuffled": Xoshiro(seed=9).shuffled(range(12)),
        "seeds": {
            "": seed_of(),
            "ab|c": seed_of("ab", "c"),
            "a|bc": seed_of("a", "bc"),
            "Größe": seed_of("Größe"),
        },
        "doubles": doubles,
        "seedOfDoubles": absorb(5, b"".join(struct.pack("<d", d) for d in doubles)),
    }


# ---------------------------------------------------------------- samples

rng = np.random.default_rng(20240611)
normal = rng.normal(10, 3, 48).tolist()
skewed = rng.exponential(2, 40).tolist()
effect = (np.array(normal) * 0.8 + rng.normal(0, 1, 48) + 1).tolist()
small = rng.normal(0.7, 1, 9).tolist()
other = rng.normal(0, 1, 6).tolist()
ties_a = rng.integers(0, 6, 60).astype(float).tolist()
ties_b = (np.array(ties_a) + rng.integers(0, 5, 60)).tolist()
SAMPLES = {
    "normal": normal, "skewed": skewed, "effect": effect, "small": small, "other": other,
    "tiesA": ties_a, "tiesB": ties_b,
}


def summary_fixture(name):
    x = np.array(SAMPLES[name])
    grid = [0, 0.025, 0.1, 0.25, 0.5, 0.77, 0.975, 1]
    return {
        "sample": name, "mean": math.fsum(x) / len(x), "deviation": x.std(ddof=1),
        "error": st.sem(x), "median": float(np.median(x)), "minimum": x.min(), "maximum": x.max(),
        "probabilities": grid, "quantiles": np.quantile(x, grid).tolist(),
    }


# ---------------------------------------------------------------- bootstrap


def indices(count, resamples, seed):
    generator = Xoshiro(seed=seed)
    return np.array([generator.below(count) for _ in range(count * resamples)]).reshape(
        resamples, count)


def bootstrap(data, statistic, seeds, resamples, level, method, paired=False):
    seeds = list(seeds)

    def prepared(_, low, high, shape):
        assert low == 0 and shape[0] == resamples
        return indices(high, resamples, seeds.pop(0))

    original, _resampling.rng_integers = _resampling.rng_integers, prepared
    try:
        result = st.bootstrap(
            data, statistic, n_resamples=resamples, batch=resamples, confidence_level=level,
            method=method, paired=paired, vectorized=False, rng=np.random.default_rng(0))
    finally:
        _resampling.rng_integers = original
    interval = result.confidence_interval
    return {
        "seeds": [], "level": level, "method": method, "resamples": resamples,
        "value": float(statistic(*data)), "lower": interval.low, "upper": interval.high,
        "error": result.standard_error,
    }


STATISTICS = {
    "mean": lambda x: np.mean(x),
    "median": lambda x: np.median(x),
    "difference": lambda x, y: np.mean(x) - np.mean(y),
    "ratio": lambda x, y: np.mean(x) / np.mean(y),
    "logRatio": lambda x, y: np.log(np.mean(x) / np.mean(y)),
    "pearson": lambda x, y: st.pearsonr(x, y)[0],
    "area": lambda x, y: st.mannwhitneyu(x, y).statistic / (len(x) * len(y)),
}


def bootstrap_fixtures():
    cases = []
    plans = [("mean", ["normal"], False), ("mean", ["skewed"], False), ("median", ["skewed"], False)]
    plans += [(s, ["normal", "effect"], True) for s in ("difference", "ratio", "logRatio", "pearson")]
    plans += [(s, ["normal", "skewed"], False) for s in ("difference", "ratio", "logRatio")]
    plans += [("area", ["normal", "effect"], True), ("area", ["tiesA", "tiesB"], False)]
    for statistic, names, paired in plans:
        for level, method in ((0.95, "BCa"), (0.9, "percentile")):
            seeds = [11] if paired or len(names) == 1 else [11, 12]
            case = bootstrap(
                [np.array(SAMPLES[n]) for n in names], STATISTICS[statistic], seeds, 600, level,
                method, paired)
            case |= {"statistic": statistic, "samples": names, "paired": paired, "seeds": seeds}
            cases.append(case)
    return cases


# ---------------------------------------------------------------- permutation tests


def permutation_fixtures():
    # SciPy doubles the smaller tail; ours compares magnitudes, so it is asked to do so.
    cases = []
    for alternative in ("twoSided", "greater", "less"):
        fold = np.abs if alternative == "twoSided" else np.asarray
        tail = "less" if alternative == "less" else "greater"
        options = {"alternative": tail, "n_resamples": np.inf, "vectorized": True}
        paired = st.permutation_test(
            (np.array(small),), lambda x, axis: fold(np.mean(x, axis=axis)),
            permutation_type="samples", **options)
        unpaired = st.permutation_test(
            (np.array(small), np.array(other)),
            lambda x, y, axis: fold(np.mean(x, axis=axis) - np.mean(y, axis=axis)),
            permutation_type="independent", **options)
        cases.append({
            "alternative": alternative, "paired": paired.pvalue, "unpaired": unpaired.pvalue,
            "pairedTotal": 2**9, "unpairedTotal": math.comb(15, 6)})
    return cases


# ---------------------------------------------------------------- ranks, comparisons, fits


def rank_fixtures():
    cases = []
    for a, b in (("normal", "effect"), ("tiesA", "tiesB")):
        x, y = SAMPLES[a], SAMPLES[b]
        u = st.mannwhitneyu(x, y).statistic
        cases.append({
            "first": a, "second": b, "ranks": st.rankdata(x).tolist(),
            "pearson": st.pearsonr(x, y)[0], "spearman": st.spearmanr(x, y)[0],
            "kendall": st.kendalltau(x, y)[0], "area": u / (len(x) * len(y)),
        })
    return cases


def comparison_fixture():
    p = [0.01, 0.04, 0.03, 0.005, 0.8, 0.03, 1.0, 0.0]
    ordered = sorted(p)
    bound = lambda v: max(min(1, (len(p) - j) * ordered[j]) for j in range(ordered.index(v) + 1))
    return {
        "pValues": p, "benjaminiHochberg": st.false_discovery_control(p).tolist(),
        "holm": [bound(v) for v in p],
    }


def exact_fit(columns, response):
    """Coefficients and standard errors by rational arithmetic."""
    k, n = len(columns), len(response)
    columns = [[Fraction(v) for v in c] for c in columns]
    response = [Fraction(v) for v in response]
    dot = lambda a, b: sum(x * y for x, y in zip(a, b))
    rows = [
        [dot(a, b) for b in columns] + [Fraction(int(i == j)) for j in range(k)]
        for i, a in enumerate(columns)]
    for i in range(k):
        pivot = rows[i][i]
        rows[i] = [v / pivot for v in rows[i]]
        for j in range(k):
            if j != i:
                rows[j] = [v - rows[j][i] * w for v, w in zip(rows[j], rows[i])]
    inverse = [row[k:] for row in rows]
    beta = [dot(row, [dot(c, response) for c in columns]) for row in inverse]
    rest = [y - sum(b * c[i] for b, c in zip(beta, columns)) for i, y in enumerate(response)]
    squares = dot(rest, rest)
    centre = sum(response) / n
    total = sum((y - centre) ** 2 for y in response)
    return {
        "coefficients": [float(b) for b in beta],
        "errors": [math.sqrt(squares * inverse[i][i] / (n - k)) for i in range(k)],
        "rSquared": float(1 - squares / total), "deviation": math.sqrt(squares / (n - k)),
    }


def fit_fixture():
    line = st.linregress(normal, effect)
    x = [float(i) for i in range(1, 15)]
    powers = [[v**d for v in x] for d in range(1, 5)]
    response = [round(3 - v + 0.5 * v**2 + math.sin(5 * v), 6) for v in x]
    return {
        "line": {
            "intercept": line.intercept, "slope": line.slope, "slopeError": line.stderr,
            "interceptError": line.intercept_stderr, "rSquared": line.rvalue**2},
        "predictors": powers, "response": response,
        "multiple": exact_fit([[1] * len(x)] + powers, response),
    }


# ---------------------------------------------------------------- controls of length


def ancova(x1, y1, x2, y2):
    """The coefficient of the group in a least-squares fit with one slope."""
    design = np.column_stack([
        np.ones(len(x1) + len(x2)), np.r_[np.ones(len(x1)), np.zeros(len(x2))], np.r_[x1, x2]])
    return np.linalg.lstsq(design, np.r_[y1, y2], rcond=None)[0][1]


def adjustment_fixtures():
    """Whole groups, and their BCa intervals: SciPy resamples positions, so that x and y stay together."""
    cases = []
    for names, paired in ((("normal", "effect", "tiesA", "tiesB"), False),
                          (("tiesA", "tiesB", "tiesB", "tiesA"), True)):
        x1, y1, x2, y2 = (np.array(SAMPLES[n]) for n in names)
        statistic = lambda a, b: ancova(x1[a], y1[a], x2[b], y2[b])
        seeds = [11] if paired else [11, 12]
        case = bootstrap(
            [np.arange(len(x1)), np.arange(len(x2))], statistic, seeds, 300, 0.95, "BCa", paired)
        cases.append(case | {
            "statistic": "adjusted", "samples": list(names), "paired": paired, "seeds": seeds})
    return cases


def matching_fixtures():
    """As many pairs as the caliper allows, then the least distance, as an assignment problem."""
    draw = np.random.default_rng(20250711)
    cases = []
    for n, m, spread in ((1, 1, 0.01), (5, 3, 0.5), (12, 20, 0.6), (40, 40, 2.0), (30, 25, 6.0), (6, 9, 30.0)):
        a, b = draw.normal(4, spread, n), draw.normal(4.2, spread, m)
        if n == 12:
            a, b = np.round(a, 1), np.round(b, 1)
        distance = np.abs(a[:, None] - b[None])
        rows, columns = linear_sum_assignment(np.where(distance <= 0.1 * (1 + 1e-12), distance, 1e6))
        kept = distance[rows, columns]
        kept = kept[kept <= 0.1 * (1 + 1e-12)]
        cases.append({
            "first": a.tolist(), "second": b.tolist(), "pairs": len(kept), "total": float(kept.sum())})
    return cases


def detectable_fixture():
    """The difference at which the power of the z-test is 0.8, by root finding."""
    def solved(error, alpha):
        z = st.norm.ppf(1 - alpha / 2)
        return brentq(lambda d: st.norm.sf(z - d / error) - 0.8, 0, 1e3 * error, xtol=1e-14)
    x, y, z = (np.array(SAMPLES[n]) for n in ("normal", "skewed", "effect"))
    return {
        "unpaired": solved(math.sqrt(x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y)), 0.05),
        "paired": solved(st.sem(x - z), 0.1),
    }


def student_fixture():
    """Two-sided p-values and half widths of intervals in standard errors."""
    return {
        "tails": [
            {"degrees": d, "t": t, "p": float(2 * st.t.sf(t, d))}
            for d in (0.7, 1, 2.5, 9, 59, 499, 1e5) for t in (0, 1e-6, 0.3, 1, 2.2, 8, 40)],
        "bounds": [
            {"degrees": d, "level": level, "bound": float(st.t.isf((1 - level) / 2, d))}
            for d in (1, 3.7, 23, 1e4) for level in (0.5, 0.9, 0.95, 0.999)],
    }


def shared_fixture():
    """Differences of two means: all examples shared, none, and some."""
    x, z, y = (np.array(SAMPLES[n]) for n in ("normal", "effect", "skewed"))
    paired, welch = st.ttest_rel(z, x), st.ttest_ind(y, x, equal_var=False)
    k = 5
    variance = (
        x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y)
        - 2 * k * np.cov(x[:k], y[-k:], ddof=1)[0, 1] / (len(x) * len(y)))
    return {
        "paired": {"variance": st.sem(z - x) ** 2, "degrees": len(x) - 1, "p": paired.pvalue},
        "unpaired": {
            "variance": x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y),
            "degrees": float(welch.df), "p": welch.pvalue},
        "overlap": k, "overlapping": {"variance": variance},
    }


def density_fixture():
    x = np.array(skewed)
    width = 0.9 * min(x.std(ddof=1), st.iqr(x) / 1.34) * len(x) ** -0.2
    points = [-1.0, 0.0, 0.5, 1.7, 4.0, 9.0]
    density = st.gaussian_kde(x, bw_method=width / x.std(ddof=1))(points)
    return {"bandwidth": width, "points": points, "density": density.tolist()}


def main():
    probabilities = [1e-300, 1e-12, 1e-4, 0.025, 0.3, 0.5, 0.7, 0.975, 0.9999, 1 - 1e-12]
    fixture = {
        "generator": generator_fixture(), "samples": SAMPLES,
        "summaries": [summary_fixture(name) for name in ("normal", "skewed", "small", "tiesA")],
        "bootstrap": bootstrap_fixtures(), "permutation": permutation_fixtures(),
        "ranks": rank_fixtures(), "comparisons": comparison_fixture(), "fits": fit_fixture(),
        "density": density_fixture(), "adjustments": adjustment_fixtures(),
        "matchings": matching_fixtures(), "detectable": detectable_fixture(),
        "student": student_fixture(), "shared": shared_fixture(),
        "normal": {"probabilities": probabilities, "quantiles": ndtri(probabilities).tolist()},
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(fixture, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


main()
