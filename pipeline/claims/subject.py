"""The subject of a claim: who or what the value is said of, by the fullest nearest name in the text.

`options` gives every candidate with the features of its relation to the quantity and to its metric,
which is chosen first; `choose` takes the best by the trained ranker `subject.json`. Decisions are made in
document order, so that the subjects of the claims before are candidates too (comma chains, omitted
subjects). 公司 and 该公司 are given as the name they stand for; where nothing in reach can be the subject
there is none.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims import subject_candidates, subject_features
from pipeline.claims.alignment import Alignment
from pipeline.claims.context import Context
from pipeline.claims.metric_candidates import is_content
from pipeline.claims.phrase import tag, word
from pipeline.claims.ranking import NOTHING, Choice, Scorer, best, reason
from pipeline.claims.subject_features import PHRASE, About, Facts, State
from pipeline.spans import Link

PREVIOUS = 4
# What words of the metric's own that are no name lose as a subject: 不良贷款率 is said of the bank, and the
# passages that the ranker is trained on, being short, name it less often than articles do.
PART = 1.5
# What the source of a claim loses as its subject where it is led in: 据中汽协数据，8月销量… is not said of
# the association. A company that announces (公司公告称) is both.
LED = 2.0
LEADING = frozenset(("据", "根据", "按", "按照", "来自", "来源", "从", "援引", "引述"))
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


class Option(NamedTuple):
    """A candidate (its pieces, -1 where it stands nowhere) with its features beside the quantity."""

    first: int
    last: int
    where: str
    relation: list[str]
    previous: Choice | None = None
    stands_for: tuple[int, int] | None = None  # pieces of the name that 公司 or 该公司 stands for
    part: bool = False  # whether it is words of the metric's own that are no name
    led: bool = False  # whether it is the source of the claim and led in as such


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


def _about(
    context: Context, i: int, metric: Choice, source: Link | None, state: State, *, first: bool
) -> About:
    """What is the same for every candidate of quantity `i`; `first`: no claim stands before it."""
    at = context.quantity_piece[i]
    quantity = context.quantities[i]
    clause = context.clauses[context.quantity_clause[i]]
    floor = context.piece_of(clause.start)
    carried = metric.where if metric.first >= 0 else "default"
    if not first and metric.text and metric.reason.startswith("carried"):
        carried = "carried"
    opened = state.opening(at)
    sentence_start = context.sentence_span(i)[0]
    return About(
        at=at,
        kind=quantity.kind,
        left=word(context, at - 1),
        line=context.line_of(quantity.start),
        sentence_start=sentence_start,
        names=state.names_before[at],
        names_before_sentence=state.names_before[context.piece_of(sentence_start)],
        opening_label=tag(context, opened) if opened < at and context.kinds[opened] == "E" else "-",
        opens=f"{tag(context, opened)}.{tag(context, opened + 1)}" if opened < at else "-",
        nouns=min(sum(is_content(context, p) for p in range(floor, at)), 4),
        metric=metric,
        apart="~" if metric.first >= 0 and not clause.start <= metric.start < clause.end else "",
        carried=carried,
        source=source,
    )


def options(
    context: Context,
    i: int,
    chosen: Sequence[Choice],
    numbers: Sequence[int],
    alignment: Alignment | None,
    *,
    metric: Choice,
    source: Link | None,
    state: State,
) -> list[Option]:
    """The candidates of quantity `i`; `chosen` are the subjects of the claims before, `metric` and `source`
    are its own."""
    about = _about(context, i, metric, source, state, first=not chosen)
    last_label, last_at = "", False
    if chosen and chosen[-1].first >= 0:
        last_label = tag(context, chosen[-1].last)
        last_at = chosen[-1].first == state.opening(chosen[-1].first)
    bracket = context.bracket_of(context.quantities[i].start)
    by_text: dict[str, int] = {}
    for back, choice in enumerate(reversed(chosen)):
        by_text.setdefault(choice.text, back)
    found: list[Option] = []
    seen: dict[tuple[int, int], int] = {}
    for where, rank, phrases in subject_candidates.groups(context, i, state.phrases):
        for first, last, _, _ in phrases:
            if (first, last) in seen:
                continue
            facts = state.facts_of(first, last)
            start, text, label = facts.start, facts.text, facts.label
            relation = subject_features.relation(context, about, first, last, where, min(rank, 4), facts)
            add = relation.append
            if text in by_text:
                add(f"same.{min(by_text[text], 4)}.{where}")
            stands_for = None
            if text in COMPANY and where != "after":
                stands_for = _antecedent(context, first, chosen)
                add(f"ana.{text}.{stands_for is not None:d}.{where}")
            if last == first and text in GENERIC:
                add(f"gen.{text}.{min(about.names_before_sentence, 2)}.{min(len(chosen), 1)}")
            if where == "before" and last_label and label != "-":
                spot = "^" if start == about.sentence_start else "c" if facts.opens else "i"
                add(f"par.{'=' if label == last_label else '!'}{spot}{last_at:d}.{about.carried}")
            if bracket is not None:
                add("br.in" if bracket.start < start < bracket.end else "br.out." + where)
            elif context.bracket_starts and context.bracket_of(start) is not None:
                add("br.bracketed")
            if alignment is not None:
                add("al." + alignment.place(first, last))
            within = metric.first <= first and last <= metric.last
            part = within and context.kinds[last] != "E"
            led = _led_in(context, source, last, facts)
            seen[first, last] = len(found)
            found.append(Option(first, last, where, relation, None, stands_for, part, led))
    texts: set[str] = set()
    for back in range(1, min(len(chosen), 12) + 1):
        choice, number = chosen[-back], numbers[-back]
        if not choice.text or choice.text in texts:
            continue
        rank = len(texts)
        texts.add(choice.text)
        first, last = choice.first, choice.last
        relation = subject_features.carried_over(context, about, i, number, choice, rank)
        known = seen.get((first, last)) if first >= 0 else None
        if known is not None:
            option = found[known]
            found[known] = option._replace(relation=[*option.relation, *relation, "p.seen"], previous=choice)
        else:
            led = False
            if first >= 0:
                facts = state.facts_of(first, last)
                led = _led_in(context, source, last, facts)
                relation.append("m." + about.apart + subject_features.to_metric(metric, first, last, context))
                relation += subject_features.links(context, about, last, "previous", facts)
            found.append(Option(first, last, "previous", relation, choice, led=led))
        if len(texts) >= PREVIOUS:
            break
    named_before = bool(chosen) and bool(chosen[-1].text)
    found.append(
        Option(-1, -1, "none", subject_features.none_fits(about, len(chosen), named_before=named_before))
    )
    return found


def _led_in(context: Context, source: Link | None, last: int, facts: Facts) -> bool:
    """Whether a phrase that ends with piece `last` is the source of the claim, after 据 or the like."""
    end = context.piece_ends[last]
    return facts.prior in LEADING and subject_features.to_source(source, facts.start, end) in ("same", "over")


def features(context: Context, option: Option) -> list[str]:
    """All the features of a candidate."""
    if option.first < 0:
        return option.relation
    return [*PHRASE.all(context, option.first, option.last), *option.relation]


def choose(context: Context, scorer: Scorer, found: Sequence[Option]) -> Choice:
    """The subject among the options of a quantity."""
    totals = []
    for option in found:
        score = scorer.total(option.relation)
        if option.first >= 0:
            score += scorer.phrase(option.first, option.last)
        if option.part and option.previous is None:
            score -= PART
        if option.led:
            score -= LED
        totals.append(score)
    index, probability = best(totals, lambda k: _text(context, found[k]))
    why = reason(scorer.weights, features(context, found[index]))
    return made(context, found[index], probability, why)


def _text(context: Context, option: Option) -> str:
    if option.where == "none":
        return ""
    if option.previous is not None:
        return option.previous.text
    first, last = option.stands_for or (option.first, option.last)
    return context.text[context.piece_starts[first] : context.piece_ends[last]]


def made(context: Context, option: Option, probability: float, why: str) -> Choice:
    """The choice of an option."""
    if option.where == "none":
        return NOTHING._replace(probability=probability, reason=f"no subject in reach: {why}")
    if option.previous is not None:
        return option.previous._replace(probability=probability, reason=f"carried over: {why}")
    first, last = option.stands_for or (option.first, option.last)
    start, end = context.piece_starts[first], context.piece_ends[last]
    if option.stands_for is not None:
        pronoun = context.text[context.piece_starts[option.first] : context.piece_ends[option.last]]
        why = f"{pronoun} stands for it: {why}"
    text = _text(context, option)
    return Choice(first, last, start, end, text, option.where, probability, f"{option.where}: {why}")
