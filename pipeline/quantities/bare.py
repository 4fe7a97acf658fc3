"""Numbers without a unit of their own: cells of tables, understood amounts, counts, values in their own
right.

With 万 or 亿: money where the sentence speaks of money, else a count without classifier
(注册用户达400万). A bare scale (千亿, 百万) is an amount; 万 and 亿 alone only with a word of bound.
Without a scale: where a metric without unit takes it (PMI为50.2), where prices of currencies and indices
are told (英镑兑美元报1.2855), where it is compared (大于50的), after the 送 and 转 of every ten shares
(10转8), or where the number is the whole text.
"""

import re
from functools import cache
from typing import Any

from pipeline.quantities.bound import bound_after, bound_before
from pipeline.quantities.money import understood
from pipeline.quantities.numeral import Numeral
from pipeline.quantities.reading import Group, Reading, shared
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import alternation
from pipeline.quantities.value import plain
from pipeline.spans import Kind, Quantity

# 10转8 10股派 转增3
_SHARES = re.compile(r"10股?(?:转增|转|送|派)\Z|[转送]增?\d+(?:\.\d+)?股?[转送派]增?\Z")
# 大于50 不超过300 ≥50
_COMPARED = re.compile(
    r"(?:[大小高低多少等]于(?:或?等于)?|[大小]于[ ]?或者?[ ]?等于|不?超过|不足|不到|[至最][少多]|[跌升突]破"
    r"|[≥≤＞＜<>]=?)"
    r"[ ]?[为是有]?[ ]?\Z"
)
# 分别为1.50、1.45
_LISTED = re.compile(r"分别[为是达](?:\d+(?:\.\d+)?[%亿万]?[、，,和及] ?)*\Z")
_STOPS = frozenset("，,。；;的且并而之）)、 \n！？")
_NOT_AMOUNT = ("别", "不", "要", "富翁", "富豪", "个", "年", "雄", "大", "里", "层")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A metric that needs no unit, a word of quotation, and what is quoted."""
    link = (
        r"(?:[（(][^）)]{1,12}[）)])?(?:目前|同比|环比)?"
        r"(?:约?为|是|达到?|报|[升降跌]至|录得|仅|等于|[:：＝= ])?"
    )
    metric = re.compile(rf"(?:{alternation('number', 'metric')}){link}\Z")
    level = re.compile(rf"(?:{alternation('number', 'level')})[ ]?-?[ ]?\Z")
    pair = r"[兑对][^，。；]{0,6}[元币郎镑铢布比]"
    return metric, level, re.compile(rf"{pair}|{alternation('number', 'quoted')}")


def bare(scene: Scene, group: Group) -> Quantity | None:
    """The quantity of a group without unit, if it is one."""
    text = scene.matching
    first, last = group.members[0], group.members[-1]
    numeral, start, end = last.numeral, first.start, last.end
    if start and text[start - 1] == "第":
        return None
    kind: Kind
    unit: str | None = None
    if numeral.big == 1 and not first.currency and numeral.form != "bare":
        if numeral.form == "digits" and group.joint is None:
            if end - start >= 5 and text[end : end + 1] in tuple(")）.") and "." not in text[start:end]:
                return None  # a stock code
            found = _cell(scene, numeral, start, end)
            if found:
                return found
            if _shares(text, start, end):
                kind, unit = "count", "股"
            elif (
                text[start:end] == scene.stripped
                or _own_right(text, start, end)
                or _compared(text, first, end)
            ):
                kind = "number"
            else:
                return None
        elif (
            text[start:end] == scene.stripped
            or (text[start:end] == "零" and text[start - 1] in "为至" and _stopped(text, end))
            or _compared(text, first, end, limits=last.start - first.end > 3)
        ):
            kind = "number"
        else:
            return None
    elif first.currency:
        kind, unit = "money", first.currency
    else:
        if numeral.form == "bare" and not _amount(scene, last.start, end, numeral):
            return None
        if text.startswith("科", end) and text[end + 1 : end + 2] in tuple("MAH0123456789债"):
            return None  # 22万科MTN005
        unit = understood(scene, start, end)
        kind = "money" if unit else "count"
    return _quantity(scene, group, kind, unit)


def _quantity(scene: Scene, group: Group, kind: Kind, unit: str | None) -> Quantity:
    first, last = group.members[0], group.members[-1]
    numeral, start, end = last.numeral, first.start, last.end
    common: dict[str, Any] = {
        "start": start,
        "end": end,
        "text": scene.text[start:end],
        "kind": kind,
        "unit": unit,
    }
    common["rule"] = f"bare:{kind}"
    if group.joint == "range":
        members = (shared(first.numeral, numeral), numeral)
        ends = [plain(v) for n in members for v in (n.value, n.low, n.high) if v is not None]
        return Quantity(low=min(ends), high=max(ends), bound="range", **common)
    if numeral.value is None:
        return Quantity(low=numeral.low, high=numeral.high, bound="range", **common)
    before = bound_before(scene.matching, start, bare=numeral.form == "bare")
    after = bound_after(scene.matching, end)
    bound = before[0] if before else after[0] if after else numeral.bound
    if bound in ("exact", "approx") and numeral.bound == "more_than":
        bound = "more_than"
    return Quantity(value=plain(numeral.value), bound=bound, **common)


def _stopped(text: str, end: int) -> bool:
    return end >= len(text) or text[end] in _STOPS


def _cell(scene: Scene, numeral: Numeral, start: int, end: int) -> Quantity | None:
    """A cell of a table, whose unit stands in its head."""
    unit = scene.cells.unit(start, end)
    if unit is None or numeral.value is None:
        return None
    return Quantity(
        start=start,
        end=end,
        text=scene.text[start:end],
        kind=unit.kind,
        value=plain(numeral.value * unit.factor),
        unit=scene.home if unit.word == "元" else unit.unit,
        rule=f"{unit.family}:cell:{unit.word}",
    )


def _amount(scene: Scene, start: int, end: int, numeral: Numeral) -> bool:
    """Whether a bare scale is an amount: 千亿, 百万 and longer; 万, 亿, 百 only with a bound."""
    text = scene.matching
    bounded = bound_before(text, start, bare=True)
    if numeral.big == 1:
        return bounded is not None
    if bounded or bound_after(text, end):
        return True
    if end - start < 2 or text[start - 1 : start] in tuple("成几数好亿万"):
        return False
    return text.startswith("年薪", end) or not text.startswith(_NOT_AMOUNT, end)


def _shares(text: str, start: int, end: int) -> bool:
    if text[start:end] == "10" and text.startswith(("转", "送", "派"), end):
        return True
    return bool(_SHARES.search(text[max(0, start - 12) : start]))


def _own_right(text: str, start: int, end: int) -> bool:
    after = text[end : end + 1]
    if after and (after in "-–/年月日号:：" or (after.isascii() and after.isalnum())):
        return False
    metric, level, quoted = _patterns()
    window = text[max(0, start - 26) : start]
    if "." in text[start:end] and _LISTED.search(text, max(0, start - 60), start):
        return not after or after in _STOPS or after in "和及与"
    if metric.search(window):
        return True
    if "." in text[start:end] or text.startswith(("关口", "上方", "附近", "下方", "一线", "，", "。"), end):
        return bool(level.search(window)) and bool(quoted.search(text, max(0, start - 120), start))
    return False


def _compared(text: str, first: Reading, end: int, *, limits: bool = False) -> bool:
    """Whether words of comparison make a plain number a value: 大于50, 500以上的.

    `limits` are told on both sides.
    """
    value = first.numeral.value
    if value is not None and 1900 <= value <= 2100:
        return False
    blank = text[end : end + 1] == " "
    if text.startswith(("以上", "以下", "之上", "之下"), end + blank):
        after = text[end + 2 + blank : end + 3 + blank]
        return not after or after in _STOPS
    after = text[end : end + 1]
    if after and after not in _STOPS and not text.startswith("小于", end):
        return False
    return limits or bool(_COMPARED.search(text[max(0, first.start - 9) : first.start]))
