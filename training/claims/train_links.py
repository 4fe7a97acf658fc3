"""Trains the rankers of metric and subject, and the calibration of confidence, on labelled passages.

    python -m training.claims.train_links

Reads ../shared/claims_train/train.jsonl only. Each ranker sees the choices made before it as it will in use:
the second round of training decodes every fifth of the passages with a model trained on the other four and
takes those choices, mistakes included, as the earlier ones. Cross-validated figures are printed; the models
are written to pipeline/claims.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

from pipeline.claims import link, metric, metric_features, subject, subject_features
from pipeline.claims.alignment import Alignment, align
from pipeline.claims.confidence import signals
from pipeline.claims.context import Context, analyse
from pipeline.claims.learned import Linear
from pipeline.claims.phrase import PhraseFeatures
from pipeline.claims.ranking import NOTHING, Choice, Scorer
from pipeline.claims.subject_features import State
from pipeline.spans import Claim
from training.claims.data import TRAIN, overlap_f1, passages, same_name, squeeze
from training.claims.fit import MODELS, save
from training.claims.groups import Groups

FOLDS = 5
# How much worse than the best acceptable candidate another may fit and still be taught as right.
SLACK = 0.15
SMALLEST = 0.03  # a weight nearer to zero is left out of the model


class Case(NamedTuple):
    """A passage: its context, its claims (quantity index, gold row) in order, their alignments, and what the
    stage decides of every quantity before metric and subject."""

    context: Context
    claims: list[tuple[int, dict[str, Any]]]
    alignments: dict[int, Alignment | None]
    decided: list[Claim]


def same_metric(gold: list[str], got: str) -> bool:
    """As the scorer compares metrics."""
    return same_name(gold, got) or any(overlap_f1(squeeze(got), squeeze(g)) >= 0.6 for g in gold)


def same_subject(gold: list[str], got: str) -> bool:
    """As the scorer compares subjects."""
    return same_name(gold, got)


def cases(path: Path) -> list[Case]:
    """The passages of a file."""
    found = []
    for passage in passages(path):
        context = analyse(passage.doc)
        claims = [(i, g) for i, g in passage.pairs if g["role"] == "claim"]
        alignments = {i: align(context, i) for i, _ in claims}
        found.append(Case(context, claims, alignments, link(passage.doc)))
    return found


def closeness(gold: list[str], got: str) -> float:
    """How well an answer that the scorer accepts fits: 1 for the first answer in full."""
    answer = squeeze(got)
    return max(
        (1.0 if answer == squeeze(g) else 0.8 * overlap_f1(answer, squeeze(g))) - 0.05 * k
        for k, g in enumerate(gold)
    )


def right_ones(texts: Sequence[str], gold: list[str], same: Callable[[list[str], str], bool]) -> list[int]:
    """Indices of the best acceptable candidates: those within a little of the closest."""
    fits = [(closeness(gold, t), k) for k, t in enumerate(texts) if t and same(gold, t)]
    if not fits:
        return []
    top = max(fits)[0]
    return [k for fit, k in fits if fit >= top - SLACK]


def gold_choice(option_choices: Sequence[Choice], right: Sequence[int], gold: list[str]) -> Choice:
    """What a perfect ranker would have chosen, as an earlier choice for the next claims."""
    if right and gold:
        return max((option_choices[k] for k in right), key=lambda c: closeness(gold, c.text))
    return NOTHING._replace(text=gold[0] if gold else "", where="gold")


class Field(NamedTuple):
    """One ranker: its name and how its options are made and compared."""

    name: str
    options: Callable[..., list[Any]]
    features: Callable[[Context, Any], list[str]]
    made: Callable[[Context, Any, float, str], Choice]
    choose: Callable[..., Choice]
    phrase: PhraseFeatures
    same: Callable[[list[str], str], bool]
    views: tuple[tuple[str, ...], ...]  # features that a ranker does without, see Groups.fit
    l2: float  # of 0.5, 1, 2, 4 and 8 the one with the best cross-validated likelihood, or between two


METRIC = Field("metric", metric.options, metric.features, metric.made, metric.choose,
               metric_features.PHRASE, same_metric, ((),), 1.0)  # fmt: skip
SUBJECT = Field("subject", subject.options, subject.features, subject.made, subject.choose,
                subject_features.PHRASE, same_subject, ((), ("s.tt", "e.tt")), 3.0)  # fmt: skip


def _own(field: Field, case: Case, i: int, metrics: dict[int, Choice], state: State) -> dict[str, Any]:
    """What is known of the claim of quantity `i` when its metric or its subject is chosen."""
    decided = case.decided[i]
    if field is METRIC:
        return {"direction": decided.direction, "basis": decided.basis}
    return {"metric": metrics.get(i, NOTHING), "source": decided.source, "state": state}


def collect(
    field: Field,
    data: Sequence[Case],
    earlier: list[dict[int, Choice]] | None,
    extra: list[dict[int, Choice]] | None,
) -> tuple[Groups, int]:
    """The groups of candidates of every claim that has a right one, and how many claims have none."""
    groups = Groups()
    missing = 0
    for number, case in enumerate(data):
        chosen: list[Choice] = []
        numbers: list[int] = []
        state = State(case.context)
        for i, gold in case.claims:
            own = _own(field, case, i, extra[number] if extra else {}, state)
            found = field.options(case.context, i, chosen, numbers, case.alignments[i], **own)
            answers = gold[field.name] or []
            made = [field.made(case.context, o, 0.0, "") for o in found]
            right = right_ones([c.text for c in made], answers, field.same) if answers else []
            if not answers and field is SUBJECT:
                right = [k for k, choice in enumerate(made) if not choice.text]
            if right:
                groups.add([field.features(case.context, o) for o in found], right, number)
            elif answers:
                missing += 1
            if earlier is None:
                chosen.append(gold_choice(made, right, answers))
            else:
                chosen.append(earlier[number].get(i, NOTHING))
            numbers.append(i)
    return groups, missing


def decode(
    field: Field, data: Sequence[Case], weights: dict[str, float], extra: list[dict[int, Choice]] | None
) -> list[dict[int, Choice]]:
    """Choices of a ranker for every claim, each from its own earlier choices."""
    result = []
    for number, case in enumerate(data):
        scorer = Scorer(case.context, weights, field.phrase)
        chosen: list[Choice] = []
        numbers: list[int] = []
        own: dict[int, Choice] = {}
        state = State(case.context)
        for i, _ in case.claims:
            known = _own(field, case, i, extra[number] if extra else {}, state)
            found = field.options(case.context, i, chosen, numbers, case.alignments[i], **known)
            own[i] = field.choose(case.context, scorer, found)
            chosen.append(own[i])
            numbers.append(i)
        result.append(own)
    return result


def accuracy(field: Field, data: Sequence[Case], choices: list[dict[int, Choice]]) -> float:
    """Share of claims whose choice the scorer accepts."""
    marks = [
        field.same(gold[field.name] or [], own[i].text)
        for case, own in zip(data, choices, strict=True)
        for i, gold in case.claims
    ]
    return sum(marks) / max(len(marks), 1)


def train(
    field: Field, data: Sequence[Case], extra: list[dict[int, Choice]] | None, *, rounds: int
) -> tuple[Linear, list[dict[int, Choice]]]:
    """The final ranker, and the cross-validated choices for the training passages."""
    earlier: list[dict[int, Choice]] | None = None
    for turn in range(rounds):
        groups, missing = collect(field, data, earlier, extra)
        say(f"{field.name} round {turn}: {groups.figures()}, {missing} claims without a right candidate")
        groups.freeze()
        fresh: list[dict[int, Choice]] = [{} for _ in data]
        for fold in range(FOLDS):
            weights = groups.fit([o % FOLDS != fold for o in groups.owners], l2=field.l2, views=field.views)
            held = [k for k in range(len(data)) if k % FOLDS == fold]
            some = [extra[k] for k in held] if extra else None
            for k, own in zip(held, decode(field, [data[k] for k in held], weights, some), strict=True):
                fresh[k] = own
        say(f"{field.name} round {turn}: cross-validated {accuracy(field, data, fresh):.4f}")
        earlier = fresh
    assert earlier is not None
    groups, _ = collect(field, data, earlier, extra)
    groups.freeze()
    weights = groups.fit([True] * len(groups.owners), l2=field.l2, views=field.views)
    rounded: dict[str, tuple[float, ...]] = {
        f: (round(w, 2),) for f, w in weights.items() if abs(w) >= SMALLEST
    }
    return Linear(field.name, ("yes",), (0.0,), rounded), earlier


def fit_confidence(
    data: Sequence[Case], metrics: list[dict[int, Choice]], subjects: list[dict[int, Choice]]
) -> list[float]:
    """Coefficients of confidence: logistic regression on whether both cross-validated choices are right."""
    rows, right = [], []
    for case, metric_of, subject_of in zip(data, metrics, subjects, strict=True):
        for i, gold in case.claims:
            m, s = metric_of[i], subject_of[i]
            rows.append(signals(metric=m.probability, subject=s.probability))
            right.append(
                same_metric(gold["metric"] or [], m.text) and same_name(gold["subject"] or [], s.text)
            )
    x, y = np.array(rows), np.array(right, dtype=float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = np.clip(x @ w, -30, 30)
        p = 1 / (1 + np.exp(-z))
        value = -(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)).sum() + 0.5 * (w**2).sum()
        return float(value), x.T @ (p - y) + w

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    say(f"confidence: {y.mean():.4f} of the cross-validated claims are right in both")
    return [round(float(c), 4) for c in found]


def say(message: str) -> None:
    """One line of progress."""
    sys.stdout.write(message + "\n")
    sys.stdout.flush()


def main() -> None:
    """Trains and writes the models."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--train", type=Path, default=TRAIN)
    arguments = parser.parse_args()
    data = cases(arguments.train)
    say(f"{len(data)} passages, {sum(len(c.claims) for c in data)} claims")
    model, metrics = train(METRIC, data, None, rounds=arguments.rounds)
    say(f"wrote {save(model)}")
    model, subjects = train(SUBJECT, data, metrics, rounds=arguments.rounds)
    say(f"wrote {save(model)}")
    path = MODELS / "confidence.json"
    path.write_text(
        json.dumps({"coefficients": fit_confidence(data, metrics, subjects)}) + "\n", encoding="utf-8"
    )
    say(f"wrote {path}")


if __name__ == "__main__":
    main()
