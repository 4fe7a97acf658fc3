"""The metric of a claim: what the number measures, as the text says it.

`options` gives every candidate with the features of its relation to the quantity; `choose` takes the
best by the trained ranker `metric.json`. Decisions are made in document order: a change (同比增长12%) can
take the metric of the claim before it, so the choices so far are candidates too.

Names of features: `r.` where the candidate stands and how far, `k.` with the kind of the quantity,
`u.` with its unit, `t.` with its part of speech, `g.` the words between, `q.` the words around the
quantity, `p.` a metric chosen before, `d.` a default, `al.` a list's alignment.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims import metric_candidates
from pipeline.claims.alignment import Alignment
from pipeline.claims.context import Context
from pipeline.claims.metric_candidates import Candidate
from pipeline.claims.phrase import places, tag, word
from pipeline.claims.ranking import NOTHING, Choice, Scorer, best, phrase_features, reason

PREVIOUS = 3
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


class Option(NamedTuple):
    """A candidate with the features of its relation to the quantity."""

    candidate: Candidate
    relation: list[str]
    previous: Choice | None = None


class Around(NamedTuple):
    """What is the same for every candidate of a quantity."""

    features: list[str]
    kind: str
    unit: str
    contents: int  # words of content before the quantity in its clause
    cues: list[str]
    nearest: list[str]  # the last of them: its word, its places, its part of speech with what follows it


def around(context: Context, i: int) -> Around:
    """The words around quantity `i`, its kind and unit."""
    quantity = context.quantities[i]
    at = context.quantity_piece[i]
    clause = context.clauses[context.quantity_clause[i]]
    floor = context.piece_of(clause.start)
    before = [p for p in range(floor, at) if metric_candidates.is_content(context, p)]
    contents = len(before)
    left, right = word(context, at - 1), word(context, at + 1)
    start, end = context.sentence_span(i)
    sentence = context.matching[start:end]
    features = [
        "q.l" + left,
        "q.ll" + word(context, at - 2) + "." + left,
        "q.r" + right,
        "q.rt" + tag(context, at + 1),
        f"q.n{min(contents, 6)}",
        "q.k" + quantity.kind,
        "q.u" + (quantity.unit or "-"),
    ]
    cues = [cue for cue in _CUES if cue in sentence]
    nearest = []
    if before:
        own = word(context, before[-1])
        own_tag = tag(context, before[-1])
        joint = _glue(context, context.piece_ends[before[-1]], quantity.start)
        nearest = [
            "w" + own,
            "c" + own[-1] + own_tag,
            "x" + places(own) + own_tag,
            f"t{own_tag}.{joint}",
            f"j{tag(context, before[-2]) if contents > 1 else '-'}.{own_tag}.{left}",
        ]
    return Around(features, quantity.kind, quantity.unit or "-", contents, cues, nearest)


def _glue(context: Context, start: int, end: int) -> str:
    gap = context.matching[start:end].strip()
    return gap if len(gap) <= 7 else "…" + gap[-3:]


def options(
    context: Context, i: int, chosen: Sequence[Choice], numbers: Sequence[int], alignment: Alignment | None
) -> list[Option]:
    """The candidates of quantity `i`; `chosen`: the metrics of the claims before, which are `numbers`."""
    quantity = context.quantities[i]
    about = around(context, i)
    kind, unit = about.kind, about.unit
    at = context.quantity_piece[i]
    found: list[Option] = []
    seen: dict[tuple[int, int], int] = {}
    glues: dict[tuple[str, int], list[str]] = {}
    before = min(about.contents, 3)
    left_tag, right_tag = tag(context, at - 1), tag(context, at + 1)
    head_noun, head_label = _subject_head(context, at)
    floor = context.piece_of(context.clauses[context.quantity_clause[i]].start)
    opening = context.pieces[floor] if floor < at else "-"
    for candidate in metric_candidates.candidates(context, i):
        first, last, where, rank, name = candidate
        if where == "default":
            relation = [f"d.{name}", f"d.k{kind}.{name}", f"d.u{unit}.{name}", f"d.n{before}.{name}"]
            relation += [f"d.c{cue}.{name}" for cue in about.cues]
            relation += [f"d.{f}.{name}" for f in about.features[:3]]
            relation.append(f"d.h{head_noun}.{name}")
            relation.append(f"d.l{head_label}.{kind}.{name}")
            relation.append(f"d.e{head_noun[-1]}.{name}")
            relation.append(f"d.b{opening[:1]}.{name}")
            relation.append(f"d.o{opening[-1:]}.{kind}.{name}")
            relation += [f"d.{own}" for own in about.nearest]
            found.append(Option(candidate, relation))
            continue
        key = (where, last)
        base = glues.get(key)
        if base is None:
            head = word(context, last)
            beside = places(head)[:2]  # how often before and after a number
            if where == "after":
                gap = _glue(context, quantity.end, context.piece_starts[first])
            else:
                gap = _glue(context, context.piece_ends[last], quantity.start)
            place = f"{where}{rank}"
            base = glues[key] = [
                "r." + place,
                f"k.{place}.{kind}",
                f"k.{where}.{kind}.{head}",
                f"u.{where}.{unit}.{head}",
                f"u.{place}.{unit}",
                f"g.{where}.{gap}",
                f"g.{where}.{kind}.{gap}",
                f"q.{place}.{about.features[0]}",
                f"q.{place}.{about.features[2]}",
                f"q.{where}.{about.features[3]}",
                f"r.{where}.n{before}",
                f"t.{place}.{tag(context, last)}.{kind}",
                f"lx.{place}.{beside}",
                f"lx.{where}.{left_tag}.{beside}",
                f"q.{where}.{about.features[0]}",
                f"q.{where}.t{left_tag}.{kind}",
                f"q.{where}.t{left_tag}.{right_tag}",
            ]
            if where in ("earlier", "after"):
                base += [f"o.{where}.{own}" for own in about.nearest]
        relation = base
        if alignment is not None:
            relation = [*base, "al." + alignment.place(first, last)]
        seen[first, last] = len(found)
        found.append(Option(candidate, relation))
    texts: set[str] = set()
    for back in range(1, min(len(chosen), 8) + 1):
        choice, number = chosen[-back], numbers[-back]
        if not choice.text or choice.text in texts:
            continue
        rank = len(texts)
        texts.add(choice.text)
        relation = _carried(context, i, number, choice, rank, about)
        same = seen.get((choice.first, choice.last)) if choice.first >= 0 else None
        if same is not None:
            option = found[same]
            found[same] = Option(option.candidate, [*option.relation, *relation, "p.seen"], choice)
        else:
            candidate = Candidate(choice.first, choice.last, "previous", rank, choice.text)
            found.append(Option(candidate, relation, choice))
        if len(texts) >= PREVIOUS:
            break
    return found


def _carried(context: Context, i: int, number: int, choice: Choice, rank: int, about: Around) -> list[str]:
    """Features of the metric that was chosen for the earlier quantity `number`."""
    quantity, earlier = context.quantities[i], context.quantities[number]
    same_sentence = context.quantity_sentence[i] == context.quantity_sentence[number]
    same_clause = context.quantity_clause[i] == context.quantity_clause[number]
    near = "c" if same_clause else "s" if same_sentence else "d"
    if near == "s" and context.quantity_clause[i] == context.quantity_clause[number] + 1:
        near = "n"
    same_kind = "=" if earlier.kind == quantity.kind and earlier.unit == quantity.unit else "!"
    apart = min(i - number, 4)
    gap = _glue(context, earlier.end, quantity.start)
    place = f"{rank}{near}"
    left, right = about.features[0], about.features[2]
    start = context.clauses[context.quantity_clause[i]].start
    opening = context.matching[start : min(start + 2, quantity.start)] if near != "c" else ""
    return [
        f"p.{place}",
        f"p.{place}{same_kind}{apart}",
        f"p.{place}.{earlier.kind}.{about.kind}",
        f"p.{near}.n{min(about.contents, 3)}",
        f"p.{near}.n{min(about.contents, 3)}.{about.kind}",
        f"p.{near}.g{gap}",
        f"p.{near}.{left}",
        f"p.{near}.{about.features[1]}",
        f"p.{near}.{right}",
        f"p.{near}.o{opening}",
        f"p.w{choice.where}.{about.kind}.{near}",
        f"p.m{choice.text[-4:]}.{about.kind}",
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


def features(context: Context, option: Option) -> list[str]:
    """All the features of a candidate, as the trainer sees them."""
    candidate = option.candidate
    if candidate.where == "default" or candidate.first < 0 or candidate.where == "previous":
        return option.relation
    return [*phrase_features(context, candidate.first, candidate.last), *option.relation]


def choose(
    context: Context,
    scorer: Scorer,
    i: int,
    chosen: Sequence[Choice],
    numbers: Sequence[int],
    alignment: Alignment | None,
) -> Choice:
    """The metric of quantity `i`."""
    found = options(context, i, chosen, numbers, alignment)
    if not found:
        return NOTHING
    totals = []
    kept: dict[int, float] = {}
    for option in found:
        candidate = option.candidate
        own = kept.get(id(option.relation))
        if own is None:
            own = kept[id(option.relation)] = scorer.total(option.relation)
        if candidate.where not in ("default", "previous"):
            own += scorer.phrase(candidate.first, candidate.last)
        totals.append(own)
    index, probability = best(totals, lambda k: made(context, found[k], 0.0, "").text, reworded=True)
    return made(
        context, found[index], probability, reason(scorer.weights, lambda: features(context, found[index]))
    )


def made(context: Context, option: Option, probability: float, why: str) -> Choice:
    """The choice of an option."""
    candidate = option.candidate
    if candidate.where == "default":
        return Choice(-1, -1, -1, -1, candidate.name, "default", probability, f"default: {why}")
    if option.previous is not None:
        return option.previous._replace(probability=probability, reason=f"carried over: {why}")
    start, end = context.piece_starts[candidate.first], context.piece_ends[candidate.last]
    text = context.text[start:end]
    return Choice(
        candidate.first,
        candidate.last,
        start,
        end,
        text,
        candidate.where,
        probability,
        f"{candidate.where}: {why}",
    )
