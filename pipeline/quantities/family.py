"""Which readings a family takes: the tests that a number with a unit must pass to be a quantity."""

import re
from collections.abc import Callable
from decimal import Decimal

from pipeline.quantities.bound import bound_before
from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import SENTENCE_END, Scene
from pipeline.quantities.unit_word import Unit

_ONE = Decimal(1)
# 这两家 上述三项 其余四个 前两大
_POINTING = re.compile(
    r"(?:[这那该此后其]|上述|前述|其余|其他|其它|另外|另|以下|如下|下列|以上|所有|全部|这些|那些|任意|同一)[ ]?\Z"
)
# 北京、上海两地   甲和乙两家
_LISTED = re.compile(r"[、和与及]")
# people are counted at the start of a sentence as well: 两名知情人士
_PEOPLE = frozenset("名位次轮起期宗枚")


def _few(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Two to ten in Chinese numerals: news, or a count of what the text has just named or goes on to name?"""
    text, start = scene.matching, reading.start
    before = text[max(0, start - 3) : start]
    if _POINTING.search(before):
        return False
    if unit.word == "大":
        return False
    sentence = scene.clause_start(start, reach=50, stops=SENTENCE_END)
    lead = text[sentence:start]
    if unit.word not in _PEOPLE and not lead.strip(" \u3000“”\"'，,、"):
        return False
    clause = re.split(r"[，,：:；（(]", lead)[-1]
    if not clause and unit.word not in _PEOPLE:
        return False
    if clause and _LISTED.search(clause) and not _LISTED.search(clause[-1]) and len(clause) < 45:
        last = re.split(r"[、和与及]", clause)[-1]
        if not re.search(r"[有达共为至获了将超近约到在于增设立新建开涉等完成签收购]", last):
            return False
    ahead = text[reading.end : reading.end + 14]
    return not re.search(r"[:：]", ahead)


def _counts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    before = text[reading.start - 1] if reading.start else ""
    if before in ("第", "其") and before:
        return False
    if before == "前" and unit.word in ("大", "位", "名", "家", "只", "个"):
        return False
    if unit.word in ("分",):
        return bool(
            re.search(
                r"[得评打]分[^，。]{0,6}\Z|评为\Z|拿[下到]\Z|满分|积分",
                text[max(0, reading.start - 9) : reading.start],
            )
        )
    if numeral.form == "han":
        if numeral.value == _ONE and reading.value is None:
            return False
        if numeral.value is not None and numeral.value <= 10 and numeral.bound == "exact":
            return _few(scene, reading, unit)
        return unit.word != "大"
    if numeral.form == "bare" and numeral.bound == "exact":
        if numeral.value == 10:
            return _few(scene, reading, unit)
        return bool(bound_before(text, reading.start, bare=True)) or (
            numeral.big > 1 and unit.word in ("人", "辆", "台", "户", "股")
        )
    if numeral.value is None and numeral.low is not None and numeral.high is not None and numeral.high < 10:
        return before not in ("近", "前", "后", "这", "那", "十", "好") and unit.word not in (
            "大",
            "笔",
            "家",
            "次",
            "个",
            "种",
        )
    if unit.word == "大":
        ahead = text[reading.end : reading.end + 14]
        return (
            numeral.value is not None
            and numeral.value < 100
            and not re.search(r"[:：]|亮点|看点|关键", ahead)
        )
    return True


def _durations(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    before = text[reading.start - 1] if reading.start else ""
    single = numeral.value == _ONE
    if before == "第":
        return False
    if numeral.form == "bare" and numeral.value != 10:
        return numeral.bound == "more_than" or (
            unit.word == "年" and text.startswith(("历史", "品牌", "传承", "老字号"), reading.end)
        )
    if single and before in ("上", "下", "前", "后", "这", "那", "该", "同", "每", "某", "另", "头"):
        return False
    if before in ("每", "逐") or (before == "前" and unit.word in ("个月", "月", "季度", "个季度", "季")):
        return False
    simple = reading.value is None and reading.bound is None
    if unit.word in ("年", "财年", "年度", "会计年度") and numeral.value is not None and simple:
        if numeral.value > 1000 and numeral.scale == 1:
            return False
        if text.startswith(("代", "级"), reading.end):
            return False
    if unit.word == "日" and simple:
        if (
            before
            in ("近", "连", "续", "时", "期", "达", "满", "足", "隔", "约", "过", "去", "前", "限", "为")
            and numeral.form != "bare"
        ):
            return True
        if numeral.value is None:
            return True
        return (
            text.startswith(
                (
                    "内",
                    "以内",
                    "之内",
                    "均线",
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
                ),
                reading.end,
            )
            or numeral.value > 31
        )
    if unit.word == "月" and simple:
        return before in ("近", "隔", "整", "续", "达", "数", "历") or numeral.value is None
    if unit.word == "周" and single:
        return before in (
            "近",
            "约",
            "不",
            "到",
            "过",
            "去",
            "达",
            "为",
            "期",
            "隔",
            "续",
        ) or text.startswith(("内", "后", "前", "以来", "时间", "左右"), reading.end)
    if unit.word in ("天", "季") and single and before not in ("近", "约", "隔", "仅", "到", "了"):
        return unit.word == "天" and not text.startswith(("到晚", "天", "之"), reading.end)
    return True


def _money(scene: Scene, reading: Reading, unit: Unit) -> bool:
    numeral, text = reading.numeral, scene.matching
    before = text[reading.start - 1] if reading.start else ""
    if numeral.form == "bare" and numeral.bound == "exact":
        if numeral.big == 1:
            return False
        # 单位：百万元 says what a table is in
        ahead = text[reading.end : reading.end + 1]
        if (
            before in ("：", ":", "（", "(", "位", "为", "币")
            and ahead in ("", "）", ")", "\n", "，", "、", "；", "。", " ", "/")
            and _units_line(text, reading.start)
        ):
            return False
    if unit.word in ("块", "块钱", "毛", "角", "刀", "欧", "镑", "铢", "分钱"):
        if before in ("第", "这", "那") or (
            numeral.form == "han" and numeral.value == _ONE and unit.word == "块"
        ):
            return False
        if unit.word == "块" and text.startswith(
            (
                "屏",
                "地",
                "电池",
                "板",
                "金牌",
                "银牌",
                "铜牌",
                "牌",
                "钱包",
                "业务",
                "石",
                "玻璃",
                "面板",
                "拼图",
                "短板",
                "土地",
                "表",
                "广告",
                "芯片",
                "硬盘",
                "晶圆",
            ),
            reading.end,
        ):
            return False
    if unit.word in ("角", "刀", "欧", "镑", "铢", "里拉") and numeral.form in ("han", "bare"):
        return numeral.scale >= 100
    return before != "第"


def _units_line(text: str, start: int) -> bool:
    return "单位" in text[max(0, start - 14) : start]


def _measures(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    before = text[reading.start - 1] if reading.start else ""
    if before == "第":
        return False
    if numeral.form == "han" and numeral.value == _ONE and len(unit.word) == 1:
        return unit.word in "吨斤亩升克"
    if numeral.form == "bare" and numeral.big == 1:
        return numeral.bound == "more_than"
    if (
        len(unit.word) == 1
        and numeral.form in ("han", "bare")
        and unit.word in "安伏方平里转尺寸码瓦兆坪磅度赫帕匹丈"
    ):
        if unit.word == "度":
            return False
        return (
            numeral.bound != "exact"
            or numeral.value is None
            or (numeral.value > 10 and numeral.scale >= 10 and unit.word != "安")
        )
    if unit.unit in ("degC", "degF"):
        return True
    if unit.word == "度" and numeral.form == "digits":
        return (
            bool(re.search(r"[电耗]|发电|光伏|能", text[max(0, reading.start - 12) : reading.start]))
            or numeral.value is None
        )
    return True


def _percents(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    before = text[reading.start - 1] if reading.start else ""
    if before == "第":
        return False
    if unit.word == "点":
        if numeral.form != "digits" or numeral.value is None:
            return False
        if numeral.value >= 25 or numeral.value != numeral.value.to_integral_value():
            return True
        return bool(
            re.search(r"[涨跌升降挫扬高低落弹收报]|指数", text[max(0, reading.start - 4) : reading.start])
        )
    if unit.word in ("成", "折") and numeral.form == "bare":
        return numeral.value == 10
    if (
        unit.word == "%"
        and text.startswith(")", reading.end)
        and re.search(r"[\d.],[-+]?\d+(?:\.\d+)?,\Z", text[max(0, reading.start - 14) : reading.start])
    ):
        return False  # 宇通客车(12.940,-0.41,-3.07%)
    return True


def _ratios(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    if unit.word in ("x", "X"):
        return bool(
            re.search(r"P[EBSR]|估值|倍|市[盈净销]率", text[max(0, reading.start - 10) : reading.start])
        )
    return True


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
