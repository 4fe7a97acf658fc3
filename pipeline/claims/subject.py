"""The subject of a claim: who or what the value is said of, by the fullest nearest name in the text.

`options` gives every candidate with the features of its relation to the quantity and to its metric,
which is chosen first; `choose` takes the best by the trained ranker `subject.json`. Decisions are made in
document order, so that the subjects of the claims before are candidates too (comma chains, omitted
subjects). 公司 and 该公司 are given as the name they stand for; where nothing in reach can be the subject
there is none.

Names of features: `r.` where the candidate stands, `m.` how it stands to the metric (`~` where that
is in another clause), `q.` the words around the quantity, `x.` the names between, `v.` `n.` `l.` the next
verb and the words after and before, `p.` a subject chosen before, `par.` parallel to it, `same.` its
words, `o.` what opens the clause, `f.` how often a name stands in the text, `br.` brackets, `gen.` `ana.`
general nouns, `no.` none, `al.` a list's alignment.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from pipeline.claims import subject_candidates
from pipeline.claims.alignment import Alignment
from pipeline.claims.context import Context
from pipeline.claims.metric_candidates import is_content
from pipeline.claims.phrase import predicate, tag, visible, word
from pipeline.claims.ranking import NOTHING, Choice, Scorer, best, phrase_features, reason
from pipeline.claims.subject_candidates import Candidate, Phrase

PREVIOUS = 4
# What words of the metric's own that are no name lose as a subject: 不良贷款率 is said of the bank, and the
# passages that the ranker is trained on, being short, name it less often than articles do.
PART = 1.5
COMPANY = frozenset(
    (
        *("公司", "集团", "企业", "我们"),
        *("该公司", "该集团", "该企业", "这家公司", "这家企业"),
        *("本公司", "本集团", "我公司"),
    )
)
# They are named as places and sources, and are rarely what 公司 stands for.
AUTHORITIES = (
    *(
        "交易所",
        "证监会",
        "证交所",
        "上交所",
        "深交所",
        "北交所",
        "联交所",
        "法院",
        "检察院",
        "仲裁委员会",
        "委员会",
    ),
    *("局", "部", "委", "网", "社", "报", "日报", "新闻", "财经", "电视台", "协会"),
)
GENERIC = frozenset(
    ("公司", "集团", "企业", "我们", "本公司", "该公司", "上市公司", "其", "市场", "子公司", "股东")
)


class State:
    """What is kept between the quantities of a document: phrases of clauses, how often names stand in it."""

    __slots__ = ("counts", "names_before", "openings", "phrases")

    def __init__(self, context: Context) -> None:
        self.phrases: dict[int, list[Phrase]] = {}
        self.openings: dict[int, int] = {}
        names = [kind == "E" for kind in context.kinds]
        self.counts = Counter(context.pieces[p] for p, is_name in enumerate(names) if is_name)
        self.names_before = [0, *accumulate(names)]  # how many mentions stand before each piece


class Option(NamedTuple):
    """A candidate with the features of its relation to the quantity."""

    candidate: Candidate
    relation: list[str]
    previous: Choice | None = None
    stands_for: tuple[int, int] | None = None  # pieces of the name that 公司 or 该公司 stands for


def _antecedent(context: Context, piece: int, chosen: Sequence[Choice]) -> tuple[int, int] | None:
    """The company that 公司 at `piece` stands for: the last subject that is one, else the first one named."""
    for choice in reversed(chosen):
        if choice.first >= 0 and context.tags[choice.last] == "ORG" and context.kinds[choice.last] == "E":
            return choice.first, choice.last
    for index in range(context.mentions_in(0, context.piece_starts[piece]).stop):
        mention = context.mentions[index]
        if mention.label == "ORG" and not mention.text.endswith(AUTHORITIES):
            first, last = context.piece_of(mention.start), context.piece_of(mention.end - 1)
            if context.piece_starts[first] == mention.start and context.piece_ends[last] == mention.end:
                return first, last
    return None


def _to_metric(metric: Choice, first: int, last: int, context: Context) -> str:
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


def options(
    context: Context,
    i: int,
    chosen: Sequence[Choice],
    numbers: Sequence[int],
    alignment: Alignment | None,
    metric: Choice,
    state: State,
) -> list[Option]:
    """The candidates of quantity `i`; `chosen` are the subjects of the claims before, `metric` is its own."""
    at = context.quantity_piece[i]
    quantity = context.quantities[i]
    clause = context.clauses[context.quantity_clause[i]]
    floor = context.piece_of(clause.start)
    nouns = min(sum(is_content(context, p) for p in range(floor, at)), 4)
    left, right = word(context, at - 1), word(context, at + 1)
    kind = quantity.kind
    carried = metric.where if metric.first >= 0 else "default"
    if chosen and metric.text and metric.reason.startswith("carried"):
        carried = "carried"
    apart = "~" if metric.first >= 0 and not clause.start <= metric.start < clause.end else ""
    last_label, last_at = "", False
    if chosen and chosen[-1].first >= 0:
        last_label = tag(context, chosen[-1].last)
        last_at = chosen[-1].first == _opening(context, chosen[-1].first, state.openings)
    opened = _opening(context, at, state.openings)
    opens = f"{tag(context, opened)}.{tag(context, opened + 1)}" if opened < at else "-"
    opening_label = tag(context, opened) if opened < at and context.kinds[opened] == "E" else "-"
    bracket = context.bracket_of(quantity.start)
    found: list[Option] = []
    seen: dict[tuple[int, int], int] = {}
    sentence_start = context.sentence_span(i)[0]
    names_before = state.names_before
    first_names = names_before[context.piece_of(sentence_start)]
    by_text: dict[str, int] = {}
    for back, choice in enumerate(reversed(chosen)):
        by_text.setdefault(choice.text, back)
    for candidate in subject_candidates.candidates(context, i, state.phrases):
        first, last, where, rank = candidate
        if (first, last) in seen:
            continue
        place = f"{where}{min(rank, 4)}"
        to_metric = apart + _to_metric(metric, first, last, context)
        start = context.piece_starts[first]
        opening = first == _opening(context, first, state.openings)
        spot = "^" if start == sentence_start else "c" if opening else "i"
        label = tag(context, last) if context.kinds[last] == "E" and first == last else "-"
        relation = [
            "r." + place,
            f"r.{place}.{spot}",
            f"r.{place}.{label}",
            f"r.{where}.n{nouns}.{spot}",
            f"r.{place}.{kind}",
            f"m.{to_metric}.{where}",
            f"m.{to_metric}.{carried}",
            f"m.{to_metric}.{label}",
            f"m.{to_metric}.{tag(context, last)}",
            f"m.{place}.{carried}.{spot}",
            f"m.{metric.text[-2:]}.{label}",
            f"m.{metric.text[-2:]}.{word(context, last)}",
            f"q.{where}.{left}",
            f"q.{where}.{right}",
            f"r.{place}.{label}.{spot}.{carried}",
        ]
        names = min(abs(names_before[at] - names_before[last + 1]), 5)
        if where != "after":
            relation.append(f"x.{where}.{names}.{label}")
            relation.append(f"x.{names}.{to_metric}")
            if where in ("before", "earlier"):
                relation.append(f"x.i{min(names_before[first] - first_names, 4)}.{label}.{carried}")
        relation.append(f"v.{where}.{predicate(context, last)}.{label}")
        following, prior = visible(context, last + 1, 1), visible(context, first - 1, -1)
        relation.append(f"n.{where}.{word(context, following)}")
        relation.append(f"n.{where}.{label}.{tag(context, following)}.{names}")
        relation.append(f"l.{where}.{word(context, prior)}")
        relation.append(f"l.{where}.{label}.{tag(context, prior)}.{names}")
        relation.append(f"l.{spot}.{label}.{tag(context, prior)}.{to_metric}")
        text = context.text[start : context.piece_ends[last]]
        if text in by_text:
            relation.append(f"same.{min(by_text[text], 4)}.{where}")
        stands_for = None
        if text in COMPANY and where != "after":
            stands_for = _antecedent(context, first, chosen)
            relation.append(f"ana.{text}.{stands_for is not None:d}.{where}")
        if last == first and text in GENERIC:
            relation.append(f"gen.{text}.{min(first_names, 2)}.{min(len(chosen), 1)}")
        if where == "before":
            gap = at - last - 1
            relation.append(f"r.b{min(gap, 8)}")
            relation.append(f"r.b{min(gap, 4)}.{label}.{carried}")
            if last_label and label != "-":
                same = "=" if label == last_label else "!"
                relation.append(f"par.{same}{spot}{last_at:d}.{carried}")
        if where not in ("before", "after"):
            relation.append(f"o.{opening_label}")
            relation.append(f"o.{opens}.{carried}")
            relation.append(f"o.{opening_label}.{label}.{where}")
        if label != "-":
            relation.append(f"f.{min(state.counts[context.pieces[last]], 4)}.{label}")
        if bracket is not None:
            relation.append("br.in" if bracket.start < start < bracket.end else "br.out." + where)
        elif context.bracket_starts:
            inside = context.bracket_of(start)
            if inside is not None:
                relation.append("br.bracketed")
        if alignment is not None:
            relation.append("al." + alignment.place(first, last))
        seen[first, last] = len(found)
        found.append(Option(candidate, relation, None, stands_for))
    texts: set[str] = set()
    for back in range(1, min(len(chosen), 12) + 1):
        choice, number = chosen[-back], numbers[-back]
        if not choice.text or choice.text in texts:
            continue
        rank = len(texts)
        texts.add(choice.text)
        relation = _carried(context, i, number, choice, rank, nouns, carried)
        known = seen.get((choice.first, choice.last)) if choice.first >= 0 else None
        if known is not None:
            option = found[known]
            found[known] = option._replace(relation=[*option.relation, *relation, "p.seen"], previous=choice)
        else:
            if choice.first >= 0:
                relation.append("m." + apart + _to_metric(metric, choice.first, choice.last, context))
            found.append(Option(Candidate(choice.first, choice.last, "previous", rank), relation, choice))
        if len(texts) >= PREVIOUS:
            break
    names = min(names_before[at], 3)
    relation = [f"no.{names}", f"no.{names}.{min(len(chosen), 2)}.{opens}", f"no.n{nouns}.{carried}"]
    if chosen:
        relation.append(f"no.p{bool(chosen[-1].text):d}")
    found.append(Option(Candidate(-1, -1, "none", 0), relation))
    return found


def _opening(context: Context, first: int, known: dict[int, int]) -> int:
    """The first piece of the clause of piece `first` that is no time, conjunction or punctuation; `known`
    keeps it by clause."""
    index = context.clause_of(context.piece_starts[first])
    piece = known.get(index)
    if piece is None:
        piece = context.piece_of(context.clauses[index].start)
        last = len(context.pieces) - 1
        while piece < last and (
            context.kinds[piece] in "TP" or context.tags[piece] in ("c", "p", "d", "f", "ul", "t", "uj")
        ):
            piece += 1
        known[index] = piece
    return min(piece, first)


def _carried(
    context: Context, i: int, number: int, choice: Choice, rank: int, nouns: int, carried: str
) -> list[str]:
    """Features of the subject that was chosen for the earlier quantity `number`."""
    quantity, earlier = context.quantities[i], context.quantities[number]
    same_clause = context.quantity_clause[i] == context.quantity_clause[number]
    same_sentence = context.quantity_sentence[i] == context.quantity_sentence[number]
    near = "c" if same_clause else "s" if same_sentence else "d"
    if near == "d" and context.line_of(quantity.start) != context.line_of(earlier.start):
        near = "l"
    if near == "s" and context.quantity_clause[i] == context.quantity_clause[number] + 1:
        near = "n"
    gap = context.matching[earlier.end : quantity.start] if quantity.start - earlier.end <= 7 else "…"
    clause = context.clauses[context.quantity_clause[i]]
    floor = context.piece_of(clause.start)
    at = context.quantity_piece[i]
    first = word(context, floor) if near != "c" and floor < at else "-"
    first_tag = tag(context, floor) if near != "c" and floor < at else "-"
    place = f"{rank}{near}"
    return [
        f"p.{near}.{first_tag}.{carried}",
        f"p.{place}",
        f"p.{place}.{carried}",
        f"p.{place}.n{nouns}",
        f"p.{place}.n{nouns}.{carried}",
        f"p.{near}.g{gap}",
        f"p.{near}.o{first}",
        f"p.{near}.ot{first_tag}.{nouns}",
        f"p.{near}.{earlier.kind}.{quantity.kind}",
        f"p.{near}.w{choice.where}",
        f"p.{near}.b{word(context, at - 1)}",
        f"p.{rank}.{min(i - number, 4)}",
    ]


def features(context: Context, option: Option) -> list[str]:
    """All the features of a candidate, as the trainer sees them."""
    candidate = option.candidate
    if candidate.first < 0:
        return option.relation
    return [*phrase_features(context, candidate.first, candidate.last), *option.relation]


def choose(
    context: Context,
    scorer: Scorer,
    i: int,
    chosen: Sequence[Choice],
    numbers: Sequence[int],
    alignment: Alignment | None,
    metric: Choice,
    state: State,
) -> Choice:
    """The subject of quantity `i`."""
    found = options(context, i, chosen, numbers, alignment, metric, state)
    if not found:
        return NOTHING
    totals = []
    for option in found:
        score = scorer.total(option.relation)
        first, last = option.candidate.first, option.candidate.last
        if first >= 0:
            score += scorer.phrase(first, last)
            within = metric.first <= first and last <= metric.last
            if within and option.previous is None and context.kinds[last] != "E":
                score -= PART
        totals.append(score)
    index, probability = best(totals, lambda k: made(context, found[k], 0.0, "").text)
    why = reason(scorer.weights, lambda: features(context, found[index]))
    return made(context, found[index], probability, why)


def made(context: Context, option: Option, probability: float, why: str) -> Choice:
    """The choice of an option."""
    candidate = option.candidate
    if candidate.where == "none":
        return NOTHING._replace(probability=probability, reason=f"no subject in reach: {why}")
    if option.previous is not None:
        return option.previous._replace(probability=probability, reason=f"carried over: {why}")
    first, last = option.stands_for or (candidate.first, candidate.last)
    start, end = context.piece_starts[first], context.piece_ends[last]
    text = context.text[start:end]
    if option.stands_for is not None:
        pronoun = context.text[context.piece_starts[candidate.first] : context.piece_ends[candidate.last]]
        why = f"{pronoun} stands for it: {why}"
    return Choice(first, last, start, end, text, candidate.where, probability, f"{candidate.where}: {why}")
