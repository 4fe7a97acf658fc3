"""Features of a candidate for a subject: what it is, how it stands to the quantity and to its metric.

Which features there are was chosen on the training passages: each was left out in turn, and what was not
missed is gone. Names of features: `r.` where the candidate stands, `m.` how it stands to the metric (`~`
where that is in another clause), `q.` the word before the quantity, `x.` the names between, `i.` whether in
its line, `v.` `n.` `l.` the next verb and the words after and before, `src.` how it stands to the source,
`p.` a subject chosen before, `par.` parallel to it, `same.` its words, `o.` what opens the clause, `br.`
brackets, `gen.` `ana.` general nouns, `no.` none, `al.` a list's alignment; of the phrase itself those of
`phrase`, and `s.tt` the tags before it, `e.tt` those after it, `e.lb` `e.t` of its end, `b.d` of the whole.
"""

from itertools import accumulate
from typing import NamedTuple

from pipeline.claims import phrase
from pipeline.claims.context import Context
from pipeline.claims.phrase import PhraseFeatures, places, predicate, tag, visible, word
from pipeline.claims.ranking import Choice
from pipeline.claims.subject_candidates import Phrases
from pipeline.spans import Link

_GRAMMAR = frozenset(("d", "p", "c", "m", "r"))


def _beginning(context: Context, first: int) -> list[str]:
    own, prior, further = tag(context, first), tag(context, first - 1), tag(context, first - 2)
    return [*phrase.beginning(context, first), f"s.tt{further}.{prior}.{own}"]


def _ending(context: Context, last: int) -> list[str]:
    own, following, further = tag(context, last), tag(context, last + 1), tag(context, last + 2)
    often = places(phrase.head(context, last))[0]
    return [*phrase.ending(context, last), "e.lb" + often, "e.t" + own, f"e.tt{own}.{following}.{further}"]


def _body(context: Context, first: int, last: int) -> list[str]:
    found = phrase.body(context, first, last)
    if last > first and not _GRAMMAR.isdisjoint(context.tags[first : last + 1]):
        found.append("b.d")
    return found


PHRASE = PhraseFeatures(_beginning, _ending, _body)


class Facts(NamedTuple):
    """What the features read of a phrase, whatever quantity it is a candidate for."""

    start: int
    text: str
    label: str  # of a phrase that is one mention
    word: str  # the last one
    verb: str
    following_tag: str  # of the word after it, quotation marks left out
    prior: str  # the word before it, likewise
    opens: bool  # whether it opens its clause
    names_before: int  # mentions in the text before it, and up to its end
    names_up_to: int


class State:
    """What is kept between the quantities of a document: its phrases and their facts."""

    __slots__ = ("_context", "_facts", "_openings", "names_before", "phrases")

    def __init__(self, context: Context) -> None:
        self._context = context
        self._openings: dict[int, int] = {}
        self.phrases = Phrases(context)
        self._facts: dict[tuple[int, int], Facts] = {}
        names = [kind == "E" for kind in context.kinds]
        self.names_before = [0, *accumulate(names)]  # how many mentions stand before each piece

    def opening(self, first: int) -> int:
        """The first piece of the clause of piece `first` that is no time, conjunction or punctuation."""
        context = self._context
        index = context.clause_of(context.piece_starts[first])
        piece = self._openings.get(index)
        if piece is None:
            piece = context.piece_of(context.clauses[index].start)
            last = len(context.pieces) - 1
            while piece < last and (
                context.kinds[piece] in "TP" or context.tags[piece] in ("c", "p", "d", "f", "ul", "t", "uj")
            ):
                piece += 1
            self._openings[index] = piece
        return min(piece, first)

    def facts_of(self, first: int, last: int) -> Facts:
        """The facts of the phrase from piece `first` to piece `last`."""
        found = self._facts.get((first, last))
        if found is None:
            context = self._context
            start = context.piece_starts[first]
            following, prior = visible(context, last + 1, 1), visible(context, first - 1, -1)
            found = self._facts[first, last] = Facts(
                start,
                context.text[start : context.piece_ends[last]],
                context.tags[last] if first == last and context.kinds[last] == "E" else "-",
                word(context, last),
                predicate(context, last),
                tag(context, following),
                word(context, prior),
                first == self.opening(first),
                self.names_before[first],
                self.names_before[last + 1],
            )
        return found


