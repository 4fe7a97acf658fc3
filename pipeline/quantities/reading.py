"""A number with the unit that follows it and the currency word or sign before it.

Refuses what a calendar expression holds, except days and months that are counted (连跌2日), and what stands
inside a name or a code (SU7, COVID-19, 1.2.3, 9:30).
"""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from pipeline.quantities.exclude import in_name
from pipeline.quantities.numeral import Numeral
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit, unit_at, words
from pipeline.spans import Bound

SECONDS = {
    "year": 31_536_000, "quarter": 7_884_000, "month": 2_628_000, "week": 604_800,
    "day": 86_400, "hour": 3_600, "minute": 60, "second": 1,
}  # fmt: skip


class Reading(NamedTuple):
    """A number and the unit after it. `start` takes in a currency sign, `end` the unit."""

    numeral: Numeral
    start: int
    end: int
    unit: Unit | None
    currency: str | None = None  # of a word or sign before the number
    following: int = 0  # index of the next numeral
    value: Decimal | None = None  # where a composite says more than its numeral
    bound: Bound | None = None  # 3年多, 一个多月


class Group(NamedTuple):
    """Readings that belong together: one, the two ends of a range, or a list that shares its unit."""

    members: tuple[Reading, ...]
    joint: Literal["range", "list"] | None


_PREFIX_ENDS = frozenset("￥¥B Y$＄D元币R€£￡P₩₹₽฿")


def _digits_end(text: str, position: int) -> int:
    while position < len(text) and (text[position].isdecimal() or text[position] in ".,"):
        position += 1
    return position


def _prefix(text: str, start: int) -> tuple[str | None, int]:
    """Currency word or sign that ends at `start`, and where the span then begins."""
    prefixes = words("money", "prefix")
    at = start - 1 if text[start - 1 : start] == " " else start
    for length in (3, 2, 1):
        word = text[at - length : at] if at >= length else ""
        if word in prefixes:
            spelled_out = "一" <= word[-1] <= "鿿"
            if word in ("美元", "港元", "港币") and not text.startswith(
                ("万", "亿", "千万", "百万", "元", "块"), _digits_end(text, start)
            ):
                return None, start
            if (
                word.isalpha()
                and not spelled_out
                and text[at - length - 1 : at - length].isascii()
                and at > length
                and text[at - length - 1].isalnum()
            ):
                return None, start
            return str(prefixes[word]["unit"]), start if spelled_out else at - length
    return None, start


_BLANKS = (" ", "\u3000")
_ODD = frozenset("两安迈里方平转国对通代类市区班堂兆")
# 连跌2日, 连续4月: days and months that are counted, not named
_LED = re.compile(r"(?:(?<!大)连[跌涨续阳阴]?了?|历时|为期|结束|持续|近|最近)\Z")


def _led(text: str, start: int, end: int) -> bool:
    return text[end : end + 1] in ("日", "月") and bool(_LED.search(text[max(0, start - 3) : start]))


def read(scene: Scene, index: int, *, joined: bool = False) -> Reading | None:
    """The numeral at an index of the scene with its unit; `joined` where a separator goes before it."""
    text, numeral = scene.matching, scene.numerals[index]
    start, end = numeral.start, numeral.end
    if scene.blocked(start, end) and not _led(text, start, end):
        return None
    if text[start - 1 : start] == " " and text[start - 2 : start - 1] == "第":
        return None  # 第 1 次
    found = unit_at(text, end)
    if found and text[end : end + 1] in _BLANKS and (found[0].noun or found[0].word in _ODD):
        found = None  # 套现2000万 两董事
    if found is not None and numeral.value is not None:
        least, most = found[0].minimum, found[0].maximum
        small = least is not None and numeral.form == "digits" and numeral.value < least
        if small or (most is not None and numeral.value > most):
            found = None
    unit, end = found or (None, end)
    currency, left = _prefix(text, start) if start and text[start - 1] in _PREFIX_ENDS else (None, start)
    if (currency is None or left == start) and in_name(text, numeral, unit, joined=joined):
        return None
    return Reading(numeral, left, end, unit, currency, index + 1)


def shared(numeral: Numeral, last: Numeral) -> Numeral:
    """The numeral with the scale of the last member of its range or list: 10 of 10-20亿 becomes 10亿."""
    if numeral.big != 1 or last.scale == 1 or numeral.value is None:
        return numeral
    scale = last.scale if numeral.scale == 1 and numeral.value < 10 and numeral.form == "han" else last.big
    top = last.value if last.value is not None else last.high
    if scale == 1 or top is None or (numeral.value * scale > top * 1000):
        return numeral
    return numeral._replace(value=numeral.value * scale, scale=scale)
