"""The cue words of the fields, found in one pass over a document.

Cues stand in `change.toml`, `modality.toml`, `role.toml` and `source.toml`, a word a line under its group.
The longest word of a group wins over shorter ones of the same group inside it; words of a `pseudo` group
swallow the cues of their own table (增值税 is no 增). A cue of one character counts only where jieba makes
it a word of its own (料 inside 材料成本 is none); 涨, 跌, 升, 降, 增 and 减 may also open or close a word
(看涨, 跌超).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.claims.context import Context
from pipeline.tables import Table, load_table

TABLES = ("change", "modality", "role", "source")
# one character that may also open or close a longer word: 收涨, 跌超, 大增
_LOOSE = frozenset("涨跌升降增减")


class Cue(NamedTuple):
    """A cue word where it stands. `group` is the group of its table, `table.group` for pseudo cues."""

    start: int
    end: int
    word: str
    group: str


class Lexicon(NamedTuple):
    """Every cue word: its groups by word, and the lengths to try by first character, longest first."""

    groups: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]
    table_of: dict[str, str]
    reach: dict[tuple[str, str], str]
    side: dict[tuple[str, str], str]


@cache
def table(name: str) -> Table:
    """One of the cue tables of this package."""
    return load_table("pipeline.claims", name)


@cache
def lexicon() -> Lexicon:
    """The cue tables as one lexicon."""
    groups: dict[str, list[str]] = {}
    table_of: dict[str, str] = {}
    reach: dict[tuple[str, str], str] = {}
    side: dict[tuple[str, str], str] = {}
    for name in TABLES:
        for section, words in table(name).sections["words"].items():
            group = f"{name}.pseudo" if section == "pseudo" else section
            table_of[group] = name
            for word, properties in words.items():
                groups.setdefault(word, []).append(group)
                reach[group, word] = properties.get("reach", "sentence")
                side[group, word] = properties.get("direction", "after")
    lengths: dict[str, set[int]] = {}
    for word in groups:
        lengths.setdefault(word[0], set()).add(len(word))
    return Lexicon(
        {word: tuple(found) for word, found in groups.items()},
        {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
        table_of,
        reach,
        side,
    )


class Cues:
    """The cues of a document in order of position."""

    __slots__ = ("items", "starts")

    def __init__(self, items: Sequence[Cue]) -> None:
        self.items = items
        self.starts = [cue.start for cue in items]

    def within(self, start: int, end: int) -> Sequence[Cue]:
        """The cues that begin in a span."""
        return self.items[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def find_cues(context: Context) -> Cues:
    """Every cue of the document, outside quantities and calendar expressions."""
    words = lexicon()
    text = context.matching
    starts = set(context.piece_starts)
    ends = set(context.piece_ends)
    covered: dict[str, int] = {}  # group or table → end of its last cue
    items: list[Cue] = []
    for position, length in _candidates(text, words):
        word = text[position : position + length]
        end = position + length
        if length == 1:
            opens, closes = position in starts, end in ends
            if not ((opens and closes) or ((opens or closes) and word in _LOOSE)):
                continue
        for group in words.groups[word]:
            name = words.table_of[group]
            if covered.get(group, 0) >= end or covered.get(f"{name}.pseudo", 0) >= end:
                continue
            covered[group] = end
            items.append(Cue(position, end, word, group))
    return Cues(_outside(items, context))


def _candidates(text: str, words: Lexicon) -> Iterable[tuple[int, int]]:
    """Position and length of every lexicon word, longest first at each position."""
    sizes_of = words.lengths.get
    known = words.groups
    for position, first in enumerate(text):
        sizes = sizes_of(first)
        if sizes is not None:
            for size in sizes:
                if text[position : position + size] in known:
                    yield position, size


def _outside(items: list[Cue], context: Context) -> list[Cue]:
    """The cues that are no part of a quantity or a calendar expression."""
    spans = sorted([(q.start, q.end) for q in context.quantities] + [(t.start, t.end) for t in context.times])
    starts = [start for start, _ in spans]
    kept = []
    for cue in items:
        at = bisect_left(starts, cue.start + 1) - 1
        if at < 0 or spans[at][1] <= cue.start:
            kept.append(cue)
    return kept
