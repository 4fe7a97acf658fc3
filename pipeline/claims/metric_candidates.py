"""Candidates for a metric: every place in the text where the name of what a number measures can stand.

For a quantity these are, nearest first: phrases that end before it in its clause, phrases that begin
after it (10款|商家端免费AI工具), phrases of the clauses before it, the metrics chosen for the claims
before, and the names that stand for what the text leaves out (股价, 汇率). A phrase begins and ends with
a word of content; which of its beginnings is right is the ranker's affair.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.claims.context import Context

# Words of grammar: no phrase ends with one. jieba's tags: particle, preposition, adverb, conjunction, …
_FUNCTION = frozenset(
    {"p", "uj", "ul", "uz", "ud", "ug", "uv", "u", "c", "y", "e", "o", "h", "zg", "r", "d", "m", "f"}
)
_STOPS = frozenset("，。；：,;:！？!?\n（()）【】")
_MARKS = frozenset("、")
# A rate's denominator is its name where nothing else is (每股 12.93元).
_RATES = frozenset({"每股"})
_COPULAS = frozenset({"是", "为", "系", "即"})
# No metric begins with a negation (没有|募资3亿美元): what it denies is the modality's.
_NEGATIONS = frozenset({"没有", "并未", "并没有", "未", "没", "未有"})
_SHARES = frozenset({"占", "约占", "占到"})
DEFAULTS = ("价格", "股价", "汇率", "点位", "产能", "年龄", "指数")
_NEAR, _STARTS, _AFTER_ENDS = 6, 7, 6


class Candidate(NamedTuple):
    """A span of pieces (first, last, both inclusive), or a default's name, and where it was found."""

    first: int
    last: int
    where: str  # "before", "after", "earlier", "previous", "default"
    rank: int  # how many phrase ends (claims, for "previous") lie between it and the quantity
    name: str = ""


def is_content(context: Context, piece: int) -> bool:
    """Whether a phrase can end with this piece."""
    kind = context.kinds[piece]
    if kind != "W":
        return kind == "E"
    return context.tags[piece] not in _FUNCTION or (
        context.pieces[piece] in _RATES
        and piece + 1 < len(context.kinds)
        and context.kinds[piece + 1] in "PQ"
    )


def _share(context: Context, time: int, floor: int) -> int | None:
    """The 占 before a time, with which a share's name begins (占|公司|2024年|营业收入|的)."""
    for piece in range(time - 1, max(floor, time - 8) - 1, -1):
        if context.pieces[piece] in _SHARES:
            return piece
        if context.kinds[piece] in "PQ":
            return None
    return None


def _beginnings(context: Context, last: int, floor: int, most: int) -> Iterator[int]:
    """Pieces that a phrase ending with `last` can begin with, from the shortest phrase on."""
    yield last
    count = 1
    kinds, pieces = context.kinds, context.pieces
    for piece in range(last - 1, floor - 1, -1):
        kind = kinds[piece]
        if kind == "P" and pieces[piece] in _STOPS:
            return
        if kind in "QT":
            share = _share(context, piece, floor) if kind == "T" else None
            if share is not None:
                yield share
            return
        if pieces[piece] in _NEGATIONS:
            continue
        if kind == "E" or (kind == "W" and context.tags[piece] not in ("uj", "ul", "c", "y", "u")):
            yield piece
            count += 1
            if count >= most:
                return


def phrases_before(
    context: Context, stop: int, floor: int, near: int, starts: int
) -> Iterator[tuple[int, int, int]]:
    """(first, last, rank) of the phrases in pieces `floor`..`stop`, nearest to `stop` first."""
    rank = 0
    for last in range(stop - 1, floor - 1, -1):
        if is_content(context, last):
            for first in _beginnings(context, last, floor, max(starts - rank, 3)):
                yield first, last, rank
            rank += 1
            if rank >= near:
                return


def phrases_after(context: Context, begin: int, ceiling: int) -> Iterator[tuple[int, int, int]]:
    """(first, last, rank) of the phrases right after a quantity; 的, quotes and a number are skipped."""
    first = begin
    if first < ceiling and context.kinds[first] == "Q":  # 3857亿元|7天期|逆回购操作
        first += 1
    while first < ceiling and (context.tags[first] in ("uj", "m") or context.pieces[first] in '“”《》"的 '):
        first += 1
    if first < ceiling and context.pieces[first] in _COPULAS:  # 就有1辆|是|小米SU7: what it is said of
        return
    rank = 0
    for last in range(first, min(ceiling, first + _AFTER_ENDS + 2)):
        kind = context.kinds[last]
        if kind in "QT" or (kind == "P" and context.pieces[last] in _STOPS | _MARKS):
            return
        if is_content(context, last):
            yield first, last, rank
            rank += 1
            if rank >= _AFTER_ENDS:
                return


def candidates(context: Context, i: int) -> list[Candidate]:
    """The candidates in the text for quantity `i`; the defaults and the previous claims' are the caller's."""
    at = context.quantity_piece[i]
    clause_index = context.quantity_clause[i]
    clause = context.clauses[clause_index]
    floor = context.piece_of(clause.start)
    found = [
        Candidate(first, last, "before", rank)
        for first, last, rank in phrases_before(context, at, floor, _NEAR, _STARTS)
    ]
    ceiling = context.pieces_in(clause.start, clause.end).stop
    found += [
        Candidate(first, last, "after", rank) for first, last, rank in phrases_after(context, at + 1, ceiling)
    ]
    sentence = context.quantity_sentence[i]
    for back in (1, 2):
        if clause_index - back < 0 or context.clauses[clause_index - back].sentence != sentence:
            break
        earlier = context.clauses[clause_index - back]
        pieces = context.pieces_in(earlier.start, earlier.end)
        found += [
            Candidate(first, last, "earlier", rank + 3 * (back - 1))
            for first, last, rank in phrases_before(context, pieces.stop, pieces.start, 4 - back, 4)
        ]
    return found
