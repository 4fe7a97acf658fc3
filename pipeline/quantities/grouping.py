"""Readings put together: ranges, lists that share a unit, and limits told by words.

Range: 10-20亿元, 10亿至20亿元, 3%—5%, 1万(含)-5万元, 28-14nm; a member without unit or scale takes those
of the last one. 从…到… with a unit on both sides is two values, not a range, and so is a change by so
much to so much (下降62万吨至1285万吨). Limits: 三年以上十年以下, 大于50小于120, 10和20之间. List:
1/1.45/2.5/4亿元, 3、5、8家.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pipeline.quantities.composite import extend
from pipeline.quantities.reading import Group, Reading, read
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit

# - 至 到 ~ ～ — – － ―  with blanks or （含） before
_RANGE = re.compile(r"(?:[（(]含[^）)]{0,4}[）)])?[ 　]{0,2}(?:[-－−–~～至到―﹣]|—{1,2})[ 　]{0,2}\Z")


_LIST = frozenset(("/", "、", "／", "和", "与", "及", "或", " / ", "或者", "以及", "+"))


_ENDS = re.compile(r"(?:[从由]|自(?![有主身营动筹]))[^，。；、]{0,3}\Z")


def _touching(text: str, end: int, start: int) -> bool:
    """Whether a sign at `start` is the hyphen of a range: 5-8亿元, 1万(含)-5万元."""
    return start == end or (start - end <= 4 and text[end:start] in ("(含)", "（含）"))


def _separator(text: str, start: int, end: int) -> Literal["range", "list"] | None:
    if end - start > 8 or end < start:
        return None
    between = text[start:end]
    if between in _LIST:
        return "list"
    if between and _RANGE.match(between):
        return "range"
    return None


def _same_dimension(a: Unit, b: Unit) -> bool:
    return a.kind == b.kind and (a.unit == b.unit or a.kind == "duration")


def groups(scene: Scene) -> Iterator[Group]:
    """Every reading of the text in order, ranges and lists put together."""
    text, numerals = scene.matching, scene.numerals
    index, count = 0, len(numerals)
    while index < count:
        first = read(scene, index)
        if first is None:
            index += 1
            continue
        first = extend(scene, first)
        members = [first]
        joint: Literal["range", "list"] | None = None
        limits = _limits(scene, first)
        if limits:
            yield limits
            index = limits.members[-1].following
            continue
        while members[-1].following < count:
            last = members[-1]
            ahead = numerals[last.following]
            sign = text[ahead.start] in "-－−" and _touching(text, last.end, ahead.start)
            joined = "range" if sign else _separator(text, last.end, ahead.start)
            if joined == "list" and _enumerator(text, members):
                break
            if joined is None or (joint and joined != joint) or (joined == "list" and last.unit is not None):
                break
            other = read(scene, last.following, joined=True)
            if other is None:
                break
            other = extend(scene, other)
            if joined == "range":
                if last.unit and (other.unit is None or not _same_dimension(last.unit, other.unit)):
                    break
                if last.numeral.form == "bare" and last.unit is None:
                    break
                if last.unit and text[last.end] == " " and _falling(last, other):
                    break  # 10220亿美元 - 2308亿美元 = 7912亿美元
                if (
                    last.unit
                    and not sign
                    and text[last.end] in "至到"
                    and (_from_to(text, last.start, other.end) or _moved(text, last, other))
                ):
                    break
                if sign:
                    positive = other.numeral
                    other = other._replace(
                        start=ahead.start + 1,
                        numeral=positive._replace(
                            start=ahead.start + 1, value=abs(positive.value or Decimal(0))
                        ),
                    )
            members.append(other)
            joint = joined
            if joint == "range" or other.unit is not None:
                break
        if joint == "list" and members[-1].unit is None:
            yield from (Group((member,), None) for member in members)
        else:
            yield Group(tuple(members), joint)
        index = members[-1].following


# 以上、 (含)以上，
_FROM = re.compile(r"[ ]?(?:[（(]含[^）)]{0,2}[）)]|及)?以上[ ]?(?:[，,、至到]|但)?[ ]?")


_TO = re.compile(r"[ ]?(?:[（(][^）)]{1,4}[）)])?(?:以下|以内|之内)")


# 大于50小于12  大于4865并少于20793
_OVER = re.compile(r"(?:[大高多]于(?:或?等于)?|超过|不低于|不少于|[>≥＞])[ ]?\Z")


_UNDER = re.compile(
    r"[ ]?[，,]?[ ]?(?:[并且而和]|但)?[ ]?(?:[小低少]于(?:或?等于)?|不超过|不高于|不足|[<≤＜])[ ]?\Z"
)


_MOST = re.compile(r"(?:最多|至多|不超过)[ ]?\Z")


_LEAST = re.compile(r"[ ]?[，,]?[ ]?(?:[并且而和]|但)?(?:最少|至少|不少于)[ ]?\Z")


def _ordered(first: Reading, other: Reading) -> bool:
    """大于50小于12 is no range."""
    low, high = first.numeral.value, other.numeral.value
    return low is None or high is None or low < high or first.unit is not None or other.unit is not None


def _limits(scene: Scene, first: Reading) -> Group | None:
    """Two ends told by words of bound: 三年以上十年以下, 大于50小于120, 最多100最少20个, 10和20之间."""
    text = scene.matching
    if first.following >= len(scene.numerals) or scene.numerals[first.following].start - first.end > 9:
        return None
    ahead = scene.numerals[first.following]
    between = text[first.end : ahead.start]
    before = text[max(0, first.start - 5) : first.start]
    worded = (_OVER.search(before) and _UNDER.match(between)) or (
        _MOST.search(before) and _LEAST.match(between)
    )
    from_to = _FROM.fullmatch(between)
    if not worded and not from_to and between not in ("和", "与", "至", "到"):
        return None
    other = read(scene, first.following, joined=True)
    if other is None:
        return None
    if worded and not _ordered(first, other):
        return None
    if worded and (first.unit is not None or other.unit is not None) and not _MOST.search(before):
        return None
    closed = (from_to and _TO.match(text, other.end)) or text.startswith(("之间", "间的", "间，"), other.end)
    alike = first.unit is None or (other.unit is not None and _same_dimension(first.unit, other.unit))
    return Group((first, other), "range") if (worded or closed) and alike else None


def _enumerator(text: str, members: list[Reading]) -> bool:
    """1、 at the start of a line numbers what follows."""
    first = members[0]
    at = first.start
    while at and text[at - 1] in " \u3000\t#*（(":
        at -= 1
    return (
        len(members) == 1
        and first.unit is None
        and (at == 0 or text[at - 1] == "\n")
        and text[first.end] == "、"
    )


def _from_to(text: str, start: int, end: int) -> bool:
    """从10亿元到20亿元: two values; with 不等, 之间 or 区间 after them a range all the same."""
    low = start - 5 if start > 5 else 0
    return bool(_ENDS.search(text[low:start])) and not text.startswith(("不等", "之间", "区间", "间"), end)


# 下降62万吨至1285.8万吨: by so much to so much
_MOVED = re.compile(
    r"(?:增加|减少|下降|下跌|下滑|上升|上涨|增长|提高|降低|回落|[涨跌升降增减])了?[约近超逾]?\Z"
)


def _falling(first: Reading, last: Reading) -> bool:
    high, low = first.numeral.value, last.numeral.value
    return high is not None and low is not None and high > low


def _moved(text: str, first: Reading, last: Reading) -> bool:
    if (
        first.unit is None
        or first.unit.kind == "percent"
        or not _MOVED.search(text[max(0, first.start - 5) : first.start])
    ):
        return False
    low, high = first.numeral.value, last.numeral.value
    return low is not None and high is not None and low > 0 and not low <= high <= 3 * low
