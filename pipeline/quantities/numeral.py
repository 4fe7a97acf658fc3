"""The number grammar: where numbers stand in a text and what they are worth, as exact decimals.

Reads digits with commas and decimals (1,020.5), Chinese numerals plain and financial (三百五十, 壹佰),
mixes of both with scales (1.2万亿, 3千多万, 1亿3千万), 廿/卅, 两/俩/仨, decimals with 点 (三点五), a
leading 负 or minus, approximations written inside the number (数十, 几千万, 十几, 300多万, 百余, 三四百,
十五六), and bare scales (百亿, 千万). What stands around the number (units, 约, 以上) is not its
business, and neither is whether it counts anything: a `Numeral` is a candidate.

Refuses what is not one number: 一一, 二〇一九 without a scale is read digit by digit (2019), 万一 is
nothing. Values of 几 and 数 follow the rulings: 数十 and 几十 are 20 to 99, 十几 is 11 to 19, 数亿 is 2亿
to 9亿.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from pipeline.quantities.value import BIG, DIGITS, FINANCIAL, ONE, SCALES, SMALL, evaluate, product
from pipeline.spans import Bound

Form = Literal["digits", "han", "mixed", "bare"]


class Numeral(NamedTuple):
    """A number where it stands. Either `value`, or `low` and `high` where the words give a span (几十).

    `scale` is the last scale written (10⁸ in 4亿, 1 in 45); members of a range or a list that have none share
    it.
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


# scales after digits: 十 百 千 万 亿, not 百分点, 千瓦, 万科; 个亿; 兆@ is filled in below
_SCALE = (
    r"(?:[十亿拾佰仟]|万(?!科(?![研技学目室普威]))|百(?!分[点位])|千(?![瓦克米伏升焦赫卡帕牛])"
    r"|个(?=亿(?![吨级千立斤平]))|兆@)"
)
# 1020  1.5  1,020.5  1，020  .5  12 345 678 元, then 万 千万 万亿 多万 余亿 几万 个亿, 亿3千万, 千零1, w, k元
_ARABIC = (
    r"(?P<arabic>\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?"
    r"|(?<!\d[ .])\d{1,3}(?: \d{3})+(?:\.\d+)?(?=[ ]?[元万亿股美港])"
    r"|\d+(?:\.\d+)?|(?<![\dA-Za-z.])\.\d+)"
    rf"(?P<scales>[ \u3000]?[多余几]?{_SCALE}+(?:[多余来](?=[万亿])[万亿]+)?"
    r"(?:零?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[ ]?(?:[十百万亿拾佰仟]|千(?![瓦克米伏升焦赫卡帕牛]))+)*"
    r"(?:零\d{1,4})?"
    r"|w(?![A-Za-z0-9]|[有无闪快超充])|[kK](?=[元个人辆美港/]|\Z))?"
)
_H = "零〇○一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
# 一 before anything that can make it a quantity; 一家, 一定, 唯一 and the like are skipped at once
_ONE_WORD = (
    r"(?!(?<=唯)一|(?<!第)一(?!\Z|[一二两三四五六七八九十百千万亿零几多余年月周天日季小时分秒刻钟载岁星礼财会昼倍成半折吨斤亩升克公米里"
    r"兆平立毫茶汤微纳英海华摄元块毛圆美港欧日韩人新卢澳加瑞台至到和或、~～\-—–又点百%％基\dA-Za-z ]"
    r"|个[月季半多小交工星财百基世钟礼来点日自会年亿]))"
)
# 数十 几千 but not 参数十
_SOME = r"(?:几|(?<![基参指系总倍人点分整函变常少多大无])数)?"
# 三 三百五十 两千 几十 数亿 十几 三点五 五百余万 百 壹佰 廿 两个亿, with blanks around scales: 两千 四 百
_HAN = (
    rf"{_ONE_WORD}(?P<han>{_SOME}[{_H}两俩仨](?:[{_H}](?<!千)|千(?![瓦克米伏升焦赫卡帕牛])|两(?=[百千万亿])"
    r"|[多余来][ ]?(?=[百千万亿])|个多?(?=亿(?![吨级千立斤平万]))|几(?!乎)"
    r"|兆@)*"
    rf"(?:[ ]{{1,4}}(?:(?=[十百千万亿点余])|(?<=[十百千万亿点][ ])|(?<=[十百千万亿点][ ]{{2}}))[余]?[{_H}]+)*"
    r"(?:[ ]?点[ ]?[零〇一二三四五六七八九]+[百千万亿]*)?)"
)
# 几家 数家, never 几乎 参数 数据
_VAGUE = (
    r"(?P<vague>几个亿(?![吨级千立斤平万])|几(?![乎何率])|(?<![基参指系总倍人次点分整函变常少多大无岁约实台户份期复奇偶级])数"
    r"(?=[年月日周天小个家名位次倍种项款条起只件分秒处笔轮]))"
)
# a minus sign where no range can be meant, or 负
_SIGN = (
    r"(?P<sign>(?<![\dA-Za-z%％．.\-－])(?<![\dA-Za-z%％元股台辆吨人家个倍点万亿千百][ ])"
    r"[-－−][ ]?(?=\d|\.\d)"
    r"|负[ ]?(?=[\d零一二三四五六七八九两十百千.]))?"
)
_CANDIDATE = (
    rf"{_SIGN}(?:{_ARABIC}|{_HAN}|{_VAGUE})"
    r"(?P<more>[多余来几](?![一二三四五六七八九十]?[自])|[+＋](?![\d.]))?"
)
# 兆 is a scale before a currency, elsewhere a unit of data; in Traditional characters it is 10¹² but in units
CANDIDATE = re.compile(_CANDIDATE.replace("兆@", "兆(?=[元日美韩台新港一二三四五六七八九十零])"))
TRADITIONAL = re.compile(_CANDIDATE.replace("兆@", "兆(?![瓦赫欧字位帕焦比Bb])"))


