"""Bytes → `Source`: decoded text with what is known about it.

`find_files` lists what a run reads, `read_path` gives the articles of one file, `read_bytes` of bytes in
memory, `read_rows` of a stream of JSONL. A file that is no article raises ReadError; a broken row among
good ones is *yielded* as a ReadError, so that the rest goes on: callers test with isinstance.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.read.content import FORMATS, read_bytes
from pipeline.read.rows import articles, jsonl_rows
from pipeline.read.source import MAX_LINE, Source, read_text, safe_id

__all__ = [
    "FORMATS",
    "MAX_LINE",
    "Source",
    "file_id",
    "find_files",
    "read_bytes",
    "read_path",
    "read_rows",
    "read_text",
]


def find_files(paths: Iterable[Path | str]) -> list[Path]:
    """The files to read: given files as they are, folders with all articles below them, sorted.

    Hidden files and links that lead out of the folder are left out. A path that does not exist, and a folder
    without articles, stay in the list: `read_path` raises the ReadError that says so.
    """
    found: dict[Path, None] = {}
    for given in map(Path, paths):
        if given.is_dir():
            below = _articles_below(given)
            found.update(dict.fromkeys(below or [given]))
        else:
            found[given] = None
    return list(found)


def _articles_below(folder: Path) -> list[Path]:
    root = folder.resolve()
    found = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in names:
            path = Path(base) / name
            if name.startswith(".") or path.suffix.lower() not in FORMATS:
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                continue
            found.append(path)
    return sorted(found)


def read_path(path: Path, settings: Settings) -> Iterator[Source | ReadError]:
    """The articles of a file, lazily; a ReadError in the place of a broken row.

    Raises ReadError, at the first step, for a file that cannot be read or holds no article.
    """
    if str(path) != str(path).encode("utf-8", "replace").decode("utf-8"):
        raise ReadError(f"{path}: the file's name is not UTF-8; rename it")
    if path.is_dir():
        raise ReadError(f"{path}: no articles in this folder; known are {' '.join(sorted(FORMATS))}")
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ReadError(f"{path}: not a regular file")
        if size > settings.max_bytes:
            raise ReadError(
                f"{path}: {size} bytes, more than max_bytes = {settings.max_bytes} in the settings"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error
    yield from read_bytes(data, name=str(path), settings=settings, id=file_id(path, settings))


def file_id(path: Path, settings: Settings) -> str:
    """The stable id of a file's article: its name, and a hash of its path as seen from the configuration."""
    full = Path(os.path.abspath(path))  # noqa: PTH100  (links are not to be resolved)
    base = Path(os.path.abspath(settings.base))  # noqa: PTH100
    place = full.relative_to(base) if full.is_relative_to(base) else full
    return safe_id(path.stem, unique=place.as_posix())


def read_rows(
    lines: Iterable[str | bytes], settings: Settings, *, name: str = "<stdin>"
) -> Iterator[Source | ReadError]:
    """The articles of a stream of JSONL, lazily, each with the id that its row gives."""
    yield from articles(
        jsonl_rows(lines, name=name), name=name, settings=settings, format="jsonl", encoding="utf-8"
    )
