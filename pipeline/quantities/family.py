"""The families that a unit word can belong to, and the test that each puts a reading to."""

import re
from collections.abc import Callable

from pipeline.quantities import count, duration, measure, money, percent
from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit

# PE为15x 估值15X
_VALUED = re.compile(r"P[EBSR]|估值|倍|市[盈净销]率")


def _multiples(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """倍 always; x and X only of valuations."""
    if unit.word in ("x", "X"):
        return bool(_VALUED.search(scene.matching, max(0, reading.start - 10), reading.start))
    return True


FAMILIES: dict[str, Callable[[Scene, Reading, Unit], bool]] = {
    "money": money.accepts,
    "percent": percent.accepts,
    "count": count.accepts,
    "measure": measure.accepts,
    "duration": duration.accepts,
    "ratio": _multiples,
}


def accepts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Whether the unit's family takes the reading."""
    return FAMILIES[unit.family](scene, reading, unit)


def canonical(scene: Scene, reading: Reading, unit: Unit, *, end: int, tail: int) -> str | None:
    """The unit as the record gives it; `tail` is where its word ends, in a list that of its last member."""
    if unit.kind == "money":
        return money.currency(scene, reading, unit)
    if unit.kind == "measure":
        return measure.canonical(scene, unit, end)
    if unit.family == "count" and unit.unit == unit.word and scene.traditional:
        at = scene.matching.rfind(unit.word, 0, tail)
        return scene.text[at : at + len(unit.word)]  # 張 as written
    return unit.unit
