"""How right records are: figures of records against gold.

A gold quantity is found where a span overlaps it, has its kind, value (or low and high) and unit. A claim is
right where both sides are claims and subject and metric are right too. Names are right that equal an
acceptable one, or hold most of its characters, one inside the other; metrics also where they share three
characters in five. Fields are scored over what was found: bound and role over quantities, the links over
claims. Entities are distinct (text, label) pairs of an article. Quantities that the gold marks optional count
neither way; nor does one that was found inside a longer gold span.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.config import Settings
from pipeline.extractor import Extractor
from pipeline.gold import GoldArticle, GoldQuantity, GoldTime, read_gold
from pipeline.read import read_text
from pipeline.records import to_json

# Labels whose entities count as found even where the article's gold has none of that label.
_CORE_LABELS = frozenset({"ORG", "PERSON", "GPE", "PRODUCT"})
# Kinds whose unit says nothing or is compared nowhere.
_UNITLESS = frozenset({"rank", "fraction", "number", "ordinal"})
_QUOTES = "“”\"'《》（）()「」『』的"


class Figures(msgspec.Struct, frozen=True):
    """Precision, recall and F1 with what they are of."""

    precision: float
    recall: float
    f1: float
    gold: int
    got: int


class Evaluation(msgspec.Struct, frozen=True):
    """Every figure of one evaluation, and a line for every miss."""

    quantity: Figures
    claim: Figures
    entity: Figures
    fields: dict[str, float]
    kinds: dict[str, Figures]
    errors: tuple[str, ...] = ()

    def named(self) -> dict[str, float]:
        """The figures that a gate pins: quantity, claim, entity (F1) and `field.NAME`."""
        return {
            "quantity": self.quantity.f1,
            "claim": self.claim.f1,
            "entity": self.entity.f1,
            **{f"field.{name}": share for name, share in self.fields.items()},
        }


class _Tally:
    def __init__(self) -> None:
        self.right = self.gold = self.got = 0

    def figures(self) -> Figures:
        precision = self.right / self.got if self.got else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return Figures(round(precision, 4), round(recall, 4), round(f1, 4), self.gold, self.got)


def _squeeze(text: str | None) -> str:
    return "".join((text or "").split()).strip(_QUOTES).lower()


def _shared_characters(one: str, two: str) -> float:
    if not one or not two:
        return 0.0
    return 2 * sum((Counter(one) & Counter(two)).values()) / (len(one) + len(two))


def _same_number(one: Any, two: Any) -> bool:
    if one is None or two is None:
        return one is two
    return math.isclose(float(one), float(two), rel_tol=1e-4, abs_tol=1e-9)


def _same_value(gold: GoldQuantity, got: Mapping[str, Any]) -> bool:
    if gold.kind is None:
        return True
    if gold.low is not None or gold.high is not None:
        return _same_number(gold.low, got.get("low")) and _same_number(gold.high, got.get("high"))
    return _same_number(gold.value, got.get("value"))


def _same_kind(gold: GoldQuantity, got: Mapping[str, Any]) -> bool:
    return gold.kind in (None, got.get("kind"))


def _same_unit(gold: GoldQuantity, got: Mapping[str, Any]) -> bool:
    return gold.kind is None or gold.kind in _UNITLESS or _squeeze(gold.unit) == _squeeze(got.get("unit"))


def _same_name(gold: Sequence[str], got: str | None) -> bool:
    answer = _squeeze(got)
    if not gold:
        return not answer
    return any(answer == option or _mostly_in(answer, option) for option in map(_squeeze, gold))


def _mostly_in(one: str, two: str) -> bool:
    return (one in two or two in one) and _shared_characters(one, two) >= 0.5


def _same_metric(gold: Sequence[str], got: str | None) -> bool:
    answer = _squeeze(got)
    return _same_name(gold, got) or any(_shared_characters(answer, _squeeze(name)) >= 0.6 for name in gold)


def _same_time(gold: GoldTime | str | None, got: Mapping[str, Any] | None) -> bool:
    if not gold or not got:
        return not gold and not got
    if isinstance(gold, GoldTime) and (gold.first or gold.last):
        return (gold.first, gold.last) == (got.get("from"), got.get("to"))
    text = gold if isinstance(gold, str) else gold.text
    return _shared_characters(_squeeze(text), _squeeze(got.get("text"))) >= 0.6


def _span(got: Mapping[str, Any]) -> tuple[int, int]:
    """Where the quantity stands in the source; (0, 0) where its words do not stand there in one piece."""
    start, end = got.get("source_start", got.get("start")), got.get("source_end", got.get("end"))
    return (0, 0) if start is None or end is None else (start, end)


def _overlap(gold: GoldQuantity, got: Mapping[str, Any]) -> int:
    start, end = _span(got)
    return min(gold.end, end) - max(gold.start, start)


def _inside(gold: GoldQuantity, got: Mapping[str, Any]) -> bool:
    start, end = _span(got)
    return gold.start <= start and end <= gold.end and end - start < gold.end - gold.start


def _pair(gold: Sequence[GoldQuantity], got: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Gold index → found index, one to one: pairs of equal value first, then by overlap."""
    candidates = sorted(
        (
            (_same_value(g, p) and _same_kind(g, p), _overlap(g, p), i, j)
            for i, g in enumerate(gold)
            for j, p in enumerate(got)
            if _overlap(g, p) > 0
        ),
        reverse=True,
    )
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in candidates:
        if i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
    return paired


