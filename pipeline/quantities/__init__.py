"""Quantities and calendar expressions of a plain text; no segmentation and no model is needed."""

import re
from datetime import date
from typing import NamedTuple

from pipeline.quantities.grouping import groups
from pipeline.quantities.numeral import numerals
from pipeline.quantities.period import find_times
from pipeline.quantities.rank import ranks
from pipeline.quantities.ratio import ratios
from pipeline.quantities.resolve import resolve
from pipeline.quantities.scene import Scene
from pipeline.script import matching_text, script_of
from pipeline.spans import Quantity, TimeExpression

# full-width digits and signs: １２．５％
_WIDE = re.compile(r"[０-９％．＋－Ａ-Ｚａ-ｚ]")
# Characters. What is longer is no quantity: a line of nines, say, whose value no reader of JSON would take.
_LONGEST = 100
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c) not in "，：；！？（）～／＜＞"}


class Found(NamedTuple):
    """What `find` found, each in order of position, none overlapping another of its own list."""

    quantities: list[Quantity]
    times: list[TimeExpression]


def find(text: str, *, published: date | None = None) -> Found:
    """Every quantity and calendar expression of `text`; relative dates count from `published`."""
    matching = matching_text(text)
    if _WIDE.search(matching):
        matching = matching.translate(_NARROW)
    times = [t for t in find_times(matching, published=published) if not _yen(matching, t)]
    if matching is not text:
        times = [_as_written(t, text) for t in times]
    blocked = [(t.start, _blocked_end(matching, t)) for t in times if not t.rule.startswith("period:soft")]
    traditional = matching != text and script_of(text) == "traditional"
    numbers = list(numerals(matching, traditional=traditional))
    scene = Scene(text, matching, numbers, blocked, traditional=traditional)
    special = [*ratios(scene), *ranks(scene)]
    found = special + [q for group in groups(scene) for q in resolve(scene, group)]
    return Found(_disjoint([q for q in found if q.end - q.start <= _LONGEST]), times)


def _yen(matching: str, time: TimeExpression) -> bool:
    """1日 of 1日元 is no day."""
    return matching[time.end - 1] == "日" and matching[time.end : time.end + 1] in ("元", "圆", "币")


def _blocked_end(matching: str, time: TimeExpression) -> int:
    """截至2025年6月30日止三个月: the length after 止 is a quantity of its own; not after the 止 of 截止."""
    closing = matching.find("止", time.start + 2, time.end)
    return closing + 1 if closing >= 0 else time.end


def _as_written(time: TimeExpression, text: str) -> TimeExpression:
    return TimeExpression(
        start=time.start,
        end=time.end,
        text=text[time.start : time.end],
        first=time.first,
        last=time.last,
        rule=time.rule,
    )


def _disjoint(found: list[Quantity]) -> list[Quantity]:
    """In order of position; where two overlap, the one from the family that came first."""
    order = sorted(range(len(found)), key=lambda i: (found[i].start, i))
    kept: list[tuple[int, Quantity]] = []
    for index in order:
        quantity = found[index]
        if kept and quantity.start < kept[-1][1].end:
            if index < kept[-1][0]:
                kept[-1] = (index, quantity)
            continue
        kept.append((index, quantity))
    return [q for _, q in kept]
