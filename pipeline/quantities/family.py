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
_PEOPLE = frozenset(("名", "位", "次", "轮", "起", "期", "宗", "枚", "部门", "机构", "街道", "股东"))


# 三个领域 两大原因 5个方面: heads of what the text goes on to say
_HEADS = re.compile(
    r"(?:主要|关键|核心|重要|不同的?|完全不同的?|大|明显|突出)?(?:战场|领域|故事|体系|方面|问题|维度|判断|方向|阶段|层面|角度|原因|因素|特[点征质]|条件|要素|趋势"
    r"|挑战|关键|环节|步骤|部分|世界|极端|概念|[词字]|亮点|看点|优势|逻辑|信号|变化|重点|现象|误区|层次|主题|话题|选择|建议|疑[问点]|优点|缺点|意义|结论|事)"
)


def _few(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Two to ten in Chinese numerals: news, or a count of what the text has just named or goes on to name?"""
    text, start = scene.matching, reading.start
    before = text[max(0, start - 3) : start]
    if _POINTING.search(before) or unit.word in ("大", "市", "方"):
        return False
    sentence = scene.clause_start(start, reach=50, stops=SENTENCE_END)
    lead = text[sentence:start]
    if unit.word not in _PEOPLE and not lead.strip(" \u3000“”\"'，,、"):
        return False
    clause = re.split(r"[，,：:；（(]", lead)[-1]
    if not clause and unit.word not in _PEOPLE:
        return False
    if (
        unit.word != "次"
        and clause
        and _LISTED.search(clause)
        and not _LISTED.search(clause[-1])
        and len(clause) < 45
    ):
        last = re.split(r"[、和与及]", clause)[-1]
        if not re.search(r"[有达共为至获了将超近约到在于增设立新建开涉等完成签收购分]", last):
            return False
    ahead = text[reading.end : reading.end + 14]
    return not re.search(r"[:：]", ahead)


def _counts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    before = text[reading.start - 1] if reading.start else ""
    if before == "第":
        return False
    if text[reading.start : reading.end] == scene.stripped:
        return True
    if (
        text[reading.start : reading.start + 1] == "0"
        and numeral.form == "digits"
        and numeral.end - numeral.start > 1
        and text[reading.start + 1] != "."
    ):
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
    if (
        unit.word in ("个", "大", "种", "类", "项", "条", "点", "件")
        and numeral.value is not None
        and numeral.value <= 10
    ):
        if numeral.bound == "exact" and _HEADS.match(text, reading.end):
            return False
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
    if (
        numeral.value is not None
        and numeral.value <= 20
        and unit.word not in _PEOPLE
        and numeral.bound == "exact"
    ):
        clause = re.split(r"[，,：:；。\n（(]", text[max(0, reading.start - 40) : reading.start])[-1]
        named = re.split(r"[、和与及]", clause)[-1]
        if (
            "、" in clause
            and named
            and not re.search(r"[有达共为至获了将超近约到在于增设立新建开涉等完成签收购分出保售]", named)
        ):
            return False
        if before in ("述", "这", "那"):
            return False
    if unit.word == "大":
        ahead = text[reading.end : reading.end + 14]
        return (
            numeral.value is not None
            and numeral.value < 100
            and not re.search(r"[:：]|亮点|看点|关键", ahead)
        )
    return True


# 近几年 过去几个月: no length that anybody measured
_RECENT = re.compile(r"(?:[近这那头前后]|过去|未来|最近|最后|今后|此前|之后|接下来|的)\Z")
_DAYS_LED = frozenset("近连续时期达满足隔约过去前限为束跌涨")


def _durations(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    before = text[reading.start - 1] if reading.start else ""
    single = numeral.value == _ONE and numeral.form == "han"
    if before == "第":
        return False
    if (
        numeral.low is not None
        and numeral.high == 9
        and _RECENT.search(text[max(0, reading.start - 3) : reading.start])
    ):
        return False
    if unit.word == "日" and reading.value is not None:
        return before in _DAYS_LED and before != ""
    if (
        scene.traditional
        and unit.word == "年"
        and numeral.form == "digits"
        and text[reading.numeral.end : reading.numeral.end + 1] == " "
        and numeral.value is not None
        and 20 <= numeral.value <= 40
    ):
        return False
    if numeral.form == "bare" and numeral.value != 10:
        return numeral.bound == "more_than" or (
            unit.word == "年" and text.startswith(("历史", "品牌", "传承", "老字号"), reading.end)
        )
    if single and reading.value is None and before in ("上", "下", "前", "后", "这", "那", "该", "同", "每", "某", "另", "头"):
        return False
    if (
        (before in ("每", "逐") and numeral.value is not None and numeral.value <= 1)
        or before in ("这", "那")
        or (before == "前" and unit.word in ("个月", "月", "季度", "个季度", "季"))
    ):
        return False
    simple = reading.value is None and reading.bound is None
    if unit.word == "世纪":
        return False  # 21世纪; 两个世纪 is another word
    if unit.word in ("年", "财年", "年度", "会计年度") and numeral.value is not None and simple:
        if numeral.value > 1000 and numeral.scale == 1:
            return False
        if text.startswith(("代", "级"), reading.end):
            return False
    if unit.word == "日" and simple:
        if before in _DAYS_LED and numeral.form != "bare":
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
        if before in ("（", "(") and text[reading.end : reading.end + 1] in ("）", ")", "/"):
            return False  # 营收（亿元） heads a column
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


# 集成电路产量437亿块: pieces, not yuan
_MADE = re.compile(r"集成电路|芯片|产量|面板|电池|生产|出货")


def _units_line(text: str, start: int) -> bool:
    return "单位" in text[max(0, start - 14) : start]


def _measures(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral = scene.matching, reading.numeral
    before = text[reading.start - 1] if reading.start else ""
    if before == "第":
        return False
    if unit.unit in ("degC", "degF"):
        return True
    if unit.word == "里" and text.startswith(("地", "路", "远"), reading.end):
        return True
    if numeral.form == "han" and numeral.value == _ONE and len(unit.word) == 1:
        return unit.word in "吨斤亩升克两"
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
        if numeral.form == "bare":
            return (
                numeral.value is not None
                and numeral.value >= 100
                and bool(bound_before(text, reading.start, bare=True))
            )
        if numeral.form not in ("digits", "mixed") or numeral.value is None:
            return numeral.value is not None and numeral.scale >= 100
        if numeral.value >= 25 or numeral.value != numeral.value.to_integral_value():
            return True
        return bool(
            re.search(r"[涨跌升降挫扬高低落弹收报]|指数", text[max(0, reading.start - 4) : reading.start])
        )
    if unit.word == "厘" and not scene.traditional:
        return False
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


def recast(scene: Scene, reading: Reading, unit: Unit) -> Unit:
    """块 after what is made in pieces is a classifier, everywhere else money."""
    if unit.word == "块" and _MADE.search(scene.matching[max(0, reading.start - 14) : reading.start]):
        return Unit("块", "count", "count", "块", _ONE)
    return unit


def accepts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Whether the unit's family takes the reading."""
    return _TESTS[unit.family](scene, reading, unit)
