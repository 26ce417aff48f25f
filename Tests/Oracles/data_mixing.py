"""Writes Tests/DataMixingTests/Fixtures/oracle.json.

Needs NumPy. Seed of the samples: 20250519.
Run from the root of the repository: python3 Tests/Oracles/data_mixing.py

Every formula is written a second time from its source: Lemma 1 of IDEAL (arXiv 2505.12762) by solving the
normal equations, with the optimum found anew for finite differences; K-FAC and EK-FAC on whole Kronecker
matrices; the code published with IDEAL line by line; DoReMi (arXiv 2305.10429); DoGE (arXiv 2310.15393);
ridge regression by an augmented least-squares problem.
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[1] / "DataMixingTests" / "Fixtures" / "oracle.json"
rng = np.random.default_rng(20250519)


def listed(array):
    return np.asarray(array, dtype=np.float64).tolist()


# ---------------------------------------------------------------- least squares


def least_squares():
    """Three domains, 40, 60 and 30 rows, 5 weights; loss ½(xᵀθ − y)² of a row."""
    truths = rng.normal(size=(3, 5))
    domains = []
    for truth, rows in zip(truths, (40, 60, 30)):
        x = rng.normal(size=(rows, 5))
        domains.append((x, x @ truth + 0.3 * rng.normal(size=rows)))
    x_ref = rng.normal(size=(20, 5))
    y_ref = x_ref @ truths.mean(axis=0) + 0.3 * rng.normal(size=20)

    def optimum(beta):
        h = sum((1 + b) * x.T @ x for b, (x, _) in zip(beta, domains))
        return np.linalg.solve(h, sum((1 + b) * x.T @ y for b, (x, y) in zip(beta, domains)))

    def loss(beta):
        return 0.5 * np.sum((x_ref @ optimum(beta) - y_ref) ** 2)

    theta = optimum(np.zeros(3))
    hessian = sum(x.T @ x for x, _ in domains)
    g_ref = x_ref.T @ (x_ref @ theta - y_ref)
    alphas = [-g_ref @ np.linalg.solve(hessian, x.T @ (x @ theta - y)) for x, y in domains]
    step = 1e-4
    differences = []
    for j in range(3):
        unit = np.eye(3)[j] * step
        differences.append((loss(unit) - loss(-unit)) / (2 * step))
    return {
        "x": [listed(x) for x, _ in domains], "y": [listed(y) for _, y in domains],
        "xReference": listed(x_ref), "yReference": listed(y_ref),
        "theta": listed(theta), "hessian": listed(hessian),
        "alphas": listed(alphas), "differences": listed(differences),
        "lossBefore": loss(np.zeros(3)),
        "lossAfter": loss(-0.15 * np.array(alphas) / np.abs(alphas).max()),
    }


# ---------------------------------------------------------------- one layer


def oriented(matrix):
    values, vectors = np.linalg.eigh(matrix)
    for k in range(len(values)):
        if vectors[np.abs(vectors[:, k]).argmax(), k] < 0:
            vectors[:, k] *= -1
    return values, vectors


def layer():
    """Examples of a layer from 5 to 4, of several lengths, with correlated inputs."""
    mixing = rng.normal(size=(5, 5))
    xs, deltas = [], []
    for tokens in (3, 7, 1, 6, 4, 9, 5, 8):
        xs.append(rng.normal(size=(tokens, 5)) @ mixing)
        deltas.append(rng.normal(size=(tokens, 4)) * [1.0, 0.5, 0.2, 2.0])
    tokens = sum(len(x) for x in xs)
    a = sum(x.T @ x for x in xs) / tokens
    s = sum(d.T @ d for d in deltas) / tokens
    (la, qa), (ls, qs) = oriented(a), oriented(s)
    gradients = [d.T @ x for x, d in zip(xs, deltas)]
    probe = rng.normal(size=(4, 5))

    # Row-major vec(G): the matrix of G -> S·G·A is kron(S, A).
    curvature = np.kron(s, a) * tokens / len(xs)
    damping = 0.1 * np.trace(curvature) / 20
    kfac = np.linalg.solve(curvature + damping * np.eye(20), probe.ravel()).reshape(4, 5)

    moments = sum((qs.T @ g @ qa) ** 2 for g in gradients) / len(xs)
    basis = np.kron(qs, qa)
    dense = basis @ np.diag(moments.ravel() + 0.1 * moments.mean()) @ basis.T
    ekfac = np.linalg.solve(dense, probe.ravel()).reshape(4, 5)

    # As published: batches of gradients (here of 4 examples), rotated by Q·G·Qᵀ, "divided by the inverse".
    batches = [np.mean(gradients[k:k + 4], axis=0) for k in (0, 4)]
    wrong = sum((qs @ g @ qa.T) ** 2 for g in batches) / len(batches)
    inverse = 1 / (wrong + 0.0)
    published = qs.T @ ((qs @ probe @ qa.T) / inverse) @ qa
    return {
        "inputs": [listed(x) for x in xs], "gradients": [listed(d) for d in deltas],
        "inputCovariance": listed(a), "gradientCovariance": listed(s),
        "inputEigenvalues": listed(la), "gradientEigenvalues": listed(ls),
        "probe": listed(probe), "kfac": listed(kfac), "moments": listed(moments),
        "ekfac": listed(ekfac), "published": listed(published),
    }


# ---------------------------------------------------------------- baselines


def doremi():
    excess = rng.uniform(0, 2, size=(6, 4))
    absent = [[False] * 4 for _ in range(6)]
    absent[0][2] = absent[3][1] = True
    weights, scores, total = np.full(4, 0.25), np.zeros(4), np.zeros(4)
    for row, missing in zip(excess, absent):
        scores = np.where(missing, scores, row)
        weights = weights * np.exp(1.0 * scores)
        weights = (1 - 1e-3) * weights / weights.sum() + 1e-3 / 4
        total += weights
    return {
        "excess": [[None if m else v for v, m in zip(r, ms)] for r, ms in zip(excess.tolist(), absent)],
        "weights": listed(weights), "mix": listed(total / 6),
    }


def doge():
    gradients, targets = rng.normal(size=(5, 3, 7)), rng.normal(size=(5, 2, 7))
    rates = [1e-3, 2e-2, 0.3, 0.1, 5e-2]
    weights, total = np.full(3, 1 / 3), np.zeros(3)
    for g, t, rate in zip(gradients, targets, rates):
        scale = np.linalg.norm(g, axis=1).mean() + 1e-6
        scores = np.clip(rate * (g @ t.T).sum(axis=1) / scale, 0, 5 * rate)
        logits = np.log(weights) + scores / 0.05
        weights = np.exp(logits - logits.max())
        weights = 0.98 * weights / weights.sum() + 0.02 / 3
        total += weights
    return {
        "gradients": listed(gradients), "targets": listed(targets), "rates": rates,
        "weights": listed(weights), "mix": listed(total / 5),
    }


def regression():
    mixes = rng.dirichlet(np.ones(4), size=12)
    losses = 2 + mixes @ [0.5, -0.3, 0.1, 0.0] + 0.02 * rng.normal(size=12)
    centred, level = mixes - mixes.mean(axis=0), losses - losses.mean()
    cases = []
    for ridge in (0.0, 0.5):
        tall = np.vstack([centred, np.sqrt(ridge) * np.eye(4)])
        w = np.linalg.lstsq(tall, np.concatenate([level, np.zeros(4)]), rcond=1e-10)[0]
        cases.append({
            "ridge": ridge, "coefficients": listed(w),
            "intercept": float(losses.mean() - mixes.mean(axis=0) @ w),
        })
    return {"mixes": listed(mixes), "losses": listed(losses), "cases": cases}


OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(
    json.dumps(
        {
            "leastSquares": least_squares(), "layer": layer(), "doremi": doremi(), "doge": doge(),
            "regression": regression(),
        },
        indent=1,
    )
    + "\n"
)
