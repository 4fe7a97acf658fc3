"""What a rate is per: 1.2万元/平方米, 77美元每桶 (inside the span), 每股0.35元, 人均3万元, 年产10万吨 (before it)."""

import re

from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit

# /股 /平方米 /吨 /百万英热单位 /平方米/月  每股 每平方米
_AFTER = re.compile(
    r"[ ]?(?:[/／](?!\d)|每)((?:百万|千|万|亿|百)?(?:平方米|平方公里|平方英尺|平方呎|立方米|立方英尺|吨公里|人公里|千瓦时|兆瓦时|人次|人份|人天|蒲式耳"
    r"|金衡盎司|盎司|公斤|千克|公里|公吨|小时|分钟|季度|季|加仑|英热单位|标准箱|标箱|Tokens?|tokens?|MMBtu|mmbtu|TEU|FEU|GB|GW|MW|kWh|kWp|Wh|kg|km|㎡|m²"
    r"|[股桶吨月年日天周人户件台套辆瓶盒支枚克斤度米亩升瓦片张份次单位座只箱袋间晚部条家手颗粒头尾棵株磅包罐方册班课集趟场床平吋盘秒WtLg](?![A-Za-z])))"
    r"(?:/[年月日天周人])?"
)
_BEFORE = dict((
    ("每平方米", "平方米"), ("每平米", "平方米"), ("每千瓦时", "千瓦时"), ("每蒲式耳", "蒲式耳"), ("每盎司", "盎司"), ("每公斤", "公斤"),
    ("每小时", "小时"), ("每分钟", "分钟"), ("每股", "股"), ("每桶", "桶"), ("每吨", "吨"), ("每月", "月"), ("每年", "年"), ("每日", "日"),
    ("每天", "天"), ("每周", "周"), ("每人", "人"), ("每户", "户"), ("每度", "度"), ("每亩", "亩"), ("每克", "克"), ("每斤", "斤"),
    ("每升", "升"), ("每瓶", "瓶"), ("每台", "台"), ("每辆", "辆"), ("每套", "套"), ("每件", "件"), ("每公里", "公里"), ("每份", "份"), ("每单位", "单位"),
    ("每家", "家"), ("每手", "手"), ("每张", "张"), ("每只", "只"), ("每片", "片"), ("每秒", "秒"), ("每季度", "季度"), ("每季", "季"),
    ("人均", "人"), ("日均", "日"), ("年均", "年"), ("月均", "月"), ("周均", "周"), ("户均", "户"), ("店均", "店"), ("亩均", "亩"),
    ("年产", "年"), ("年税收", "年"), ("年产值", "年"), ("年产能", "年"), ("年销售", "年"), ("日产", "日"), ("月产", "月"), ("月供", "月"), ("月薪", "月"), ("年薪", "年"), ("月租", "月"),
))  # fmt: skip
_NAMED = re.compile("|".join(sorted(_BEFORE, key=len, reverse=True)))


def per_after(scene: Scene, reading: Reading, unit: Unit) -> tuple[str | None, int]:
    """The denominator that follows the unit, and where the span then ends."""
    if unit.kind in ("percent", "point", "fraction", "multiple"):
        return None, reading.end
    match = _AFTER.match(scene.matching, reading.end)
    if match is None:
        return None, reading.end
    return scene.text[match.start(1) : match.end(1)], match.end()


def per_before(scene: Scene, reading: Reading, unit: Unit) -> str | None:
    """The denominator that the clause before the number names."""
    if unit.kind not in ("money", "count", "measure"):
        return None
    text, start = scene.matching, reading.start
    found = None
    for match in _NAMED.finditer(text, start - 16 if start > 16 else 0, start):
        found = match
    if found is None or scene.clause_start(start, reach=16) > found.start():
        return None
    return _BEFORE[found.group()]
