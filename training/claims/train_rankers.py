"""Trains the rankers of time and source and reports the rules alone against them.

    python -m training.claims.train_rankers  # trains, saves when.json and source.json, reports on dev
    python -m training.claims.train_rankers --folds 4  # cross-validates on the training passages first

A candidate is right where the scorer would take it: for a time the same dates where gold has dates, else most
of the characters. Where none is right, the quantity is left out of training and is an error in measuring.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.claims import source, when
from pipeline.claims.context import analyse
from pipeline.claims.evidence import Evidence, base_features, gather
from pipeline.claims.learned import Linear, rank
from pipeline.claims.role import decide_roles
from pipeline.claims.timeline import timeline
from pipeline.claims.voices import speakers
from pipeline.spans import TimeExpression
from training.claims.data import DEV, GOLD, TRAIN, overlap_f1, passages, same_name, squeeze, table_examples
from training.claims.fit import fit_ranker, save


class Item(NamedTuple):
    """A document's evidence, its candidates by field, and the labels of the aligned claims."""

    evidence: Evidence
    pools: dict[str, Any]
    labels: dict[int, dict[str, Any]]


class Field(NamedTuple):
    """How one field is ranked. Values are TimeExpressions or Links; None is "none"."""

    name: str
    groups: Callable[[Evidence, Any, int, Any], tuple[list[int | None], list[list[str]]]]
    rule: Callable[[Evidence, Any, int, Any], int | None]
    value: Callable[[Any, int], Any]
    same: Callable[[Any, Any], bool]
    l2: float


def same_time(gold: Any, time: TimeExpression | None) -> bool:
    """Whether the scorer takes `time` for the gold one."""
    if not gold or time is None:
        return not gold and time is None
    if isinstance(gold, str):
        return overlap_f1(squeeze(gold), squeeze(time.text)) >= 0.6
    if gold.get("from") or gold.get("to"):
        dates = (time.first.isoformat() if time.first else None, time.last.isoformat() if time.last else None)
        return (gold.get("from"), gold.get("to")) == dates
    return overlap_f1(squeeze(gold.get("text")), squeeze(time.text)) >= 0.6


FIELDS = (
    Field("when", when.groups, when.rule_when, lambda pool, c: pool.candidates[c].time, same_time, 5.0),
    Field(
        "source",
        source.groups,
        source.rule_source,
        lambda pool, c: pool.items[c].link,
        lambda gold, link: same_name(gold, link.text if link else None),
        1.0,
    ),
)
JACKKNIFE = 4
TABLE_COPIES = 3
LABEL = {"when": "time", "source": "source"}


def items_of(path: Path) -> list[Item]:
    """The labelled documents of a file, analysed once."""
    items = []
    for passage in passages(path):
        evidence = gather(analyse(passage.doc))
        labels = {i: g for i, g in passage.pairs if g["role"] == "claim" and not g.get("optional")}
        bases = [base_features(evidence, i) for i in range(len(evidence.context.quantities))]
        roles = [decision.value for decision in decide_roles(evidence, bases)]
        pools = {"when": timeline(evidence.context, roles), "source": speakers(evidence)}
        items.append(Item(evidence, pools, labels))
    return items


def items_of_tables(field: Field) -> list[Item]:
    """The marked examples of a field's table, so that the ranker knows every word that the table has."""
    items = []
    for doc, labels in table_examples(field.name):
        evidence = gather(analyse(doc))
        pools = {"when": timeline(evidence.context), "source": speakers(evidence)}
        items.append(Item(evidence, pools, labels))
    return items


def value_of(field: Field, item: Item, choice: int | None) -> Any:
    """The value of a choice."""
    return None if choice is None else field.value(item.pools[field.name], choice)


def right_ones(field: Field, item: Item, gold: Any, choices: Sequence[int | None]) -> list[int]:
    """Places of the right choices; those with the very text where there are any."""
    values = [value_of(field, item, choice) for choice in choices]
    right = [n for n, value in enumerate(values) if field.same(gold, value)]
    wanted = squeeze(gold if isinstance(gold, str) else (gold or {}).get("text"))
    exact = [n for n in right if values[n] is not None and squeeze(values[n].text) == wanted]
    return exact or right


def examples(
    field: Field, items: Sequence[Item], decided: Sequence[Sequence[Any]] | None = None
) -> tuple[list[list[list[str]]], list[list[int]], float]:
    """Candidates and the right ones; share of quantities that have one.

    The decisions before are the right ones, or those of `decided`, one list an item.
    """
    all_groups, all_right = [], []
    found = total = 0
    for number, item in enumerate(items):
        earlier: list[Any] = []
        for place, i in enumerate(sorted(item.labels)):
            choices, features = field.groups(item.evidence, item.pools[field.name], i, earlier)
            right = right_ones(field, item, item.labels[i].get(LABEL[field.name]), choices)
            total += 1
            found += bool(right)
            if right and len(choices) > 1:
                all_groups.append(features)
                all_right.append(right)
            if decided is None:
                earlier.append(value_of(field, item, choices[right[-1]]) if right else None)
            else:
                earlier.append(decided[number][place])
    return all_groups, all_right, found / max(total, 1)


