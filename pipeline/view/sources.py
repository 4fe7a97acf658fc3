"""The decoded source of a stored article, read again from its file, so that the page can show raw text."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.config import Settings, resolve
from pipeline.errors import ReadError
from pipeline.read import read_path
from pipeline.records import ArticleRecord
from pipeline.view.data import Row


def with_sources(records: Iterable[ArticleRecord], settings: Settings) -> Iterator[Row]:
    """Each record with its source; None where the file is gone, has changed or cannot be read any more.

    Records of one file that follow one another cost one reading of it.
    """
    path: str | None = None
    texts: dict[str, str] = {}
    for record in records:
        if record.article.path != path:
            path = record.article.path
            texts = _texts(path, settings) if path else {}
        yield Row(record=record, source=texts.get(record.article.sha256 + record.article.id))


def _texts(path: str, settings: Settings) -> dict[str, str]:
    """The texts of a file's articles by digest and id, so that a changed article finds none."""
    file = Path(path) if Path(path).exists() else resolve(settings, path)
    try:
        return {s.sha256 + s.id: s.text for s in read_path(file, settings) if not isinstance(s, ReadError)}
    except ReadError:
        return {}
