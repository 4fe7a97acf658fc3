"""Files beside the database, each written whole or not at all: a temporary name, then a rename."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

ARTICLES_FOLDER = "articles"
CLAIMS_NAME = "claims.jsonl"
_TEMPORARY = ".partial"
_LONGEST = 180  # bytes of a name; file systems take 255


@contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    """A file for writing that takes its name when the block ends well, and leaves nothing when not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}{_TEMPORARY}")
    try:
        with temporary.open("wb") as file:
            yield file
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_atomic(path: Path, chunks: Iterable[bytes]) -> None:
    """Writes the chunks, one after the other, in one `atomic` file."""
    with atomic(path) as file:
        file.writelines(chunks)


def record_name(article_id: str) -> str:
    """The name of an article's JSON file: its id, with what a file system may not like written %XX.

    >>> record_name("新浪/2025 08")
    '新浪%2F2025%2008.json'
    """
    name = "".join(
        c if c.isalnum() or c in "-_.~" else "".join(f"%{b:02X}" for b in c.encode("utf-8", "surrogatepass"))
        for c in article_id
    )
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name.encode()) > _LONGEST:
        digest = sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        name = name.encode()[: _LONGEST - 20].decode("utf-8", "ignore") + f"~{digest}"
    return f"{name}.json"


def remove_partial(folder: Path) -> None:
    """Removes temporary files that an interrupted run left behind."""
    for file in folder.glob(f".*{_TEMPORARY}"):
        file.unlink(missing_ok=True)
