"""What the encoder of the links sees of a document and of a candidate: rows of its embedding tables.

`piece_rows` gives, for every piece of the analysis, the rows of its word (twice: in a table learned from the
labels and in one learned from unlabelled articles), of its first and last character, part of speech or label,
places of the word (`lexis`), and for quantities kind and unit. A name has no word: it is known by its label
and its characters. Words and characters are hashed, so that there is no vocabulary to carry. `relation_rows`
gives the rows that say how a candidate stands to its quantity, to the choices before and, for subjects, to
the metric chosen. Both are linear in what they read.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.context import Context
from pipeline.claims.phrase import lexis
from pipeline.claims.ranking import Choice

WORDS, VECTORS, CHARACTERS, UNITS = 8192, 16384, 4096, 256
REMEMBERED = 40  # claims that are looked back on for an equal choice
_KINDS = (
    *("money", "percent", "point", "count", "measure", "duration", "multiple", "fraction", "rank"),
    *("ordinal", "number"),
)
_WHERE = (
    *("before", "after", "earlier", "next", "sentence", "topic", "previous", "default", "none", "listed"),
)
_DEFAULTS = ("", "价格", "股价", "汇率", "点位", "产能", "年龄", "指数")
# Parts of speech of jieba's dictionary and labels of mentions; what is not here shares row 0.
_TAGS = (
    *("n", "nr", "v", "i", "l", "ns", "m", "nz", "nrt", "zg", "nt", "a", "vn", "d", "t", "j", "b", "r", "s"),
    *("c", "f", "q", "p", "w", "x", "eng", "uj", "ul", "ng", "vg", "ad", "an", "y", "u", "k", "h", "e", "o"),
    *("ORG", "PERSON", "GPE", "LOC", "PRODUCT", "nrfg", "vd", "uv", "ud", "ug", "uz", "g", "mq", "tg", "z"),
    "vi",
)
TAGS, KINDS, FLAGS = len(_TAGS) + 4, len(_KINDS) + 1, 5
NAME = 4  # the flag of a mention
# How many rows each kind of relation has, in the order of `relation_rows`.
SIZES = (36, 88, 8, 7, 7, 10, 8, 7, 6, 6, 40, 12, 5, 2)
_STARTS = (0, *accumulate(SIZES[:-1]))
RELATIONS = sum(SIZES)

Ids = NDArray[np.int64]


class Rows(NamedTuple):
    """One number a piece in each array; `lexis` has three, `flags` `FLAGS` of 0 or 1."""

    word: Ids
    vector: Ids
    first: Ids
    last: Ids
    tag: Ids
    lexis: Ids
    kind: Ids
    unit: Ids
    flags: NDArray[np.float32]


class Places(NamedTuple):
    """Where each piece stands: its clause and sentence, the quantities and mentions before it."""

    clauses: list[int]
    sentences: list[int]
    quantities: list[int]
    mentions: list[int]


class Spot(Protocol):
    """A candidate's pieces (-1 where it stands nowhere) and where it was found."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def where(self) -> str: ...
    @property
    def rank(self) -> int: ...


def word_row(word: str) -> int:
    """Row of the table that is learned from unlabelled articles."""
    return 1 + crc32(word.encode()) % (VECTORS - 1)


@cache
def _tag_rows() -> dict[str, int]:
    return {tag: k for k, tag in enumerate(_TAGS, 1)}


@lru_cache(maxsize=1 << 15)
def _word(word: str) -> tuple[int, int, int, int, int, int, int]:
    digest = crc32(word.encode("utf-8", "surrogatepass"))
    head, tail = (
        1 + crc32(c.encode("utf-8", "surrogatepass")) % (CHARACTERS - 1) for c in (word[:1], word[-1:])
    )
    places = (0 if c == "x" else int(c) + 1 for c in lexis().get(word, "xxx"))
    return (1 + digest % (WORDS - 1), 1 + digest % (VECTORS - 1), head, tail, *places)  # type: ignore[return-value]


