"""Questions to the store. Rows come one by one, so that an answer of any size takes no memory."""

import sqlite3
from calendar import monthrange
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from pipeline.errors import StoreError
from pipeline.records import ArticleRecord, from_json
from pipeline.store.rows import ARTICLE_COLUMNS, CLAIM_COLUMNS, ENTITY_COLUMNS

Row = dict[str, Any]
GROUPS = ("subject", "metric", "kind", "unit", "modality", "direction", "basis", "source", "time",
          "article_id", "published", "title")  # fmt: skip
_NUMBERS = ("value", "low", "high")


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which claims. Everything that is given must hold; of several values of one field, one must.

    `subject`, `metric` and `text` (the claim's sentence) are looked for anywhere in the field, in either
    case; `subject` also in the full name of the entity that it is. `start` and `end` are dates (2025, 2025-08
    or 2025-08-31) that the claim's period must meet; `least` and `most` bound the value, of a range either
    end.
    """

    subject: tuple[str, ...] = ()
    metric: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    article: tuple[str, ...] = ()  # id or path
    start: str | None = None
    end: str | None = None
    least: float | None = None
    most: float | None = None
    duplicates: bool = True
    gone: bool = True


def where(chosen: Filter) -> tuple[str, list[Any]]:
    """The condition on `claims c JOIN articles a`, with its values."""
    parts: list[str] = []
    values: list[Any] = []

    def one_of(words: Iterable[str], condition: str, *, contains: bool = False) -> None:
        given = [_like(word) if contains else word for word in words]
        if given:
            parts.append("(" + " OR ".join([condition] * len(given)) + ")")
            values.extend(value for word in given for value in [word] * condition.count("?"))

    one_of(
        chosen.subject,
        r"""(c.subject LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM entities e WHERE e.article_id = c.article_id
             AND e.id = c.subject_entity AND e.canonical LIKE ? ESCAPE '\'))""",
        contains=True,
    )
    one_of(chosen.metric, r"c.metric LIKE ? ESCAPE '\'", contains=True)
    one_of(chosen.text, r"c.sentence LIKE ? ESCAPE '\'", contains=True)
    one_of(chosen.kind, "c.kind = ?")
    one_of(chosen.unit, "c.unit = ?")
    one_of(chosen.modality, "c.modality = ?")
    one_of(chosen.article, "(a.id = ? OR a.path = ?)")
    for condition, value in (
        ("coalesce(c.time_to, c.time_from) >= ?", _day(chosen.start, last=False)),
        ("coalesce(c.time_from, c.time_to) <= ?", _day(chosen.end, last=True)),
        ("c.highest >= ?", chosen.least),
        ("c.lowest <= ?", chosen.most),
    ):
        if value is not None:
            parts.append(condition)
            values.append(value)
    if not chosen.duplicates:
        parts.append("a.duplicate_of IS NULL")
    if not chosen.gone:
        parts.append("a.gone = 0")
    return " AND ".join(parts) or "1", values


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _day(date: str | None, *, last: bool) -> str | None:
    """The first or last day that 2025, 2025-08 or 2025-08-31 means, as an ISO date. Raises StoreError."""
    if date is None:
        return None
    try:
        numbers = [int(part) for part in date.split("-")]
        year, month, day = (numbers + ([12, 0] if last else [1, 1])[len(numbers) - 1 :])[:3]
        days = monthrange(year, month)[1]
        if len(numbers) > 3 or not 1 <= (day or days) <= days:
            raise ValueError(date)
        return f"{year:04}-{month:02}-{day or days:02}"
    except (ValueError, IndexError) as error:
        raise StoreError(f"{date}: not a date; write 2025, 2025-08 or 2025-08-31") from error


def _dicts(cursor: sqlite3.Cursor, columns: tuple[str, ...]) -> Iterator[Row]:
    for row in cursor:
        yield dict(zip(columns, row, strict=True))


_CLAIM_ARTICLE = ("title", "published", "path")


def claims(connection: sqlite3.Connection, chosen: Filter, *, limit: int | None = None) -> Iterator[Row]:
    """The claims by article and position.

    The columns of a claim, then title, published, path of its article.
    """
    condition, values = where(chosen)
    columns = ", ".join([f'c."{c}"' for c in CLAIM_COLUMNS] + [f"a.{c}" for c in _CLAIM_ARTICLE])
    cursor = connection.execute(
        f"SELECT {columns} FROM claims c JOIN articles a ON a.id = c.article_id WHERE {condition} "
        "ORDER BY c.article_id, c.position LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    return _dicts(cursor, CLAIM_COLUMNS + _CLAIM_ARTICLE)


def count_claims(connection: sqlite3.Connection, chosen: Filter) -> int:
    """How many claims."""
    condition, values = where(chosen)
    count: int = connection.execute(
        f"SELECT count(*) FROM claims c JOIN articles a ON a.id = c.article_id WHERE {condition}", values
    ).fetchone()[0]
    return count


def group_claims(connection: sqlite3.Connection, chosen: Filter, by: tuple[str, ...]) -> Iterator[Row]:
    """How many claims and articles there are for each combination of the columns `by`, the most first."""
    if unknown := [name for name in by if name not in GROUPS]:
        raise StoreError(f"cannot group by {unknown[0]}; known are {', '.join(GROUPS)}")
    condition, values = where(chosen)
    columns = ", ".join(f"a.{name}" if name in ("published", "title") else f"c.{name}" for name in by)
    cursor = connection.execute(
        f"SELECT {columns}, count(*), count(DISTINCT c.article_id) FROM claims c "
        f"JOIN articles a ON a.id = c.article_id WHERE {condition} GROUP BY {columns} "
        f"ORDER BY count(*) DESC, {columns}",
        values,
    )
    return _dicts(cursor, (*by, "claims", "articles"))


def _chosen_articles(chosen: Filter) -> tuple[str, list[Any]]:
    """The condition on `articles a`: those with a claim that is meant, or all where no claim is asked for."""
    of_article = msgspec.structs.replace(
        Filter(), **{n: getattr(chosen, n) for n in ("article", "duplicates", "gone")}
    )
    if chosen == of_article:
        return where(of_article)
    condition, values = where(chosen)
    return f"EXISTS (SELECT 1 FROM claims c WHERE c.article_id = a.id AND {condition})", values


def articles(connection: sqlite3.Connection, chosen: Filter) -> Iterator[Row]:
    """The articles by id, without their records."""
    condition, values = _chosen_articles(chosen)
    columns = ", ".join(f"a.{c}" for c in ARTICLE_COLUMNS)
    return _dicts(
        connection.execute(f"SELECT {columns} FROM articles a WHERE {condition} ORDER BY a.id", values),
        ARTICLE_COLUMNS,
    )


def records(connection: sqlite3.Connection, chosen: Filter) -> Iterator[bytes]:
    """The records by id, as JSON."""
    condition, values = _chosen_articles(chosen)
    for row in connection.execute(f"SELECT a.record FROM articles a WHERE {condition} ORDER BY a.id", values):
        yield row[0].encode()


def entities(connection: sqlite3.Connection, chosen: Filter) -> Iterator[Row]:
    """The mentions of names by article and position."""
    condition, values = _chosen_articles(chosen)
    columns = ", ".join(f'n."{c}"' for c in ENTITY_COLUMNS)
    return _dicts(
        connection.execute(
            f"SELECT {columns} FROM entities n JOIN articles a ON a.id = n.article_id WHERE {condition} "
            "ORDER BY n.article_id, n.position",
            values,
        ),
        ENTITY_COLUMNS,
    )


def record(connection: sqlite3.Connection, name: str) -> ArticleRecord:
    """The record of an article by its id or path, or by the only id that begins so.

    Raises StoreError else.
    """
    for condition in ("id = ?", "path = ?", "path LIKE '%/' || ?", "id LIKE ? || '%'"):
        rows = connection.execute(
            f"SELECT id, record FROM articles WHERE {condition} ORDER BY id LIMIT 6", (name,)
        )
        found = rows.fetchall()
        if len(found) == 1:
            return from_json(found[0][1])
        if found:
            raise StoreError(
                f"{name}: {len(found)} or more articles; say which: {', '.join(r[0] for r in found)}"
            )
    failed = connection.execute(
        "SELECT reason FROM failures WHERE path = ? OR source_id = ?", (name, name)
    ).fetchone()
    if failed:
        raise StoreError(f"{name} has no record: {failed[0]}")
    raise StoreError(f"{name}: no such article in the store; `newsclaims status` says what there is")


def json_line(row: Row) -> bytes:
    """A row as one line of JSON, its decimals as exact JSON numbers."""
    return encode_row(row) + b"\n"


_ENCODE = msgspec.json.Encoder().encode


def encode_row(row: Row) -> bytes:
    """A row as JSON, its decimals as exact JSON numbers."""
    shown = dict(row)
    for name in _NUMBERS:
        if (number := shown.get(name)) is not None:
            shown[name] = msgspec.Raw(number.encode())
    return _ENCODE(shown)
