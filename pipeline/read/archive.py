"""Compressed files: what is in a gzip file or a zip archive, within limits.

Nothing is written to disk, so that no name in an archive can lead outside. Refused: what unpacks to more
than `max_bytes`, to more than `MAX_RATIO` times its size, archives in archives deeper than `MAX_DEPTH`,
more than `MAX_MEMBERS` members, encrypted members.
"""

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from pipeline.errors import ReadError

MAX_DEPTH = 2
MAX_MEMBERS = 10_000
MAX_RATIO = 300
_CHUNK = 1 << 20
# what the standard library raises on archives that are broken or use what it does not know
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError,
    ValueError, LookupError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip


def gunzip(data: bytes, *, name: str, max_bytes: int) -> bytes:
    """The content of a gzip file. Raises ReadError where it is broken or beyond the limits."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return _limited(file, name=name, packed=len(data), max_bytes=max_bytes)
    except _BROKEN as error:
        raise ReadError(f"{name}: broken gzip file ({error})") from error


def members(data: bytes, *, name: str, max_bytes: int) -> Iterator[tuple[str, bytes | ReadError]]:
    """Name and content of each file in a zip archive, by name; a ReadError for one that cannot be had.

    Raises ReadError for an archive that is broken or beyond the limits.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        files = [e for e in archive.infolist() if e.filename and not e.filename.endswith("/")]
        entries = sorted(files, key=lambda e: e.filename)
    except _BROKEN as error:
        raise ReadError(f"{name}: broken zip archive ({error})") from error
    if len(entries) > MAX_MEMBERS:
        raise ReadError(f"{name}: {len(entries)} files in one archive, more than {MAX_MEMBERS}; unpack it")
    left = max_bytes
    for entry in entries:
        member = f"{name}!{_shown(entry)}"
        if entry.flag_bits & 1:
            yield member, ReadError(f"{member}: encrypted; unpack it first")
            continue
        try:
            with archive.open(entry) as file:
                content = _limited(file, name=member, packed=entry.compress_size, max_bytes=left)
        except ReadError as error:
            yield member, error
            continue
        except _BROKEN as error:
            yield member, ReadError(f"{member}: broken archive member ({error})")
            continue
        left -= len(content)
        yield member, content


def _shown(entry: zipfile.ZipInfo) -> str:
    """The member's name; one that was written in GBK without saying so is read as that."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/").replace("\n", "␊").replace("\r", "␍")


def _limited(file: IO[bytes] | gzip.GzipFile, *, name: str, packed: int, max_bytes: int) -> bytes:
    """The content of an open member. Raises ReadError once it grows beyond the limits."""
    limit = min(max_bytes, max(packed, 1000) * MAX_RATIO)
    chunks = []
    size = 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise ReadError(f"{name}: unpacks to more than {limit} bytes; this is no archive of articles")
        chunks.append(chunk)
    return b"".join(chunks)
