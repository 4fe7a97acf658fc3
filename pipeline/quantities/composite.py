"""Units that go on after a first number and unit.

Lengths of time: 两年半, 3年多, 一个半月, 17个多月, 36天5小时30分, 五分三十秒, 一个星期又三天. Money:
十块三毛, 一百二十三元1角1分, 三块四, 两美元三美分. Measures: 三米九, 十五斤半, 十二度五. Each is one
quantity in its first unit.
"""

from decimal import Decimal

from pipeline.quantities.reading import SECONDS, Reading
from pipeline.quantities.scene import Scene
from pipeline.quantities.temperature import temperature
from pipeline.quantities.unit_word import Unit, unit_at

_HALF = Decimal("0.5")
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_PART = {"角": _TENTH, "毛": _TENTH, "毛钱": _TENTH, "分": _HUNDREDTH, "分钱": _HUNDREDTH}
_CLOCK = {"分": "minute", "秒": "second", "时": "hour"}
_JOINTS = ("", "又", "零", "加", "加上", "外加", " ")
# what a 半 belongs to that stands before it: 半年, 半个, 半小时, 半径, 半导体
_HALF_OF = frozenset("年个小天月径数导")
_HALVED = frozenset(("米", "斤", "公斤", "升", "里", "公里", "吨", "度", "尺", "亩", "倍", "岁"))


def extend(scene: Scene, reading: Reading) -> Reading:
    """The reading with what goes on after it."""
    reading = _further(scene, reading)
    return temperature(scene, reading) if reading.unit and reading.unit.kind == "measure" else reading


def _further(scene: Scene, reading: Reading) -> Reading:
    unit, numeral, text = reading.unit, reading.numeral, scene.matching
    if unit is None or unit.word == "个":
        if text[numeral.end : numeral.end + 1] == "分" and numeral.value is not None:
            return _clock(scene, reading)
        return _counted_half(scene, reading)
    if numeral.value is None:
        return reading
    if unit.kind == "duration":
        return _duration(scene, reading, unit)
    if unit.kind == "money":
        return _coins(scene, reading, unit)
    if unit.word == "分":
        return _clock(scene, reading)
    if unit.word == "成":
        return _tenths(scene, reading)
    if unit.word in _HALVED or unit.word == "度":
        return _tail(scene, reading)
    return reading


def _skip(scene: Scene, index: int, end: int) -> int:
    """The first numeral from `index` on that does not begin before `end`."""
    while index < len(scene.numerals) and scene.numerals[index].start < end:
        index += 1
    return index


def _is_half(text: str, offset: int) -> bool:
    """Whether a 半 at `offset` adds half a unit to what stands before it."""
    return text[offset : offset + 1] == "半" and text[offset + 1 : offset + 2] not in _HALF_OF


def _tail(scene: Scene, reading: Reading) -> Reading:
    """三米九, 十二度五, 十五斤半."""
    text, end, value = scene.matching, reading.end, reading.numeral.value
    assert value is not None
    if _is_half(text, end):
        return reading._replace(
            end=end + 1,
            value=value + (_HALF if value >= 0 else -_HALF),
            following=_skip(scene, reading.following, end + 1),
        )
    if reading.following < len(scene.numerals):
        ahead = scene.numerals[reading.following]
        if (
            ahead.start == end
            and ahead.form == "han"
            and ahead.value is not None
            and 0 < ahead.value < 10
            and unit_at(text, ahead.end) is None
        ):
            return reading._replace(
                end=ahead.end, value=value + ahead.value / 10, following=reading.following + 1
            )
    return reading


def _tenths(scene: Scene, reading: Reading) -> Reading:
    """四成三 is 43 %."""
    if reading.following < len(scene.numerals):
        ahead = scene.numerals[reading.following]
        if (
            ahead.start == reading.end
            and ahead.form == "han"
            and ahead.value is not None
            and 0 < ahead.value < 10
        ):
            value = (reading.numeral.value or Decimal(0)) + ahead.value / 10
            return reading._replace(end=ahead.end, value=value, following=reading.following + 1)
    return reading


def _counted_half(scene: Scene, reading: Reading) -> Reading:
    """一个半月, 2个半小时, 一个多月, 17个多月."""
    text, numeral = scene.matching, reading.numeral
    at = numeral.end
    if text[at : at + 1] != "个" or numeral.value is None:
        return reading
    middle = text[at + 1 : at + 2]
    if middle not in ("半", "多", "来", "余"):
        return reading
    found = unit_at(text, at + 2)
    if found is None or found[0].kind != "duration":
        return reading
    unit, end = found
    following = _skip(scene, reading.following, end)
    if middle == "半":
        return reading._replace(unit=unit, end=end, value=numeral.value + _HALF, following=following)
    return reading._replace(unit=unit, end=end, bound="more_than", following=following)