def piece_rows(context: Context) -> Rows:
    """The rows of every piece."""
    table = np.array([_word(piece) for piece in context.pieces], dtype=np.int64)
    kinds = np.array(context.kinds, dtype="U1")
    tags = _tag_rows()
    tag = np.array([tags.get(t, 0) for t in context.tags], dtype=np.int64)
    for offset, kind in enumerate("QTP", 1):
        tag[kinds == kind] = len(_TAGS) + offset
    number = np.zeros(len(tag), dtype=np.int64)
    unit = np.zeros(len(tag), dtype=np.int64)
    for at, quantity in zip(context.quantity_piece, context.quantities, strict=True):
        number[at] = 1 + _KINDS.index(quantity.kind)
        unit[at] = 1 + crc32((quantity.unit or "-").encode()) % (UNITS - 1)
    starts = np.array(context.piece_starts)
    clauses = np.searchsorted(context.clause_starts, starts, "right")
    sentences = np.searchsorted(context.sentence_starts, starts, "right")
    flags = np.zeros((len(tag), FLAGS), dtype=np.float32)
    flags[0, :2] = 1
    flags[1:, 0] = clauses[1:] != clauses[:-1]
    flags[1:, 1] = sentences[1:] != sentences[:-1]
    for pair in context.brackets:
        a, b = np.searchsorted(starts, (pair.start + 1, pair.end))
        flags[a:b, 2] = 1
    flags[:, 3] = ["\n" in piece for piece in context.pieces]
    flags[:, NAME] = kinds == "E"
    return Rows(
        word=np.where((kinds == "W") | (kinds == "P"), table[:, 0], 0),  # a name is known by its label
        vector=np.where(kinds == "W", table[:, 1], 0),
        first=table[:, 2],
        last=table[:, 3],
        tag=tag,
        lexis=table[:, 4:],
        kind=number,
        unit=unit,
        flags=flags,
    )


def places_of(context: Context) -> Places:
    """Where each piece stands."""
    starts = context.piece_starts
    return Places(
        [max(bisect_right(context.clause_starts, s) - 1, 0) for s in starts],
        [max(bisect_right(context.sentence_starts, s) - 1, 0) for s in starts],
        [0, *accumulate(kind == "Q" for kind in context.kinds)],
        [0, *accumulate(kind == "E" for kind in context.kinds)],
    )


@cache
def _bucket(gap: int) -> int:
    return min(int(math.log2(gap) * 2.5), 14)


def _distance(at: int, first: int, last: int) -> int:
    """Signed distance of a span from a piece in steps that grow: 0 nowhere, 1 around it."""
    if first < 0:
        return 0
    if last < at:
        return 2 + _bucket(min(at - last, 4096))
    return 17 + _bucket(min(first - at, 4096)) if first > at else 1


def _between(counts: list[int], at: int, first: int, last: int) -> int:
    gap = counts[at] - counts[last + 1] if last < at else counts[first] - counts[at + 1]
    return min(abs(gap), 5)


def looking_back(chosen: Sequence[Choice]) -> dict[str, int]:
    """Text of an earlier choice → how many claims back it was made last, 6 at most."""
    back: dict[str, int] = {}
    for k, choice in enumerate(reversed(chosen[-REMEMBERED:]), 1):
        back.setdefault(choice.text, min(k, 6))
    return back


def relation_rows(
    places: Places,
    at: int,
    candidate: Spot,
    text: str,
    *,
    back: dict[str, int],
    carried: str | None,
    stands: bool,
    metric: Choice | None,
) -> list[int]:
    """Rows for a candidate of the quantity at piece `at`.

    `text`: what choosing it would give; `carried`: the text of the earlier choice that it is; `stands`:
    whether it is 公司 for a name before; `metric`: for subjects.
    """
    first, last, where = candidate.first, candidate.last, candidate.where
    rows = [0] * len(SIZES)
    rows[0] = _distance(at, first, last)
    rows[1] = _WHERE.index(where) * 8 + min(candidate.rank, 7)
    if where == "default":
        rows[2] = _DEFAULTS.index(text)
    if carried is not None:
        rows[3] = back.get(carried, 0)
    rows[4] = back.get(text, 0)
    if first >= 0:
        clauses, sentences = places.clauses, places.sentences
        rows[5] = min(last - first + 1, 9)
        rows[6] = min(abs(clauses[at] - clauses[first]), 6) + 1
        rows[7] = min(abs(sentences[at] - sentences[first]), 5) + 1
        rows[8] = _between(places.quantities, at, first, last)
        rows[9] = _between(places.mentions, at, first, last)
    if metric is not None:
        rows[11] = 1 + _WHERE.index(metric.where)
        if first >= 0 and metric.first >= 0:
            if first == metric.first:
                rows[10] = 34 + (last > metric.last) + 2 * (last == metric.last)
            else:
                rows[10] = 1 + _distance(metric.first, first, last)
            rows[12] = 1 + (last >= metric.first) + (last > metric.last) + (first > metric.last)
    rows[13] = int(stands)
    return [start + row for start, row in zip(_STARTS, rows, strict=True)]
