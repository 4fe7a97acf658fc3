"""Counts: a number and the classifier or noun that it counts (24万台, 477家, 34城).

Refuses indefinite 一 (一家公司) and some (几家, 数次), what only points (这两家, 上述三项), what the text has
just listed (北京、上海两地) or goes on to list (三大领域, 两个原因：), ordinals (第二块), places (前三名, a
rank), addresses (小区2栋), and small counts in Chinese numerals that open a sentence (两家公司均未回应),
except of people and of times, which are news there as well.
"""

import re
from functools import cache

from pipeline.quantities.bound import bound_before
from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import SENTENCE_END, Scene
from pipeline.quantities.unit_word import Unit, alternation

# 这两家 上述三项 其余四个
_POINTING = re.compile(
    r"(?:[这那该此其另]|(?<!先)后|上述|前述|其余|其他|其它|另外|以下|如下|下列|以上|所有|全部|这些|那些|任意|同一)"
    r"[ ]?\Z"
)
_AND = re.compile(r"[、和与及]")
_BREAK = re.compile(r"[，,：:；。\n（(]")
# 有达共 …: a verb between a list and the number makes the number a statement of its own
_VERB = re.compile(r"[有达共为至获了将超近约到在于增设立新建开涉等完成签收购分出保售各的]")
# 得分4.5分 评为9分 满分10分
_MARK = re.compile(r"[得评打]分[^，。]{0,6}\Z|评为\Z|拿[下到]\Z|满分|积分")
# 小区2栋, 阳光城3幢, 南屏镇十二村: addresses
_ADDRESSED = {
    "栋": "区园城苑院路号庄厦居里村心",
    "幢": "区园城苑院路号庄厦居里村心",
    "单": "栋幢座",
    "村": "镇乡区",
}
# 历经三代, not 三代核电
_GENERATIONS = re.compile("(?:历经|经历|经过|传承|传了?|更新|迭代|推出|跨越|共|有)了?\\Z")
# 四种，分别是…: what is told one by one
_TOLD = re.compile(r"[^，。；！？\n、]{0,12}[，,：:]?(?:分别[是为有]|包括|依次|即)")
# 两家公司 is those just named, 投资两家公司 is news
_ACTED = re.compile(
    r"[中有达共为至了将下设县市省的国]\Z|(?:收购|成立|设立|新增|投资|控制|拥有|持有|注册|注销|出售|转让|控股|参股|新建|起诉|调研)\Z"
)
_YEARS = ("19", "20")
_NEWS = frozenset(("名", "位", "次", "轮", "起", "期", "宗", "枚", "部门", "机构", "街道", "股东"))
_LOOSE = frozenset(("个", "大", "种", "类", "项", "条", "点", "件"))
_HUNDREDS = frozenset(("家", "个", "只", "名", "款", "项"))  # 孵化千个项目
_WHOLE = frozenset(("人", "辆", "台", "户", "股"))


@cache
def _heads() -> re.Pattern[str]:
    """三个领域, 两大原因, 5个主要方面, 两个完全不同的工业体系: heads of what the text goes on to say."""
    return re.compile(
        rf"(?:[\u4e00-\u9fff]{{1,4}}的)?(?:(?![进处完]|投产)[\u4e00-\u9fff]){{0,3}}"
        rf"(?:{alternation('count', 'head')})"
    )