def _duration(scene: Scene, reading: Reading, unit: Unit) -> Reading:
    text, numeral = scene.matching, reading.numeral
    assert numeral.value is not None
    end = reading.end
    if _is_half(text, end):
        return reading._replace(
            end=end + 1, value=numeral.value + _HALF, following=_skip(scene, reading.following, end + 1)
        )
    if text[end : end + 1] in ("多", "余") and text[end + 1 : end + 2] not in ("家", "个", "次", "元", "种"):
        return reading._replace(end=end + 1, bound="more_than")
    return _parts(scene, reading, unit, numeral.value)


def _clock(scene: Scene, reading: Reading) -> Reading:
    """五分三十秒, 1分半: minutes only where seconds or 半 follow."""
    text, numeral = scene.matching, reading.numeral
    assert numeral.value is not None
    end = numeral.end + 1
    minute = Unit("分", "duration", "duration", "minute", Decimal(1))
    if text[end : end + 1] == "半" and text[end + 1 : end + 2] not in ("年", "个", "小", "天"):
        following = _skip(scene, reading.following, end + 1)
        return reading._replace(unit=minute, end=end + 1, value=numeral.value + _HALF, following=following)
    extended = _parts(scene, reading._replace(end=end), minute, numeral.value)
    return extended._replace(unit=minute) if extended.end > end else reading


def _parts(scene: Scene, reading: Reading, unit: Unit, total: Decimal) -> Reading:
    text, end, last = scene.matching, reading.end, unit
    following, parts = reading.following, 1
    while following < len(scene.numerals):
        ahead = scene.numerals[following]
        if (
            ahead.value is None
            or ahead.form == "bare"
            or ahead.start - end > 2
            or scene.blocked(ahead.start, ahead.end)
        ):
            break
        if text[end : ahead.start] not in _JOINTS:
            break
        smaller, stop = _smaller(text, ahead.end, last)
        if smaller is None or (last.unit == "year" and smaller.word in ("日", "月")):
            break
        total += ahead.value * smaller.factor * _in(smaller.unit, unit.unit)
        end, last, parts, following = stop, smaller, parts + 1, following + 1
    if parts == 1:
        return reading
    return reading._replace(end=end, value=round(total, 6), following=following)


def _smaller(text: str, position: int, last: Unit) -> tuple[Unit | None, int]:
    """A shorter unit of time than `last` at a position; 分 and 时 where hours or days go before."""
    found = unit_at(text, position)
    if found and found[0].kind == "duration":
        if SECONDS[found[0].unit or ""] < SECONDS[last.unit or ""]:
            return found
        return None, position
    char = text[position : position + 1]
    if char in _CLOCK and last.unit in ("hour", "day") and SECONDS[_CLOCK[char]] < SECONDS[last.unit]:
        return last._replace(word=char, unit=_CLOCK[char], factor=Decimal(1)), position + 1
    return None, position


def _in(unit: str | None, other: str | None) -> Decimal:
    if (unit, other) == ("month", "year"):
        return Decimal(1) / 12
    return Decimal(SECONDS[unit or ""]) / SECONDS[other or ""]


def _coins(scene: Scene, reading: Reading, unit: Unit) -> Reading:
    """十块三毛, 一百二十三元1角1分, 三块四, 两美元三美分."""
    text, value = scene.matching, reading.numeral.value
    assert value is not None
    end, following = reading.end, reading.following
    home = unit.word in ("元", "块", "圆", "毛", "角")
    step = Decimal("0.1") if unit.word in ("毛", "角") else Decimal(1)
    total = value * step if unit.word in ("毛", "角") else value
    while following < len(scene.numerals):
        ahead = scene.numerals[following]
        if ahead.value is None or ahead.value >= 100 or ahead.scale > 10 or ahead.start - end > 1:
            break
        if text[end : ahead.start] not in ("", "又", "零"):
            break
        part, stop = _part(text, ahead.end, unit)
        if (
            part is None
            and home
            and step > Decimal("0.01")
            and ahead.start == end
            and (
                ahead.form == "han" or (ahead.end - ahead.start == 1 and not text[ahead.end :][:1].isascii())
            )
            and ahead.value < 10
            and unit_at(text, ahead.end) is None
            and unit.word != "元"
            and unit.word != "圆"
        ):
            part, stop = step / 10, ahead.end
        if part is None or part >= step:
            break
        total += ahead.value * part
        end, step, following = stop, part, following + 1
    if end == reading.end:
        return reading
    if text[end : end + 1] == "钱":
        end += 1
    return reading._replace(end=end, value=total / unit.factor, following=following)


def _part(text: str, position: int, unit: Unit) -> tuple[Decimal | None, int]:
    if unit.unit == "CNY":
        for word in (text[position : position + 2], text[position : position + 1]):
            if word in _PART:
                return _PART[word], position + len(word)
        return None, position
    found = unit_at(text, position)
    if found and found[0].unit == unit.unit and found[0].factor < 1:
        return found[0].factor, found[1]
    return None, position
