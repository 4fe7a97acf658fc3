"""Trains role, direction, basis and modality on the labelled passages; rules alone against trained.

    python -m training.claims.train_fields            # trains, saves pipeline/claims/*.json, reports on dev
    python -m training.claims.train_fields --folds 5  # cross-validates on the training passages first

Each model reads what was decided for the quantity before; it learns with the right answer there and is
measured with its own.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pipeline.claims import change, modality, role
from pipeline.claims.context import analyse
from pipeline.claims.evidence import Evidence, base_features, gather
from pipeline.claims.learned import Decision, Linear, settle
from training.claims.data import DEV, GOLD, TRAIN, passages, table_examples
from training.claims.fit import fit_classifier, save


class Item(NamedTuple):
    """A document's evidence, the base features of its quantities, and the labels of the aligned ones."""

    evidence: Evidence
    bases: list[list[str]]
    labels: dict[int, dict[str, Any]]
    weight: float = 1.0


class Field(NamedTuple):
    """How one field is learned: its features, its rule, and which quantities have a label."""

    name: str
    features: Callable[[Evidence, int, Any, Sequence[str], dict[str, Any], Any], list[str]]
    rule: Callable[[Evidence, int, Any, dict[str, Any]], Decision[Any]]
    trust: float
    default: Any
    l2: float
    weight: Mapping[str, float] = MappingProxyType({})
    asked_of: str | None = None  # the one class that trust is asked of


JACKKNIFE = 4
TABLE_WEIGHT = 2.0
FIELDS = (
    Field(
        "role",
        lambda e, i, previous, base, label, rule: role.role_features(e, i, previous, base, rule),
        lambda e, i, previous, label: role.rule_role(e, i, previous),
        role.TRUST,
        "claim",
        2.0,
        MappingProxyType({"qualifier": 1.7, "time": 1.7}),
        asked_of="claim",
    ),
    Field(
        "direction",
        lambda e, i, previous, base, label, rule: change.direction_features(e, i, previous, base, rule),
        lambda e, i, previous, label: change.rule_direction(e, i, previous),
        change.TRUST["direction"],
        None,
        2.0,
    ),
    Field(
        "basis",
        lambda e, i, previous, base, label, rule: change.basis_features(
            e, i, label.get("direction"), previous, base, rule
        ),
        lambda e, i, previous, label: change.rule_basis(e, i, label.get("direction"), previous),
        change.TRUST["basis"],
        None,
        2.0,
    ),
    Field(
        "modality",
        lambda e, i, previous, base, label, rule: modality.modality_features(e, i, previous, base, rule),
        lambda e, i, previous, label: modality.rule_modality(e, i),
        modality.TRUST,
        "actual",
        5.0,
        asked_of="actual",
    ),
)


def items_of(path: Path) -> list[Item]:
    """The labelled documents of a file, analysed once."""
    items = []
    for passage in passages(path):
        evidence = gather(analyse(passage.doc))
        bases = [base_features(evidence, i) for i in range(len(evidence.context.quantities))]
        items.append(Item(evidence, bases, dict(passage.pairs)))
    return items


def items_of_tables() -> list[Item]:
    """The marked examples of the cue tables, so that a model knows every cue word that a table has."""
    items = []
    for table in ("change", "modality", "role"):
        for doc, labels in table_examples(table):
            evidence = gather(analyse(doc))
            bases = [base_features(evidence, i) for i in range(len(evidence.context.quantities))]
            items.append(Item(evidence, bases, labels, TABLE_WEIGHT))
    return items


def labelled(field: Field, label: dict[str, Any] | None) -> bool:
    """Whether a gold quantity says something of a field: the role of all, the rest of claims."""
    if label is not None and "only" in label:
        return field.name in label["only"]
    return (
        label is not None and not label.get("optional") and (field.name == "role" or label["role"] == "claim")
    )


def examples(
    field: Field, items: Sequence[Item], decided: Sequence[Sequence[Any]] | None = None
) -> tuple[list[list[str]], list[str], list[float]]:
    """Features, labels and weights; the decisions before are the right ones, or those of `decided`."""
    features, labels, weights = [], [], []
    for number, item in enumerate(items):
        previous = None
        place = 0
        for i, base in enumerate(item.bases):
            label = item.labels.get(i)
            if label is not None and labelled(field, label):
                value = label.get(field.name, field.default)
                rule = field.rule(item.evidence, i, previous, label).value
                features.append(field.features(item.evidence, i, previous, base, label, rule))
                labels.append(value or "none")
                weights.append(item.weight * field.weight.get(value or "none", 1.0))
                previous = value if decided is None else decided[number][place]
                place += 1
    return features, labels, weights


