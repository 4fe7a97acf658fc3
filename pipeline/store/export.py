"""Exports: JSONL, JSON, CSV and Parquet of articles, claims or entities, streamed.

CSV: cells that a spreadsheet would run as a formula (= + - @ and control characters first) get an apostrophe
before them, numbers stay numbers; `bom` puts the mark in front that makes Excel read UTF-8. Parquet: typed,
one row an article, claim or entity, decimals exact (DECIMAL with the places that the data has, at least 12).
"""

import csv
import io
import re
import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from pipeline.store import query
from pipeline.store.query import Filter, Row
from pipeline.store.rows import ARTICLE_COLUMNS, CLAIM_COLUMNS, ENTITY_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

Table = Literal["articles", "claims", "entities"]
Format = Literal["jsonl", "json", "csv", "parquet"]

COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": ARTICLE_COLUMNS,
    "claims": (*CLAIM_COLUMNS, "title", "published", "path"),
    "entities": ENTITY_COLUMNS,
}
_INTEGERS = frozenset({"start", "end", "source_start", "source_end", "sentence_start", "sentence_end",
                       "characters", "claims", "gone"})  # fmt: skip
_DECIMALS = frozenset({"value", "low", "high"})
_DATES = frozenset({"published", "time_from", "time_to"})
_CHUNK = 2000  # rows
_PLACES, _DIGITS = 12, 38

# -5 · +8.5 · 1200000000
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?\Z")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def rows(connection: sqlite3.Connection, table: Table, chosen: Filter) -> Iterator[Row]:
    """The rows of an export."""
    if table == "claims":
        return query.claims(connection, chosen)
    return query.articles(connection, chosen) if table == "articles" else query.entities(connection, chosen)


def write(
    connection: sqlite3.Connection,
    table: Table,
    form: Format,
    out: BinaryIO,
    chosen: Filter,
    *,
    bom: bool = False,
) -> int:
    """Writes an export to `out`; the number of rows. Articles as JSON or JSONL are the whole records."""
    counter = _Counter()
    if form == "parquet":
        return write_parquet(rows(connection, table, chosen), COLUMNS[table], out, _places(connection, table))
    if form == "csv":
        chunks = csv_chunks(counter.count(rows(connection, table, chosen)), COLUMNS[table], bom=bom)
    else:
        lines: Iterator[bytes] = counter.count(
            query.records(connection, chosen)
            if table == "articles"
            else map(query.encode_row, rows(connection, table, chosen))
        )
        chunks = (line + b"\n" for line in lines) if form == "jsonl" else _array(lines)
    for chunk in chunks:
        out.write(chunk)
    return counter.total


class _Counter:
    def __init__(self) -> None:
        self.total = 0

    def count(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.total += 1
            yield item


def _array(lines: Iterable[bytes]) -> Iterator[bytes]:
    separator = b"[\n"
    for line in lines:
        yield separator + line
        separator = b",\n"
    yield b"[]\n" if separator == b"[\n" else b"\n]\n"


def csv_chunks(items: Iterable[Row], columns: tuple[str, ...], *, bom: bool = False) -> Iterator[bytes]:
    """The rows as CSV with a header, CRLF line ends (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if bom:
        buffer.write("\ufeff")
    writer.writerow(columns)
    iterator = iter(items)
    while True:
        chunk = list(islice(iterator, _CHUNK))
        writer.writerows([[neutral(row[column]) for column in columns] for row in chunk])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()
        if not chunk:
            return


def neutral(cell: Any) -> Any:
    """The cell, with an apostrophe before text that a spreadsheet would take for a formula.

    >>> neutral("=HYPERLINK(1)"), neutral("-5.2"), neutral("-我")
    ("'=HYPERLINK(1)", '-5.2', "'-我")
    """
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.match(cell):
        return f"'{cell}"
    return cell


def _places(connection: sqlite3.Connection, table: Table) -> tuple[int, int]:
    """The most digits before and after the point of any decimal in the store."""
    if table != "claims":
        return 0, 0
    whole, places = 0, 0
    for column in _DECIMALS:
        row = connection.execute(
            f"""SELECT max(CASE WHEN point THEN point - 1 ELSE digits END),
                max(CASE WHEN point THEN digits - point ELSE 0 END)
                FROM (SELECT instr({column}, '.') AS point, length({column}) AS digits FROM claims)"""
        ).fetchone()
        whole, places = max(whole, row[0] or 0), max(places, row[1] or 0)
    return whole, places


def decimal_type(whole: int, places: int) -> "pa.DataType":
    """The Parquet type that holds decimals with so many digits before and after the point exactly."""
    import pyarrow as pa

    scale = max(places, _PLACES)
    return pa.decimal128(_DIGITS, scale) if whole + scale <= _DIGITS else pa.decimal256(76, scale)


def arrow_schema(columns: Iterable[str], digits: tuple[int, int] = (0, 0)) -> "pa.Schema":
    """The types of the columns."""
    import pyarrow as pa

    def kind(column: str) -> "pa.DataType":
        if column in _INTEGERS:
            return pa.int64()
        if column in _DECIMALS:
            return decimal_type(*digits)
        if column in _DATES:
            return pa.date32()
        return pa.float64() if column == "confidence" else pa.string()

    return pa.schema([pa.field(column, kind(column)) for column in columns])


def arrow_batches(
    items: Iterable[Row], columns: tuple[str, ...], digits: tuple[int, int] = (0, 0)
) -> Iterator["pa.RecordBatch"]:
    """The rows as record batches of `arrow_schema`."""
    import pyarrow as pa

    schema = arrow_schema(columns, digits)
    iterator = iter(items)
    while chunk := list(islice(iterator, _CHUNK)):
        yield pa.RecordBatch.from_pydict(
            {column: [_typed(column, row[column]) for row in chunk] for column in columns}, schema=schema
        )


def _typed(column: str, value: Any) -> Any:
    if value is None:
        return None
    if column in _DECIMALS:
        return Decimal(value)
    if column in _DATES:
        from datetime import date

        return date.fromisoformat(value)
    return value


def write_parquet(
    items: Iterable[Row], columns: tuple[str, ...], out: BinaryIO | Path, digits: tuple[int, int] = (0, 0)
) -> int:
    """Writes the rows as Parquet; how many."""
    total = 0
    with parquet_writer(columns, out, digits) as writer:
        for batch in arrow_batches(items, columns, digits):
            writer.write_batch(batch)
            total += batch.num_rows
    return total


def parquet_writer(
    columns: tuple[str, ...], out: BinaryIO | Path, digits: tuple[int, int] = (0, 0)
) -> "pq.ParquetWriter":
    """An open writer for batches of these columns."""
    import pyarrow.parquet as pq

    return pq.ParquetWriter(out, arrow_schema(columns, digits), compression="zstd")
