"""Candidates for a subject: names and noun phrases that a number can be said of.

The phrases of a clause are found once and kept: every mention; every list of names; every run of
nouns, from its beginning or from what follows a 的 in it, to each of its nouns (住宅 | 住宅占比;
平台上商家). For a quantity the candidates are the phrases of its clause, of the clauses before it in the
sentence, the first phrases of the sentences before, phrases after the number (就有1辆是小米SU7), and the
subjects chosen for earlier claims.
"""

from bisect import bisect_left
from typing import NamedTuple

from pipeline.claims.context import Context

_NOUN_TAGS = frozenset(
    ("n", "nr", "nrt", "nrfg", "ns", "nt", "nz", "ng", "vn", "an", "j", "l", "i", "b", "x", "eng", "s", "t")
)
_INNER_TAGS = _NOUN_TAGS | frozenset(("v", "a", "f", "m", "ad", "d", "q", "zg", "vg", "g", "k", "h"))
_QUOTE_MARKS = frozenset('“”《》「」『』"·-&')
_NAME_JOINTS = frozenset(("、", "和", "及", "与", "以及"))
_LIST_JOINTS = frozenset("、/")
_TENOR = frozenset(("期", "年期", "月期", "天期", "日"))
_LONGEST = 7  # pieces of a run that are looked at as ends
_MOST_NAMES = 40  # phrases of an earlier clause that are looked at
_OPENING = 6  # pieces of a phrase that opens a clause


class Phrase(NamedTuple):
    """A noun phrase: first and last piece (inclusive), its clause, its place among the clause's runs."""

    first: int
    last: int
    clause: int
    run: int


class Group(NamedTuple):
    """Phrases of one clause, and where that is seen from the quantity."""

    where: str  # "before", "after", "earlier", "next", "sentence", "topic"
    rank: int  # clauses or sentences back
    phrases: list[Phrase]


def _is_noun(context: Context, piece: int) -> bool:
    kind = context.kinds[piece]
    return kind == "E" or (kind == "W" and context.tags[piece] in _NOUN_TAGS)


def _is_tenor(context: Context, piece: int) -> bool:
    """Whether a quantity belongs to the name around it (英国10年期国债)."""
    return context.pieces[piece].endswith("期") or context.pieces[piece + 1] in _TENOR


def phrases_of(context: Context, clause_index: int) -> list[Phrase]:
    """Every phrase of a clause, in order of their beginning."""
    clause = context.clauses[clause_index]
    pieces = context.pieces_in(clause.start, clause.end)
    found: list[Phrase] = []
    run = 0
    piece = pieces.start
    while piece < pieces.stop:
        kind = context.kinds[piece]
        tenor = kind == "Q" and piece + 1 < pieces.stop and _is_tenor(context, piece)
        if not tenor and (
            kind in "QT" or not (_is_noun(context, piece) or context.tags[piece] in ("r", "a"))
        ):
            piece += 1
            continue
        phrases = _run(context, piece, pieces.stop, clause_index, run)
        found += phrases
        piece = max((p.last for p in phrases), default=piece) + 1
        run += 1
    return found


def _run(context: Context, first: int, stop: int, clause: int, run: int) -> list[Phrase]:
    """The phrases of the run of nouns that begins with `first`."""
    beginnings = [first]
    found: list[Phrase] = []
    kinds, tags, pieces = context.kinds, context.tags, context.pieces
    last = first
    gap = 0
    ends = 0
    while last < stop and ends < _LONGEST:
        kind, tag = kinds[last], tags[last]
        if kind == "Q" and last + 1 < stop and _is_tenor(context, last):
            last += 1
            continue
        if kind in "QT" or (kind == "P" and pieces[last] not in _QUOTE_MARKS):
            break
        if kind == "E" and last != first and last not in beginnings:
            beginnings.append(last)
        if _is_noun(context, last):
            found += [Phrase(begin, last, clause, run) for begin in beginnings[-3:]]
            ends += 1
            gap = 0
        elif tag == "uj" or pieces[last] in ("的", "之"):
            beginnings.append(last + 1)
        elif kind == "W" and tag not in _INNER_TAGS and tag not in ("r", "c", "ns"):
            break
        else:
            gap += 1
            if gap > 1:
                break
        last += 1
    return found


