"""Physical and technical measures: a number and a unit of measurement (3nm, 5472.6万平方米, 10万吨).

Refuses one in Chinese numerals with a short unit (一方, 一度) except of weight and volume, short Chinese
units after small Chinese numerals (三方, 四安), and 度 where nothing speaks of electricity or
temperature. G and T of optical parts are rates of transmission.
"""

import re

from pipeline.quantities.bound import bound_after, bound_before
from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit

_SHORT = "安伏方平里转尺寸码瓦兆坪磅度赫帕匹丈"
_ENGINE = re.compile("排量|发动机|动力|搭载|涡轮|车型|[款版轿]|SUV")
_LINK = re.compile("光[模交通器口纤芯]|网卡|交换|以太|路由|端口|波分|传输")
_ELECTRIC = re.compile(r"[电耗]|光伏|能")


def accepts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Whether the reading is a measure."""
    text, numeral, start = scene.matching, reading.numeral, reading.start
    before = text[start - 1] if start else ""
    if before == "第":
        return False
    if unit.unit in ("degC", "degF") or (
        unit.word == "里" and text.startswith(("地", "路", "远"), reading.end)
    ):
        return True
    if unit.unit == "cm" and text.startswith(("涨停", "跌停", "封板", "首板", "一字", "地天板"), reading.end):
        return False  # 20CM涨停: a board's daily limit
    if (
        unit.word == "T"
        and "." in text[start : reading.end]
        and _ENGINE.search(text, max(0, start - 30), reading.end + 12)
    ):
        return False  # 2.0T
    if numeral.form == "han" and numeral.value == 1 and len(unit.word) == 1:
        return unit.word in "吨斤亩升克两"
    if unit.word == "N" and not text[numeral.end - 1].isdecimal():
        return False  # 11+N
    if unit.word == "方" and numeral.value is not None and numeral.value < 100:
        return False  # 等13方: parties
    if numeral.form == "bare" and (numeral.big == 1 or unit.word in ("里", "丈", "安")):
        return numeral.bound == "more_than" and unit.word != "安"
    if numeral.form == "bare" and numeral.bound == "exact" and numeral.end - numeral.start == 1:
        return bool(bound_before(text, start, bare=True) or bound_after(text, reading.end))  # 万方发展
    if unit.word == "平" and numeral.form == "digits" and numeral.value is not None and numeral.value < 10:
        return False
    if unit.word == "升" and before in ("率", "连", "双", "齐"):
        return False
    if numeral.form in ("han", "bare") and unit.word in _SHORT:
        if unit.word == "度":
            return False
        large = numeral.value is None or (numeral.value > 10 and numeral.scale >= 10 and unit.word != "安")
        return numeral.bound != "exact" or large
    if unit.word == "度" and numeral.form == "digits" and numeral.value is not None:
        return bool(_ELECTRIC.search(text, max(0, start - 12), start))
    return True


def canonical(scene: Scene, unit: Unit, end: int) -> str | None:
    """The unit's symbol; Gbit/s and Tbit/s for 800G光模块."""
    if unit.word == "兆" and scene.matching.startswith(("宽带", "带宽", "光纤", "网速"), end):
        return "Mbit/s"
    if unit.word in ("G", "T") and _LINK.search(scene.matching, end, end + 8):
        return f"{unit.word}bit/s"
    return unit.unit