# what a number begins with: a search for one of these is much faster than a trial at every character
_FIRST = re.compile(rf"[\d.负\-－−几数两俩仨{_H}]")


def _big(text: str) -> Decimal:
    """The 万, 亿, 万亿 at the end of a number."""
    value = ONE
    for char in reversed(text):
        if char not in BIG:
            break
        value *= BIG[char]
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
    first, second = match[2][0], match[2][1]
    base = Decimal(0)
    step = product(tail)
    if head:
        evaluated = evaluate(head)
        if evaluated is None:
            return None
        unit = SCALES[head[-1]] // 10
        base = evaluated[0]
        if tail and tail[-1] in "万亿":
            base *= step
            step *= unit
        else:
            step = Decimal(unit) if not tail else step
    return base + DIGITS[first] * step, base + DIGITS[second] * step, product(tail)


def _vague(text: str) -> tuple[Decimal, Decimal, Decimal] | None:
    """数十, 几千万, 十几, 二十几万, 几: low, high and scale."""
    position = next((i for i, c in enumerate(text) if c in "几数"), -1)
    head, tail = text[:position], text[position + 1 :]
    if any(c not in SCALES for c in tail):
        return None
    scale = product(tail)
    if not head:
        small = [c for c in tail if c in SMALL]
        if small:  # 几十 is 20 to 99, 几千万 2000万 to 9999万
            rest = scale / SCALES[tail[0]]
            step = SCALES[tail[0]]
            return 2 * step * rest, (10 * step - 1) * rest, scale
        return 2 * scale, 9 * scale, scale
    evaluated = evaluate(head)
    if evaluated is None or head[-1] not in "十百千万廿卅拾零":
        return None
    unit = Decimal(1) if head[-1] in "十拾廿卅零" else Decimal(SCALES[head[-1]]) / 10
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
        digits = arabic.replace(",", "").replace("，", "").replace(" ", "") if len(arabic) > 3 else arabic
        value = Decimal(digits)
        if not scales:
            if match["more"] == "几" and digits.endswith("0"):  # 20几
                return Numeral(start, end + 1, None, value + 1, value + 9, "range", ONE, ONE, "mixed")
            return Numeral(start, end, -value if negative else value, None, None, bound, ONE, ONE, "digits")
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
    han = (match["han"] or match["vague"]).replace(" ", "").replace("个", "")
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
    if len(han) == 1 and han in FINANCIAL and match.string[end : end + 1] not in tuple("元圆角分年"):
        return None  # 陆 of 大陆
    value, scale = evaluated
    form: Form = "bare" if all(c in SCALES for c in han) and han not in ("十", "拾") else "han"
    return Numeral(start, end, -value if negative else value, None, None, bound, scale, _big(han), form)


def numerals(text: str, *, traditional: bool = False) -> Iterator[Numeral]:
    """Every number candidate of the text, from left to right; 兆 is 10¹² in a `traditional` one."""
    search, position = _FIRST.search, 0
    match_at = (TRADITIONAL if traditional else CANDIDATE).match
    while first := search(text, position):
        match = match_at(text, first.start())
        if match is None:
            position = first.end()
            continue
        position = match.end()
        found = numeral(match)
        if found is not None:
            yield found
