"""Labelled passages → what the trainers of the claims stage learn from.

Every passage runs through our own pipeline (clean, segment, entities, quantities; no claims), then the gold
quantities are aligned with ours, so that a model sees in training what it will see in use.

    for passage in passages(Path("../shared/claims_train/train.jsonl")):
        context = analyse(passage.doc)                  # pipeline.claims.context
        for i, gold in passage.pairs:                   # i: index into doc._.quantities
            ...

Gold quantities that the quantities stage did not find are added to `doc._.quantities` (rule `gold`) with a
kind guessed from their text, unless `inject=False`; quantities found that gold does not have stay in the
document and pair with nothing. Offsets in `passage.pairs` gold are those of the given text; where cleaning
changed it, the alignment goes through the offset map.
"""

import argparse
import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.clean import Cleaned, clean
from pipeline.config import load_settings
from pipeline.extractor import load_language
from pipeline.spans import Kind, Quantity
from pipeline.tables import load_table

TRAIN = Path("../shared/claims_train/train.jsonl")
DEV = Path("../shared/claims_train/dev.jsonl")
GOLD = Path("../shared/gold/dev.jsonl")


class Passage(NamedTuple):
    """One labelled text: our document, and (index into `doc._.quantities`, gold row) for the aligned ones."""

    id: str
    doc: Doc
    cleaned: Cleaned
    gold: list[dict[str, Any]]
    pairs: list[tuple[int, dict[str, Any]]]


# The forms that tell a kind where our own grammar did not find the number:
# 5元 · 8.15% · 3个百分点 · 3天 · 两倍 · 第四 · 50吨
_KIND_FORMS: tuple[tuple[Kind, str], ...] = (
    ("point", r"百分点|基点|[Bb][Pp]|点$"),
    ("percent", r"%|％|百分之|成$|折$"),
    ("multiple", r"倍|翻"),
    ("rank", r"^第|^前|^[Tt][Oo][Pp]|十大|强$"),
    ("fraction", r"分之|一半|过半|/\d+$"),
    ("money", r"元|块|美金|港币|港仙|欧|镑|韩元|卢布|￥|\$"),
    ("duration", r"(?:年|月|周|天|日|小时|分钟|秒|季度|岁|个月|交易日|工作日)半?$"),
    ("measure", r"(?:吨|米|千克|公斤|瓦|时|度|升|亩|桶|盎司|[A-Za-z]+)(?:/.*)?$"),
    ("number", r"^[-\d.,]+[亿万千百]*$"),
)


def guess_kind(text: str) -> Kind:
    """The likeliest kind of a quantity written as `text`; `count` where nothing else is seen."""
    return next((kind for kind, form in _KIND_FORMS if re.search(form, text)), "count")


@cache
def language() -> Language:
    """Our pipeline up to the quantities."""
    nlp = load_language(load_settings())
    nlp.remove_pipe("newsclaims_claims")
    return nlp


def passages(path: Path, *, inject: bool = True, limit: int | None = None) -> Iterator[Passage]:
    """The labelled passages of a JSONL file, in order. Raises FileNotFoundError where the data is absent."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:limit]
    nlp = language()
    for row in rows:
        cleaned = clean(row["text"])
        doc = nlp.make_doc(cleaned.text)
        published = row.get("published")
        doc._.published = date.fromisoformat(published[:10]) if published else None
        doc = nlp(doc)
        yield align(row["id"], doc, cleaned, row["quantities"], inject=inject)


def align(id: str, doc: Doc, cleaned: Cleaned, gold: list[dict[str, Any]], *, inject: bool = True) -> Passage:
    """Pairs the document's quantities with gold ones by overlap, one to one, largest overlap first."""
    sources = _source_starts(cleaned)
    spans = [(g, bisect_left(sources, g["start"]), bisect_left(sources, g["end"])) for g in gold]
    found: list[Quantity] = list(doc._.quantities or ())
    if inject:
        missed = [
            _injected(doc.text, start, end)
            for _, start, end in spans
            if start < end and not any(q.start < end and start < q.end for q in found)
        ]
        found = sorted([*found, *missed], key=lambda q: q.start)
        doc._.quantities = found
    overlaps = sorted(
        (
            (min(q.end, end) - max(q.start, start), -i, -j)
            for j, (_, start, end) in enumerate(spans)
            for i, q in _near(found, start, end)
        ),
        reverse=True,
    )
    used_found, used_gold, pairs = set(), set(), []
    for size, i, j in overlaps:
        if size > 0 and i not in used_found and j not in used_gold:
            used_found.add(i)
            used_gold.add(j)
            pairs.append((-i, gold[-j]))
    return Passage(id, doc, cleaned, gold, sorted(pairs, key=lambda pair: pair[0]))


