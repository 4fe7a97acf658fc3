"""How sure a claim is said to be: actual, forecast, target, hypothetical, denied.

Rules (`modality.toml`), in the manner of ConText: a cue governs what follows it within its reach (its
clause or its sentence), the nearest cue before the number winning; a cue with the direction `before`
governs what stands before it in the clause. A word of fact (已, 实现, 去年) nearer than the cue ends its
reach, unless it is itself planned (计划两年内完成). No cue are 将 where it stands for 把 (将利率下调), an
expectation that a value was only compared with (高于预期), 或 before another figure for the same
(4点，或0.2%), and words within names. 将 after what nobody decides (需求将达到) is a forecast. A plan
ends at a clause that opens with a name of its own. The value of a past time (高于2020年的41%) is actual
whatever stands before.

The model (`modality.json`) reads the cues by group, place and distance, the words around, the title's
cues, and what was decided before: whether a plan runs on into the next sentence is left to it. Where it
takes a claim for actual and is not sure, the rule's cue decides.
"""

import re
from collections.abc import Sequence
from typing import cast

from pipeline.claims.cues import Cue, lexicon
from pipeline.claims.evidence import Evidence, groups_in, last_of, words_in
from pipeline.claims.learned import Decision, load_model, settle
from pipeline.spans import Modality

# where the model is less sure that a claim is `actual`, a cue that the rule finds decides
TRUST = 0.7
# a time before its number: 2020年的41% · 去年为7.9万吨
_OF = re.compile(r"(?:同期)?则?仅?(?:为|的|是)(?:约|近)?")
_BEFORE = ("去年", "上年", "前年", "上月", "上季", "此前")
# 高于市场预期 · 低于此前预测 · 好于预期 · 超预期
_COMPARED = re.compile(r"(?:高于|低于|好于|逊于|优于|超出?|超过|不及|符合|未达)[^，。；,;]{0,8}$")
_EXPECTED = frozenset(("预期", "预测", "预估", "预计", "盈利预测"))
_DONE = frozenset(("实现", "完成"))
# before 将, what nobody decides: 需求将 · 市场规模也将 · 油价仍将
_UNDECIDED = re.compile(
    r"(?:需求量?|规模|增速|[油金股铜房粮煤]价|价格|销量|销售额|市场|行业|通胀率?|经济|占比|份额|缺口|性能|均价|指数|人口)"
    r"(?:也|仍|还|都|均|今年|明年)?$"
)
_NOMINAL = ("n", "r", "j", "eng")
_IRREALIS = frozenset(("forecast", "target", "hypothetical", "denied"))
_ALL = _IRREALIS | {"actual"}


def rule_modality(evidence: Evidence, i: int) -> Decision[Modality]:
    """Modality by the cues alone."""
    context = evidence.context
    past = past_before(evidence, i)
    if past is not None:
        return Decision("actual", f"value of {past}")
    start = context.quantities[i].start
    clause = context.clause_span(i)
    sentence = context.sentence_span(i)
    own_subject = clause[0] if _opens_with_name(evidence, clause[0]) else 0
    reach = lexicon().reach
    side = lexicon().side
    for cue in reversed(evidence.cues.within(sentence[0], start)):
        if cue.group not in _ALL:
            continue
        if cue.word in _DONE and _planned(evidence, cue, clause[0]):
            continue
        if cue.word == "或" and not context.matching[cue.end : start].strip("约近超"):
            continue  # 上涨4点，或0.2%
        if cue.word == "将" and _is_object_marker(evidence, cue):
            continue
        if cue.start < clause[0] and cue.word in _EXPECTED and _compared(context.matching, cue):
            continue
        if cue.group == "target" and cue.start < own_subject:
            continue
        if cue.word == "将" and _UNDECIDED.search(context.matching, sentence[0], cue.start) is not None:
            return Decision("forecast", "cue 将 of what nobody decides")
        key = (cue.group, cue.word)
        if side[key] == "before" or (reach[key] == "clause" and cue.start < clause[0]):
            continue
        return Decision(cast(Modality, cue.group), f"cue {cue.word}")
    for cue in evidence.cues.within(start, clause[1]):
        if cue.group in _IRREALIS and side[cue.group, cue.word] in ("before", "both"):
            return Decision(cast(Modality, cue.group), f"cue {cue.word} after")
    return Decision("actual", "no cue")


def past_before(evidence: Evidence, i: int) -> str | None:
    """The past time that a number is the value of, within its clause: 高于2020年的41%, 去年为7.9万吨."""
    context = evidence.context
    start = context.quantities[i].start
    times = context.times_in(context.clause_span(i)[0], start)
    if not times:
        return None
    time = context.times[times[-1]]
    today = context.published
    before = time.text.startswith(_BEFORE)
    if time.last is not None and not before:
        earlier = context.times_in(context.sentence_span(i)[0], time.start)
        ahead = [context.times[t].last for t in earlier]
        before = (today is not None and time.last < today) or any(day and day > time.last for day in ahead)
    if not before or _OF.fullmatch(context.matching, time.end, start) is None:
        return None
    return time.text


def _is_object_marker(evidence: Evidence, cue: Cue) -> bool:
    """Whether 将 stands for 把, as a noun, a name or a number after it shows: 将利率下调."""
    context = evidence.context
    piece = context.piece_of(cue.end)
    if piece >= len(context.pieces) or context.piece_starts[piece] != cue.end:
        return False
    return context.kinds[piece] in ("E", "Q") or (
        context.kinds[piece] == "W" and context.tags[piece].startswith(_NOMINAL)
    )


def _opens_with_name(evidence: Evidence, offset: int) -> bool:
    """Whether a clause opens with somebody or something of its own, which no plan before it governs."""
    context = evidence.context
    piece = context.opening(offset)
    return context.kinds[piece] == "E" and context.tags[piece] in ("ORG", "PERSON", "PRODUCT")


def _planned(evidence: Evidence, cue: Cue, clause_start: int) -> bool:
    """Whether a word of fact is itself planned or expected in its clause: 计划两年内完成100个."""
    return any(c.group in _IRREALIS for c in evidence.cues.within(clause_start, cue.start))


def _compared(text: str, cue: Cue) -> bool:
    """Whether an expectation is only what a value is compared with: 高于市场预期的3.32美元."""
    return _COMPARED.search(text, max(cue.start - 12, 0), cue.start) is not None


def modality_features(
    evidence: Evidence, i: int, previous: Modality | None, base: Sequence[str], rule: Modality
) -> list[str]:
    """Features for the modality of quantity `i`, of which the cues say `rule`; `previous` is what was decided
    for the one before."""
    context = evidence.context
    start, end = evidence.gaps[i]
    number = context.quantities[i].start
    clause = context.clause_span(i)
    sentence = context.sentence_span(i)
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
        if governing.start < clause[0]:
            opening = context.piece_of(clause[0])
            found.append(f"own={context.tags[opening]}|{governing.group}")
            found.append(f"ownw={context.tags[opening]}|{governing.word}")
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
    if past_before(evidence, i) is not None:
        found.append("past")
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
    features = modality_features(evidence, i, previous, base, rule.value)
    return settle(load_model("modality"), features, rule, TRUST, asked_of="actual")
