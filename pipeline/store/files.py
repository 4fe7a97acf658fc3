"""Files beside the database, each written whole or not at all: a temporary name, then a rename.

The two steps may be those of two processes: `write_partial` in one, `move_into_place` in the other.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

ARTICLES_FOLDER = "articles"
CLAIMS_NAME = "claims.jsonl"
_TEMPORARY = ".partial"
_LONGEST = 180  # bytes of a name; file systems take 255

# a space · / · : · %
_UNSAFE = re.compile(r"[^\w.~-]")


@contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    """A file for writing that takes its name when the block ends well, and leaves nothing when not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(_temporary(path.name))
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


def write_partial(folder: Path, name: str, data: bytes) -> str | None:
    """Writes a file under the temporary name that it has in this process; that name.

    None where it cannot be written: who moves it into place is to write it then, and to hear what is wrong.
    """
    temporary = _temporary(name)
    place = os.path.join(folder, temporary)  # noqa: PTH118 (once an article)
    try:
        try:
            file = open(place, "wb")  # noqa: PTH123, SIM115
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
            file = open(place, "wb")  # noqa: PTH123, SIM115
        with file:
            file.write(data)
    except OSError:
        with suppress(OSError):
            os.unlink(place)  # noqa: PTH108
        return None
    return temporary


def move_into_place(folder: Path, temporary: str, name: str) -> bool:
    """Gives the file that `write_partial` wrote its name; False where it is not there any more."""
    try:
        os.replace(f"{folder}/{temporary}", f"{folder}/{name}")  # noqa: PTH105 (once an article)
    except FileNotFoundError:
        return False
    return True


def _temporary(name: str) -> str:
    return f".{name}.{os.getpid()}{_TEMPORARY}"


def record_name(article_id: str) -> str:
    """The name of an article's JSON file: its id, with what a file system may not like written %XX.

    >>> record_name("新浪/2025 08")
    '新浪%2F2025%2008.json'
    """
    name = _UNSAFE.sub(_escaped, article_id)
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name.encode()) > _LONGEST:
        digest = sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        name = name.encode()[: _LONGEST - 20].decode("utf-8", "ignore") + f"~{digest}"
    return f"{name}.json"


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


def remove_partial(folder: Path) -> None:
    """Removes temporary files that an interrupted run left behind."""
    for file in folder.glob(f".*{_TEMPORARY}"):
        file.unlink(missing_ok=True)
