"""Fractions and multiples that are no number with a unit after it.

三分之一, 二又三分之一, 1/3; 百分之五, 千分之三 and 万分之一 are percentages; 翻番, 翻两番, 一半, 过半,
两位数 are words of `ratio.toml`; 半年, 半小时 are lengths of time; 每3辆就有1辆 and 十中有八 are shares.

Refuses 14/10nm, 02/10年期 and dates with slashes, 上半年, 半导体, and fractions whose base is none.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline.quantities.bound import bound_after, bound_before
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import unit_at
from pipeline.quantities.unit_word import words as section
from pipeline.quantities.value import evaluate, plain
from pipeline.spans import Bound, Kind, Quantity

# Lengths are bounded, so that a run of digits costs no more than its length.
_DIGITS = r"\d{1,15}(?:[,，]\d{3}){0,5}(?:\.\d{1,12})?k?"
_H = "[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]"
_HAN = rf"{_H}(?:[ ]?{_H}){{0,20}}"
_POINT = r"(?:[ ]?点[ ]?[零〇一二三四五六七八九]{1,12})?"
# 三分之一 百分之五 二又三分之一 负百分之六十 三 百 五 又 三 分之 壹
_FRACTION = re.compile(
    rf"(?P<minus>负的?[ ]?)?(?:(?P<whole>{_DIGITS}|{_HAN})[ ]?又[ ]?)?(?P<under>{_DIGITS}|{_HAN})"
    rf"[ ]{{0,2}}[分份][ ]{{0,2}}之[ ]?(?P<over>{_DIGITS}|{_HAN}{_POINT})"
)
_PARTS = re.compile(r"[分份][ ]{0,2}之")
# 三分一 四分三, as in Hong Kong
_SHORT_FRACTION = re.compile(
    r"(?<![第十百千万\d得比以])([三四五])分([一二三])(?![一二三四五六七八九十百千万个家名样起些分秒点次年天日号组厘])"
)
# what a fraction is said of, in texts where 7/23 is a day
_SHARE = re.compile(r"[占约近逾超达降减缩]|不到|不足|只有|仅")
# 1/3 2/3 1 3/5, not 14/10nm, 02/10年期 or 2018/06/04
_SLASH = re.compile(
    r"(?<![\d/.A-Za-z％%-])(?:(?P<whole>\d{1,3}) )?"
    r"(?P<over>[1-9]\d?(?:\.\d+)?)[/／](?P<under>[1-9]\d{0,2}(?:\.\d+)?)"
    r"(?![\d/.%％A-Za-z年月日亿万千元倍吨米])"
)
# 每3辆就有1辆 每卖出3辆50万元以上的纯电车，就有1辆 每10个人中有3人
_EVERY = re.compile(
    r"每(?![天年月日周季次小股])(?P<verb>[^\d，。；\n一二三四五六七八九十百两]{0,4})(?P<under>\d+|[一二两三四五六七八九十百]+)(?P<unit>[个名位人辆台家户件部只张份支套块股])"
    r"[^。；！？\n]{0,24}?(?:就?有|就是|至少有|便有|即有|里|中)(?P<over>\d+|[一二两三四五六七八九十百半]+)(?P<same>[个名位人辆台家户件部只张份支套块股]|是)"
)
# 十中有八 十有八九 十之八九
_TENTHS = re.compile(
    r"十(?:中有|有|之)([一二三四五六七八九])([一二三四五六七八九])?(?![一二三四五六七八九十百千万亿个年月日])"
)


@cache
def _fixed() -> tuple[re.Pattern[str], dict[str, dict[str, Any]]]:
    words = section("ratio", "fixed")
    longest = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?<![成两三四五六七八九])(?:{longest})"), words


@cache
def _halves() -> tuple[re.Pattern[str], dict[str, dict[str, Any]]]:
    words = section("ratio", "half")
    longest = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    # 半年 半个月 半小时, 个半月 (one and a half) in Hong Kong, not 上半年, 一年半, 一个半月
    ones = rf"(?<![\d一二两三四五六七八九十百几数整每这那多来余])个半(?={longest})"
    return re.compile(rf"(?:{ones}|(?<![上下前后个年两数多])半)({longest})"), words


def ratios(scene: Scene) -> Iterator[Quantity]:
    """Every fraction and fixed word of the text."""
    text = scene.matching
    if "之" in text and _PARTS.search(text):
        for match in _FRACTION.finditer(text):
            yield from _fraction(scene, match)
    if "分" in text:
        for match in _SHORT_FRACTION.finditer(text):
            under, over = _number(match[1]), _number(match[2])
            if under and over and over < under and not scene.blocked(*match.span()):
                yield _make(scene, *match.span(), "fraction", quotient(over, under), None, "ratio:分")
    if "/" in text or "／" in text:
        for match in _SLASH.finditer(text):
            yield from _slash(scene, match)
    if "每" in text:
        for match in _EVERY.finditer(text):
            yield from _every(scene, match)
    if "十中" in text or "十有" in text or "十之" in text:
        for match in _TENTHS.finditer(text):
            low = evaluate(match[1])
            if low and not match[2]:
                yield _make(scene, match.start(), match.end(), "fraction", low[0] / 10, None, "ratio:十中有")
    if "半" in text:
        yield from _half(scene)
    if "半" in text or "番" in text or "翻" in text or "位数" in text or "厘" in text:
        yield from _words(scene)


def _half(scene: Scene) -> Iterator[Quantity]:
    text = scene.matching
    pattern, words = _halves()
    for match in pattern.finditer(text):
        word = words[match[1]]
        if text.startswith(tuple(word.get("not", ("\0",))), match.end()) or scene.blocked(*match.span()):
            continue
        parts = Decimal("1.5") if match.group()[0] == "个" else Decimal("0.5")
        value = parts * Decimal(word.get("factor", "1"))
        yield _make(
            scene, match.start(), match.end(), "duration", value, word["unit"], f"duration:半{match[1]}"
        )


def _words(scene: Scene) -> Iterator[Quantity]:
    text = scene.matching
    pattern, words = _fixed()
    for match in pattern.finditer(text):
        start, end = match.span()
        word = words[match.group()]
        rule = f"ratio:{match.group()}"
        if word.get("not") and text.startswith(tuple(word["not"]), end):
            continue
        if "low" in word:
            low, high = Decimal(word["low"]), Decimal(word["high"])
            yield _make(
                scene,
                start,
                end,
                word["kind"],
                None,
                word.get("unit"),
                rule,
                low=low,
                high=high,
                bound="range",
            )
        else:
            value, bound = Decimal(word["value"]), word.get("bound")
            yield _make(scene, start, end, word["kind"], value, word.get("unit"), rule, bound=bound)


def _make(
    scene: Scene,
    start: int,
    end: int,
    kind: Kind,
    value: Decimal | None,
    unit: str | None,
    rule: str,
    *,
    low: Decimal | None = None,
    high: Decimal | None = None,
    bound: Bound | None = None,
) -> Quantity:
    text = scene.matching
    near = bound_before(text, start, duration=kind == "duration") or bound_after(text, end)
    return Quantity(
        start=start,
        end=end,
        text=scene.text[start:end],
        kind=kind,
        value=None if value is None else plain(value),
        low=low,
        high=high,
        unit=unit,
        bound=bound or (near[0] if near else "exact"),
        rule=rule,
    )


def _number(text: str | None) -> Decimal | None:
    if not text:
        return None
    text = text.replace(" ", "").replace("，", "").replace(",", "")
    thousands = text.endswith("k")
    evaluated = evaluate(text.rstrip("k"))
    return evaluated[0] * (1000 if thousands else 1) if evaluated else None


def quotient(over: Decimal, under: Decimal) -> Decimal:
    """over / under to six decimals; to six digits where that would leave less than a thousandth."""
    value = over / under
    if value and abs(value) < Decimal("0.001"):
        return Decimal(f"{value:.6g}")
    return round(value, 6)


def _fraction(scene: Scene, match: re.Match[str]) -> Iterator[Quantity]:
    under, over = _number(match["under"]), _number(match["over"])
    if not under or over is None:
        return
    start, end = match.span()
    sign = -1 if match["minus"] else 1
    base = match["under"].replace(" ", "").replace("佰", "百").replace("仟", "千").removeprefix("一")
    if set(base) <= set("百千万") and not match["whole"]:
        yield _make(scene, start, end, "percent", quotient(over * 100 * sign, under), "%", "ratio:分之")
        return
    whole = _number(match["whole"]) or Decimal(0)
    value = sign * (whole + over / under)
    found = unit_at(scene.matching, end)
    if found and found[0].kind == "measure":
        unit, stop = found
        yield _make(
            scene,
            start,
            stop,
            "measure",
            quotient(value * unit.factor, Decimal(1)),
            unit.unit,
            f"measure:{unit.word}",
        )
    else:
        yield _make(scene, start, end, "fraction", quotient(value, Decimal(1)), None, "ratio:分之")


def _slash(scene: Scene, match: re.Match[str]) -> Iterator[Quantity]:
    start, end = match.span()
    alone = scene.matching.strip() in (match.group(), f"-{match.group()}")
    under, over = Decimal(match["under"]), Decimal(match["over"])
    if scene.matching.startswith("决赛", end):
        return
    if scene.blocked(start, end) or (not alone and (over >= under or match["whole"] or "." in match.group())):
        return
    dated = scene.traditional and over <= 12 and under <= 31
    if dated and not alone and not _SHARE.search(scene.matching, max(0, start - 6), start):
        return
    if alone and scene.matching.lstrip().startswith("-"):
        over, start = -over, start - 1
    yield _make(
        scene,
        start,
        end,
        "fraction",
        quotient(Decimal(match["whole"] or 0) * under + over, under),
        None,
        "ratio:/",
    )


def _every(scene: Scene, match: re.Match[str]) -> Iterator[Quantity]:
    under, over = _number(match["under"]), _number(match["over"].replace("半", ""))
    if not under or not over or over >= under or (match["same"] not in (match["unit"], "是", "人")):
        return
    end = match.end() - (match["same"] == "是")
    yield _make(scene, match.start(), end, "fraction", quotient(over, under), None, "ratio:每")
