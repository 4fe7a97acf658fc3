"""Scoring of phrase candidates with a linear ranker, each part of the score summed once a document.

The score of a candidate is the sum of the weights of its features; those of its beginning, its end
and its body do not depend on the quantity and are kept. What is chosen is a `Choice`, which later claims
can refer to.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.claims.context import Context
from pipeline.claims.learned import load_model
from pipeline.claims.phrase import PhraseFeatures

# Two phrases name the same where one holds the other and they share this much, or share that much anyhow.
HOLDS, SHARES = 0.5, 0.6
# Candidates with less of the probability, and those after the first so many, speak for no wording.
NEGLIGIBLE, COMPARED = 0.02, 12


class Choice(NamedTuple):
    """What was chosen for a quantity. `first`/`last` are pieces, -1 where the words stand nowhere."""

    first: int
    last: int
    start: int
    end: int
    text: str
    where: str
    probability: float
    reason: str


NOTHING = Choice(-1, -1, -1, -1, "", "none", 0.0, "no candidate")


@cache
def weights_of(name: str) -> dict[str, float]:
    """Weights of the ranker `name`; empty where it was never trained, so that the first candidate wins."""
    if not files("pipeline.claims").joinpath(f"{name}.json").is_file():
        return {}
    return {feature: values[0] for feature, values in load_model(name).weights.items()}


class Scorer:
    """The sums of one document for one ranker."""

    __slots__ = ("_context", "_first", "_last", "_of_phrase", "_phrases", "weights")

    def __init__(self, context: Context, weights: dict[str, float], of_phrase: PhraseFeatures) -> None:
        self.weights = weights
        self._context = context
        self._of_phrase = of_phrase
        self._first: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self._phrases: dict[tuple[int, int], float] = {}

    def total(self, features: Sequence[str]) -> float:
        """Sum of the weights of some features."""
        return sum(filter(None, map(self.weights.get, features)))

    def phrase(self, first: int, last: int) -> float:
        """Score of a phrase by itself."""
        known = self._phrases.get((first, last))
        if known is not None:
            return known
        context, of_phrase = self._context, self._of_phrase
        begin = self._first.get(first)
        if begin is None:
            begin = self._first[first] = self.total(of_phrase.beginning(context, first))
        end = self._last.get(last)
        if end is None:
            end = self._last[last] = self.total(of_phrase.ending(context, last))
        whole = begin + end + self.total(of_phrase.body(context, first, last))
        self._phrases[first, last] = whole
        return whole


def alike(a: str, b: str, *, reworded: bool) -> bool:
    """Whether two phrases name the same: one holds the other without being twice as long or, where it may be
    `reworded`, they share most of their characters (病例 | 确诊病例; 新增病例数 | 病例新增数).

    What they share is the F1 over multisets of characters.
    """
    if a == b:
        return True
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    most = 2 * len(shorter) / (len(a) + len(b))
    if most < HOLDS or not shorter:
        return False
    if shorter in longer:
        return True
    if not reworded or most < SHARES:
        return False
    common = sum([min(shorter.count(character), longer.count(character)) for character in set(shorter)])
    return 2 * common / (len(a) + len(b)) >= SHARES


def best(
    totals: Sequence[float], text_of: Callable[[int], str], *, reworded: bool = False
) -> tuple[int, float]:
    """Index of the candidate that most of the probability stands behind, and how much that is.

    The candidates are phrases that overlap, and what they name has its probability divided among its
    wordings: each counts with what is `alike` (Goel and Byrne 2000, minimum Bayes risk). Of equals the one
    with the highest score is taken.
    """
    first = max(range(len(totals)), key=totals.__getitem__)
    top = totals[first]
    masses = [math.exp(t - top) for t in totals]
    whole = sum(masses)
    # Rounded, so that equal sums of the same weights are equal whatever the order they were summed in.
    shares = {k: round(mass / whole, 9) for k, mass in enumerate(masses) if mass > NEGLIGIBLE * whole}
    likely = sorted(shares, key=shares.__getitem__, reverse=True)[:COMPARED]
    if len(likely) < 2:
        return first, 1.0 / whole
    texts = [text_of(k) for k in likely]
    support = [shares[k] for k in likely]
    for i, a in enumerate(texts):
        for j in range(i + 1, len(texts)):
            if alike(a, texts[j], reworded=reworded):
                support[i] += shares[likely[j]]
                support[j] += shares[likely[i]]
    most = max(range(len(likely)), key=[round(s, 8) for s in support].__getitem__)
    return likely[most], support[most]


def reason(weights: dict[str, float], features: Sequence[str], *, top: int = 3) -> str:
    """The features that spoke most for a candidate, with their weights, strongest first."""
    spoke = [(weight, f) for f in features if (weight := weights.get(f, 0.0)) > 0]
    spoke.sort(reverse=True)
    return ", ".join(f"{feature} {weight:+.2f}" for weight, feature in spoke[:top])
