"""Degrees: which 度 and ° are temperatures, in which scale, and 零下 below zero.

摄氏37度, 37摄氏°, 华氏98.6度, 零下25.3℃, 气温升至35度. Without 摄氏 or 华氏, 度 is a temperature where
the sentence speaks of one (气温, 体温, 恒温器); elsewhere it is left to electricity (measure table) or to
nothing.
"""

import re
from decimal import Decimal

from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import SENTENCE_END, Scene
from pipeline.quantities.unit_word import Unit

# 摄氏 华氏温度 零下 零下华氏
_LEAD = re.compile(r"(?P<below>零下)?(?P<scale>[摄华]氏)?(?:温度)?[ ]?\Z")
_DEGREES = frozenset(("度", "°"))
_SCALES = frozenset(("degC", "degF"))


def temperature(scene: Scene, reading: Reading) -> Reading:
    """The reading as a temperature where it is one, unchanged where it is not."""
    text, unit = scene.matching, reading.unit
    if unit is None or (unit.word not in _DEGREES and unit.unit not in _SCALES):
        return reading
    match = _LEAD.search(text[max(0, reading.start - 7) : reading.start])
    assert match is not None
    scale = {"摄": "degC", "华": "degF"}.get((match["scale"] or " ")[0])
    if unit.word in _DEGREES:
        low = scene.clause_start(reading.start, reach=30, stops=SENTENCE_END)
        if scale is None and not match["below"]:
            alone = text.strip() == text[reading.start : reading.end]
            alone = alone and (unit.word == "°" or reading.value is not None)  # 十二度五
            if "温" not in text[low : reading.start] and not alone:
                return reading
        unit = Unit(unit.word, "measure", "measure", scale or "degC", Decimal(1))
    start = reading.start - len(match.group()) if match["scale"] or match["below"] else reading.start
    if not match["below"]:
        return reading._replace(unit=unit, start=start)
    value = reading.value if reading.value is not None else reading.numeral.value
    return reading._replace(unit=unit, start=start, value=-value if value is not None else None)