def decide(field: Field, model: Linear | None, item: Item, i: int, previous: Any) -> Decision[Any]:
    """What is decided for quantity `i`, as in use; by the rule alone without a model."""
    label = item.labels[i]
    rule = field.rule(item.evidence, i, previous, label)
    if model is None:
        return rule
    features = field.features(item.evidence, i, previous, item.bases[i], label, rule.value)
    return settle(model, features, rule, field.trust, asked_of=field.asked_of)


def decode(field: Field, model: Linear | None, item: Item) -> dict[int, Decision[Any]]:
    """What is decided for the labelled quantities of a document, each reading the one before."""
    decided: dict[int, Decision[Any]] = {}
    previous = None
    for i in sorted(item.labels):
        if labelled(field, item.labels[i]):
            decided[i] = decide(field, model, item, i, previous)
            previous = decided[i].value
    return decided


def measure(field: Field, model: Linear | None, items: Iterable[Item], *, errors: int = 0) -> float:
    """Accuracy of the model (of the rule without one), each decision reading the one before."""
    right = total = 0
    for item in items:
        for i, decision in decode(field, model, item).items():
            gold = item.labels[i].get(field.name, field.default)
            right += decision.value == gold
            total += 1
            if decision.value != gold and errors > 0:
                errors -= 1
                said = f"{gold} not {decision.value}: {shown(item, i)}   [{decision.reason}]"
                sys.stdout.write(f"  {field.name}: {said}\n")
    return right / total if total else 0.0


def shown(item: Item, i: int) -> str:
    """A quantity in its words, for reading errors."""
    q = item.evidence.context.quantities[i]
    text = item.evidence.context.text
    return f"{text[max(0, q.start - 45) : q.start]}⟦{q.text}⟧{text[q.end : q.end + 20]}".replace("\n", "⏎")


def fit(field: Field, items: Sequence[Item]) -> Linear:
    """The model of a field, trained again on the decisions that models without the document made before."""
    decided: list[list[Any]] = [[] for _ in items]
    for fold in range(JACKKNIFE):
        rest = [item for n, item in enumerate(items) if n % JACKKNIFE != fold]
        model = _fit(field, rest, None)
        for n in range(fold, len(items), JACKKNIFE):
            decided[n] = [decision.value for decision in decode(field, model, items[n]).values()]
    return _fit(field, items, decided)


def _fit(field: Field, items: Sequence[Item], decided: Sequence[Sequence[Any]] | None) -> Linear:
    features, labels, weights = examples(field, items, decided)
    return fit_classifier(field.name, features, labels, l2=field.l2, at_least=3, weights=weights)


def main() -> None:
    """Trains the fields and prints what they reach."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--folds", type=int, default=0, help="cross-validate on the training passages")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors a field")
    parser.add_argument("--field", action="append", help="only this field")
    args = parser.parse_args()
    train, dev, gold, tables = items_of(TRAIN), items_of(DEV), items_of(GOLD), items_of_tables()
    for field in FIELDS:
        if args.field and field.name not in args.field:
            continue
        if args.folds:
            rule = measure(field, None, train)
            scores = []
            for fold in range(args.folds):
                rest = [item for n, item in enumerate(train) if n % args.folds != fold]
                held = [item for n, item in enumerate(train) if n % args.folds == fold]
                scores.append(measure(field, fit(field, rest + tables), held, errors=args.errors))
            mean = sum(scores) / len(scores)
            sys.stdout.write(
                f"{field.name:10} train, {args.folds} folds: rules {rule:.4f} trained {mean:.4f}\n"
            )
            if args.errors:
                continue
        model = fit(field, train + tables)
        path = save(model)
        figures = [
            f"{name}: rules {measure(field, None, data):.4f} trained {measure(field, model, data):.4f}"
            for name, data in (("dev", dev), ("gold", gold))
        ]
        size = f"{len(model.weights)} features, {path.stat().st_size // 1000} kB"
        sys.stdout.write(f"{field.name:10} {'   '.join(figures)}   {size}\n")


if __name__ == "__main__":
    main()
