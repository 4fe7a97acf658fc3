"""Fractions and multiples that are no number with a unit after it: 三分之一, 百分之五, 1/3, 翻番, 一半, 过半."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline.quantities.bound import bound_after, bound_before
from pipeline.quantities.numeral import evaluate
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import table
from pipeline.spans import Bound, Kind, Quantity

_NUMBER = r"(?:\d+(?:[,，]\d{3})*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[零〇一二三四五六七八九]+)?)"
# 三分之一 百分之五 千分之三
_FRACTION = re.compile(rf"(?P<under>{_NUMBER})[分份]之(?P<over>{_NUMBER})")


# 1/3 2/3, not 14/10nm, 02/10年期 or 2018/06/04
_SLASH = re.compile(r"(?<![\d/.A-Za-z％%-])([1-9]\d?)/([1-9]\d{0,2})(?![\d/.%A-Za-z年月日亿万千元倍吨米])")


@cache
def _fixed() -> tuple[re.Pattern[str], dict[str, dict[str, Any]]]:
    words = table("ratio").words()["fixed"]
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True))), words


@cache
def _halves() -> tuple[re.Pattern[str], dict[str, dict[str, Any]]]:
    words = table("ratio").words()["half"]
    longest = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    # 半年 半个月 半小时, not 上半年, 一年半, 一个半月
    return re.compile(rf"(?<![上下前后个年月天时大两数])半({longest})"), words


def ratios(scene: Scene) -> Iterator[Quantity]:
    """Every fraction and fixed word of the text."""
    text = scene.matching
    if "分之" in text or "份之" in text:
        for match in _FRACTION.finditer(text):
            yield from _fraction(scene, match)
    if "/" in text:
        for match in _SLASH.finditer(text):
            under, over = Decimal(match[2]), Decimal(match[1])
            if under and over < under and not scene.blocked(*match.span()):
                yield _make(
                    scene, match.start(), match.end(), "fraction", round(over / under, 6), None, "ratio:/"
                )
    if "半" in text:
        pattern, words = _halves()
        for match in pattern.finditer(text):
            word = words[match[1]]
            if not text.startswith(tuple(word.get("not", ())), match.end()) or not word.get("not"):
                if not scene.blocked(*match.span()):
                    value = Decimal("0.5") * Decimal(word.get("factor", "1"))
                    yield _make(
                        scene,
                        match.start(),
                        match.end(),
                        "duration",
                        value,
                        word["unit"],
                        f"duration:半{match[1]}",
                    )
    if "半" in text or "番" in text or "翻" in text or "位数" in text:
        pattern, words = _fixed()
        for match in pattern.finditer(text):
            word = words[match.group()]
            if word.get("not") and text.startswith(tuple(word["not"]), match.end()):
                continue
            if "low" in word:
                yield Quantity(
                    start=match.start(),
                    end=match.end(),
                    text=scene.text[match.start() : match.end()],
                    kind=word["kind"],
                    low=Decimal(word["low"]),
                    high=Decimal(word["high"]),
                    unit=word["unit"],
                    bound="range",
                    rule=f"ratio:{match.group()}",
                )
                continue
            yield _make(
                scene,
                match.start(),
                match.end(),
                word["kind"],
                Decimal(word["value"]),
                word.get("unit"),
                f"ratio:{match.group()}",
                bound=word.get("bound"),
            )


def _make(
    scene: Scene,
    start: int,
    end: int,
    kind: Kind,
    value: Decimal,
    unit: str | None,
    rule: str,
    *,
    bound: Bound | None = None,
) -> Quantity:
    near = bound_before(scene.matching, start, duration=kind == "duration") or bound_after(
        scene.matching, end
    )
    return Quantity(
        start=start,
        end=end,
        text=scene.text[start:end],
        kind=kind,
        value=value,
        unit=unit,
        bound=bound or (near[0] if near else "exact"),
        rule=rule,
    )


def _number(text: str) -> Decimal | None:
    evaluated = evaluate(text)
    return evaluated[0] if evaluated else None


def _fraction(scene: Scene, match: re.Match[str]) -> Iterator[Quantity]:
    under, over = _number(match["under"]), _number(match["over"])
    if not under or over is None:
        return
    start, end = match.span()
    bound = bound_before(scene.matching, start) or bound_after(scene.matching, end)
    named: Bound = bound[0] if bound else "exact"
    percent = {100: 1, 1000: 10, 10000: 100}.get(int(under))
    common = {"start": start, "end": end, "text": scene.text[start:end], "bound": named, "rule": "ratio:分之"}
    if percent and match["under"] in ("百", "千", "万", "一百"):
        yield Quantity(kind="percent", value=over / percent, unit="%", **common)  # type: ignore[arg-type]
    else:
        yield Quantity(kind="fraction", value=round(over / under, 6), **common)  # type: ignore[arg-type]
