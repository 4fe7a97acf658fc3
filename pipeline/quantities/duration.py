"""Lengths of time: a number and a unit of time (18小时, 三年, 10个交易日, 53岁).

Refuses calendar days and years (8日, 25 年, 2025年), what names one period (上一交易日, 那一年,
前11个月), what nobody measured (近几年), names of plans (三年行动, in the table) and generations
(90年代). 日 and 月 without 个 count only after words such as 近, 连跌, 历时 or before 内, 均线.
"""

import re

from pipeline.quantities.bound import bound_before
from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit

# 近几年 过去几个月
_RECENT = re.compile(r"(?:[近这那头前后]|过去|未来|最近|最后|今后|此前|之后|接下来)\Z")
_DAYS_AFTER = tuple("近连续时期达满足隔约过去前限为束跌涨")
_DAYS_BEFORE = (
    "内",
    "以内",
    "之内",
    "均",
    "线",
    "移动平均",
    "左右",
    "以上",
    "以下",
    "之久",
    "游",
    "天",
    "后",
    "期",
    "涨",
    "股价",
    "累计",
)
_MONTHS_AFTER = tuple("近隔整续达数历")
_WEEK_AFTER = tuple("近约不到过去达为期隔续")
_WEEK_BEFORE = ("内", "后", "前", "以来", "时间", "左右")
_REACHED = ("创下", "写下", "录下")  # 创下一年新低
_ONE_AFTER = tuple("上下前后这那该同每某另头")


def accepts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Whether the reading is a length of time."""
    text, numeral, start = scene.matching, reading.numeral, reading.start
    before = text[start - 1] if start else ""
    single = numeral.value == 1 and numeral.form == "han"
    simple = reading.value is None and reading.bound is None
    if before in ("第", "这", "那") or unit.word == "世纪":
        return False
    if numeral.high == 9 and text[start] == "几" and _RECENT.search(text[max(0, start - 3) : start]):
        return False
    if unit.word == "月" and text[reading.end - 1] in "日号":
        return False  # 9月23日
    if unit.word == "日" and reading.value is not None:
        return before in _DAYS_AFTER
    if numeral.form == "bare" and numeral.value != 10:
        lasting = unit.word == "年" and text.startswith(("历史", "品牌", "传承", "老字号"), reading.end)
        return numeral.bound == "more_than" or lasting
    if single and reading.value is None and before in _ONE_AFTER and text[start - 2 : start] not in _REACHED:
        return False
    if before in ("每", "逐") and numeral.value is not None and numeral.value <= 1:
        return False
    if (
        before == "前"
        and unit.word in ("个月", "月", "季度", "个季度", "季")
        and text[start - 2] not in "提之"
    ):
        return False
    if simple and unit.word in ("年", "财年", "年度", "会计年度") and not _years(scene, reading, unit):
        return False
    if simple and unit.word == "日":
        led = (
            before in _DAYS_AFTER
            or numeral.value is None
            or numeral.value > 31
            or text[start] == "两"
            or bool(bound_before(text, start))
        )
        return led or text.startswith(_DAYS_BEFORE, reading.end)
    if simple and unit.word == "月":
        return (
            before in _MONTHS_AFTER or (before == "连" and text[start - 2] != "大") or numeral.value is None
        )
    if single and unit.word == "周":
        return before in _WEEK_AFTER or text.startswith(_WEEK_BEFORE, reading.end)
    if single and unit.word in ("天", "季") and before not in tuple("近约隔仅到了"):
        return unit.word == "天" and not text.startswith(("到晚", "天", "之"), reading.end)
    return True


def _years(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Years that are counted, not named: not 2025年, 90年代 or, in Taiwan, 25 年."""
    text, numeral = scene.matching, reading.numeral
    if numeral.value is None:
        return True
    if numeral.value > 1000 and numeral.scale == 1:
        return False
    if text.startswith(("代", "级"), reading.end):
        return False
    spaced = numeral.form == "digits" and text[numeral.end : numeral.end + 1] == " "
    return not (scene.traditional and spaced and unit.word == "年" and 20 <= numeral.value <= 40)
