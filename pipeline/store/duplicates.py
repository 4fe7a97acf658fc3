"""Near-duplicates: syndicated copies of one text, found by MinHash over shingles of five characters.

Two articles are near-duplicates where the estimated Jaccard similarity of their shingles (letters, digits and
Chinese characters only) is at least SIMILAR and at least as large a share of the numbers in them agrees:
flashes made from one template with other figures are no copies. Texts shorter than SHORTEST characters count
as copies only when they are equal.

`duplicate_of` of an article is the earliest of its near-duplicates that is earlier than itself: by date of
publication (none counts as latest), then by id. That depends on the set of articles alone, not on the order
in which they were stored.
"""

import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec

PERMUTATIONS = 64
_BANDS, _ROWS = 12, 5
SIMILAR = 0.8
SHORTEST = 60
_SHINGLE = 5
_CHUNK = 4096  # shingles hashed at a time: 4096 × 64 numbers are 2 MB
_MOST_FIGURES = 400

_NOT_WORD = re.compile(r"[\W_]+")
# 12 · 3.5 · 2,500
_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


class Signature(msgspec.Struct, frozen=True, array_like=True):
    """What is compared.

    The MinHash (PERMUTATIONS × 4 bytes, empty for a short text), its bands, the numbers.
    """

    minhash: bytes
    bands: tuple[int, ...]
    figures: str


@cache
def _empty() -> Any:
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=int)


def signature(text: str) -> Signature:
    """The signature of a clean text."""
    words = _NOT_WORD.sub("", text).lower()
    figures = " ".join(sorted(set(_FIGURE.findall(text)))[:_MOST_FIGURES])
    if len(words) < SHORTEST:
        return Signature(b"", (_hash(words.encode("utf-8", "surrogatepass")),), figures)
    import numpy as np

    codes = np.frombuffer(words.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    hashes = np.zeros(len(codes) - _SHINGLE + 1, dtype=np.uint64)
    for offset in range(_SHINGLE):
        hashes = (hashes * np.uint64(0x100000001B3)) ^ codes[offset : offset + len(hashes)]
    # The high bits of a product depend on all of its factors' bits, the low ones do not.
    distinct = np.unique((hashes * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)).tolist()
    minhash = _empty().copy()  # a copy shares the permutations, which take longest to make
    for start in range(0, len(distinct), _CHUNK):
        minhash.update_batch(distinct[start : start + _CHUNK])
    digest = (minhash.hashvalues & np.uint64(0xFFFFFFFF)).astype("<u4").tobytes()
    width = 4 * _ROWS
    bands = tuple(_hash(bytes([band]) + digest[band * width : (band + 1) * width]) for band in range(_BANDS))
    return Signature(digest, bands, figures)


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little", signed=True)


def similar(one: Signature, other: Signature) -> bool:
    """Whether two signatures are those of near-duplicates."""
    if not one.minhash or not other.minhash:
        return (
            one.minhash == other.minhash and one.bands == other.bands
        )  # equal, by the hash of the whole text
    a, b = memoryview(one.minhash).cast("I"), memoryview(other.minhash).cast("I")
    if sum(x == y for x, y in zip(a, b, strict=True)) < SIMILAR * PERMUTATIONS:
        return False
    ours, theirs = set(one.figures.split()), set(other.figures.split())
    return len(ours & theirs) >= SIMILAR * len(ours | theirs)


def store_signature(connection: sqlite3.Connection, article_id: str, of: Signature) -> None:
    """Adds the signature of a stored article."""
    connection.execute("INSERT INTO signatures VALUES (?, ?, ?)", (article_id, of.minhash, of.figures))
    connection.executemany(
        "INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, article_id) for band in of.bands]
    )


def stored_signature(connection: sqlite3.Connection, article_id: str) -> Signature:
    """The signature of a stored article."""
    minhash, figures = connection.execute(
        "SELECT minhash, figures FROM signatures WHERE article_id = ?", (article_id,)
    ).fetchone()
    bands = connection.execute("SELECT hash FROM bands WHERE article_id = ? ORDER BY hash", (article_id,))
    return Signature(minhash, tuple(row[0] for row in bands), figures)


def neighbours(connection: sqlite3.Connection, article_id: str, of: Signature) -> Iterator[tuple[Any, ...]]:
    """The near-duplicates of an article among the stored ones: their (published is null, published, id)."""
    marks = ",".join("?" * len(of.bands))
    candidates = connection.execute(
        f"""SELECT id, published, minhash, figures FROM articles JOIN signatures ON article_id = id
            WHERE id IN (SELECT article_id FROM bands WHERE hash IN ({marks})) AND id <> ?""",
        (*of.bands, article_id),
    ).fetchall()
    for other_id, published, minhash, figures in candidates:
        other = Signature(minhash, of.bands if not minhash else (), figures)
        if similar(of, other):
            yield order(other_id, published)


def order(article_id: str, published: str | None) -> tuple[bool, str, str]:
    """The key that says which of two articles is the earlier."""
    return published is None, published or "", article_id