class _Score:
    """What has been counted so far."""

    def __init__(self) -> None:
        self.quantity, self.claim, self.entity = _Tally(), _Tally(), _Tally()
        self.kinds: dict[str, _Tally] = {}
        self.fields: dict[str, list[bool]] = {}
        self.errors: list[str] = []

    def kind(self, name: Any) -> _Tally:
        return self.kinds.setdefault(str(name), _Tally())

    def field(self, name: str, right: bool) -> bool:
        self.fields.setdefault(name, []).append(right)
        return right

    def article(self, gold: GoldArticle, record: Mapping[str, Any]) -> None:
        got = [*record.get("claims", ()), *record.get("qualifiers", ())]
        paired = _pair(gold.quantities, got)
        for index, wanted in enumerate(gold.quantities):
            if not wanted.optional:
                self._wanted(gold.id, wanted, got[paired[index]] if index in paired else None)
        owner = {j: gold.quantities[i] for i, j in paired.items()}
        for index, found in enumerate(got):
            self._found(gold, found, owner.get(index))
        if gold.entities:
            self._entities(gold, record)

    def _wanted(self, key: str, gold: GoldQuantity, got: Mapping[str, Any] | None) -> None:
        kind = self.kind(gold.kind)
        is_claim = gold.role == "claim"
        kind.gold += 1
        self.quantity.gold += 1
        self.claim.gold += is_claim
        if got is None or not (_same_kind(gold, got) and _same_value(gold, got) and _same_unit(gold, got)):
            wanted = f"{gold.text!r} {gold.kind} {gold.value} {gold.unit} [{gold.role}]"
            self.errors.append(f"{key}: missed {wanted}" + (f" but got {_described(got)}" if got else ""))
            return
        kind.right += 1
        self.quantity.right += 1
        if gold.kind is not None:
            self.field("bound", gold.bound == got.get("bound", "exact"))
        if not self.field("role", gold.role == got.get("role")):
            self.errors.append(f"{key}: role of {gold.text!r}: {gold.role} not {got.get('role')}")
        if is_claim and got.get("role") == "claim":
            self._links(key, gold, got)

    def _links(self, key: str, gold: GoldQuantity, got: Mapping[str, Any]) -> None:
        subject = self.field("subject", _same_name(gold.subject, got.get("subject")))
        metric = self.field("metric", _same_metric(gold.metric, got.get("metric")))
        self.claim.right += subject and metric
        self.field("time", _same_time(gold.time, got.get("time")))
        self.field("direction", gold.direction == got.get("direction"))
        self.field("basis", gold.basis == got.get("basis"))
        self.field("modality", gold.modality == got.get("modality", "actual"))
        if not (subject and metric):
            self.errors.append(
                f"{key}: claim {gold.text!r}: subject {gold.subject[:1]} got {got.get('subject')!r}; "
                f"metric {gold.metric[:1]} got {got.get('metric')!r}"
            )

    def _found(self, gold: GoldArticle, got: Mapping[str, Any], owner: GoldQuantity | None) -> None:
        if owner.optional if owner else any(_inside(wanted, got) for wanted in gold.quantities):
            return
        self.quantity.got += 1
        self.claim.got += got.get("role") == "claim"
        self.kind(got.get("kind")).got += 1
        if owner is None:
            self.errors.append(f"{gold.id}: spurious {_described(got)} [{got.get('role')}]")

    def _entities(self, gold: GoldArticle, record: Mapping[str, Any]) -> None:
        wanted = {(_squeeze(text), label) for text, label in gold.entities}
        labels = _CORE_LABELS | {label for _, label in wanted}
        entities = record.get("entities", ())
        found = {(_squeeze(e["text"]), e["label"]) for e in entities if e["label"] in labels}
        self.entity.gold += len(wanted)
        self.entity.got += len(found)
        self.entity.right += len(wanted & found)

    def evaluation(self) -> Evaluation:
        return Evaluation(
            self.quantity.figures(),
            self.claim.figures(),
            self.entity.figures(),
            {name: round(sum(right) / len(right), 4) for name, right in self.fields.items()},
            {name: tally.figures() for name, tally in sorted(self.kinds.items())},
            tuple(self.errors),
        )


def _described(got: Mapping[str, Any]) -> str:
    value = got.get("value") if got.get("value") is not None else f"{got.get('low')}..{got.get('high')}"
    return f"{got.get('text')!r} {got.get('kind')} {value} {got.get('unit')}"


def evaluate(gold: Iterable[GoldArticle], records: Iterable[Mapping[str, Any]]) -> Evaluation:
    """The figures of records (as `to_json` writes them, decoded) against gold, matched by article id.

    An article without a record counts as one in which nothing was found.
    """
    by_id = {record.get("id") or record["article"]["id"]: record for record in records}
    score = _Score()
    for article in gold:
        score.article(article, by_id.get(article.id, {}))
    return score.evaluation()


def evaluate_files(
    gold: Path, *, records: Path | None = None, settings: Settings | None = None
) -> Evaluation:
    """The figures of a gold file: of the records in a JSONL file, else of what its texts give now."""
    articles = read_gold(gold)
    if records is not None:
        return evaluate(articles, map(msgspec.json.decode, records.read_bytes().splitlines()))
    sources = (read_text(a.text, id=a.id, published=a.published) for a in articles)
    return evaluate(articles, (msgspec.json.decode(to_json(r)) for r in Extractor(settings).pipe(sources)))
