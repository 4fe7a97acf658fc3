"""How sure a claim is said to be: actual, forecast, target, hypothetical, denied.

Rules (`modality.toml`), in the manner of ConText: a cue governs what follows it within its reach (its clause
or its sentence), the nearest cue before the number winning; a cue with the direction `before` governs what
stands before it in the clause. A word of fact (已, 实现, 去年) nearer than the cue ends its reach.

The model (`modality.json`) reads the cues by group, place and distance, the words around, the title's cues,
and what was decided before: whether a plan runs on into the next sentence is left to it.
"""

from collections.abc import Sequence
from typing import cast

from pipeline.claims.cues import Cue, lexicon
from pipeline.claims.evidence import Evidence, groups_in, last_of, words_in
from pipeline.claims.learned import Decision, load_model, settle
from pipeline.spans import Modality

# where the model is less sure, a cue that the rule finds decides
TRUST = 0.6
_IRREALIS = frozenset(("forecast", "target", "hypothetical", "denied"))
_ALL = _IRREALIS | {"actual"}


def rule_modality(evidence: Evidence, i: int) -> Decision[Modality]:
    """Modality by the cues alone."""
    context = evidence.context
    start = context.quantities[i].start
    clause = context.clause_span(i)
    sentence = context.sentence_span(i)
    reach = lexicon().reach
    side = lexicon().side
    for cue in reversed(evidence.cues.within(sentence[0], start)):
        if cue.group not in _ALL:
            continue
        key = (cue.group, cue.word)
        if side[key] == "before" or (reach[key] == "clause" and cue.start < clause[0]):
            continue
        return Decision(cast(Modality, cue.group), f"cue {cue.word}")
    for cue in evidence.cues.within(start, clause[1]):
        if cue.group in _IRREALIS and side[cue.group, cue.word] in ("before", "both"):
            return Decision(cast(Modality, cue.group), f"cue {cue.word} after")
    return Decision("actual", "no cue")


def modality_features(
    evidence: Evidence, i: int, previous: Modality | None, base: Sequence[str]
) -> list[str]:
    """Features for the modality of quantity `i`; `previous` is what was decided for the one before."""
    context = evidence.context
    start, end = evidence.gaps[i]
    number = context.quantities[i].start
    clause = context.clause_span(i)
    sentence = context.sentence_span(i)
    rule = rule_modality(evidence, i).value
    found = [*base, f"rule={rule}"]
    gap = evidence.cues.within(start, end)
    earlier = evidence.cues.within(sentence[0], clause[0])
    found += groups_in(gap, "g.")
    found += groups_in(evidence.cues.within(clause[0], start), "c.")
    found += groups_in(earlier, "s.")
    found += groups_in(evidence.cues.within(number, clause[1]), "t.")
    found += groups_in(evidence.cues.within(clause[1], sentence[1]), "u.")
    found += [f"gw={cue.word}" for cue in gap if cue.group in _ALL]
    found += [f"sw={cue.word}" for cue in earlier if cue.group in _ALL]
    found += _last("gl", last_of(evidence.cues.within(clause[0], end), _ALL))
    last = last_of(earlier, _ALL)
    found += _last("sl", last)
    if last is not None:
        found.append(f"sd={last.group}|{min(context.quantity_clause[i] - context.clause_of(last.start), 4)}")
    governing = last_of(evidence.cues.within(sentence[0], start), _ALL)
    if governing is not None:
        found.append(_followed(evidence, governing))
    found.append(f"kb={context.quantities[i].kind}|{context.quantities[i].bound}")
    found += words_in(context, start, end, "gb=")
    found += words_in(context, clause[0], start, "cb=")
    same = "same" if i and context.quantity_sentence[i - 1] == context.quantity_sentence[i] else "other"
    joined = "joined" if context.parallel(i).place else same
    if i and context.quantity_clause[i - 1] == context.quantity_clause[i]:
        joined = "clause" if joined == "same" else joined
    found.append(f"prev={previous}|{joined}")
    found.append(f"prule={previous}|{rule}")
    line = context.line_of(number)
    if sentence[0] > line[0]:
        before = context.sentences[context.quantity_sentence[i] - 1]
        cues = evidence.cues.within(*before)
        found += groups_in([cue for cue in cues if cue.group in _ALL], "x.")
        found += _last("xl", last_of(cues, _ALL))
    else:
        found.append("first")
    if context.is_headline(number):
        found.append("headline")
        found += [f"{name}|h" for name in groups_in(gap, "g.")]
    title = context.line_of(0)
    if number > title[1]:
        found += groups_in([cue for cue in evidence.cues.within(*title) if cue.group in _ALL], "d.")
    times = context.times_in(sentence[0], number)
    if times:
        found.append(f"tm={''.join(c for c in context.times[times[-1]].text if not c.isdigit())[:6]}")
    return found


def _followed(evidence: Evidence, cue: Cue) -> str:
    """A cue with the part of speech after it: 将投入 is the future, 将利率 is 把, YCC计划中 is a noun."""
    context = evidence.context
    piece = context.piece_of(cue.end)
    tag = (
        context.tags[piece] if piece < len(context.pieces) and context.piece_starts[piece] == cue.end else "-"
    )
    return f"{cue.word}+{tag}"


def _last(name: str, cue: Cue | None) -> list[str]:
    return [] if cue is None else [f"{name}={cue.group}", f"{name}w={cue.word}"]


def decide_modality(
    evidence: Evidence, i: int, previous: Modality | None, base: Sequence[str]
) -> Decision[Modality]:
    """Modality of quantity `i`; `previous` is what was decided for the quantity before it."""
    rule = rule_modality(evidence, i)
    features = modality_features(evidence, i, previous, base)
    return settle(load_model("modality"), features, rule, trust(rule))


def trust(rule: Decision[Modality]) -> float:
    """How sure the model must be to be believed against the rule."""
    return 0.0 if rule.value == "actual" else TRUST
