"""The cue words of the fields, found in one pass over a document.

Cues stand in `change.toml`, `modality.toml`, `role.toml` and `source.toml`, a word a line under its group.
The longest word of a table wins over the shorter ones inside it (降至 is no 降; words of a `pseudo` group
are no cue at all: 增值税 is no 增), but 年增 gives a basis and a direction, which do not compete. A cue of
one character counts only where jieba makes it a word of its own (料 inside 材料成本 is none); 涨, 跌, 升,
降, 增 and 减 may also open or close a word (看涨, 跌超).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.claims.context import Context
from pipeline.tables import Table, load_table

_BASIS = ("yoy", "ring", "prior")
TABLES = ("change", "modality", "role", "source")
# one character that may also open or close a longer word: 收涨, 跌超, 大增
_LOOSE = frozenset("涨跌升降增减")
# cues that are none inside a name of these labels
_REAL = frozenset(
    (
        "up",
        "down",
        "flat",
        "level",
        "actual",
        "forecast",
        "target",
        "hypothetical",
        "denied",
        "modality.pseudo",
    )
)
_NAMES = frozenset(("ORG", "PERSON", "GPE", "PRODUCT"))
# before a time: a change is against it
_THAN = frozenset("较比与同")


class Cue(NamedTuple):
    """A cue word where it stands. `group` is the group of its table, `table.group` for pseudo cues."""

    start: int
    end: int
    word: str
    group: str


class Lexicon(NamedTuple):
    """Every cue word: its groups by word, and the lengths to try by first character, longest first."""

    groups: dict[str, tuple[str, ...]]
    family_of: dict[str, str]  # groups that compete for the same words
    lengths: dict[str, tuple[int, ...]]
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
    family_of: dict[str, str] = {}
    reach: dict[tuple[str, str], str] = {}
    side: dict[tuple[str, str], str] = {}
    for name in TABLES:
        for section, words in table(name).sections["words"].items():
            group = f"{name}.pseudo" if section == "pseudo" else section
            family_of[group] = "basis" if section in _BASIS else name
            for word, properties in words.items():
                groups.setdefault(word, []).append(group)
                reach[group, word] = properties.get("reach", "sentence")
                side[group, word] = properties.get("direction", "after")
    lengths: dict[str, set[int]] = {}
    for word in groups:
        lengths.setdefault(word[0], set()).add(len(word))
    return Lexicon(
        {word: tuple(found) for word, found in groups.items()},
        family_of,
        {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
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
    covered: dict[str, tuple[int, int]] = {}  # family → its last cue
    items: list[Cue] = []
    for position, length in _candidates(text, words):
        word = text[position : position + length]
        end = position + length
        if length == 1:
            opens, closes = position in starts, end in ends
            if not ((opens and closes) or ((opens or closes) and word in _LOOSE)):
                continue
        for group in words.groups[word]:
            family = words.family_of[group]
            longest = covered.get(family)
            if longest is not None and longest[1] >= end and longest != (position, end):
                continue
            covered[family] = (position, end)
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
    """The cues that are no part of a quantity, a calendar expression or a name.

    What a change is against may be a time (较此前), a time may tell that something is over (上年同期), and
    a name may hold who says something.
    """
    names = [(m.start, m.end) for m in context.mentions if m.label in _NAMES]
    named = [start for start, _ in names]
    spans = sorted(
        [(q.start, q.end, False) for q in context.quantities]
        + [(t.start, t.end, True) for t in context.times]
    )
    starts = [start for start, _, _ in spans]
    kept = []
    for cue in items:
        if cue.group in _REAL:
            at = bisect_left(named, cue.start + 1) - 1
            if at >= 0 and cue.end <= names[at][1]:  # 新希望 hopes for nothing
                continue
        at = bisect_left(starts, cue.start + 1) - 1
        if (
            at < 0
            or spans[at][1] <= cue.start
            or (spans[at][2] and cue.group in _BASIS and _against(context.matching, cue))
            or (spans[at][2] and cue.group == "actual" and not _against(context.matching, cue))
        ):
            kept.append(cue)
    return kept


def _against(text: str, cue: Cue) -> bool:
    """Whether a time is what a change is against: 较此前, 比去年同期, 年初以来."""
    return text[cue.start - 1 : cue.start] in _THAN or cue.word.endswith("以来")
