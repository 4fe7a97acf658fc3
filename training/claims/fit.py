"""Fits the linear models of `pipeline.claims.learned`: multinomial classifiers and candidate rankers.

Features are strings. Fitting is deterministic (L-BFGS on a convex loss); weights are rounded, small ones
dropped, so that a model is JSON of at most a few hundred kB.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from pipeline.claims.learned import Linear, parse_model

MODELS = Path("pipeline/claims")


def vocabulary(items: Sequence[Sequence[str]], *, at_least: int) -> dict[str, int]:
    """Features seen in at least so many items, with their column."""
    counts = Counter(feature for item in items for feature in set(item))
    return {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= at_least))}


def matrix(items: Sequence[Sequence[str]], columns: dict[str, int]) -> csr_matrix:
    """One row an item, one column a feature, counts as values."""
    indices = [columns[f] for item in items for f in item if f in columns]
    lengths = [sum(f in columns for f in item) for item in items]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(items), len(columns)))


def fit_classifier(
    name: str,
    items: Sequence[Sequence[str]],
    labels: Sequence[str],
    *,
    l2: float = 1.0,
    at_least: int = 3,
    weights: Sequence[float] | None = None,
) -> Linear:
    """Multinomial logistic regression with an L2 penalty. `weights` are those of the items."""
    classes = sorted(set(labels))
    columns = vocabulary(items, at_least=at_least)
    x = matrix(items, columns)
    y = np.array([classes.index(label) for label in labels])
    importance = np.ones(len(items)) if weights is None else np.asarray(weights, dtype=float)
    rows = np.arange(len(items))
    shape = (len(columns) + 1, len(classes))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(shape)
        z = x @ w[:-1] + w[-1]
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        value = -(importance * np.log(p[rows, y] + 1e-12)).sum() + 0.5 * l2 * (w[:-1] ** 2).sum()
        p[rows, y] -= 1
        p *= importance[:, None]
        gradient = np.vstack([x.T @ p + l2 * w[:-1], p.sum(axis=0)])
        return float(value), gradient.ravel()

    w = minimize(
        loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    ).x.reshape(shape)
    return _model(name, classes, w[-1], {f: w[i] for f, i in columns.items()})


def fit_ranker(
    name: str,
    groups: Sequence[Sequence[Sequence[str]]],
    right: Sequence[Sequence[int]],
    *,
    l2: float = 1.0,
    at_least: int = 3,
) -> Linear:
    """Softmax over each group's candidates; `right`: the acceptable ones (at least one) of each group."""
    items = [candidate for group in groups for candidate in group]
    columns = vocabulary(items, at_least=at_least)
    x = matrix(items, columns)
    sizes = np.array([len(group) for group in groups])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    is_right = np.zeros(len(items), dtype=bool)
    for start, indices in zip(starts, right, strict=True):
        is_right[[start + i for i in indices]] = True
    group_of = np.repeat(np.arange(len(groups)), sizes)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        z -= np.maximum.reduceat(z, starts)[group_of]
        e = np.exp(z)
        p = e / np.add.reduceat(e, starts)[group_of]
        mass = np.add.reduceat(np.where(is_right, p, 0.0), starts) + 1e-12
        target = np.where(is_right, p / mass[group_of], 0.0)
        return float(-np.log(mass).sum() + 0.5 * l2 * (w**2).sum()), x.T @ (p - target) + l2 * w

    w = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return _model(name, ["yes"], [0.0], {f: w[i : i + 1] for f, i in columns.items()})


def _model(
    name: str, classes: Sequence[str], bias: Any, weights: dict[str, Any], *, floor: float = 0.02
) -> Linear:
    kept = {
        f: [round(float(v), 3) for v in w]
        for f, w in weights.items()
        if max(abs(float(v)) for v in w) >= floor
    }
    return parse_model(
        name, {"classes": classes, "bias": [round(float(b), 3) for b in bias], "weights": kept}
    )


def save(model: Linear, folder: Path = MODELS) -> Path:
    """Writes a model, one feature a line in order, so that two trainings can be compared by `diff`."""
    path = folder / f"{model.name}.json"
    head = json.dumps({"classes": model.classes, "bias": model.bias}, ensure_ascii=False)[:-1]
    lines = (
        f"{json.dumps(f, ensure_ascii=False)}:{json.dumps(w, separators=(',', ':'))}"
        for f, w in sorted(model.weights.items())
    )
    path.write_text(head + ', "weights": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    return path
