"""Direction and basis of a change: 同比增长12% is up against the year before.

Rules (`change.toml`): the last cue in the quantity's gap decides. A word of change gives its direction, a
word of level (至, 到, 报, 占) after it takes it away: what is reached is no change; a noun of change (增速,
涨幅) keeps its direction before 为 and 达. Where the gap has no cue, a word of change right after the number
does (10%的增长), and a further member of a list inherits from the member before it. The basis is that of the
nearest cue in the gap, else in the clause; without one there is 其中, which inherits from its head.

The models (`direction.json`, `basis.json`) read the same cues and the words around as features.
"""

from collections.abc import Sequence
from typing import cast

from pipeline.claims.evidence import Evidence, first_of, groups_in, last_of, words_in
from pipeline.claims.learned import Decision, load_model, settle
from pipeline.spans import Basis, Direction

# where a model is less sure, the rule decides
TRUST = {"direction": 0.5, "basis": 0.7}
_WAY = frozenset(("up", "down", "flat"))
_WAY_OR_LEVEL = _WAY | {"level"}
_BASIS = frozenset(("yoy", "ring", "prior"))
# nouns of change: their value is a change though a word of level follows them
_NOUN_ENDS = ("速", "幅", "率")
_NO_CHANGE_KINDS = frozenset(("rank", "ordinal", "number"))
_QUARTER = ("季", "Q", "q")
_WEEK = ("周", "旬", "假", "节", "日")


def rule_direction(
    evidence: Evidence, i: int, previous: Direction | None = None
) -> Decision[Direction | None]:
    """Direction by the cues alone. `previous` is that of the quantity before."""
    context = evidence.context
    quantity = context.quantities[i]
    if quantity.kind in _NO_CHANGE_KINDS:
        return Decision(None, f"kind {quantity.kind}")
    start, end = evidence.gaps[i]
    cues = evidence.cues.within(start, end)
    cue = last_of(cues, _WAY_OR_LEVEL)
    if cue is not None and cue.group == "level":
        noun = last_of(cues, _WAY)
        if noun is not None and noun.word.endswith(_NOUN_ENDS) and cue.word not in ("至", "到"):
            return Decision(cast(Direction, noun.group), f"noun of change {noun.word}")
        return Decision(None, f"level {cue.word}")
    if cue is not None:
        return Decision(cast(Direction, cue.group), f"cue {cue.word}")
    first, last = evidence.tails[i]
    after = first_of(evidence.cues.within(first, min(last, first + 3)), _WAY)
    if after is not None:
        return Decision(cast(Direction, after.group), f"cue {after.word} after")
    parallel = context.parallel(i)
    if parallel.place and previous is not None:
        return Decision(previous, "list")
    return Decision(None, "no cue")


def rule_basis(
    evidence: Evidence, i: int, direction: Direction | None, previous: Basis | None = None
) -> Decision[Basis | None]:
    """Basis by the cues alone, for a change in `direction`. `previous` is that of the quantity before."""
    context = evidence.context
    if direction is None:
        return Decision(None, "no change")
    gap = evidence.gaps[i]
    clause = context.clause_span(i)
    cue = last_of(evidence.cues.within(*gap), _BASIS) or last_of(
        evidence.cues.within(clause[0], gap[0]), _BASIS
    )
    if cue is not None:
        basis = ring_basis(evidence, i, cue.word) if cue.group == "ring" else cast(Basis, cue.group)
        return Decision(basis, f"cue {cue.word}")
    sentence = context.sentence_span(i)[0]
    head = context.matching[sentence : gap[1]]
    if previous is not None and ("其中" in head or context.parallel(i).place):
        return Decision(previous, "inherited")
    return Decision(None, "no cue")


def ring_basis(evidence: Evidence, i: int, word: str) -> Basis:
    """环比 against the quarter, the month or (of a week, a holiday) something else before."""
    if "季" in word or word == "QoQ":
        return "qoq"
    if "月" in word:
        return "mom"
    period = period_before(evidence, i)
    if any(sign in period for sign in _QUARTER):
        return "qoq"
    if "月" not in period and any(sign in period for sign in _WEEK):
        return "prior"
    return "mom"


def period_before(evidence: Evidence, i: int) -> str:
    """Text of the nearest calendar expression before a quantity in its line; empty where there is none."""
    context = evidence.context
    start = context.quantities[i].start
    earlier = context.times_in(context.line_of(start)[0], start)
    return context.times[earlier[-1]].text if earlier else ""


