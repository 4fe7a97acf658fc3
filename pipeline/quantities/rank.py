"""Places in an order (第四家, 排名第一, 位居第3, 前三, TOP10, 500强) and ordinals that are news.

A rank: 第N名, 第N位, 第N大 (not 第一大股东, which only identifies), 第N高; 第N after a word that ranks
(排名, 位居, 全球); 前N and 前N大 where no noun follows but 强, 名, 位; TOPN; N强. An ordinal: 第N次,
第N个月 after 连续, 年内, 历史 and the like, and a piece's number from 100 up (第100万辆). Everything else
with 第 only identifies.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pipeline.quantities.numeral import Numeral
from pipeline.quantities.scene import Scene
from pipeline.quantities.unit_word import table, unit_at
from pipeline.spans import Bound, Kind, Quantity

# TOP10 TOP 10 Top5 NO.1
_TOP = re.compile(r"(?:TOP|Top|top|N[Oo]\.?)[ ]?\Z")
_NEWS = re.compile(
    r"(?:连续|年内|今年|历史|史上|以来|这是|首次|近期|提出|内|来|启|迎来|将)(?:的|年内|首次|其|在|，)?\Z"
)


@cache
def _after() -> tuple[str, ...]:
    return tuple(table("rank").words()["after"])


@cache
def _before() -> tuple[str, ...]:
    return tuple(sorted(table("rank").words()["before"], key=len, reverse=True))


def ranks(scene: Scene) -> Iterator[Quantity]:
    """Every rank and ordinal of the text."""
    text = scene.matching
    for numeral in scene.numerals:
        start, end, value = numeral.start, numeral.end, numeral.value
        if value is None or value < 1:
            continue
        previous = text[start - 1] if start else ""
        at = start - 2 if previous == " " and text[start - 2 : start - 1] == "第" else start - 1
        if start and text[at] == "第":
            if not scene.blocked(start, end):
                found = _ordinal(scene, numeral, value, at)
                if found:
                    yield found
        elif previous == "前" and not scene.blocked(start, end):
            found = _leading(scene, numeral, value)
            if found:
                yield found
        elif previous and previous in "Pp .Oo" and numeral.form == "digits":
            match = _TOP.search(text[max(0, start - 4) : start])
            if match:
                top = match.group()[0] in "Tt"
                yield _quantity(scene, start - len(match.group()), end, value, "at_most" if top else "exact")
        elif numeral.form != "bare" and text.startswith(("名", "位"), end) and _placed(text, start):
            yield _quantity(scene, start, end + 1, value, "exact")
        elif text.startswith("强", end) and _group(text, numeral, end + 1):
            yield _quantity(scene, start, end + 1, value, "at_most")


# 成为第二大股东, 公司的第一大股东: said of somebody; 第一大股东减持 only identifies
_HELD = re.compile(r"(?:成为|作为|仍为|系|[为是]).{0,8}\Z|其\Z|的\Z")


_NAMED = re.compile(r"[\u4e00-\u9fff（）()]{2,12}?(?:集团|公司|股份|投资|控股|基金|资本|先生|女士|合伙)")


# 位居42名 排名全国35位
_PLACED = re.compile(r"(?:位居|位列|名列|排名|排在|列于)(?:全[球国]|世界|行业)?第?\Z")


def _placed(text: str, start: int) -> bool:
    return bool(_PLACED.search(text[max(0, start - 6) : start]))


# 第一高级中学, 第二低温车间
_NO_DEGREE = ("高级", "高等", "高炉", "高速", "高中", "低级", "低温", "多样", "快递", "快线")


def _group(text: str, numeral: Numeral, end: int) -> bool:
    if (
        text.startswith(("度", "制", "调", "化", "劲", "势", "烈", "敌"), end)
        or numeral.value is None
        or numeral.value < 3
    ):
        return False
    return numeral.form == "digits" or numeral.value in (10, 100, 1000, 500)


def _ordinal(scene: Scene, numeral: Numeral, value: Decimal, start: int) -> Quantity | None:
    text, end = scene.matching, numeral.end
    window = text[max(0, start - 12) : start].rstrip(" “")
    follower = text[end : end + 1]
    if follower in ("名", "位"):
        return _quantity(scene, start, end + 1, value, "exact")
    if follower == "大" and text.startswith(("股东", "流通", "持有", "道", "街"), end + 1):
        if text.startswith("股东", end + 1) and (_HELD.search(window) or _NAMED.match(text, end + 3)):
            return _quantity(scene, start, end + 1, value, "exact")
        return None
    if text.startswith(_NO_DEGREE, end):
        return None
    if follower in _after() and follower != "家":
        return _quantity(scene, start, end + 1, value, "exact")
    if follower == "家" and (_ranked(window) or window[-1:] in tuple("的国球为是成")):
        return _quantity(scene, start, end + 1, value, "exact")
    found = unit_at(text, end)
    if follower == "轮" and value > 1:
        return _quantity(scene, start, end + 1, value, "exact", kind="ordinal", unit="轮")
    if follower == "次" and value > 1 and _times(text, window, end):
        return _quantity(scene, start, end + 1, value, "exact", kind="ordinal", unit="次")
    if found and found[0].kind in ("count", "duration") and found[0].word not in _ARTICLES:
        unit, stop = found
        if value >= 100 or _NEWS.search(window):
            return _quantity(
                scene, start, stop, value, "exact", kind="ordinal", unit=unit.word.removeprefix("个") or "个"
            )
        return None
    if follower in ("次", "年", "日", "天", "周", "轮") and _NEWS.search(window):
        return _quantity(scene, start, end + 1, value, "exact", kind="ordinal", unit=follower)
    if text.strip(" 。") == text[start : end + (follower in ("回", "次", "个"))]:
        return _quantity(scene, start, end, value, "exact")
    if follower in ("", "，", "。", "；", "的", "）", "\n") and _predicate(window):
        return _quantity(scene, start, end, value, "exact")
    if _ranked(window) and not text.startswith(
        (
            "季",
            "级",
            "届",
            "期",
            "章",
            "条",
            "阶段",
            "财",
            "步",
            "时间",
            "梯队",
            "阵营",
            "产业",
            "大道",
            "线",
            "方",
            "人",
            "医院",
            "中学",
            "集团",
        ),
        end,
    ):
        return _quantity(scene, start, end, value, "exact")
    return None


_ARTICLES = frozenset(("年", "条", "款", "项", "页", "节", "章", "篇"))  # 第一百零七条, 第3页


def _times(text: str, window: str, end: int) -> bool:
    """第六次进行演讲 is news; 第三十三次会议 and 2023年第二次临时股东大会 are names."""
    if text.startswith(
        ("会", "股东", "临时", "全", "人民", "普查", "世界", "工业", "产业", "科技", "党", "代表", "定期"),
        end + 1,
    ):
        return False
    return not window or window[-1] not in "会届年度后期）)司院上市”"


def _predicate(window: str) -> bool:
    """份额也是第二。 says a place, 第一，… at the start of a clause only orders."""
    return bool(window) and "\u4e00" <= window[-1] <= "\u9fff"


def _ranked(window: str) -> bool:
    return window.endswith(_before()) or any(
        w in window for w in ("排名", "位居", "位列", "名列", "排在", "位次", "居全", "居世", "居行")
    )


def _leading(scene: Scene, numeral: Numeral, value: Decimal) -> Quantity | None:
    text, start, end = scene.matching, numeral.start - 1, numeral.end
    follower = text[end : end + 1]
    if value < 2 or (numeral.form == "han" and numeral.scale > 10):
        return None
    if follower == "大" and text.startswith(("股东",), end + 1):
        return _quantity(scene, start, end, value, "at_most")
    if follower in ("大", "强", "名", "位"):
        if text.startswith(("度", "制"), end + 1):
            return None
        return _quantity(scene, start, end + 1, value, "at_most")
    if text[numeral.start] == "两" and follower == "家":
        return None  # 前两家公司: of those just named
    if text.startswith(("厂商", "品牌", "企业", "省份", "城市", "只", "家", "个股"), end):
        return _quantity(scene, start, end, value, "at_most")
    if follower in ("", "，", "。", "、", "的", "；", "）", "”", "\n", "！") and not text.startswith(
        ("以", "提", "之"), start - 1
    ):
        return _quantity(scene, start, end, value, "at_most")
    return None


def _quantity(
    scene: Scene,
    start: int,
    end: int,
    value: Decimal,
    bound: Bound,
    *,
    kind: Kind = "rank",
    unit: str | None = None,
) -> Quantity:
    return Quantity(
        start=start,
        end=end,
        text=scene.text[start:end],
        kind=kind,
        value=value,
        unit=unit,
        bound=bound,
        rule=f"rank:{kind}",
    )
