"""Features of a phrase itself, whatever quantity it is a candidate for.

A phrase is a span of pieces (first, last, inclusive). What holds of its beginning, of its end and of the
whole is kept apart, so that a linear model sums each once a document. Names of features are short: `s.`
beginning, `e.` end, `b.` the whole; `w` word, `c` last character, `t` part of speech, `p` what stands before,
`n` what follows, `v` the next verb.
"""

import json
from functools import cache
from importlib.resources import files

from pipeline.claims.context import Context

LEXIS = "lexis.json"

_ATOM_NAMES = {"Q": "<Q>", "T": "<T>", "E": "<E>"}
_STOPS = frozenset("，。；：,;:！？!?\n")
_GRAMMAR = frozenset(("d", "p", "c", "m", "r"))
_BOOK_MARKS = frozenset('“”《》「」『』"')


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


def beginning(context: Context, first: int) -> list[str]:
    """Features of where a phrase begins."""
    before = visible(context, first - 1, -1)
    own, prior = tag(context, first), tag(context, before)
    left = word(context, before)
    opens = word(context, first)
    found = [
        "s.w" + (own if opens == "<E>" else opens),
        "s.t" + own,
        "s.p" + left,
        "s.pt" + prior + "." + own,
    ]
    counted = places(opens)
    found += ["s.lo" + counted[2], "s.lp" + counted]
    if left == "的" or prior in ("q", "t"):
        found.append("s.pp" + word(context, before - 1) + left)
    return found


def predicate(context: Context, last: int) -> str:
    """The first verb or preposition after a phrase in its clause, what it would be the subject of."""
    for piece in range(last + 1, min(last + 7, len(context.pieces))):
        kind, own = context.kinds[piece], context.tags[piece]
        if kind == "P" and context.pieces[piece] in _STOPS:
            return context.pieces[piece]
        if kind == "W" and own in ("v", "p", "vn", "uj", "c"):
            return context.pieces[piece]
        if kind in "QE":
            return "<" + kind + ">"
    return "-"


def ending(context: Context, last: int) -> list[str]:
    """Features of where a phrase ends."""
    after = visible(context, last + 1, 1)
    own, following = tag(context, last), tag(context, after)
    head, right = word(context, last), word(context, after)
    if head == "<E>":
        head = context.pieces[last][-2:]
    counted = places(head)
    return [
        "e.lb" + counted[0],
        "e.la" + counted[1],
        "e.lo" + counted[2],
        "e.lp" + counted,
        "e.w" + head,
        "e.c" + head[-1],
        "e.t" + own,
        "e.n" + right,
        "e.nt" + own + "." + following,
        "e.v" + predicate(context, last),
    ]


def body(context: Context, first: int, last: int) -> list[str]:
    """Features of the phrase as a whole."""
    count = last - first + 1
    start, end = context.piece_starts[first], context.piece_ends[last]
    found = [f"b.n{min(count, 8)}", f"b.c{min(end - start, 16)}"]
    if end - start <= 8:
        found.append("b.w" + context.matching[start:end])
    if count > 1:
        tags = context.tags[first : last + 1]
        pieces, kinds = context.pieces[first : last + 1], context.kinds[first : last + 1]
        found.append("b.t" + tags[0] + "." + tags[-1])
        if "的" in pieces:
            found.append("b.的")
        if "E" in kinds:
            found.append("b.E^" if kinds[0] == "E" else "b.E")
        if "v" in tags[1:-1]:
            found.append("b.v")
        if "P" in kinds:
            found.append("b.P")
        if not _GRAMMAR.isdisjoint(tags):
            found.append("b.d")
        if not _BOOK_MARKS.isdisjoint(pieces):
            opened = sum(piece in "“《「『" for piece in pieces)
            closed = sum(piece in "”》」』" for piece in pieces)
            found.append("b.q=" if opened == closed else "b.q!")
    return found
