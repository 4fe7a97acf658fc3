"""Annotated articles: what an evaluation compares records with. One article a line of a JSONL file."""

from pathlib import Path

import msgspec

from pipeline.errors import ReadError


class GoldTime(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """The time of a gold claim; without dates its text is compared."""

    text: str
    first: str | None = None
    last: str | None = None


class GoldQuantity(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity of the gold; `subject` and `metric` list what is acceptable. `kind` may be missing."""

    text: str
    start: int
    end: int
    role: str
    kind: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    bound: str = "exact"
    subject: list[str] = []
    metric: list[str] = []
    time: GoldTime | str | None = None
    direction: str | None = None
    basis: str | None = None
    modality: str | None = "actual"
    optional: bool = False


class GoldArticle(msgspec.Struct, frozen=True, kw_only=True):
    """One annotated article: a line of a gold file."""

    id: str
    text: str
    published: str | None = None
    quantities: list[GoldQuantity] = []
    entities: list[tuple[str, str]] = []


def read_gold(path: Path) -> list[GoldArticle]:
    """The articles of a gold file. Raises ReadError naming the line that is none."""
    articles = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror}") from error
    for count, line in enumerate(lines, 1):
        try:
            articles.append(msgspec.json.decode(line, type=GoldArticle))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ReadError(f"{path}, line {count}: not an annotated article: {error}") from error
    return articles
