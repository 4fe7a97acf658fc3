"""One analysis of a document for all modules of the stage: words, clauses, atoms, brackets, lists, headlines.

`analyse` reads the document's words, mentions, quantities and times once; afterwards every look-up is an
index or a bisection. Offsets are code points into the text. All matching is done on `matching`, the text in
Simplified characters, which has the same length. Clauses are those of `pipeline.segment` with cuts inside an
atom (the comma of 1,376,350股) undone; text without marks is cut after 500 characters, so that time stays in
proportion to the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.claims.pieces import cut
from pipeline.script import matching_text
from pipeline.segment import clauses, sentence_bounds, text_of
from pipeline.spans import Clause, Mention, Quantity, TimeExpression

# （ ） ( ) 【 】 [ ]
_BRACKET = re.compile(r"[（(【\[）)】\]]")
_PAIRS = {"）": "（(", ")": "（(", "】": "【", "]": "["}
# “ ” 「 」 『 』
_QUOTE = re.compile(r"[“”「」『』]")
# between two members of a list: 、 和 及 与 以及 , / ； and their spaces
_JOINT = re.compile(r"\s*(?:、|和|及|与|以及|或|至|到|[,，/;；]|\s)\s*(?:和|及|与|以及)?\s*")
# Nobody writes a longer clause, and what walks through one takes time for every quantity in it. Characters.
_LONGEST_CLAUSE = 500
# Members of a list that are looked at on either side of a quantity.
_LONGEST_LIST = 100
_SENTENCE_FINAL = "。！？!?；;…”」』"


class Bracket(NamedTuple):
    """A pair of brackets: offsets of the opening sign and after the closing sign."""

    start: int
    end: int


class Parallel(NamedTuple):
    """Membership in a list of quantities (A、B和C): the list's quantity indices and the place in it."""

    members: tuple[int, ...]
    place: int
    respectively: bool  # 分别, 依次 or 各为 stands before the list


