"""The other side of a comparison, as written: 几乎是⟦iPhone 17⟧的两倍, 较⟦年初⟧增长, 低于⟦市场预期⟧的3亿元.

Reads the clause of the quantity. Refused: 同比 and 环比, whose other side is a period that `basis` names.
"""

import re

from pipeline.claims.context import Context
from pipeline.spans import Direction, Link

# 是iPhone 17的 | 为上年的 | 相当于去年同期的 | 等于A的 (before 两倍, 三分之一)
_TIMES_OF = re.compile(
    r"(?:相当于|等于|是|为|达到?|约为)([^，。；、是为]{1,24}?)的(?:将?近|约|大约|超过?|整整|至少|逾|不到)?$"
)
# 较年初 | 比去年同期 | 相比上年末 | 与A相比 | 较…相比
_THAN = re.compile(
    r"(?:相较于?|相比于?|较之?|比|与|同)([^，。；、较比]{1,24}?)(?:相比|比较)?(?=[有又也都还]?(?:大幅|小幅|略|明显|显著|同比|进一步)?(?:增|减|升|降|涨|跌|高|低|多|少|提|下|上|扩|缩|回|翻|累计|净))"
)
# 高于市场预期的 | 低于行业平均 | 超过去年全年的 | 优于
_ABOVE = re.compile(r"(?:高于|低于|高过|多于|少于|优于|领先|落后|超过|超出|不及)([^，。；、\d]{2,24}?)的?$")
_REFUSED = re.compile(r"^(?:例|重|重分|率|较|亚迪|特币|为|此次|上)?$")


def versus(context: Context, i: int, direction: Direction | None) -> Link | None:
    """The other side of the comparison that quantity `i` states, or None where it states none."""
    quantity = context.quantities[i]
    start, _ = context.clause_span(i)
    previous = context.previous_in_clause(i)
    if previous is not None:
        start = context.quantities[previous].end
    before = context.matching[start : quantity.start]
    if quantity.kind in ("multiple", "fraction"):
        match = _TIMES_OF.search(before)
        if match:
            return _linked(context, start, match)
    for pattern in (_ABOVE, _THAN):
        match = None
        for match in pattern.finditer(before):  # noqa: B007  (the last one is wanted)
            pass
        if match and not _REFUSED.fullmatch(match.group(1)):
            return _linked(context, start, match)
    return None


def _linked(context: Context, offset: int, match: re.Match[str]) -> Link:
    start, end = offset + match.start(1), offset + match.end(1)
    while start < end and context.text[start].isspace():
        start += 1
    while end > start and (context.text[end - 1].isspace() or context.text[end - 1] == "的"):
        end -= 1
    return Link(text=context.text[start:end], start=start, end=end)
