"""The role of a quantity: asserted (`claim`), narrowing (`qualifier`) or dating (`time`).

Rules (`role.toml`): a duration is `time` where a word that dates follows it (内, 以来, 新高, 后) or
stands before it (过去, 未来, 时隔), or where what was done in it follows with its own number
(十年投入100亿美元), and no word that asserts a duration stands before it (连续, 历时, 期限). A quantity
narrows where it is a tenor or a threshold before a noun (10年期国债, 20万元以上轿车), a price band or
class (30万元价格段, 百亿级企业), a type that is not itself used or reached (10nm光刻机, but 采用3nm制程),
a denominator (每10股), the rank of a group (前五大品牌, but 位列前三). A conversion in brackets has the
role of the number before. Everything else is asserted. The model (`role.json`) reads these cues and the
words around; where it takes a quantity for a claim and is not sure, the rule's cue decides.
"""

import re
from collections.abc import Sequence

from pipeline.claims.evidence import (
    Evidence,
    first_of,
    following,
    groups_in,
    last_of,
    words_in,
)
from pipeline.claims.learned import Decision, load_model, settle
from pipeline.spans import Role

# where the model is less sure that a quantity is a claim, a cue that the rule finds decides
TRUST = 0.7
_LEAD = frozenset(("span_lead",))
_ASSERTED = frozenset(("span_claim",))
_TAIL = frozenset(("span_tail",))
_AVERAGE = frozenset(("average",))
_CONDITION = frozenset(("condition",))
# 10nm光刻机, 256GB版本: such a measure before a noun names a type
_TYPE_UNITS = frozenset(("nm", "GB", "TB", "um"))
# price bands: 30万元价格段 · 10万元价位
_BAND = re.compile(r"(?:价格段|价格带|价格区间|价位|价格档|档位)")
# what is used or reached is asserted, type or not: 采用3nm制程 · 带着3nm制程 · 最新的是32nm制程 · 率先使用
_USED = re.compile(
    r"(采用?|使用|用|搭载|带着|配备|基于|瞄准|达到?|进入|转向|推进到|是|为)(?:了|其|的|先进的|\s)?$"
)
# a place in an order that is asserted: 位列前三 · 排在前三位 · 稳居全国前四
_RANKED = re.compile(r"(位列|位居|排在|排名|稳居|名列|跻身|居|列)[^，。；,;]{0,10}$")
_BEING = frozenset(("是", "为", "有", "达", "达到", "超过", "以上"))
# before a conversion: （约合 · （折合人民币 · （换算约
_CONVERTED = re.compile(r"[（(](?:约|大约|合|约合|折合|折|换算|相当于|人民币|为)*\s?")
_NOUN_TAGS = ("n", "v", "a", "b", "eng", "x", "j")


def rule_role(evidence: Evidence, i: int, previous: Role | None = None) -> Decision[Role]:
    """Role by the cues alone; `previous` is the role of the quantity before."""
    context = evidence.context
    quantity = context.quantities[i]
    if previous is not None and is_conversion(evidence, i):
        return Decision(previous, "conversion of the number before")
    start, end = evidence.gaps[i]
    before = evidence.cues.within(max(start, end - 6), end)
    first, last = evidence.tails[i]
    tail = evidence.cues.within(first, min(last, first + 6))
    after = following(context, i, 2)
    if quantity.kind == "duration":
        asserted = last_of(evidence.cues.within(start, end), _ASSERTED)
        tenor = first + 1 if after and after[0] == "期" else first if quantity.text.endswith("期") else -1
        if tenor >= 0 and _noun_follows(evidence, tenor):
            return Decision("qualifier", "tenor 期")
        average = first_of([c for c in tail if c.start - first <= 1], _AVERAGE)
        if average is not None:
            return Decision("qualifier", f"{average.word} after a duration")
        dates = first_of([c for c in tail if c.start - first <= 1], _TAIL)
        if dates is not None:
            return Decision("time", f"{dates.word} after a duration")
        leads = last_of(before, _LEAD)
        if leads is not None and asserted is None:
            return Decision("time", f"{leads.word} before a duration")
        if asserted is None and _spans_what_is_done(evidence, i):
            return Decision("time", "a duration before what was done in it")
        return Decision("claim", "asserted duration")
    if context.matching[max(end - 1, 0) : end] == "每":
        return Decision("qualifier", "denominator after 每")
    condition = first_of([c for c in tail if c.start - first <= 1], _CONDITION)
    if (
        condition is not None
        and condition.word in ("以上", "以下", "以内")
        and _noun_follows(evidence, condition.end)
    ):
        return Decision("qualifier", f"{condition.word} before a noun")
    if _BAND.match(context.matching, first):
        return Decision("qualifier", "price band")
    if (
        quantity.kind == "money"
        and context.matching.startswith("级", first)
        and _noun_follows(evidence, first + 1)
    ):
        return Decision("qualifier", "class 级")
    if quantity.unit in _TYPE_UNITS and _noun_follows(evidence, first):
        used = _USED.search(context.matching, max(start, end - 8), end)
        if used is not None:
            return Decision("claim", f"type after {used.group(1)}")
        return Decision("qualifier", "type of what follows")
    if quantity.kind == "rank" and (
        (quantity.text.startswith(("前", "TOP", "Top", "百", "十")) and quantity.bound == "at_most")
        or quantity.text.endswith("强")
    ):
        ranked = _RANKED.search(context.matching, max(start, end - 16), end)
        if ranked is not None and not _noun_follows(evidence, first):
            return Decision("claim", f"place after {ranked.group(1)}")
        return Decision("qualifier", "rank of a group")
    return Decision("claim", "no cue")


