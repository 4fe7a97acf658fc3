"""Which readings a family takes: the tests that a number with a unit must pass to be a quantity."""

from collections.abc import Callable
from decimal import Decimal

from pipeline.quantities.bound import bound_before
from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit

_ONE = Decimal(1)


def _counts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    if text[reading.start - 1 : reading.start] in ("第", "前") and reading.start:
        return False
    if numeral.form == "han" and numeral.value == _ONE:
        return False
    if numeral.form == "bare" and numeral.bound == "exact":
        return bool(bound_before(text, reading.start, bare=True)) or (
            numeral.big > 1 and unit.word in ("人", "辆", "台", "户", "股")
        )
    if unit.word == "大":
        return numeral.bound == "exact" and (numeral.value is not None and numeral.value < 100)
    return True


def _durations(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    if reading.start and text[reading.start - 1] in "第":
        return False
    if numeral.form == "bare":
        return numeral.bound == "more_than"
    if unit.word == "年" and numeral.value is not None and numeral.value > 1000 and numeral.scale == 1:
        return False
    if unit.word == "月" and reading.end - reading.numeral.end == 1 and reading.value is None:
        return text[reading.start - 1 : reading.start] in ("近", "隔", "整") and reading.start > 0
    return True


def _money(scene: Scene, reading: Reading, unit: Unit) -> bool:
    numeral = reading.numeral
    if numeral.form == "bare" and numeral.big == 1 and numeral.bound == "exact":
        return False
    if unit.word in ("角", "毛", "刀", "欧", "镑", "铢") and numeral.form != "digits":
        return unit.word == "毛" and numeral.form == "han"
    return True


def _measures(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    if numeral.form == "han" and numeral.value == _ONE and len(unit.word) == 1:
        return unit.word in "吨斤亩升克"
    if numeral.form == "bare" and numeral.big == 1:
        return numeral.bound == "more_than"
    return not (reading.start and text[reading.start - 1] == "第")


def _percents(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    if unit.word == "点":
        if numeral.form != "digits" or numeral.value is None:
            return False
        return numeral.value >= 24 or numeral.value != numeral.value.to_integral_value()
    if unit.word in ("成", "折") and numeral.form == "bare":
        return False
    return not (reading.start and text[reading.start - 1] == "第")


def _ratios(scene: Scene, reading: Reading, unit: Unit) -> bool:
    return (
        reading.numeral.form != "bare"
        or reading.numeral.bound == "more_than"
        or bool(bound_before(scene.matching, reading.start, bare=True))
    )


_TESTS: dict[str, Callable[[Scene, Reading, Unit], bool]] = {
    "count": _counts,
    "duration": _durations,
    "money": _money,
    "measure": _measures,
    "percent": _percents,
    "ratio": _ratios,
}


def accepts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Whether the unit's family takes the reading."""
    return _TESTS[unit.family](scene, reading, unit)
