"""What reading gives: one article with everything that was decided about it."""

import hashlib
import re
from typing import Any

import msgspec

MAX_LINE = 500_000  # characters; a longer line is data, not a paragraph of an article


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


def read_text(
    text: str, *, id: str | None = None, published: str | None = None, title: str | None = None
) -> Source:
    """A text in memory as a source."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Source(
        id=id or sha256[:16], text=text, sha256=sha256, format="txt", encoding="utf-8", title=title,
        published=published,
    )  # fmt: skip


_UNSAFE = re.compile(r"[^\w.-]+")


def safe_id(name: str, *, unique: str = "") -> str:
    """`name` as a file name: letters, digits, `_`, `.` and `-`, at most 80 characters.

    With `unique` (what tells it from others of the same name) eight digits of its hash follow.
    """
    slug = _UNSAFE.sub("_", name).strip("._-")[:80] or "article"
    if not unique:
        return slug
    digest = hashlib.sha256(unique.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug}-{digest[:8]}"


def too_long_line(text: str) -> bool:
    """Whether a line of the text is longer than any paragraph is."""
    return len(text) > MAX_LINE and max(map(len, text.split("\n"))) > MAX_LINE