def _spans_what_is_done(evidence: Evidence, i: int) -> bool:
    """Whether a verb and a further quantity follow a duration: 十年投入100亿美元, 5天浮盈5000万元."""
    context = evidence.context
    piece = context.quantity_piece[i] + 1
    if context.next_in_clause(i) is None or piece >= len(context.pieces):
        return False
    return context.kinds[piece] == "W" and context.tags[piece] == "v" and context.pieces[piece] not in _BEING


def is_conversion(evidence: Evidence, i: int) -> bool:
    """Whether a quantity says in brackets the same as the one before it: 600美元（约合4300元）."""
    context = evidence.context
    if not i or context.quantities[i - 1].kind != context.quantities[i].kind:
        return False
    end = context.quantities[i - 1].end
    start = context.quantities[i].start
    return start - end < 10 and _CONVERTED.fullmatch(context.matching, end, start) is not None


def _noun_follows(evidence: Evidence, offset: int) -> bool:
    """Whether a word that can be a noun's beginning stands at `offset`."""
    context = evidence.context
    if offset >= len(context.text):
        return False
    piece = context.piece_of(offset)
    return context.piece_starts[piece] == offset and (
        context.kinds[piece] == "E"
        or context.tags[piece].startswith(_NOUN_TAGS)
        or context.pieces[piece] == "的"
    )


def role_features(
    evidence: Evidence, i: int, previous: Role | None, base: Sequence[str], rule: Role
) -> list[str]:
    """Features for the role of quantity `i`, of which the cues say `rule`; `previous` is the role of the
    quantity before."""
    context = evidence.context
    quantity = context.quantities[i]
    kind = quantity.kind
    start, end = evidence.gaps[i]
    first, last = evidence.tails[i]
    found = [
        *base,
        f"rule={rule}",
        f"krule={kind}|{rule}",
        f"text={quantity.text}" if len(quantity.text) <= 4 else "long",
    ]
    found += [f"{name}|{kind}" for name in groups_in(evidence.cues.within(start, end), "g.")]
    near = evidence.cues.within(first, min(last, first + 4))
    found += [f"t.{cue.group}|{min(cue.start - first, 3)}|{kind}" for cue in near]
    found += [f"tw.{cue.word}|{kind}" for cue in near if cue.start - first <= 1]
    found += words_in(context, start, end, "gb=")
    tail = words_in(context, first, last, "tb=")
    found += tail
    if "tb=的" in tail:
        found.append(f"de|{kind}")
    piece = context.quantity_piece[i] + 1
    if piece < len(context.pieces):
        found.append(f"rt={context.tags[piece]}|{kind}")
    if piece >= 2:
        found.append(f"lt={context.tags[piece - 2]}|{kind}")
    right = context.next_in_clause(i)
    if right is not None:
        found.append(f"knk={kind}|{context.quantities[right].kind}")
    if is_conversion(evidence, i):
        found.append(f"conversion={previous}")
    left = context.previous_in_clause(i)
    found.append(f"prev={previous if left is not None else '-'}|{bool(context.parallel(i).place)}")
    found.append(f"open={start == context.clause_span(i)[0]}|{kind}")
    found.append(f"at={'start' if end == context.clause_span(i)[0] else 'in'}|{kind}")
    found.append(f"to={'end' if first >= context.clause_span(i)[1] else 'in'}|{kind}")
    return found


def decide_role(evidence: Evidence, i: int, previous: Role | None, base: Sequence[str]) -> Decision[Role]:
    """Role of quantity `i`; `previous` is what was decided for the quantity before it."""
    rule = rule_role(evidence, i, previous)
    features = role_features(evidence, i, previous, base, rule.value)
    return settle(load_model("role"), features, rule, TRUST, asked_of="claim")


def decide_roles(evidence: Evidence, bases: Sequence[Sequence[str]]) -> list[Decision[Role]]:
    """The roles of every quantity of a document, in order; `bases` are their base features."""
    decided: list[Decision[Role]] = []
    for i, base in enumerate(bases):
        decided.append(decide_role(evidence, i, decided[-1].value if decided else None, base))
    return decided
