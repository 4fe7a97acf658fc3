"""What the page is given: articles with their spans, and claims as rows of fixed columns (nulls cost little).

Exact decimals travel as text: JavaScript's numbers would round them. An article that has no title goes by its
first line, or else by its file's name.
"""

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

import msgspec

from pipeline.records import ArticleRecord, ClaimRecord

# `sentence` is left out: it is the text from sentence_start to sentence_end. `time` becomes four columns.
CLAIM_COLUMNS = (
    *(f for f in ClaimRecord.__struct_fields__ if f not in ("sentence", "time")),
    "time_text",
    "time_from",
    "time_to",
    "time_start",
    "time_end",
)
_HEADING = 60  # characters


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A record and, where it can be had, the decoded source that its source offsets count in."""

    record: ArticleRecord
    source: str | None = None


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """What a page holds; `first` and `last` are ISO days of publication."""

    articles: int
    claims: int
    first: str | None = None
    last: str | None = None


class PageArticle(msgspec.Struct, frozen=True, kw_only=True):
    """One article of the page; entities are [start, end, label, id, canonical, code].

    `source` is True where it is the text itself; `provenance` is an index into the page's list.
    """

    info: dict[str, Any]
    heading: str
    text: str
    source: str | bool | None
    entities: list[list[Any]]
    times: list[list[Any]]
    claims: list[list[Any]]
    provenance: int


class PageData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one page shows."""

    columns: tuple[str, ...]
    provenance: list[dict[str, Any]]
    articles: list[PageArticle]
    failures: list[list[str]]
    conflicts: list[list[list[str]]]
    totals: Totals


def page_data(
    rows: Iterable[Row],
    *,
    failures: Sequence[tuple[str, str]] = (),
    conflicts: Sequence[Sequence[tuple[str, str]]] = (),
) -> PageData:
    """The data of one page. Of a conflict it keeps the members on this page, where they are two or more."""
    provenance: dict[str, tuple[int, dict[str, Any]]] = {}
    articles = [_article(row, provenance) for row in rows]
    known = {a.info["id"] for a in articles}
    here = [[list(member) for member in group if member[0] in known] for group in conflicts]
    days = sorted(a.info["published"] for a in articles if "published" in a.info)
    return PageData(
        columns=CLAIM_COLUMNS,
        provenance=[made for _, made in provenance.values()],
        articles=articles,
        failures=[list(f) for f in failures],
        conflicts=[group for group in here if len(group) > 1],
        totals=Totals(
            articles=len(articles),
            claims=sum(len(row.claims) for row in articles),
            first=days[0] if days else None,
            last=days[-1] if days else None,
        ),
    )


def _article(row: Row, provenance: dict[str, tuple[int, dict[str, Any]]]) -> PageArticle:
    record = row.record
    made = {k: v for k, v in msgspec.to_builtins(record.provenance).items() if k != "extracted_at"}
    index, _ = provenance.setdefault(repr(made), (len(provenance), made))
    return PageArticle(
        info={k: v for k, v in msgspec.to_builtins(record.article).items() if v not in (None, {}, [], ())},
        heading=heading(record),
        text=record.text,
        source=True if row.source == record.text else row.source,
        entities=[[e.start, e.end, e.label, e.id, e.canonical, e.code] for e in record.entities],
        times=[[t.start, t.end, t.first, t.last] for t in record.times],
        claims=[_columns(claim) for claim in (*record.claims, *record.qualifiers)],
        provenance=index,
    )


def _columns(claim: ClaimRecord) -> list[Any]:
    fields = msgspec.structs.asdict(claim)
    time = claim.time
    fields |= {
        "time_text": time and time.text,
        "time_from": time and time.first,
        "time_to": time and time.last,
        "time_start": time and time.start,
        "time_end": time and time.end,
    }
    for name in ("value", "low", "high"):
        if fields[name] is not None:
            fields[name] = format(fields[name], "f")
    for name in ("page", "box"):
        if fields[name] is msgspec.UNSET:
            fields[name] = None
    return [None if fields[name] is msgspec.UNSET else fields[name] for name in CLAIM_COLUMNS]


def heading(record: ArticleRecord) -> str:
    """What the article goes by: its title, its first line, its file's name or its id."""
    article = record.article
    if article.title:
        return article.title
    first = record.text.strip().split("\n", 1)[0].strip(" |-#*\t")
    if len(first) > _HEADING:
        first = first[: _HEADING - 1] + "…"
    return first or PurePath(article.path or "").name or article.id


def subject_name(record: ArticleRecord, claim: ClaimRecord) -> str | None:
    """The subject's full name where it is a known entity, else as it is written."""
    if claim.subject_entity:
        for entity in record.entities:
            if entity.id == claim.subject_entity:
                return entity.canonical
    return claim.subject
