"""From readings to quantities: which family a reading belongs to, its value in the base unit, its bound."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.quantities.bare import bare
from pipeline.quantities.bound import bound_after, bound_before
from pipeline.quantities.family import accepts, canonical
from pipeline.quantities.money import recast
from pipeline.quantities.per import per_after, per_before
from pipeline.quantities.reading import SECONDS, Group, Reading, shared
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit
from pipeline.quantities.value import plain
from pipeline.spans import Bound, Quantity

# 几乎是…的两倍
# 不超过公司总股本的5%: the word of bound, then what the share is taken of
_SHARE_OF = re.compile(
    r"(?P<word>不得?超过|不高于|不低于|不少于|超过|不足|不到)[^，。；、\d%]{0,14}"
    r"(?:总股本|股份总数|股本总[额数]|总股份|注册资本|净资产|总资产|总额|总数|总量)的?[ ]?\Z"
)
_NEARLY = re.compile(r"(?:几乎|差不多|大约|将近|接近)[是为]?[^，。；]{1,16}的\Z")


def resolve(scene: Scene, group: Group) -> Iterator[Quantity]:
    """The quantities of a group; nothing where its family refuses it."""
    last = group.members[-1]
    if group.joint == "range" and last.unit is not None:
        found = _range(scene, group, last.unit)
        if found:
            yield found
        return
    if group.joint == "range":
        found = bare(scene, group)
        if found:
            yield found
        return
    if group.joint == "list" and last.unit is not None:
        if _neighbours(group):
            found = _range(scene, group, last.unit)  # 三、四年
            if found:
                yield found
            return
        if group.members[0].start and scene.matching[group.members[0].start - 1] == "第":
            return
        lead = bound_before(scene.matching, group.members[0].start)
        for member in group.members:
            numeral = shared(member.numeral, last.numeral)
            found = _single(
                scene,
                member._replace(numeral=numeral),
                last.unit,
                lead=lead[0] if lead else None,
                tail=last.end,
            )
            if found:
                yield found
        return
    if last.unit is None:
        found = bare(scene, group)
    else:
        found = _single(scene, last, last.unit)
    if found:
        yield found


def _neighbours(group: Group) -> bool:
    """三、四年: two neighbouring Chinese digits are one guess, not a list."""
    if len(group.members) != 2 or any(m.numeral.form != "han" for m in group.members):
        return False
    first, second = (m.numeral.value for m in group.members)
    return first is not None and second == first + 1 and first < 10


def _bound(scene: Scene, reading: Reading, unit: Unit, *, tail: int, lead: Bound | None) -> Bound:
    text, numeral = scene.matching, reading.numeral
    duration = unit.kind == "duration" and unit.word not in ("岁", "周岁")
    before = bound_before(text, reading.start, bare=numeral.form == "bare", duration=duration)
    after = bound_after(text, tail, duration=duration)
    if before and before[0] in ("at_least", "at_most", "more_than", "less_than"):
        return before[0]
    if reading.bound:
        return reading.bound
    if numeral.bound == "more_than":
        return "more_than"
    if after and after[0] != "exact":
        if after[0] == "at_least" and before and before[0] == "more_than":
            return "more_than"
        return after[0]
    if unit.more:
        return "more_than"
    if (
        unit.kind == "multiple"
        and not before
        and _NEARLY.search(text[max(0, reading.start - 22) : reading.start])
    ):
        return "approx"
    if before:
        return before[0]
    if unit.kind == "percent" and (
        share := _SHARE_OF.search(text, max(0, reading.start - 28), reading.start)
    ):
        found = bound_before(text, share.end("word"))
        return found[0] if found else "exact"
    return lead or "exact"


def _scaled(value: Decimal, unit: Unit) -> Decimal:
    return plain(value * unit.factor + (unit.plus or 0)) if unit.factor != 1 or unit.plus else plain(value)


def _single(
    scene: Scene, reading: Reading, unit: Unit, *, lead: Bound | None = None, tail: int | None = None
) -> Quantity | None:
    unit = recast(scene, reading, unit)
    if not accepts(scene, reading, unit):
        return None
    numeral = reading.numeral
    per, end = (None, numeral.end) if unit.noun else per_after(scene, reading, unit)
    bound = _bound(
        scene, reading, unit, tail=tail if tail is not None and tail != reading.end else end, lead=lead
    )
    if per is None:
        per = per_before(scene, reading, unit)
    value = reading.value if reading.value is not None else numeral.value
    low = high = None
    if value is None:
        assert numeral.low is not None and numeral.high is not None
        low, high = _scaled(numeral.low, unit), _scaled(numeral.high, unit)
        bound = "range"
    else:
        if unit.word == "折" and value > 10:
            value /= 10  # 七五折, 95折
        value = _scaled(value, unit)
    return Quantity(
        start=reading.start,
        end=end,
        text=scene.text[reading.start : end],
        kind=unit.kind,
        value=value,
        low=low,
        high=high,
        unit=canonical(scene, reading, unit, end=end, tail=tail if tail is not None else reading.end),
        bound=bound,
        per=per,
        rule=f"{unit.family}:{unit.word}",
    )


def _range(scene: Scene, group: Group, unit: Unit) -> Quantity | None:
    first, last = group.members
    unit = recast(scene, first, unit)
    if not accepts(scene, last._replace(start=first.start), unit):
        return None
    numeral = shared(first.numeral, last.numeral) if first.unit is None else first.numeral
    ends: list[Decimal] = []
    for reading, number in ((first, numeral), (last, last.numeral)):
        own = unit if unit.kind == "point" else reading.unit or unit
        for value in (
            (reading.value, number.value)
            if reading.value is not None
            else (number.value, number.low, number.high)
        ):
            if value is None:
                continue
            value = _scaled(value, own)
            if own.unit != unit.unit and unit.kind == "duration":
                value = plain(round(value * SECONDS[own.unit or ""] / SECONDS[unit.unit or ""], 6))
            ends.append(value)
            if reading.value is not None:
                break
    per, end = per_after(scene, last, unit)
    if per is None:
        per = per_before(scene, first, unit)
    return Quantity(
        start=first.start,
        end=end,
        text=scene.text[first.start : end],
        kind=unit.kind,
        low=min(ends),
        high=max(ends),
        unit=canonical(scene, first if first.currency else last, unit, end=end, tail=last.end),
        bound="range",
        per=per,
        rule=f"{unit.family}:{unit.word}:range",
    )
