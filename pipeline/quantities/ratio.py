"""Fractions and multiples that are no number with a unit after it: 三分之一, 百分之五, 1/3, 翻番, 一半, 过半."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pipeline.quantities.bound import bound_after, bound_before
from pipeline.quantities.numeral import evaluate
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import table
from pipeline.spans import Bound, Kind, Quantity

_NUMBER = r"(?:\d+(?:[,，]\d{3})*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[零〇一二三四五六七八九]+)?)"
# 三分之一 百分之五 千分之三
_FRACTION = re.compile(rf"(?P<under>{_NUMBER})[分份]之(?P<over>{_NUMBER})")


@cache
def _fixed() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    words = table("ratio").words()["fixed"]
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True))), words


def ratios(scene: Scene) -> Iterator[Quantity]:
    """Every fraction and fixed word of the text."""
    text = scene.matching
    if "分之" in text or "份之" in text:
        for match in _FRACTION.finditer(text):
            yield from _fraction(scene, match)
    if "半" in text or "番" in text or "翻" in text:
        pattern, words = _fixed()
        for match in pattern.finditer(text):
            word = words[match.group()]
            bound = bound_before(text, match.start()) or bound_after(text, match.end())
            kind: Kind = word["kind"]  # type: ignore[assignment]
            yield Quantity(
                start=match.start(),
                end=match.end(),
                text=scene.text[match.start() : match.end()],
                kind=kind,
                value=Decimal(word["value"]),
                unit=word.get("unit"),
                bound=word.get("bound") or (bound[0] if bound else "exact"),  # type: ignore[arg-type]
                rule=f"ratio:{match.group()}",
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
