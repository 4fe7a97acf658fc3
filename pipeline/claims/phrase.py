"""Features of a phrase itself, whatever quantity it is a candidate for.

A phrase is a span of pieces (first, last, inclusive). What holds of its beginning, of its end and of the
whole is kept apart, so that a linear model sums each once a document. What is here serves metrics and
subjects; each adds what helps it alone. Names of features are short: `s.` beginning, `e.` end, `b.` the
whole; `w` word, `c` last character, `t` part of speech, `p` what stands before, `n` what follows, `l` how
often the word stands near numbers.
"""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.claims.context import Context

LEXIS = "lexis.json"

_ATOM_NAMES = {"Q": "<Q>", "T": "<T>", "E": "<E>"}
_STOPS = frozenset("，。；：,;:！？!?\n")
_BOOK_MARKS = frozenset('“”《》「」『』"')


class PhraseFeatures(NamedTuple):
    """How a ranker describes phrases: features of their first piece, their last piece, and the whole."""

    beginning: Callable[[Context, int], list[str]]
    ending: Callable[[Context, int], list[str]]
    body: Callable[[Context, int, int], list[str]]

    def all(self, context: Context, first: int, last: int) -> list[str]:
        """All the features of the phrase from piece `first` to piece `last`."""
        return [
            *self.beginning(context, first),
            *self.ending(context, last),
            *self.body(context, first, last),
        ]


@cache
def lexis() -> dict[str, str]:
    """Word → how often it stands before a number, after one, and at the opening of a clause (0 to 5 each).

    Counted in unlabelled articles by `training/claims/count_words.py`; a word not in it is rare.
    """
    path = files("pipeline.claims").joinpath(LEXIS)
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def places(word: str) -> str:
    """The three digits of a word in the lexis; of a rare one `xxx`."""
    return lexis().get(word, "xxx")


def word(context: Context, piece: int) -> str:
    """The word of a piece, or the name of its class for atoms; `^` outside the text."""
    if not 0 <= piece < len(context.pieces):
        return "^"
    return _ATOM_NAMES.get(context.kinds[piece]) or context.pieces[piece]


def tag(context: Context, piece: int) -> str:
    """Part of speech or label of a piece; `^` outside the text."""
    return context.tags[piece] if 0 <= piece < len(context.tags) else "^"


def visible(context: Context, piece: int, step: int) -> int:
    """The piece itself, or the next one in direction `step` where it is a quotation mark."""
    while 0 <= piece < len(context.pieces) and context.pieces[piece] in _BOOK_MARKS:
        piece += step
    return piece


def predicate(context: Context, last: int) -> str:
    """The first verb or preposition after a phrase in its clause, what it would be the subject of."""
    kinds, tags, pieces = context.kinds, context.tags, context.pieces
    for piece in range(last + 1, min(last + 7, len(pieces))):
        kind = kinds[piece]
        if kind == "W":
            if tags[piece] in ("v", "p", "vn", "uj", "c"):
                return pieces[piece]
        elif kind == "P":
            if pieces[piece] in _STOPS:
                return pieces[piece]
        elif kind in "QE":
            return "<" + kind + ">"
    return "-"


def beginning(context: Context, first: int) -> list[str]:
    """Features of where a phrase begins."""
    opens, own = word(context, first), tag(context, first)
    return [
        "s.w" + (own if opens == "<E>" else opens),
        "s.t" + own,
        "s.p" + word(context, visible(context, first - 1, -1)),
        "s.lp" + places(opens),
    ]


def head(context: Context, last: int) -> str:
    """The word that a phrase ends with; of a name its last two characters."""
    shown = word(context, last)
    return context.pieces[last][-2:] if shown == "<E>" else shown


def ending(context: Context, last: int) -> list[str]:
    """Features of where a phrase ends."""
    closes = head(context, last)
    return ["e.w" + closes, "e.c" + closes[-1], "e.n" + word(context, visible(context, last + 1, 1))]


def body(context: Context, first: int, last: int) -> list[str]:
    """Features of the phrase as a whole."""
    count = last - first + 1
    start, end = context.piece_starts[first], context.piece_ends[last]
    found = [f"b.n{min(count, 8)}", f"b.c{min(end - start, 16)}"]
    if end - start <= 8:
        found.append("b.w" + context.matching[start:end])
    if count > 1:
        pieces, kinds = context.pieces[first : last + 1], context.kinds[first : last + 1]
        if "的" in pieces:
            found.append("b.的")
        if "E" in kinds:
            found.append("b.E^" if kinds[0] == "E" else "b.E")
        if "v" in context.tags[first + 1 : last]:
            found.append("b.v")
        if "P" in kinds:
            found.append("b.P")
            if not _BOOK_MARKS.isdisjoint(pieces):
                opened = sum(piece in "“《「『" for piece in pieces)
                closed = sum(piece in "”》」』" for piece in pieces)
                found.append("b.q=" if opened == closed else "b.q!")
    return found