def accepts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Whether the reading is a count that says something."""
    text, numeral, start = scene.matching, reading.numeral, reading.start
    before = text[start - 1] if start else ""
    if (
        not scene.traditional
        and numeral.end - numeral.start == 1
        and text[start] == "二"
        and unit.word[0] != "连"
    ):
        return False  # 二公司, 二机构: of several
    if before in ("第", "届") or (before == "会" and unit.word == "次"):
        return False  # 四届十次董事会, 会员大会三次会议
    if text[start : reading.end] == scene.stripped:
        return True
    year = numeral.form == "digits" and numeral.end - numeral.start == 4 and text[start : start + 2] in _YEARS
    if year and (unit.noun or unit.word in ("款", "版")):
        return False  # 2013款, 2017硕士
    if text[start] == "0" and numeral.form == "digits" and text[start + 1 : start + 2].isdecimal():
        return False  # 001车型
    if before == "前" and unit.word in ("大", "位", "名", "家", "只", "个"):
        return False
    if scene.traditional and unit.word == "位" and text[start] == "数":
        return False  # 數位 is digital
    if unit.word == "分":
        return bool(_MARK.search(text[max(0, start - 9) : start]))
    exact = numeral.bound == "exact"
    loose = exact and numeral.value is not None and numeral.value <= 10 and unit.word in _LOOSE
    if loose and (_heads().match(text, reading.end) or _TOLD.match(text, reading.end)):
        return False
    if unit.word == "代" and (numeral.value is None or numeral.value <= 20):
        return bool(_GENERATIONS.search(text[max(0, start - 4) : start]))
    if before and before in _ADDRESSED.get(unit.word, ""):
        return False
    if numeral.form == "han":
        if numeral.high == 9:
            return before == "等"  # 几家, 数次: some
        if numeral.value == 1 and reading.value is None:
            return False
        if numeral.value is not None and numeral.value <= 10 and exact:
            return _few(scene, reading, unit)
        return unit.word != "大"
    if numeral.form == "bare" and exact and unit.noun and numeral.big > 1:
        return True  # 万亿参数
    if numeral.form == "bare" and exact:
        if numeral.value == 10:
            return _few(scene, reading, unit)
        return (
            bool(bound_before(text, start, bare=True))
            or (
                numeral.big > 1
                and (unit.word in _WHOLE or (reading.end - start > 2 and before not in "上成每前"))
            )
            or (numeral.value in (100, 1000) and unit.word in _HUNDREDS)
        )
    return _digits(scene, reading, unit)


def _digits(scene: Scene, reading: Reading, unit: Unit) -> bool:
    text, numeral, start = scene.matching, reading.numeral, reading.start
    if (
        numeral.value is not None
        and numeral.value <= 20
        and numeral.bound == "exact"
        and unit.word not in _NEWS
    ):
        clause = _BREAK.split(text[max(0, start - 40) : start])[-1]
        named = _AND.split(clause)[-1]
        counted = any(c.isdecimal() for c in clause)  # 封控区10个、管控区4个
        if "、" in clause and named and not counted and not _VERB.search(named):
            return False
        if text[start - 1 : start] in ("述", "这", "那"):
            return False
    if unit.word == "大":
        ahead = text[reading.end : reading.end + 14]
        return (
            numeral.value is not None
            and numeral.value < 100
            and not re.search(r"[:：]|亮点|看点|关键", ahead)
        )
    return True


def _few(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Two to ten in Chinese numerals: news, or a count of what the text has just named or goes on to name?"""
    text, start = scene.matching, reading.start
    if _POINTING.search(text[max(0, start - 3) : start]) or unit.word in ("大", "市", "方"):
        return False
    lead = text[scene.clause_start(start, reach=50, stops=SENTENCE_END) : start]
    clause = _BREAK.split(lead)[-1]
    if unit.word not in _NEWS and (not clause or not lead.strip(" \u3000“”\"'，,、")):
        return False
    listed = len(clause) < 45 and _AND.search(clause[:-1]) and not _AND.match(clause[-1:])
    if text[start] == "两" and unit.word in ("家", "间") and text.startswith(("公司", "企业"), reading.end):
        return bool(_ACTED.search(text[max(0, start - 2) : start]))
    if unit.word == "起" and text[start] == "四" and text[reading.end : reading.end + 1] in SENTENCE_END:
        return False  # 风波四起
    if unit.word != "次" and listed and not _VERB.search(_AND.split(clause)[-1]):
        return False
    return not re.search(r"[:：]", text[reading.end : reading.end + 14])
