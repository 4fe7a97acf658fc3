"""Bytes → `Source`: decoded text with what is known about it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.config import Settings


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One article as it was read. `text` is the decoded source that `source_start`/`source_end` count in."""

    id: str
    text: str
    path: str | None = None
    sha256: str
    format: str
    encoding: str
    title: str | None = None
    published: str | None = None  # ISO date, or None where unknown
    meta: dict[str, Any] = {}


def read_text(text: str, *, id: str | None = None, published: str | None = None, title: str | None = None) -> Source:
    """A text in memory as a source."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Source(id=id or sha256[:16], text=text, sha256=sha256, format="txt", encoding="utf-8", title=title,
                  published=published)


def read_path(path: Path, settings: Settings) -> Iterator[Source]:
    """The articles of a file. Raises ReadError for a file that is none."""
    yield read_text(path.read_text(encoding="utf-8"), id=path.stem)
