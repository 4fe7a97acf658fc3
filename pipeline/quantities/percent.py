"""Percentages and points: 12.5%, 三成, 八折, 2.3个百分点, 25个基点, 3200点.

点 is an index's where the number is large, has decimals or follows a word of change; otherwise a time of
day or a matter. 厘 is a percentage in texts in Traditional characters only. Refuses the quotes that
portals put behind names, 宇通客车(12.940,-0.41,-3.07%).
"""

import re

from pipeline.quantities.bound import bound_before
from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit

_CHANGED = re.compile(r"[涨跌升降挫扬高低落弹收报]|指数")
_QUOTE = re.compile(r"[\d.],[-+]?\d+(?:\.\d+)?,\Z")


def before_is_code(text: str, start: int, end: int) -> bool:
    """Whether a percent sign escapes a character of an address."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before.isascii() and (before.isalpha() or before == "%") and after.isascii() and after.isalnum()


def accepts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Whether the reading is a percentage or a number of points."""
    text, numeral, start = scene.matching, reading.numeral, reading.start
    if text[start - 1 : start] == "第" and start:
        return False
    if unit.unit == "%" and before_is_code(text, start, reading.end):
        return False  # %2F8%7D.jpg
    if unit.word == "点子":
        return scene.traditional
    if unit.word == "点":
        if numeral.value is None:
            return False
        if numeral.form == "bare":
            return numeral.value >= 100 and bool(bound_before(text, start, bare=True))
        if numeral.form == "han":
            return numeral.scale >= 100
        fractional = numeral.value != numeral.value.to_integral_value()
        return numeral.value >= 25 or fractional or bool(_CHANGED.search(text, max(0, start - 4), start))
    if unit.word == "厘":
        return scene.traditional
    if unit.word in ("成", "折") and numeral.form == "bare":
        return numeral.value == 10
    quoted = unit.word == "%" and text.startswith(")", reading.end)
    return not (quoted and _QUOTE.search(text[max(0, start - 14) : start]))