def decode(field: Field, model: Linear, item: Item) -> list[Any]:
    """What a model decides for the labelled quantities of a document, each reading those before."""
    earlier: list[Any] = []
    for i in sorted(item.labels):
        choices, features = field.groups(item.evidence, item.pools[field.name], i, earlier)
        texts = [None if c is None else value_of(field, item, c).text for c in choices]
        earlier.append(value_of(field, item, choices[rank(model, features, same=texts).choice]))
    return earlier


def measure(field: Field, model: Linear | None, items: Iterable[Item], *, errors: int = 0) -> float:
    """Accuracy of the ranker (of the rule without one), each decision reading those before it."""
    right = total = 0
    for item in items:
        pool = item.pools[field.name]
        earlier: list[Any] = []
        for i in sorted(item.labels):
            reason = ""
            if model is None:
                choice = field.rule(item.evidence, pool, i, earlier)
            else:
                choices, features = field.groups(item.evidence, pool, i, earlier)
                texts = [None if c is None else value_of(field, item, c).text for c in choices]
                verdict = rank(model, features, same=texts)
                choice, reason = choices[verdict.choice], verdict.reason
            value = value_of(field, item, choice)
            gold = item.labels[i].get(LABEL[field.name])
            good = field.same(gold, value)
            right += good
            total += 1
            if not good and errors > 0:
                errors -= 1
                options = field.groups(item.evidence, pool, i, earlier)[0]
                known = bool(right_ones(field, item, gold, options))
                got = value and value.text
                sys.stdout.write(f"  {gold} not {got} (in reach: {known}): {shown(item, i)} [{reason}]\n")
            earlier.append(value)
    return right / total if total else 0.0


def shown(item: Item, i: int) -> str:
    """A quantity in its words, for reading errors."""
    q = item.evidence.context.quantities[i]
    text = item.evidence.context.text
    return f"{text[max(0, q.start - 60) : q.start]}⟦{q.text}⟧{text[q.end : q.end + 25]}".replace("\n", "⏎")


def fit(field: Field, items: Sequence[Item]) -> Linear:
    """The ranker of a field, trained again on the decisions that models without the document made before."""
    decided: list[list[Any]] = [[] for _ in items]
    for fold in range(JACKKNIFE):
        rest = [item for n, item in enumerate(items) if n % JACKKNIFE != fold]
        model = _fit(field, rest, None)
        for n in range(fold, len(items), JACKKNIFE):
            decided[n] = decode(field, model, items[n])
    return _fit(field, items, decided)


def _fit(field: Field, items: Sequence[Item], decided: Sequence[Sequence[Any]] | None) -> Linear:
    all_groups, all_right, _ = examples(field, items, decided)
    return fit_ranker(field.name, all_groups, all_right, l2=field.l2, at_least=4)


def main() -> None:
    """Trains the rankers and prints what they reach."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--folds", type=int, default=0, help="cross-validate on the training passages")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors a field")
    parser.add_argument("--field", action="append", help="only this field")
    args = parser.parse_args()
    train, dev, gold = items_of(TRAIN), items_of(DEV), items_of(GOLD)
    for field in FIELDS:
        if args.field and field.name not in args.field:
            continue
        tables = items_of_tables(field) * TABLE_COPIES
        if args.folds:
            scores = []
            for fold in range(args.folds):
                rest = [item for n, item in enumerate(train) if n % args.folds != fold]
                held = [item for n, item in enumerate(train) if n % args.folds == fold]
                scores.append(measure(field, fit(field, rest + tables), held, errors=args.errors))
            reach = examples(field, train)[2]
            mean = sum(scores) / len(scores)
            rule = measure(field, None, train)
            figures = f"rules {rule:.4f} trained {mean:.4f} reach {reach:.4f}"
            sys.stdout.write(f"{field.name:8} train, {args.folds} folds: {figures}\n")
            if args.errors:
                continue
        model = fit(field, train + tables)
        path = save(model)
        figures = [
            f"{name}: rules {measure(field, None, data):.4f} trained {measure(field, model, data):.4f}"
            for name, data in (("dev", dev), ("gold", gold))
            if name == "dev" or field.name == "when"
        ]
        size = f"{len(model.weights)} features, {path.stat().st_size // 1000} kB"
        sys.stdout.write(f"{field.name:8} {'   '.join(figures)}   {size}\n")


if __name__ == "__main__":
    main()