def direction_features(
    evidence: Evidence, i: int, previous: Direction | None, base: Sequence[str], rule: Direction | None
) -> list[str]:
    """Features for the direction of quantity `i`, of which the cues say `rule`."""
    context = evidence.context
    start, end = evidence.gaps[i]
    cues = evidence.cues.within(start, end)
    first, last = evidence.tails[i]
    tail = evidence.cues.within(first, last)
    found = [*base, f"rule={rule}", f"krule={context.quantities[i].kind}|{rule}"]
    cue = last_of(cues, _WAY_OR_LEVEL)
    way = last_of(cues, _WAY)
    if cue is not None:
        distance = min((end - cue.end + 1) // 2, 5)
        found += [f"gl={cue.group}", f"gld={cue.group}|{distance}", f"glw={cue.word}"]
    if way is not None:
        found += [f"gw={way.group}", f"gww={way.word}"]
        if cue is not None and cue.group == "level":
            found.append(f"gwl={way.word[-1]}|{cue.word}")
    after = first_of(tail, _WAY)
    if after is not None:
        found.append(f"t0={after.group}|{min(after.start - first, 4)}")
    found += groups_in(cues, "g.")
    found += words_in(context, start, end, "gb=")
    parallel = context.parallel(i)
    joined = "joined" if parallel.place else "same" if start > context.clause_span(i)[0] else "new"
    found.append(f"prev={previous}|{joined}")
    if i:
        same_kind = context.quantities[i - 1].kind == context.quantities[i].kind
        found.append(f"prevk={previous}|{same_kind}|{cue.word if cue else '-'}")
        opening = context.piece_of(start)
        found.append(f"prevw={previous}|{same_kind}|{context.pieces[opening]}")
    clause_cue = last_of(evidence.cues.within(context.clause_span(i)[0], start), _WAY)
    if clause_cue is not None:
        found.append(f"c={clause_cue.group}|{joined}")
    if cue is None and joined == "new":
        before = context.clauses[context.quantity_clause[i] - 1] if context.quantity_clause[i] else None
        if (
            before is not None
            and before.end < start
            and context.sentence_of(before.start) == context.quantity_sentence[i]
        ):
            found += groups_in(evidence.cues.within(before.start, before.end), "y.")
    return found


def basis_features(
    evidence: Evidence,
    i: int,
    direction: Direction | None,
    previous: Basis | None,
    base: Sequence[str],
    rule: Basis | None,
) -> list[str]:
    """Features for the basis of quantity `i`, a change in `direction`, of which the cues say `rule`."""
    context = evidence.context
    start, end = evidence.gaps[i]
    clause = context.clause_span(i)
    sentence = context.sentence_span(i)
    cues = evidence.cues.within(start, end)
    cue = last_of(cues, _BASIS)
    found = [*base, f"d={direction}", f"rule={rule}"]
    period = period_before(evidence, i)
    unit = (
        "q"
        if any(s in period for s in _QUARTER)
        else "m"
        if "月" in period
        else "y"
        if "年" in period
        else "d"
        if period
        else "-"
    )
    found.append(f"per={unit}")
    if cue is not None:
        found += [f"gl={cue.group}", f"glw={cue.word}", f"glu={cue.group}|{unit}"]
    found += groups_in(cues, "g.")
    found += groups_in(evidence.cues.within(clause[0], start), "c.")
    earlier = evidence.cues.within(sentence[0], clause[0])
    found += groups_in(earlier, "s.")
    last = last_of(earlier, _BASIS)
    if last is not None:
        found.append(f"sl={last.group}")
    found += words_in(context, start, end, "gb=")
    head = context.matching[sentence[0] : start]
    joined = "joined" if context.parallel(i).place else "same" if start > clause[0] else "new"
    found.append(f"prev={previous}|{joined}|{'其中' in head}")
    if "其中" in head:
        found.append("其中")
    if sentence[0] > 0 and context.text[sentence[0] - 1] != "\n":
        before = context.sentences[context.quantity_sentence[i] - 1]
        found += groups_in(evidence.cues.within(*before), "x.")
    return found


def decide_direction(
    evidence: Evidence, i: int, previous: Direction | None, base: Sequence[str]
) -> Decision[Direction | None]:
    """Direction of quantity `i`; `previous` is what was decided for the quantity before it."""
    rule = rule_direction(evidence, i, previous)
    features = direction_features(evidence, i, previous, base, rule.value)
    return settle(load_model("direction"), features, rule, TRUST["direction"])


def decide_basis(
    evidence: Evidence, i: int, direction: Direction | None, previous: Basis | None, base: Sequence[str]
) -> Decision[Basis | None]:
    """Basis of quantity `i`, whose direction is decided."""
    rule = rule_basis(evidence, i, direction, previous)
    features = basis_features(evidence, i, direction, previous, base, rule.value)
    return settle(load_model("basis"), features, rule, TRUST["basis"])