def _near(found: list[Quantity], start: int, end: int) -> Iterable[tuple[int, Quantity]]:
    return ((i, q) for i, q in enumerate(found) if q.start < end and start < q.end)


def _injected(text: str, start: int, end: int) -> Quantity:
    return Quantity(start=start, end=end, text=text[start:end], kind=guess_kind(text[start:end]), rule="gold")


def _source_starts(cleaned: Cleaned) -> list[int]:
    """Where each clean character stands in the source; cleaning keeps the order of most."""
    starts: list[int] = []
    for index in range(len(cleaned.text)):
        span = cleaned.offsets.source_span(index, index + 1)
        starts.append(span[0] if span else (starts[-1] if starts else 0))
    return starts


def table_examples(name: str) -> Iterator[tuple[Doc, dict[int, dict[str, Any]]]]:
    """Documents of the marked examples of a table of the claims stage, and the labels of their quantities.

    A label has the fields that the table speaks of, named in `only`; marks that are no quantity have none.
    """
    nlp = language()
    for example in load_table("pipeline.claims", name).examples:
        if example.known_failure:
            continue
        doc = nlp(example.text)
        labels: dict[int, dict[str, Any]] = {}
        for (start, end), expected in zip(example.spans, example.expected, strict=True):
            for i, _ in _near(list(doc._.quantities or ()), start, end):
                labels[i] = _table_label(name, expected)
        if labels:
            yield doc, labels


def _table_label(name: str, expected: str) -> dict[str, Any]:
    value = None if expected == "none" else expected
    if name == "change":
        direction, _, basis = (value or "").partition(" ")
        return {
            "role": "claim",
            "direction": direction or None,
            "basis": basis or None,
            "only": ("direction", "basis"),
        }
    field = {"when": "time"}.get(name, name)
    return {"role": "claim", field: value, "only": (field,)}


def overlap_f1(a: str, b: str) -> float:
    """Share of characters that two strings have in common (F1 over multisets), as the scorer counts it."""
    shared = sum((Counter(a) & Counter(b)).values())
    return 2 * shared / (len(a) + len(b)) if a and b else 0.0


def squeeze(text: str | None) -> str:
    """A name as the scorer compares it: no white space, no quotes around it, lower case."""
    return "".join((text or "").split()).strip("“”\"'《》（）()「」『』的").lower()


def same_name(gold: str | list[str] | None, got: str | None) -> bool:
    """One of the acceptable answers, or most of its characters with one holding the other."""
    options = [gold] if isinstance(gold, str) else gold or []
    answer = squeeze(got)
    if not options:
        return not answer
    return any(
        answer == option
        or bool(
            answer and option and (answer in option or option in answer) and overlap_f1(answer, option) >= 0.5
        )
        for option in map(squeeze, options)
    )


def main() -> None:
    """Prints how many gold quantities align with ours."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[TRAIN, DEV, GOLD])
    for path in parser.parse_args().paths:
        gold = paired = found = 0
        for passage in passages(path):
            gold += len(passage.gold)
            paired += sum(passage.doc._.quantities[i].rule != "gold" for i, _ in passage.pairs)
            found += sum(q.rule != "gold" for q in passage.doc._.quantities)
        print(
            f"{path.parent.name}/{path.name}: gold {gold}, found by our own grammar {found}, aligned {paired}"
        )


if __name__ == "__main__":
    main()
