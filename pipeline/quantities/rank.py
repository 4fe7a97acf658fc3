"""Places in an order: 第四家, 排名第一, 位居第3, 前三, TOP10, 500强."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import table
from pipeline.spans import Quantity

# TOP10 TOP 10 Top5 NO.1
_TOP = re.compile(r"(?:TOP|Top|top|N[Oo]\.?)[ ]?\Z")
_GROUP = re.compile(r"[大强名位]")


@cache
def _after() -> tuple[str, ...]:
    return tuple(table("rank").words()["after"])


@cache
def _before() -> tuple[str, ...]:
    return tuple(sorted(table("rank").words()["before"], key=len, reverse=True))


def ranks(scene: Scene) -> Iterator[Quantity]:
    """Every rank of the text."""
    text = scene.matching
    for numeral in scene.numerals:
        start, end, value = numeral.start, numeral.end, numeral.value
        if value is None or not start:
            if numeral.form == "digits" and value and text.startswith("强", end):
                pass
            else:
                continue
        previous = text[start - 1] if start else ""
        if previous == "第":
            if scene.blocked(start, end):
                continue
            follower = text[end : end + 1]
            window = text[max(0, start - 9) : start - 1].rstrip()
            led = window.endswith(_before()) or any(
                w in window for w in ("排名", "位居", "位列", "名列", "列第", "居", "排在", "位次")
            )
            if follower in ("名", "位"):
                yield _quantity(scene, start - 1, end + 1, value, "exact")
            elif (
                follower in ("大", "高", "低", "快", "多")
                or (follower == "家" and _free(text, end))
                or (
                    led
                    and not text.startswith(
                        ("次", "季", "款", "个", "批", "届", "轮", "期", "代", "章", "条", "阶段", "财经"),
                        end,
                    )
                )
            ):
                yield _quantity(scene, start - 1, end, value, "exact")
        elif (
            previous == "前"
            and text[end : end + 1] in ("大", "强", "名", "位", "", "，", "。", "、", "的", "；")
            and not scene.blocked(start, end)
        ):
            yield _quantity(scene, start - 1, end, value, "at_most")
        elif _TOP.search(text[max(0, start - 4) : start]) and numeral.form == "digits":
            match = _TOP.search(text[max(0, start - 4) : start])
            assert match
            top = match.group()[0] in "Tt"
            begin = start - len(match.group())
            yield _quantity(scene, begin, end, value, "at_most" if top else "exact")
        elif (
            text.startswith("强", end)
            and numeral.form in ("digits", "bare")
            and text[end + 1 : end + 2] not in ("度", "制", "调", "化", "劲", "势")
        ):
            yield _quantity(scene, start, end + 1, value, "at_most")


def _free(text: str, end: int) -> bool:
    return True


def _quantity(scene: Scene, start: int, end: int, value: Decimal, bound: str) -> Quantity:
    return Quantity(
        start=start,
        end=end,
        text=scene.text[start:end],
        kind="rank",
        value=value,
        bound=bound,
        rule="rank",  # type: ignore[arg-type]
    )
