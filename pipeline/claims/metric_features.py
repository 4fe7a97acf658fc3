"""Features of a candidate for a metric: what it is, and how it stands to the quantity.

Which features there are was chosen on the training passages: each was left out in turn, and what was not
missed is gone. Names of features: `r.` where the candidate stands and how far, `k.` with the kind of the
quantity, `u.` with its unit, `ck.` `cu.` `cr.` its last character with kind, unit and what follows the
quantity, `t.` the part of speech before the quantity, `g.` the words between, `q.` the words around the
quantity, `n.` what follows the candidate, `v.` direction and basis of the claim, `p.` a metric chosen before,
`d.` a default, `al.` a list's alignment; of the phrase itself those of `phrase`, with tags beside its
beginning (`s.pt` `s.pp` `s.lo`) and its end (`e.nt` `e.v` `e.lp`).
"""

from typing import NamedTuple

from pipeline.claims import metric_candidates, phrase
from pipeline.claims.context import Context
from pipeline.claims.metric_candidates import Candidate
from pipeline.claims.phrase import PhraseFeatures, places, predicate, tag, visible, word
from pipeline.claims.ranking import Choice

# What tells which name fits where the text gives none, looked for in the sentence.
_CUES = (
    "股",
    "指",
    "兑",
    "汇率",
    "期货",
    "油",
    "金",
    "收",
    "报",
    "盘",
    "/吨",
    "吨",
    "岁",
    "年产",
    "美元",
    "板块",
    "价",
)


def _beginning(context: Context, first: int) -> list[str]:
    before = visible(context, first - 1, -1)
    own, prior, left = tag(context, first), tag(context, before), word(context, before)
    found = phrase.beginning(context, first)
    found += ["s.pt" + prior + "." + own, "s.lo" + places(word(context, first))[2]]
    if left == "的" or prior in ("q", "t"):
        found.append("s.pp" + word(context, before - 1) + left)
    return found


def _ending(context: Context, last: int) -> list[str]:
    following = tag(context, visible(context, last + 1, 1))
    return [
        *phrase.ending(context, last),
        "e.lp" + places(phrase.head(context, last)),
        "e.nt" + tag(context, last) + "." + following,
        "e.v" + predicate(context, last),
    ]


PHRASE = PhraseFeatures(_beginning, _ending, phrase.body)


class About(NamedTuple):
    """What is the same for every candidate of a quantity."""

    kind: str
    unit: str
    change: str  # direction of its claim
    basis: str
    left: str  # the words beside it
    right: str
    right_tag: str
    further: str  # the word before `left`
    contents: int  # words of content before the quantity in its clause, up to 3
    nearest: list[str]  # the last of them: its tag with what follows it, places, word, last character, tags


def describe(context: Context, i: int, *, direction: str | None, basis: str | None) -> About:
    """The words around quantity `i`, its kind and unit, and its claim's direction and basis."""
    quantity = context.quantities[i]
    at = context.quantity_piece[i]
    clause = context.clauses[context.quantity_clause[i]]
    floor = context.piece_of(clause.start)
    before = [p for p in range(floor, at) if metric_candidates.is_content(context, p)]
    left = word(context, at - 1)
    nearest = []
    if before:
        own = word(context, before[-1])
        own_tag = tag(context, before[-1])
        joint = _glue(context, context.piece_ends[before[-1]], quantity.start)
        nearest = [
            f"t{own_tag}.{joint}",
            "x" + places(own) + own_tag,
            "w" + own,
            "c" + own[-1] + own_tag,
            f"j{tag(context, before[-2]) if len(before) > 1 else '-'}.{own_tag}.{left}",
        ]
    return About(
        kind=quantity.kind,
        unit=quantity.unit or "-",
        change=direction or "-",
        basis=basis or "-",
        left=left,
        right=word(context, at + 1),
        right_tag=tag(context, at + 1),
        further=word(context, at - 2),
        contents=min(len(before), 3),
        nearest=nearest,
    )


def _glue(context: Context, start: int, end: int) -> str:
    gap = context.matching[start:end].strip()
    return gap if len(gap) <= 7 else "…" + gap[-3:]


