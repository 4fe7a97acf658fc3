"""Contradictions: claims of different articles about the same thing whose values cannot both be right.

The same thing is: subject (the full name where it is a known entity), metric, kind, unit, per, period, basis,
and whether it is a level or a change. Only what is asserted as actual is compared, and copies of an article
are no second witness. Each claim stands for an interval: as many digits as were written (12.3亿 is
12.25–12.35亿), what its bound says (超过 has no upper end), a twentieth either way for an approximate value.
Two claims contradict where their intervals have nothing in common. A fall counts as a negative change.
"""

import re
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

import msgspec

from pipeline.store.query import Filter, Row, where

_APPROXIMATE = Decimal("0.05")
_SPOKEN = Decimal("0.005")  # of a number in Chinese numerals: no digits tell how exact it is
_INFINITE = Decimal("Infinity")
_KEY = ("subject", "metric", "kind", "unit", "per", "time_from", "time_to", "basis", "change")
_EVIDENCE = ("article_id", "id", "text", "value", "low", "high", "bound", "direction", "time", "source",
             "sentence", "title", "published")  # fmt: skip

# 12.3 · 2,500 · 7
_DIGITS = re.compile(r"([0-9][0-9,，]*)(?:\.([0-9]+))?")


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Claims about one thing, at least two of which contradict each other, the lowest value first."""

    subject: str
    metric: str
    kind: str
    unit: str | None
    per: str | None
    time_from: str | None
    time_to: str | None
    basis: str | None
    claims: tuple[Row, ...]


def conflicts(connection: sqlite3.Connection, chosen: Filter | None = None) -> Iterator[Conflict]:
    """The contradictions among the claims that the filter chooses, by subject and metric."""
    condition, values = where(chosen or Filter())
    evidence = ", ".join(f"a.{c}" if c in ("title", "published") else f"c.{c}" for c in _EVIDENCE)
    cursor = connection.execute(
        f"""SELECT coalesce((SELECT canonical FROM entities e WHERE e.article_id = c.article_id
                             AND e.id = c.subject_entity LIMIT 1), c.subject) AS subject,
               c.metric AS metric, c.kind, c.unit, c.per, c.time_from, c.time_to, c.basis,
               c.direction IN ('up', 'down') AS change, {evidence}
            FROM claims c JOIN articles a ON a.id = c.article_id
            WHERE c.subject IS NOT NULL AND c.metric IS NOT NULL AND c.modality = 'actual'
               AND coalesce(c.time_from, c.time_to) IS NOT NULL AND a.duplicate_of IS NULL AND {condition}
            ORDER BY 1, 2, c.kind, c.unit, c.per, c.time_from, c.time_to, c.basis, change,
               c.article_id, c.position""",
        values,
    )
    for key, group in groupby(cursor, key=lambda row: row[: len(_KEY)]):
        rows = [dict(zip(_EVIDENCE, row[len(_KEY) :], strict=True)) for row in group]
        found = contradicting(rows)
        if found:
            about = dict(zip(_KEY[:-1], key, strict=False))
            yield Conflict(**about, claims=tuple(found))


def contradicting(rows: list[Row]) -> list[Row]:
    """The rows that contradict one of another article, the lowest first; one for each text and article."""
    with_interval = [(interval(row), row) for row in rows]
    found = {
        (row["article_id"], row["text"]): (span, row)
        for span, row in with_interval
        for other_span, other in with_interval
        if other["article_id"] != row["article_id"] and (span[1] < other_span[0] or other_span[1] < span[0])
    }
    return [row for _, row in sorted(found.values(), key=lambda pair: (pair[0], pair[1]["article_id"]))]


def interval(row: Row) -> tuple[Decimal, Decimal]:
    """The least and the greatest value that a claim may mean."""
    if row["low"] is not None and row["high"] is not None:
        low, high = Decimal(row["low"]), Decimal(row["high"])
    else:
        value = Decimal(row["value"] if row["value"] is not None else row["low"] or row["high"] or 0)
        half = _half_a_digit(row["text"], value)
        bound = row["bound"]
        if bound == "approx":
            half = max(half, abs(value) * _APPROXIMATE)
        low = value - half if bound not in ("less_than", "at_most") else -_INFINITE
        high = value + half if bound not in ("more_than", "at_least") else _INFINITE
    return (-high, -low) if row["direction"] == "down" else (low, high)


def _half_a_digit(text: str, value: Decimal) -> Decimal:
    """Half a unit of the last digit that was written, in the unit of the value."""
    match = _DIGITS.search(text)
    if not match:
        return abs(value) * _SPOKEN
    whole, places = re.sub("[,，]", "", match[1]), match[2] or ""
    written = Decimal(f"{whole}.{places or 0}")
    if not written:
        return abs(value) * _SPOKEN
    return abs(value / written) * Decimal(10) ** -len(places) / 2