def openings_of(context: Context, clause_index: int) -> list[Phrase]:
    """Phrases from a clause's beginning, and from each member of a list in it, whatever their part of speech.

    They catch the names that the dictionary takes apart or takes for verbs (中通快递涨3.33%).
    """
    clause = context.clauses[clause_index]
    pieces = context.pieces_in(clause.start, clause.end)
    found: list[Phrase] = []
    begin, run = -1, 100
    for piece in pieces:
        kind, tag, text = context.kinds[piece], context.tags[piece], context.pieces[piece]
        if kind in "QT" or text in _LIST_JOINTS:
            begin = -1
            run += 1
            continue
        if begin < 0:
            if kind == "P" or (kind == "W" and tag in ("c", "p", "d", "uj", "y", "ul", "r", "f")):
                continue
            begin = piece
        elif piece - begin >= _OPENING or (kind == "P" and text not in _QUOTE_MARKS):
            continue
        if kind != "P" and tag not in ("uj", "p", "c", "d", "ul"):
            found.append(Phrase(begin, piece, clause_index, run))
    return found


def lists_of(context: Context, clause_index: int) -> list[Phrase]:
    """Lists of names in a clause as one phrase (蔚来、哔哩哔哩跌超1%; 尹伟和刘勤)."""
    clause = context.clauses[clause_index]
    pieces = context.pieces_in(clause.start, clause.end)
    found: list[Phrase] = []
    begin, joints, name = -1, 0, False
    for piece in pieces:
        is_name = context.kinds[piece] == "E"
        if is_name and name:
            begin = -1  # two names side by side are no list
        if is_name and begin < 0:
            begin, joints = piece, 0
        elif is_name and joints:
            found.append(Phrase(begin, piece, clause_index, 200))
        elif not is_name and name and context.pieces[piece] in _NAME_JOINTS:
            joints += 1
        elif not is_name and context.pieces[piece] not in _QUOTE_MARKS:
            begin = -1
        name = is_name
    return found


def of_clause(context: Context, clause: int) -> list[Phrase]:
    """All the phrases of a clause, each span once, in order of their beginning."""
    spans = {(p.first, p.last): p for p in openings_of(context, clause)}
    spans.update({(p.first, p.last): p for p in lists_of(context, clause)})
    spans.update({(p.first, p.last): p for p in phrases_of(context, clause)})
    return sorted(spans.values())


class Phrases:
    """The phrases of a document's clauses, each found when it is first asked for."""

    __slots__ = ("_clauses", "_context", "_leading")

    def __init__(self, context: Context) -> None:
        self._context = context
        self._clauses: dict[int, list[Phrase]] = {}
        self._leading: dict[tuple[int, int], list[Phrase]] = {}

    def of(self, clause: int) -> list[Phrase]:
        """Every phrase of a clause."""
        found = self._clauses.get(clause)
        if found is None:
            found = self._clauses[clause] = of_clause(self._context, clause)
        return found

    def leading(self, clause: int, most: int) -> list[Phrase]:
        """The first phrases of a clause, and every mention and list in it, as far as clauses have them."""
        found = self._leading.get((clause, most))
        if found is None:
            kinds = self._context.kinds
            found = self._leading[clause, most] = [
                p
                for k, p in enumerate(self.of(clause))
                if k < most or (p.first == p.last and kinds[p.first] == "E") or p.run == 200
            ][:_MOST_NAMES]
        return found


def groups(context: Context, i: int, phrases: Phrases) -> list[Group]:
    """The candidates in the text for quantity `i`, nearest clause first."""
    at = context.quantity_piece[i]
    own = context.quantity_clause[i]
    sentence = context.quantity_sentence[i]
    mine = phrases.of(own)
    before = [p for p in mine if p.last < at]
    found = [Group("before", 0, before[-18:])]
    after = [p for p in mine if p.first > at]
    if after:
        found.append(Group("after", 0, after[:4]))
    clause = own - 1
    back = 0
    while clause >= 0 and context.clauses[clause].sentence == sentence and back < 8:
        found.append(Group("earlier", back, phrases.leading(clause, 8 if back < 3 else 5)))
        clause -= 1
        back += 1
    follows = own + 1 < len(context.clauses) and context.clauses[own + 1].sentence == sentence
    if back == 0 and not before and follows:  # 减持300万股，股东…: look ahead
        found.append(Group("next", 0, phrases.of(own + 1)[:4]))
    distance = 0
    while clause >= 0 and distance < 3:
        distance += 1
        previous = context.clauses[clause].sentence
        clause = bisect_left(context.clauses, previous, 0, clause, key=lambda c: c.sentence)
        found.append(Group("sentence", distance, phrases.leading(clause, 6 if distance < 3 else 3)))
        clause -= 1
    if clause >= 0:
        found.append(Group("topic", 0, phrases.of(0)[:4]))
    return found