def of_end(context: Context, i: int, about: About, candidate: Candidate) -> list[str]:
    """Features of a phrase that all the phrases share that end where it does."""
    first, last, where, rank, _ = candidate
    quantity = context.quantities[i]
    if where == "after":
        gap = _glue(context, quantity.end, context.piece_starts[first])
    else:
        gap = _glue(context, context.piece_ends[last], quantity.start)
    kind, unit, place = about.kind, about.unit, f"{where}{rank}"
    head, closes = word(context, last), context.matching[context.piece_ends[last] - 1]
    found = [
        "r." + place,
        f"r.{where}.n{about.contents}",
        f"k.{where}.{kind}.{head}",
        f"u.{where}.{unit}.{head}",
        f"g.{where}.{gap}",
        f"q.{place}.l{about.left}",
        f"q.{place}.r{about.right}",
        f"q.{where}.rt{about.right_tag}",
        *of_words(about, where, closes, word(context, last + 1)),
        *changing(about, place),
    ]
    if where in ("earlier", "after") and about.nearest:
        found.append(f"t.{where}.{about.nearest[0]}")
    return found


def of_words(about: About, where: str, closes: str, following: str) -> list[str]:
    """Features of a phrase's last character and of the word that follows it."""
    return [
        f"ck.{closes}.{about.kind}",
        f"cu.{closes}.{about.unit}",
        f"cr.{closes}.{about.right}",
        f"n.{where}.{following}",
    ]


def changing(about: About, place: str) -> list[str]:
    """Features of where a candidate was found, with the direction and the basis of the claim."""
    return [f"v.{about.change}.{place}", f"v.{about.basis}.{place}.{about.kind}.{about.change}"]


def of_default(context: Context, i: int, about: About) -> dict[str, list[str]]:
    """Features of each name that stands for what the text leaves out."""
    start, end = context.sentence_span(i)
    sentence = context.matching[start:end]
    cues = [cue for cue in _CUES if cue in sentence]
    at = context.quantity_piece[i]
    head, label = _subject_head(context, at)
    floor = context.piece_of(context.clauses[context.quantity_clause[i]].start)
    closes = context.pieces[floor][-1:] if floor < at else "-"
    kind, left, right = about.kind, about.left, about.right
    shared = [f"d.{own}" for own in about.nearest[:2]]
    return {
        name: [
            f"d.{name}",
            f"d.k{kind}.{name}",
            f"d.l{label}.{kind}.{name}",
            f"d.h{head}.{name}",
            f"d.e{head[-1]}.{name}",
            f"d.o{closes}.{kind}.{name}",
            f"d.ql{left}.{name}",
            f"d.qr{right}.{name}",
            *[f"d.c{cue}.{name}" for cue in cues],
            *changing(about, name),
            *shared,
        ]
        for name in metric_candidates.DEFAULTS
    }


def carried_over(context: Context, about: About, i: int, number: int, choice: Choice, rank: int) -> list[str]:
    """Features of the metric that was chosen for the earlier quantity `number`."""
    quantity, earlier = context.quantities[i], context.quantities[number]
    near = context.nearness(i, number)
    same_kind = "=" if earlier.kind == quantity.kind and earlier.unit == quantity.unit else "!"
    start = context.clauses[context.quantity_clause[i]].start
    opening = context.matching[start : min(start + 2, quantity.start)] if near != "c" else ""
    place, kind, left, before = f"{rank}{near}", about.kind, about.left, about.contents
    return [
        f"p.{place}",
        f"p.{place}{same_kind}{min(i - number, 4)}",
        f"p.{place}.{earlier.kind}.{kind}",
        f"p.{near}.n{before}",
        f"p.{near}.n{before}.{kind}",
        f"p.{near}.g{_glue(context, earlier.end, quantity.start)}",
        f"p.{near}.l{left}",
        f"p.{near}.ll{about.further}.{left}",
        f"p.{near}.r{about.right}",
        f"p.{near}.o{opening}",
        f"p.w{choice.where}.{kind}.{near}",
        f"p.m{choice.text[-4:]}.{kind}",
        f"p.h{choice.text[-2:]}.{left}",
        *[f"p.{near}.{own}" for own in about.nearest],
    ]


def _subject_head(context: Context, at: int) -> tuple[str, str]:
    """The last noun or name before piece `at`, what a default would be said of, and its label."""
    for piece in range(at - 1, max(at - 10, -1), -1):
        if context.kinds[piece] == "E":
            return context.pieces[piece][-2:], context.tags[piece]
        if context.kinds[piece] == "W" and context.tags[piece][0] in "njxe":
            return context.pieces[piece], context.tags[piece]
    return "-", "-"