class Context:
    """Everything that the modules ask of a document; made by `analyse`, never changed afterwards."""

    text: str
    matching: str
    published: date | None
    quantities: Sequence[Quantity]
    times: Sequence[TimeExpression]
    mentions: Sequence[Mention]
    clauses: list[Clause]
    sentences: list[tuple[int, int]]
    pieces: list[str]  # matching text of each piece
    piece_starts: list[int]
    piece_ends: list[int]
    kinds: list[str]  # "W" word, "P" punctuation or space, "Q", "T", "E"
    tags: list[str]  # jieba's part of speech; for atoms "q", "t" and the mention's label
    quantity_clause: list[int]
    quantity_sentence: list[int]
    quantity_piece: list[int]
    brackets: list[Bracket]
    quotes: list[Bracket]
    clause_starts: list[int]
    sentence_starts: list[int]
    line_starts: list[int]
    quantity_starts: list[int]
    time_starts: list[int]
    mention_starts: list[int]
    bracket_starts: list[int]

    def clause_of(self, offset: int) -> int:
        """Index of the clause that holds `offset` (of the one before it where it is punctuation)."""
        return max(bisect_right(self.clause_starts, offset) - 1, 0)

    def sentence_of(self, offset: int) -> int:
        """Index of the sentence that holds `offset`."""
        return max(bisect_right(self.sentence_starts, offset) - 1, 0)

    def line_of(self, offset: int) -> tuple[int, int]:
        """Bounds of the line (paragraph) that holds `offset`, without its line end."""
        line = bisect_right(self.line_starts, offset) - 1
        end = self.line_starts[line + 1] - 1 if line + 1 < len(self.line_starts) else len(self.text)
        return self.line_starts[line], end

    def clause_span(self, i: int) -> tuple[int, int]:
        """Bounds of the clause of quantity `i`."""
        clause = self.clauses[self.quantity_clause[i]]
        return clause.start, clause.end

    def sentence_span(self, i: int) -> tuple[int, int]:
        """Bounds of the sentence of quantity `i`."""
        return self.sentences[self.quantity_sentence[i]]

    def before(self, i: int, *, limit: int | None = None) -> str:
        """Matching text of the clause before quantity `i`; with `limit`, that much of its sentence."""
        start = self.quantities[i].start
        first = self.clause_span(i)[0] if limit is None else max(self.sentence_span(i)[0], start - limit)
        return self.matching[first:start]

    def after(self, i: int, *, limit: int | None = None) -> str:
        """Matching text of the clause after quantity `i`; with `limit`, that much of its sentence."""
        end = self.quantities[i].end
        last = self.clause_span(i)[1] if limit is None else min(self.sentence_span(i)[1], end + limit)
        return self.matching[end:last]

    def piece_of(self, offset: int) -> int:
        """Index of the piece that holds `offset`."""
        return max(bisect_right(self.piece_starts, offset) - 1, 0)

    def pieces_in(self, start: int, end: int) -> range:
        """Indices of the pieces that begin in a span."""
        return range(bisect_left(self.piece_starts, start), bisect_left(self.piece_starts, end))

    def mentions_in(self, start: int, end: int) -> range:
        """Indices of the mentions that begin in a span."""
        return range(bisect_left(self.mention_starts, start), bisect_left(self.mention_starts, end))

    def times_in(self, start: int, end: int) -> range:
        """Indices of the calendar expressions that begin in a span."""
        return range(bisect_left(self.time_starts, start), bisect_left(self.time_starts, end))

    def quantities_in(self, start: int, end: int) -> range:
        """Indices of the quantities that begin in a span."""
        return range(bisect_left(self.quantity_starts, start), bisect_left(self.quantity_starts, end))

    def previous_in_clause(self, i: int) -> int | None:
        """The quantity before `i` in the same clause."""
        return i - 1 if i and self.quantity_clause[i - 1] == self.quantity_clause[i] else None

    def next_in_clause(self, i: int) -> int | None:
        """The quantity after `i` in the same clause."""
        clauses_of = self.quantity_clause
        return i + 1 if i + 1 < len(clauses_of) and clauses_of[i + 1] == clauses_of[i] else None

    def nearness(self, i: int, earlier: int) -> str:
        """How near quantity `earlier` stands before quantity `i`: `c` same clause, `n` the clause before in
        its sentence, `s` the sentence, `d` elsewhere."""
        apart = self.quantity_clause[i] - self.quantity_clause[earlier]
        if apart == 0:
            return "c"
        if self.quantity_sentence[i] != self.quantity_sentence[earlier]:
            return "d"
        return "n" if apart == 1 else "s"

    def bracket_of(self, offset: int) -> Bracket | None:
        """The innermost pair of brackets around `offset`."""
        for index in range(bisect_right(self.bracket_starts, offset) - 1, -1, -1):
            pair = self.brackets[index]
            if pair.start < offset < pair.end:
                return pair
            if offset - pair.start > 400:
                break
        return None

    def quote_of(self, offset: int) -> Bracket | None:
        """The quotation marks around `offset`."""
        return next((pair for pair in self.quotes if pair.start < offset < pair.end), None)

    def is_headline(self, offset: int) -> bool:
        """Whether `offset` stands in a line without a full stop that more text follows, or in 【…】."""
        pair = self.bracket_of(offset)
        if pair is not None and self.text[pair.start] == "【":
            return True
        start, end = self.line_of(offset)
        line = self.text[start:end].rstrip()
        return end < len(self.text) and 0 < len(line) <= 60 and line[-1] not in _SENTENCE_FINAL + "，,：:、"

    def opening(self, offset: int) -> int:
        """The piece at `offset`, or the first after it that is no punctuation."""
        piece = self.piece_of(offset)
        while piece + 1 < len(self.pieces) and self.kinds[piece] == "P":
            piece += 1
        return piece

    def parallel(self, i: int) -> Parallel:
        """The list of quantities that `i` belongs to; itself alone where there is none."""
        first = last = i
        while first > max(i - _LONGEST_LIST, 0) and self._joined(first - 1, first):
            first -= 1
        stop = min(len(self.quantities) - 1, i + _LONGEST_LIST)
        while last < stop and self._joined(last, last + 1):
            last += 1
        lead = self.matching[max(self.quantities[first].start - 6, 0) : self.quantities[first].start]
        respectively = any(word in lead for word in ("分别", "依次", "各为"))
        return Parallel(tuple(range(first, last + 1)), i - first, respectively)

    def _joined(self, left: int, right: int) -> bool:
        a, b = self.quantities[left], self.quantities[right]
        gap = self.matching[a.end : b.start]
        return len(gap) <= 4 and b.start > a.end and _JOINT.fullmatch(gap) is not None