def to_metric(metric: Choice, first: int, last: int, context: Context) -> str:
    """How a phrase stands to the metric chosen for the quantity."""
    if metric.first < 0:
        return "none"
    if last < metric.first:
        gap = metric.first - last - 1
        if gap == 0:
            return "touch"
        if gap == 1 and context.pieces[last + 1] == "的":
            return "of"
        return f"left{min(gap, 4)}" if gap < 7 else "far"
    if first > metric.last:
        return "right"
    if first == metric.first:
        return "same" if last == metric.last else "head" if last < metric.last else "cover"
    return "inside" if first > metric.first and last <= metric.last else "cross"


class About(NamedTuple):
    """What is the same for every candidate of a quantity."""

    at: int  # its piece
    kind: str
    left: str  # the word before it
    line: tuple[int, int]
    sentence_start: int
    names: int  # mentions in the text before it, and before its sentence
    names_before_sentence: int
    opening_label: str  # of the mention that opens its clause
    opens: str  # tags of the first two pieces of its clause
    nouns: int  # words of content before it in its clause, up to 4
    metric: Choice
    apart: str  # "~" where the metric stands in another clause
    carried: str  # where the metric was found
    source: Link | None


def to_source(source: Link | None, start: int, end: int) -> str:
    """How a span stands to the source of the claim."""
    if source is None or source.start is None or source.end is None:
        return "-"
    if source.end <= start or end <= source.start:
        return "apart"
    return "same" if (start, end) == (source.start, source.end) else "over"


def links(context: Context, about: About, last: int, where: str, facts: Facts) -> list[str]:
    """How a phrase that ends with piece `last` stands to the source and to the line of the quantity."""
    standing = to_source(about.source, facts.start, context.piece_ends[last])
    begin, stop = about.line
    return [f"src.{standing}.{facts.label}", f"i.{begin <= facts.start <= stop:d}.{where}"]


def relation(
    context: Context, about: About, first: int, last: int, where: str, rank: int, facts: Facts
) -> list[str]:
    """Features of a phrase that was found `where`, `rank` clauses or sentences back."""
    label = facts.label
    to = about.apart + to_metric(about.metric, first, last, context)
    names = min(abs(about.names - facts.names_up_to), 5)
    found = links(context, about, last, where, facts)
    found += [
        f"r.{where}{rank}.{label}",
        f"r.{where}{rank}.{about.kind}",
        f"m.{to}.{where}",
        f"m.{to}.{label}",
        f"m.{about.metric.text[-2:]}.{facts.word}",
        f"q.{where}.{about.left}",
        f"v.{where}.{facts.verb}.{label}",
        f"n.{where}.{label}.{facts.following_tag}.{names}",
        f"l.{where}.{facts.prior}",
    ]
    if where != "after":
        found.append(f"x.{names}.{to}")
        if where != "before":
            found.append(f"o.{about.opening_label}.{label}.{where}")
        if where in ("before", "earlier"):
            inside = min(facts.names_before - about.names_before_sentence, 4)
            found.append(f"x.i{inside}.{label}.{about.carried}")
    return found


def carried_over(context: Context, about: About, i: int, number: int, choice: Choice, rank: int) -> list[str]:
    """Features of the subject that was chosen for the earlier quantity `number`."""
    quantity, earlier = context.quantities[i], context.quantities[number]
    near = context.nearness(i, number)
    if near == "d" and about.line != context.line_of(earlier.start):
        near = "l"
    gap = context.matching[earlier.end : quantity.start] if quantity.start - earlier.end <= 7 else "…"
    floor = context.piece_of(context.clauses[context.quantity_clause[i]].start)
    inside = near != "c" and floor < about.at
    first_tag = tag(context, floor) if inside else "-"
    place, nouns, carried = f"{rank}{near}", about.nouns, about.carried
    return [
        f"p.{place}",
        f"p.{place}.{carried}",
        f"p.{place}.n{nouns}",
        f"p.{place}.n{nouns}.{carried}",
        f"p.{near}.{first_tag}.{carried}",
        f"p.{near}.ot{first_tag}.{nouns}",
        f"p.{near}.o{word(context, floor) if inside else '-'}",
        f"p.{near}.w{choice.where}",
        f"p.{near}.g{gap}",
        f"p.{near}.{earlier.kind}.{quantity.kind}",
        f"p.{near}.b{about.left}",
        f"p.{rank}.{min(i - number, 4)}",
    ]


def none_fits(about: About, claims: int, *, named_before: bool) -> list[str]:
    """Features of there being no subject; `claims`: how many there are before, the last one with a subject
    or without."""
    names = min(about.names, 3)
    found = [
        f"no.{names}",
        f"no.{names}.{min(claims, 2)}.{about.opens}",
        f"no.n{about.nouns}.{about.carried}",
    ]
    if claims:
        found.append(f"no.p{named_before:d}")
    return found
