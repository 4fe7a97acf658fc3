"""Units that go on after a first number and unit: 两年半, 3年多, 一个半月, 36天5小时30分, 十块三毛, 三米九."""

from decimal import Decimal

from pipeline.quantities.reading import SECONDS, Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import Unit, unit_at

_HALF = Decimal("0.5")
_PART = {
    "角": Decimal("0.1"),
    "毛": Decimal("0.1"),
    "分": Decimal("0.01"),
    "毛钱": Decimal("0.1"),
    "分钱": Decimal("0.01"),
}


def extend(scene: Scene, reading: Reading) -> Reading:
    """The reading with what goes on after it."""
    unit, numeral, text = reading.unit, reading.numeral, scene.matching
    if numeral.value is None and unit is None:
        return _counted_half(scene, reading)
    if unit is None or unit.word == "个":
        return _counted_half(scene, reading)
    if numeral.value is None:
        return reading
    if unit.kind == "duration":
        return _duration(scene, reading, unit)
    if unit.unit == "CNY" and unit.word in ("元", "块", "圆"):
        return _coins(scene, reading)
    if unit.word == "米" and reading.following < len(scene.numerals):
        ahead = scene.numerals[reading.following]
        if (
            ahead.start == reading.end
            and ahead.form == "han"
            and ahead.value is not None
            and ahead.value < 10
            and unit_at(text, ahead.end) is None
        ):
            return reading._replace(
                end=ahead.end, value=numeral.value + ahead.value / 10, following=reading.following + 1
            )
    return reading


def _counted_half(scene: Scene, reading: Reading) -> Reading:
    """一个半月, 2个半小时, 一个多月, 17个多月."""
    text, numeral = scene.matching, reading.numeral
    at = numeral.end
    if text[at : at + 1] != "个":
        return reading
    middle = text[at + 1 : at + 2]
    if middle not in ("半", "多", "来", "余"):
        return reading
    found = unit_at(text, at + 2)
    if found is None:
        return reading
    unit, end = found
    if unit.kind == "duration" and numeral.value is not None:
        following = reading.following
        while following < len(scene.numerals) and scene.numerals[following].start < end:
            following += 1
        if middle == "半":
            return reading._replace(unit=unit, end=end, value=numeral.value + _HALF, following=following)
        return reading._replace(unit=unit, end=end, bound="more_than", following=following)
    return reading


def _duration(scene: Scene, reading: Reading, unit: Unit) -> Reading:
    text, numeral = scene.matching, reading.numeral
    assert numeral.value is not None
    end = reading.end
    if text[end : end + 1] == "半" and text[end + 1 : end + 2] not in (
        "年",
        "个",
        "小",
        "天",
        "月",
        "径",
        "数",
    ):
        following = reading.following
        while following < len(scene.numerals) and scene.numerals[following].start <= end:
            following += 1
        return reading._replace(end=end + 1, value=numeral.value + _HALF, following=following)
    if text[end : end + 1] in ("多", "余") and text[end + 1 : end + 2] not in ("家", "个", "次", "元"):
        return reading._replace(end=end + 1, bound="more_than")
    total, parts, last = numeral.value, 1, unit
    following = reading.following
    while following < len(scene.numerals):
        ahead = scene.numerals[following]
        if ahead.start != end or ahead.value is None or ahead.form == "bare":
            break
        found = unit_at(text, ahead.end)
        smaller: Unit | None = None
        stop = ahead.end
        if found and found[0].kind == "duration":
            smaller, stop = found
        elif text[ahead.end : ahead.end + 1] == "分" and last.unit in ("hour", "day"):
            smaller, stop = last._replace(word="分", unit="minute", factor=Decimal(1)), ahead.end + 1
        if smaller is None or SECONDS[smaller.unit or ""] >= SECONDS[last.unit or ""]:
            break
        if last.unit == "year" and smaller.word in ("日", "月"):
            break
        total += ahead.value * smaller.factor * _in(smaller.unit, unit.unit)
        end, last, parts, following = stop, smaller, parts + 1, following + 1
    if parts == 1:
        return reading
    return reading._replace(end=end, value=round(total, 6), following=following)


def _in(unit: str | None, other: str | None) -> Decimal:
    if (unit, other) == ("month", "year"):
        return Decimal(1) / 12
    return Decimal(SECONDS[unit or ""]) / SECONDS[other or ""]


def _coins(scene: Scene, reading: Reading) -> Reading:
    """十块三毛, 一百二十三元1角1分, 三块四."""
    text, value = scene.matching, reading.numeral.value
    assert value is not None
    end, following = reading.end, reading.following
    while following < len(scene.numerals):
        ahead = scene.numerals[following]
        if ahead.start != end or ahead.value is None or ahead.value >= 10 or ahead.scale != 1:
            break
        for word in (text[ahead.end : ahead.end + 2], text[ahead.end : ahead.end + 1]):
            if word in _PART:
                value += ahead.value * _PART[word]
                end = ahead.end + len(word)
                break
        else:
            break
        following += 1
    if end == reading.end:
        return reading
    if text[end : end + 1] == "钱":
        end += 1
    return reading._replace(end=end, value=value, following=following)
