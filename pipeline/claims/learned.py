"""Linear models over named features: reading them, deciding, and saying which features decided.

A model is JSON, made by `training/claims`: `{"classes": [...], "bias": [...], "weights": {feature: [...]}}`,
one weight a class. A class scores the sum of the weights of the features that hold. A classifier takes
the best class; a ranker has the one class `yes` and takes the best candidate. No chance, no library.
"""

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Generic, NamedTuple, TypeVar

from pipeline.errors import ConfigError

T = TypeVar("T")


class Linear(NamedTuple):
    """Weights by feature, in the order of `classes`."""

    name: str
    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]


class Decision(NamedTuple, Generic[T]):
    """A field's value, the rule or the features that decided it, and how sure the decision is (0 to 1)."""

    value: T
    reason: str
    probability: float = 1.0


class Verdict(NamedTuple):
    """The class (or the index of the candidate) chosen, its probability, and the features that decided."""

    choice: int
    probability: float
    reason: str


@cache
def load_model(name: str) -> Linear:
    """The model `name`.json of this package. Raises ConfigError where it is missing or malformed."""
    path = files("pipeline.claims") / f"{name}.json"
    try:
        return parse_model(name, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"pipeline/claims/{name}.json: {error}; make it again with training/claims"
        ) from error


def parse_model(name: str, raw: dict[str, Any]) -> Linear:
    """A model from its JSON. Raises ValueError where weights and classes differ in number."""
    classes = tuple(raw["classes"])
    weights = {feature: tuple(map(float, values)) for feature, values in raw["weights"].items()}
    if any(len(values) != len(classes) for values in weights.values()) or len(raw["bias"]) != len(classes):
        raise ValueError("each feature needs one weight a class")
    return Linear(name, classes, tuple(map(float, raw["bias"])), weights)


def scores(model: Linear, features: Iterable[str]) -> list[float]:
    """The score of every class."""
    rows = filter(None, map(model.weights.get, features))
    return list(map(sum, zip(model.bias, *rows, strict=True)))


def score(model: Linear, features: Iterable[str]) -> float:
    """The score of a candidate under a ranker, the bias left out."""
    return sum([values[0] for values in filter(None, map(model.weights.get, features))])


def classify(model: Linear, features: Sequence[str]) -> Verdict:
    """The best class of one item."""
    total = scores(model, features)
    best = max(range(len(total)), key=total.__getitem__)
    rivals = [s for i, s in enumerate(total) if i != best]
    runner_up = total.index(max(rivals)) if rivals else best
    return Verdict(best, probability(total, best), deciding(model, features, best, runner_up))


def settle(
    model: Linear, features: Sequence[str], rule: Decision[Any], trust: float, *, asked_of: str | None = None
) -> Decision[Any]:
    """The model's class (`none` is None) where it is as sure as `trust`, else what the rule says.

    With `asked_of` only that class must be so sure.
    """
    verdict = classify(model, features)
    value = model.classes[verdict.choice]
    if verdict.probability < trust and asked_of in (None, value):
        return Decision(rule.value, f"rule: {rule.reason}", verdict.probability)
    return Decision(None if value == "none" else value, verdict.reason, verdict.probability)


def rank(model: Linear, candidates: Sequence[Sequence[str]], *, same: Sequence[object] = ()) -> Verdict:
    """The best of several candidates, the first of equals. Raises ValueError where there is none.

    `same` gives the value of each candidate where several can have one, as in `best_of`.
    """
    total = [score(model, features) for features in candidates]
    best, sure = best_of(total, same)
    return Verdict(best, sure, deciding(model, candidates[best], 0, 0))


def best_of(total: Sequence[float], same: Sequence[object] = ()) -> tuple[int, float]:
    """The best of several scores and its probability.

    With `same`, a value a candidate, candidates of one value (a date that is written twice) stand together:
    the likeliest value wins, and its best candidate is taken.
    """
    best = max(range(len(total)), key=total.__getitem__)
    if len(set(same)) == len(same):
        return best, probability(total, best)
    top = total[best]
    mass: dict[object, float] = {}
    for value, points in zip(same, total, strict=True):
        mass[value] = mass.get(value, 0.0) + math.exp(max(points - top, -50.0))
    value = max(mass, key=mass.__getitem__)
    best = max((i for i, v in enumerate(same) if v == value), key=total.__getitem__)
    return best, mass[value] / sum(mass.values())


def probability(total: Sequence[float], best: int) -> float:
    """Softmax of the scores, at `best`."""
    return 1.0 / sum(math.exp(min(s - total[best], 50.0)) for s in total)


def deciding(model: Linear, features: Iterable[str], best: int, runner_up: int, *, top: int = 3) -> str:
    """The features that spoke most for `best` against `runner_up`, with their weights, strongest first."""
    get = model.weights.get
    if runner_up == best:
        parts = [(w, f) for f in features if (values := get(f)) and (w := values[best]) > 0]
    else:
        parts = [
            (w, f) for f in features if (values := get(f)) and (w := values[best] - values[runner_up]) > 0
        ]
    parts.sort(reverse=True)
    return ", ".join(f"{feature} {weight:+.2f}" for weight, feature in parts[:top])
