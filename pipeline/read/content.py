"""The content of one file, in whatever format, → its articles.

The format follows the file's name, unless the first bytes say otherwise (PDF, gzip, zip and Parquet begin
with a mark of their own). Archives are read like folders, one member after the other.
"""

import hashlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.read.archive import MAX_DEPTH, gunzip, members
from pipeline.read.encoding import Decoded, decode
from pipeline.read.front import (
    DATE_KEYS,
    DATELINE_REACH,
    TITLE_KEYS,
    dateline_date,
    front_matter,
    iso_date,
)
from pipeline.read.mojibake import mend
from pipeline.read.page import declared_charset, page_meta, shows_text
from pipeline.read.pdf import pdf_text
from pipeline.read.rows import articles, csv_rows, json_rows, jsonl_rows, parquet_rows
from pipeline.read.source import MAX_LINE, Source, safe_id, too_long_line

FORMATS = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".pdf": "pdf", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv",
    ".tsv": "csv", ".parquet": "parquet", ".gz": "gz", ".zip": "zip",
}  # fmt: skip

_MARKS = (
    (b"%PDF-", "pdf"), (b"\x1f\x8b\x08", "gz"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
)  # fmt: skip


def format_of(name: str, data: bytes) -> str:
    """The format of a file by its first bytes, else by its name, else plain text."""
    marked = next((format for mark, format in _MARKS if data.startswith(mark)), None)
    return marked or FORMATS.get(PurePath(name).suffix.lower(), "txt")


def read_bytes(
    data: bytes, *, name: str, settings: Settings, id: str | None = None, depth: int = 0
) -> Iterator[Source | ReadError]:
    """The articles in the content of a file called `name`; what `read_path` says holds here.

    `id` is the file's id, else one is made from the name. `depth`: how many archives the file lies in.
    """
    if not data:
        raise ReadError(f"{name}: empty file")
    if len(data) > settings.max_bytes:
        raise ReadError(f"{name}: {len(data)} bytes, more than max_bytes = {settings.max_bytes}")
    format = format_of(name, data)
    id = id or safe_id(PurePath(name).stem, unique=name)
    if format in ("gz", "zip"):
        if depth >= MAX_DEPTH:
            raise ReadError(f"{name}: archives within archives within archives; unpack it first")
        yield from _unpacked(data, format, name=name, settings=settings, id=id, depth=depth)
    elif format == "parquet":
        rows = parquet_rows(data, name=name)
        yield from articles(
            rows, name=name, settings=settings, format=format, encoding="utf-8", path=name, file_id=id
        )
    elif format == "pdf":
        yield _pdf_source(data, name=name, id=id)
    else:
        yield from _text_sources(data, format, name=name, settings=settings, id=id)


def _unpacked(
    data: bytes, format: str, *, name: str, settings: Settings, id: str, depth: int
) -> Iterator[Source | ReadError]:
    """The articles of everything in an archive; a ReadError in the place of a member that is none."""
    if format == "gz":
        inner = name.removesuffix(".gz").removesuffix(".GZ")
        content = gunzip(data, name=name, max_bytes=settings.max_bytes)
        yield from read_bytes(content, name=inner, settings=settings, id=id, depth=depth + 1)
        return
    if any(mark in data[:3000] for mark in (b"[Content_Types].xml", b"word/", b"mimetypeapplication/")):
        raise ReadError(f"{name}: an office document; save it as text, HTML or PDF first")
    found = False
    for member, member_data in members(data, name=name, max_bytes=settings.max_bytes):
        base = PurePath(member).name
        if base.startswith(".") or "__MACOSX" in member or PurePath(base).suffix.lower() not in FORMATS:
            continue
        found = True
        if isinstance(member_data, ReadError):
            yield member_data
            continue
        member_id = f"{id}.{safe_id(PurePath(base).stem, unique=member)}"
        try:
            yield from read_bytes(member_data, name=member, settings=settings, id=member_id, depth=depth + 1)
        except ReadError as error:
            yield error
    if not found:
        raise ReadError(f"{name}: no articles in this archive; known are {' '.join(sorted(FORMATS))}")


def _pdf_source(data: bytes, *, name: str, id: str) -> Source:
    content = pdf_text(data, name=name)
    meta = dict(content.meta)
    title = meta.pop("title", None)
    return Source(
        id=id,
        text=content.text,
        path=name,
        sha256=hashlib.sha256(data).hexdigest(),
        format="pdf",
        encoding="pdf",
        title=title,
        published=iso_date(PurePath(name).stem),
        meta=meta | {"lines": content.lines},
    )


def _text_sources(
    data: bytes, format: str, *, name: str, settings: Settings, id: str
) -> Iterator[Source | ReadError]:
    """The articles of a file that is text: one, or one a row."""
    decoded = _decoded(data, name=name, hint=declared_charset(data) if format == "html" else None)
    if format in ("jsonl", "json", "csv"):
        if format == "jsonl":
            rows = jsonl_rows(decoded.text.split("\n"), name=name)
        elif format == "json":
            rows = json_rows(decoded.text, name=name)
        else:
            rows = csv_rows(decoded.text, name=name, fields=settings.text_fields)
        yield from articles(
            rows, name=name, settings=settings, format=format, encoding=decoded.encoding, path=name,
            file_id=id,
        )  # fmt: skip
        return
    text = decoded.text
    if format != "html" and too_long_line(text):  # a web page may well be one line
        raise ReadError(f"{name}: a line of more than {MAX_LINE} characters; this is no article")
    meta: dict[str, Any]
    if format == "html":
        if not shows_text(text):
            raise ReadError(f"{name}: no text in this page")
        meta = dict(page_meta(text))
        title, published = meta.pop("title", None), meta.pop("published", None)
    else:
        front = front_matter(text)
        meta = dict(front.entries)
        title, published = front.first(TITLE_KEYS), iso_date(front.first(DATE_KEYS) or "")
    if not published:
        published, meta["published_from"] = _dated(text, name)
        if not published:
            del meta["published_from"]
    if decoded.notes:
        meta["notes"] = list(decoded.notes)
    yield Source(
        id=id,
        text=text,
        path=name,
        sha256=hashlib.sha256(data).hexdigest(),
        format=format,
        encoding=decoded.encoding,
        title=title,
        published=published,
        meta=meta,
    )


def _dated(text: str, name: str) -> tuple[str | None, str]:
    """The date of a text that declares none, and where it was found."""
    if from_name := iso_date(PurePath(name).stem):
        return from_name, "file name"
    return dateline_date(text[:DATELINE_REACH]), "dateline"


def _decoded(data: bytes, *, name: str, hint: str | None) -> Decoded:
    """The text of a file, mended where it was garbled. Raises ReadError where there is none."""
    decoded = decode(data, name=name, hint=hint)
    if not decoded.text.strip("\ufeff\u200b \t\r\n\x00\u3000"):
        raise ReadError(f"{name}: nothing but white space")
    mended = mend(decoded.text)
    notes = decoded.notes + ((mended.note,) if mended.note else ())
    return Decoded(mended.text, decoded.encoding, notes)