def _clauses(text: str, atoms: Sequence[tuple[int, int]]) -> list[Clause]:
    """Clauses of the text, joined again where the cut stands inside an atom."""
    found = clauses(text)
    starts = [a for a, _ in atoms]
    joined: list[Clause] = []
    for clause in found:
        if joined and joined[-1].sentence == clause.sentence:
            at = bisect_left(starts, clause.start) - 1
            if at >= 0 and atoms[at][1] > clause.start - 1 and atoms[at][0] < joined[-1].end:
                joined[-1] = Clause(start=joined[-1].start, end=clause.end, sentence=clause.sentence)
                continue
        joined.append(clause)
    return [part for clause in joined for part in _bounded(clause, atoms, starts)]


def _bounded(clause: Clause, atoms: Sequence[tuple[int, int]], starts: list[int]) -> Iterator[Clause]:
    """The clause in parts that are no longer than clauses are, cut behind an atom where one is in the way."""
    start = clause.start
    while clause.end - start > _LONGEST_CLAUSE:
        cut = start + _LONGEST_CLAUSE
        at = bisect_left(starts, cut) - 1
        if at >= 0 and atoms[at][1] > cut:
            cut = atoms[at][1]
        if cut >= clause.end:
            break
        yield Clause(start=start, end=cut, sentence=clause.sentence)
        start = cut
    yield Clause(start=start, end=clause.end, sentence=clause.sentence)


def _pairs(text: str) -> list[Bracket]:
    opened: list[int] = []
    pairs = []
    for match in _BRACKET.finditer(text):
        sign = match.group()
        if sign in "（(【[":
            opened.append(match.start())
        elif opened and text[opened[-1]] in _PAIRS[sign]:
            pairs.append(Bracket(opened.pop(), match.end()))
    return sorted(pairs)


def _quotations(text: str) -> list[Bracket]:
    pairs = []
    opened: int | None = None
    for match in _QUOTE.finditer(text):
        if match.group() in "“「『":
            opened = match.start() if opened is None else opened
        elif opened is not None:
            pairs.append(Bracket(opened, match.end()))
            opened = None
    return pairs


def analyse(doc: Doc) -> Context:
    """The context of a document that has `doc._.quantities`, `doc._.times` and perhaps `doc._.mentions`."""
    context = Context()
    text = context.text = text_of(doc)
    context.matching = matching_text(text)
    context.published = doc._.published
    context.quantities = doc._.quantities or ()
    context.times = doc._.times or ()
    context.mentions = doc._.mentions or ()
    context.quantity_starts = [q.start for q in context.quantities]
    context.time_starts = [t.start for t in context.times]
    context.mention_starts = [m.start for m in context.mentions]
    context.sentences = sentence_bounds(text) or [(0, len(text))]
    context.sentence_starts = [start for start, _ in context.sentences]
    numbers = sorted((s.start, s.end) for s in (*context.quantities, *context.times))
    context.clauses = _clauses(text, numbers) or [Clause(start=0, end=len(text), sentence=0)]
    context.clause_starts = [c.start for c in context.clauses]
    context.line_starts = [0, *(m.end() for m in re.finditer("\n", text))]
    context.brackets = _pairs(text)
    context.bracket_starts = [b.start for b in context.brackets]
    context.quotes = _quotations(text)
    pieces = cut(doc, context.matching)
    context.piece_starts, context.piece_ends, context.kinds, context.tags, context.pieces = pieces
    context.quantity_clause = [context.clause_of(q.start) for q in context.quantities]
    context.quantity_sentence = [context.sentence_of(q.start) for q in context.quantities]
    context.quantity_piece = [context.piece_of(q.start) for q in context.quantities]
    return context
