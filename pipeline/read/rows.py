"""Rows of a JSONL, JSON, CSV or Parquet file → one article each.

A row's fields are named in the settings (`text`, `content`, `正文`; `title`, `标题`; `published`,
`发布时间`; `id`), in capitals or not, in Simplified characters or not; other fields are ignored. A row
without a text is broken: it is reported with its number, and the rest goes on. Ids: a row's own id where it
has one, else its number, behind the id of the file; a repeated id gets its number.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.read.front import DATELINE_REACH, dateline_date, iso_date
from pipeline.read.page import epoch_date
from pipeline.read.source import MAX_LINE, Source, safe_id, too_long_line

csv.field_size_limit(2**31 - 1)

_SIMPLIFIED = str.maketrans("內標題發佈時間編號", "内标题发布时间编号")  # of names of fields
_DEEPEST = 4  # objects in which the array of articles may lie


def jsonl_rows(lines: Iterable[str | bytes], *, name: str) -> Iterator[tuple[int, Any | ReadError]]:
    """Number (from 1) and value of each line that is not blank; a ReadError where it is no JSON."""
    for number, line in enumerate(lines, 1):
        raw = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
        raw = raw.strip().removeprefix(b"\xef\xbb\xbf")
        if not raw:
            continue
        try:
            yield number, msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield number, ReadError(f"{name}, line {number}: not valid JSON ({error})")


def json_rows(text: str, *, name: str) -> Iterator[tuple[int, Any | ReadError]]:
    """The rows of a JSON array, or of the first array of objects in a JSON object, or the object itself.

    The array may lie a few objects deep, as services answer: {"data": {"list": [...]}}.
    """
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{name}: not valid JSON ({error})") from error
    if isinstance(value, dict):
        value = _array_in(value) or [value]
    if not isinstance(value, list):
        raise ReadError(f"{name}: JSON without articles; an array of objects with a text is needed")
    yield from enumerate(value, 1)


def _array_in(value: dict[str, Any]) -> list[Any] | None:
    level = [value]
    for _ in range(_DEEPEST):
        fields = [field for one in level for field in one.values()]
        for field in fields:
            if isinstance(field, list) and field and isinstance(field[0], dict):
                return field
        level = [field for field in fields if isinstance(field, dict)]
    return None


def csv_rows(text: str, *, name: str, fields: tuple[str, ...] = ()) -> Iterator[tuple[int, Any | ReadError]]:
    """The rows of a table with a header, whatever its delimiter: comma, tab, semicolon or bar, or what a line
    `sep=;` above the header names.

    Raises ReadError where none of the columns is one of `fields`. A quotation mark that is never closed
    spoils its own row only.
    """
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="").readlines()
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return
    delimiter = max(",\t;|", key=lines[first].count)
    hint = lines[first].rstrip("\r\n")
    if len(hint) == 5 and hint.startswith("sep="):  # written by spreadsheets
        delimiter = hint[4]
        first += 1
        if first == len(lines):
            return
    quote = "'" if lines[first].startswith("'") else '"'
    columns: list[str] = []
    number = 0
    at = first
    while at < len(lines):
        reader = csv.reader(iter(lines[at:]), delimiter=delimiter, quotechar=quote)
        start, broken = at, None
        try:
            for row in reader:
                end = at + reader.line_num
                if end == len(lines) and end - start > 1 and _open_quote(lines[start:end], quote):
                    broken = "a quotation mark is never closed"
                    break
                start = end
                if not any(cell.strip() for cell in row):
                    continue
                if not columns:
                    columns = _columns(row, name=name, fields=fields)
                    continue
                number += 1
                if len(row) > len(columns):
                    message = f"{name}, row {number}: {len(row)} cells under {len(columns)} columns"
                    yield number, ReadError(message)
                else:
                    yield number, dict(zip(columns, row, strict=False))
            else:
                return
        except csv.Error as error:
            broken = str(error)
        number += 1
        yield number, ReadError(f"{name}, row {number}: broken table row ({broken})")
        at = start + 1


def _open_quote(lines: list[str], quote: str) -> bool:
    return sum(line.count(quote) for line in lines) % 2 == 1


def _columns(row: list[str], *, name: str, fields: tuple[str, ...]) -> list[str]:
    columns = [cell.strip() for cell in row]
    if fields and not set(map(_plain, fields)) & set(map(_plain, columns)):
        raise ReadError(
            f"{name}: no column {', '.join(fields)} (text_fields in the settings); "
            f"its columns are {', '.join(columns[:20])}"
        )
    return columns


def parquet_rows(data: bytes, *, name: str) -> Iterator[tuple[int, Any | ReadError]]:
    """The rows of a Parquet file. Raises ReadError where it is broken."""
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
        number = 0
        for batch in file.iter_batches(batch_size=1000):
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"{name}: broken Parquet file ({error})") from error


def articles(
    rows: Iterable[tuple[int, Any | ReadError]],
    *,
    name: str,
    settings: Settings,
    format: str,
    encoding: str,
    path: str | None = None,
    file_id: str | None = None,
) -> Iterator[Source | ReadError]:
    """The article of each row, or the ReadError that says what is wrong with it.

    Raises ReadError where there is no row at all.
    """
    seen: set[str] = set()
    number = 0
    for number, row in rows:
        if isinstance(row, ReadError):
            yield row
            continue
        article = _article(
            row, number, name=name, settings=settings, format=format, encoding=encoding, path=path
        )
        if isinstance(article, ReadError):
            yield article
            continue
        id = article.id or str(number)
        if file_id is not None:
            id = f"{file_id}.{safe_id(id, unique='' if safe_id(id) == id else id)}"
        while id in seen:
            id = f"{id}.{number}"
        seen.add(id)
        yield msgspec.structs.replace(article, id=id)
    if not number:
        raise ReadError(f"{name}: no rows in this file")


def _article(
    row: Any, number: int, *, name: str, settings: Settings, format: str, encoding: str, path: str | None
) -> Source | ReadError:
    if not isinstance(row, Mapping):
        return ReadError(f"{name}, row {number}: not an object with named fields")
    text = _first(row, settings.text_fields)
    if not isinstance(text, str) or not text.strip():
        wanted = ", ".join(settings.text_fields)
        return ReadError(f"{name}, row {number}: no text; one of the fields {wanted} must hold it")
    if too_long_line(text):
        return ReadError(f"{name}, row {number}: a line of more than {MAX_LINE} characters, no article")
    title = _first(row, settings.title_fields)
    published = _first(row, settings.published_fields)
    row_id = _first(row, settings.id_fields)
    day = epoch_date(published) or (iso_date(published) if published else None)
    dateline = None if day else dateline_date(text[:DATELINE_REACH])
    raw = "\x00".join(str(v) for v in (row_id, title, published, text))
    return Source(
        id=str(row_id) if row_id is not None else "",
        text=text,
        path=path,
        sha256=hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest(),
        format=format,
        encoding=encoding,
        title=str(title) if title else None,
        published=day or dateline,
        meta={"row": number} | ({"published_from": "dateline"} if dateline else {}),
    )


def _first(row: Mapping[str, Any], fields: tuple[str, ...]) -> Any:
    """The first of the fields that the row fills; Text is text, 內容 is 内容."""
    for field in fields:
        if (value := row.get(field)) not in (None, ""):
            return value
    named = {_plain(str(name)): value for name, value in row.items()}
    return next((named[f] for f in map(_plain, fields) if named.get(f) not in (None, "")), None)


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    return name.strip().casefold().translate(_SIMPLIFIED)
