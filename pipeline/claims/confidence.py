"""How sure a claim is: the probability that its subject and its metric are right.

A logistic function of the rankers' own probabilities, fitted on cross-validated choices
(`training/claims/train_links.py`), so that of a hundred claims with confidence 0.8 about eighty are right;
`benchmarks/calibration.py` prints how many were.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from pipeline.errors import ConfigError


def log_odds(probability: float) -> float:
    """Log odds, kept within ±8."""
    p = min(max(probability, 0.0003), 0.9997)
    return math.log(p / (1 - p))


def signals(*, metric: float, subject: float) -> list[float]:
    """What confidence is computed from: the probabilities that metric and subject have in their rankers."""
    return [1.0, log_odds(metric), log_odds(subject), log_odds(min(metric, subject)), metric * subject]


@cache
def coefficients() -> tuple[float, ...]:
    """The fitted coefficients, in the order of `signals`. Raises ConfigError where the file is malformed."""
    path = files("pipeline.claims").joinpath("confidence.json")
    try:
        return tuple(map(float, json.loads(path.read_text(encoding="utf-8"))["coefficients"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"pipeline/claims/confidence.json: {error}; make it again with training/claims"
        ) from error


def confidence(values: Sequence[float]) -> float:
    """Probability (0 to 1) from the signals of a claim."""
    total = sum(c * v for c, v in zip(coefficients(), values, strict=True))
    return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))
