"""What may follow a number: every unit word of the tables, looked up at a position, longest word first.

A word of Latin letters must end where a letter or digit does not go on (5GB, not 5GBps). A word with
`not` is no unit where one of those strings follows it (3家 but not 家具). A Latin unit with `min` needs
at least that value (800G is a capacity, 5G is a name). One blank, plain or ideographic, may stand between
number and unit.
"""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pipeline.spans import Kind
from pipeline.tables import Table, load_table

PACKAGE = "pipeline.quantities"
_COUNTED_TIMES = (
    "月", "季度", "季", "年度", "财年", "会计年度", "世纪", "星期", "礼拜", "小时", "钟头",
    "交易日", "工作日", "自然日", "日历日", "月期",
)  # fmt: skip
_MOON = ("亮", "球", "饼", "光", "嫂")  # what no 个月 is cut from: 一个月球


class Unit(NamedTuple):
    """A unit word: what kind of quantity it makes, its canonical unit and the factor into it."""

    word: str
    family: str
    kind: Kind
    unit: str | None
    factor: Decimal
    banned: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    plus: Decimal | None = None
    more: bool = False
    latin: bool = False
    noun: bool = False  # the counted noun itself: it licenses the number and stays outside the span


@cache
def table(name: str) -> Table:
    """One of the stage's data tables."""
    return load_table(PACKAGE, name)


def _unit(word: str, family: str, kind: Kind, properties: dict[str, object]) -> Unit:
    noun = bool(properties.get("noun"))
    unit = None if noun else properties.get("unit", word)
    minimum, maximum, plus = (properties.get(p) for p in ("min", "max", "plus"))
    banned = properties.get("not", ())
    return Unit(
        word,
        family,
        kind,
        str(unit) if unit else None,
        Decimal(str(properties.get("factor", 1))),
        tuple(banned) if isinstance(banned, list) else (),
        None if minimum is None else Decimal(str(minimum)),
        None if maximum is None else Decimal(str(maximum)),
        None if plus is None else Decimal(str(plus)),
        bool(properties.get("more")),
        word[-1].isascii() and word[-1].isalnum(),
        noun,
    )


@cache
def words(name: str, section: str) -> dict[str, dict[str, object]]:
    """A named section of words inside a table's `[words]`."""
    return table(name).words()[section]


@cache
def alternation(name: str, section: str) -> str:
    """The words of a section as the branches of a regular expression, longest first."""
    return "|".join(map(re.escape, sorted(words(name, section), key=len, reverse=True)))


@cache
def unit_words() -> dict[str, tuple[Unit, ...]]:
    """Unit words by their first character, longest first."""
    units: dict[str, Unit] = {}
    for name in ("count", "measure", "money", "duration"):
        kind: Kind = name
        for word, properties in table(name).words().items():
            if "eg" in properties:  # groups of other words have none of their own
                units[word] = _unit(word, name, kind, properties)
    for name in ("percent", "ratio"):
        for word, properties in table(name).words().items():
            if "kind" in properties:
                units[word] = _unit(word, name, properties["kind"], properties)
    for word in _COUNTED_TIMES:
        if word in units:
            kept = tuple(b for b in units[word].banned if b in _MOON)  # 9个月销量 is a length all the same
            units["个" + word] = units[word]._replace(word="个" + word, banned=kept)
    by_first: dict[str, list[Unit]] = {}
    for unit in units.values():
        by_first.setdefault(unit.word[0], []).append(unit)
    return {c: tuple(sorted(found, key=lambda u: -len(u.word))) for c, found in by_first.items()}


def unit_at(text: str, position: int) -> tuple[Unit, int] | None:
    """The longest unit word at a position and where it ends."""
    words = unit_words()
    size = len(text)
    if position < size and text[position] in " \u3000\xa0":
        position += 1
    if position >= size:
        return None
    for unit in words.get(text[position], ()):
        if not text.startswith(unit.word, position):
            continue
        end = position + len(unit.word)
        if unit.latin and end < size and text[end].isascii() and text[end].isalnum():
            continue
        if unit.banned and text.startswith(unit.banned, end):
            continue
        return unit, end
    return None
