"""What a rate is per: 1.2万元/平方米, 77美元每桶 (inside the span), 每股0.35元, 人均3万元, 年产10万吨
(before it).
"""

import re
from functools import cache

from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit, alternation, words


@cache
def _after() -> re.Pattern[str]:
    """/股, /平方米/月, 每桶, /百万英热单位."""
    word = alternation("per", "after")
    return re.compile(
        rf"[ ]?(?:[/／](?!\d)|每)((?:{word}|(?:百万|[千万亿百])(?:{word}))(?![A-Za-z]))"
        r"(?:/(?:平方米|[年月日天周人平㎡]))?"
    )


@cache
def _before() -> re.Pattern[str]:
    return re.compile(alternation("per", "before"))


def per_after(scene: Scene, reading: Reading, unit: Unit) -> tuple[str | None, int]:
    """The denominator that follows the unit, and where the span then ends."""
    if unit.kind in ("percent", "point", "fraction", "multiple"):
        return None, reading.end
    match = _after().match(scene.matching, reading.end)
    if match is None or ("每" in match.group() and unit.kind not in ("money", "measure")):
        return None, reading.end  # 连续三天每天
    return scene.text[match.start(1) : match.end(1)], match.end()


def per_before(scene: Scene, reading: Reading, unit: Unit) -> str | None:
    """The denominator that the clause before the number names."""
    if unit.kind not in ("money", "count", "measure"):
        return None
    text, start = scene.matching, reading.start
    found = None
    for match in _before().finditer(text, start - 16 if start > 16 else 0, start):
        if text[match.start() - 1 : match.start()].isdecimal():  # 7月产销
            continue
        if text.startswith(("汽车", "公司", "和", "、"), match.end()):  # 日产汽车
            continue
        found = match
    if found is None or scene.clause_start(start, reach=16) > found.start():
        return None
    return str(words("per", "before")[found.group()]["per"])
