"""The number grammar: where numbers stand in a text and what they are worth, as exact decimals.

Reads digits with commas and decimals (1,020.5), Chinese numerals plain and financial (三百五十, 壹佰), mixes of
both with scales (1.2万亿, 3千多万, 1亿3千万), 廿/卅, 两/俩/仨, decimals with 点 (三点五), a leading 负 or minus,
approximations written inside the number (数十, 几千万, 十几, 300多万, 百余, 三四百, 十五六), and bare scales
(百亿, 千万). What stands around the number (units, 约, 以上) is not its business, and neither is whether it counts
anything: a `Numeral` is a candidate.

Refuses what is not one number: 一一, 二〇一九 without a scale is read digit by digit (2019), 万一 is nothing.
Values of 几 and 数 follow the rulings: 数十 and 几十 are 20 to 99, 十几 is 11 to 19, 数亿 is 2亿 to 9亿.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from pipeline.spans import Bound

Form = Literal["digits", "han", "mixed", "bare"]

_DIGITS = dict(
    zip(
        "零〇○一二三四五六七八九两俩仨壹贰叁肆伍陆柒捌玖幺",
        (0, 0, 0, *range(1, 10), 2, 2, 3, *range(1, 10), 1),
        strict=True,
    )
)
_FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30}
_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_SCALES = {**_SMALL, **_BIG}
_ONE = Decimal(1)
_LARGEST = Decimal(10) ** 27


class Numeral(NamedTuple):
    """A number where it stands. Either `value`, or `low` and `high` where the words give a span (几十).

    `scale` is the last scale written (10⁸ in 4亿, 1 in 45): members of a range or a list that have none share it.
    """

    start: int
    end: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: Bound
    scale: Decimal
    big: Decimal  # the part of it from 万 up
    form: Form


# 1020  1.5  1,020.5  1，020  .5, then 万 千万 万亿 多万 余亿 几万 个亿, 亿3千万, 千零1, w, k元
_ARABIC = (
    r"(?P<arabic>\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\d.])\.\d+)"
    r"(?P<scales>[ \u3000]?[多余几]?(?:[十亿拾佰仟]|万(?!科(?![研技学目室普威]))|百(?!分[点位])|千(?![瓦克米伏升焦赫卡帕牛])|个(?=亿(?![吨级千立斤平]))|兆(?=[元日美韩台新港]))+"
    r"(?:[多余来](?=[万亿])[万亿]+)?(?:零?\d+(?:\.\d+)?[ ]?(?:[十百万亿拾佰仟]|千(?![瓦克米伏升焦赫卡帕牛]))+)*(?:零\d{1,4})?"
    r"|w(?![A-Za-z0-9]|[有无闪快超充])|[kK](?=[元个人辆美港/]|\Z))?"
)
# 三 三百五十 两千 几十 数亿 十几 三点五 五百余万 百 壹佰 廿, with blanks around scales: 两千 四 百
# 千 of 千瓦, 千克, 千米 belongs to the unit
_H = "零〇○一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_HAN = (
    r"(?!(?<!第)一(?!\Z|[一二两三四五六七八九十百千万亿零几多余年月周天日季小时分秒刻钟载岁星礼财会昼倍成半折吨斤亩升克公米里平立毫茶汤"
    r"微纳英海华摄元块毛圆美港欧日韩人新卢澳加瑞台至到和或、~～\-—–又点百%％基\dA-Za-z ]|个[月季半多小交工星财百基世钟礼来点日自会年]))"
    rf"(?P<han>(?:几|(?<![基参指系总倍人点分整函变常少多大无])数)?[{_H}两俩仨](?:[{_H}](?<!千)|千(?![瓦克米伏升焦赫卡帕牛])|两(?=[百千万亿])|[多余来][ ]?(?=[百千万亿])|几(?!乎)|兆(?=[元日美韩台新港一二三四五六七八九十零]))*"
    rf"(?:[ ]{{1,4}}(?:(?=[十百千万亿点余])|(?<=[十百千万亿点][ ])|(?<=[十百千万亿点][ ]{{2}}))[余]?[{_H}]+)*"
    r"(?:[ ]?点[ ]?[零〇一二三四五六七八九]+[百千万亿]*)?)"
    # 几家 数家, never 几乎 数据 数字
    r"|(?P<vague>几(?![乎何率])|(?<![基参指系总倍人次点分整函变常少多大无岁约实台户份期复奇偶级])数(?=[年月日周天小个家名位次倍种项款条起只件分秒处笔轮]))"
)
CANDIDATE = re.compile(
    r"(?P<sign>(?<![\dA-Za-z%％．.\-－])(?<![\dA-Za-z%％][ ])[-－−][ ]?(?=\d|\.\d)|负[ ]?(?=[\d零一二三四五六七八九两十百千.]))?"
    rf"(?:{_ARABIC}|{_HAN})(?P<more>[多余来几](?![一二三四五六七八九十]?[自])|[+＋](?![\d.]))?"
)


# what a number begins with: a search for one of these is much faster than a trial at every character
_FIRST = re.compile(rf"[\d.负\-－−几数两俩仨{_H}]")


def evaluate(text: str) -> tuple[Decimal, Decimal] | None:
    """Value and last scale of a plain number in digits, Chinese numerals and scales; None where it is not one.

    >>> evaluate("1亿3千万")
    (Decimal('130000000'), Decimal('10000000'))
    >>> evaluate("一百五")[0]
    Decimal('150')
    >>> evaluate("万一") is None
    True
    """
    whole, point, decimals = text.partition("点")
    total = section = Decimal(0)
    number: Decimal | None = None
    last_big, last_small, scale, run, after_zero = 0, 0, _ONE, 0, False
    index, size = 0, len(whole)
    while index < size:
        char = whole[index]
        if char.isdecimal() or char == ".":
            end = index
            while end < size and (whole[end].isdecimal() or whole[end] in ".,，"):
                end += 1
            number = Decimal(whole[index:end].replace(",", "").replace("，", ""))
            index, run = end, 9
            continue
        index += 1
        if char in _DIGITS:
            digit = _DIGITS[char]
            number = Decimal(digit) if number is None else number * 10 + digit
            run += 1
            after_zero = after_zero or (digit == 0 and run == 1)
            continue
        if run > 1 and run != 9 and not after_zero:
            return None
        if run == 1 and number == 0:
            number = None  # 一百零十万
        if char in _SMALL:
            step = _SMALL[char]
            if number is None and section and step >= last_small and run != 9:
                section *= step  # 十百 does not occur; 百千万 as bare scales multiplies
            else:
                if step in (20, 30):
                    section += step
                    step = 10
                else:
                    section += (_ONE if number is None else number) * step
            last_small = step
            scale = Decimal(step)
        else:
            big = _BIG[char]
            section += number or 0
            if not section and not total:
                section = _ONE
            if not section and big == last_big:
                total *= big  # 万万
            elif big > last_big:
                total = (total + section) * big
            else:
                total += section * big
            scale = Decimal(big) * (last_small if last_small and number is None else 1)
            section, last_small, last_big = Decimal(0), 0, big if not last_big else min(big, last_big)
        number, run, after_zero = None, 0, False
    if number is not None:
        if run == 1 and not after_zero and (last_small > 10 or (last_big and not section)):
            if text == "万一":
                return None
            number *= Decimal(last_small or last_big) / 10  # 一百五, 三万五
        section += number
        if run and run != 9 and scale != 1:
            scale = _ONE
    value = total + section
    if point:
        digits = decimals.rstrip("百千万亿")
        tail = decimals[len(digits) :]
        if not digits:
            return None
        value += Decimal("0." + "".join(str(_DIGITS[d]) for d in digits))
        for char in tail:
            value *= _SCALES[char]
            scale *= _SCALES[char]
    return value, scale


def plain(value: Decimal) -> Decimal:
    """The number without trailing zeros and without an exponent.

    >>> plain(Decimal("1.20E+3")), plain(Decimal("0.50"))
    (Decimal('1200'), Decimal('0.5'))
    """
    if value == value.to_integral_value():
        return value.quantize(_ONE) if abs(value) < _LARGEST else value.to_integral_value()
    return value.normalize()


def _product(scales: str) -> Decimal:
    value = _ONE
    for char in scales:
        value *= _SCALES[char]
    return value


def _big(text: str) -> Decimal:
    """The 万, 亿, 万亿 at the end of a number."""
    value = _ONE
    for char in reversed(text):
        if char not in _BIG:
            break
        value *= _BIG[char]
    return value


# 三四百 七八 十五六 二三十 四五千: two neighbouring digits side by side
_NEIGHBOURS = re.compile(r"([十百千万]?)(一二|二三|两三|三四|三五|四五|五六|六七|七八|八九)([十百千万亿]*)\Z")


def _neighbours(text: str) -> tuple[Decimal, Decimal, Decimal] | None:
    match = _NEIGHBOURS.search(text)
    if not match:
        return None
    head = text[: match.start(2)]
    tail = match[3]
    if head and head[-1] not in "十百千万":
        return None
    first, second = match[2]
    base = Decimal(0)
    step = _product(tail)
    if head:
        evaluated = evaluate(head)
        if evaluated is None:
            return None
        unit = _SCALES[head[-1]] // 10
        base = evaluated[0]
        if tail and tail[-1] in "万亿":
            base *= step
            step *= unit
        else:
            step = Decimal(unit) if not tail else step
    return base + _DIGITS[first] * step, base + _DIGITS[second] * step, _product(tail)


def _vague(text: str) -> tuple[Decimal, Decimal, Decimal] | None:
    """数十, 几千万, 十几, 二十几万, 几: low, high and scale."""
    position = next((i for i, c in enumerate(text) if c in "几数"), -1)
    head, tail = text[:position], text[position + 1 :]
    if any(c not in _SCALES for c in tail):
        return None
    scale = _product(tail)
    if not head:
        small = [c for c in tail if c in _SMALL]
        if small:  # 几十 is 20 to 99, 几千万 2000万 to 9999万
            rest = scale / _SCALES[tail[0]]
            unit = _SCALES[tail[0]]
            return 2 * unit * rest, (10 * unit - 1) * rest, scale
        return 2 * scale, 9 * scale, scale
    evaluated = evaluate(head)
    if evaluated is None or head[-1] not in "十百千万廿卅拾零":
        return None
    unit = Decimal(1) if head[-1] in "十拾廿卅零" else Decimal(_SCALES[head[-1]]) / 10
    return (evaluated[0] + unit) * scale, (evaluated[0] + 9 * unit) * scale, scale


def numeral(match: re.Match[str]) -> Numeral | None:
    """The numeral of a CANDIDATE match; None where the characters are no number."""
    start, end = match.span()
    more = match["more"]
    bound: Bound = "exact"
    if more and match.string[start - 1 : start] == "第":
        end, more = end - 1, None  # 第二多
    if more:
        if more == "几":
            end -= 1
            more = None
        else:
            bound = "more_than"
    negative = match["sign"] is not None
    arabic = match["arabic"]
    if arabic is not None:
        scales = match["scales"]
        digits = arabic.replace(",", "").replace("，", "") if len(arabic) > 3 else arabic
        value = Decimal(digits)
        if not scales:
            if match["more"] == "几":  # 20几
                if digits.endswith("0"):
                    return Numeral(start, end + 1, None, value + 1, value + 9, "range", _ONE, _ONE, "mixed")
            return Numeral(start, end, -value if negative else value, None, None, bound, _ONE, _ONE, "digits")
        scales = scales.replace(" ", "").strip()
        if scales in "wkK":
            times = Decimal(10_000 if scales == "w" else 1000)
            return Numeral(start, end, value * times, None, None, bound, times, times, "mixed")
        scales = scales.replace("个", "")
        plain = scales.replace("多", "").replace("余", "").replace("来", "").replace("几", "")
        if len(plain) != len(scales):
            bound = "more_than"
            scales = plain
        evaluated = evaluate(digits + scales)
        if evaluated is None:
            return None
        value, scale = evaluated
        return Numeral(
            start, end, -value if negative else value, None, None, bound, scale, _big(scales), "mixed"
        )
    han = (match["han"] or match["vague"]).replace(" ", "")
    if "几" in han or "数" in han:
        span = _vague(han)
        return span and Numeral(start, end, None, span[0], span[1], "range", span[2], _big(han), "han")
    for word in "多余来":
        if word in han:
            han = han.replace(word, "")
            bound = "more_than"
    pair = _neighbours(han)
    if pair:
        return Numeral(start, end, None, pair[0], pair[1], "range", pair[2], _big(han), "han")
    evaluated = evaluate(han)
    if evaluated is None:
        return None
    if len(han) == 1 and han in _FINANCIAL and match.string[end : end + 1] not in ("元", "圆", "角", "分"):
        return None  # 陆 of 大陆
    value, scale = evaluated
    form: Form = "bare" if all(c in _SCALES for c in han) and han not in ("十", "拾") else "han"
    return Numeral(start, end, -value if negative else value, None, None, bound, scale, _big(han), form)


def numerals(text: str) -> Iterator[Numeral]:
    """Every number candidate of the text, from left to right."""
    search, match_at, position = _FIRST.search, CANDIDATE.match, 0
    while first := search(text, position):
        match = match_at(text, first.start())
        if match is None:
            position = first.end()
            continue
        position = match.end()
        found = numeral(match)
        if found is not None:
            yield found
