"""Words of bound before and after a quantity: 约, 超过, 以上 … The words stand outside its span.

Before the number, what may come between (了, 为, 人民币, a bracket, 每股) is skipped; after the unit an
aside such as （含税） is. 近 before a length of time means "the last", not "nearly", and gives no bound.
"""

import re
from functools import cache

from pipeline.quantities.unit_word import table
from pipeline.spans import Bound

# 了 达 到 达到 为 至 人民币 港币 每股 有 ( （ 个 的 blank
_BETWEEN = re.compile(
    r"(?:了|达到|提高到|提高至|上调[到至]|下调[到至]|调整为|达|到|为|至|在|有|是|合计|共|等值|折合"
    r"|人民币|港币|美元|港元|新台币|台币|每股|每年|每月|每人|[ \u3000\"“：:(（])+\Z"
)


@cache
def _words(section: str) -> tuple[dict[str, Bound], dict[str, bool], int]:
    words = table("bound").words()[section]
    bounds = {w: p["bound"] for w, p in words.items()}
    return bounds, {w: bool(p.get("scale")) for w, p in words.items()}, max(map(len, bounds))


@cache
def _never_after() -> dict[str, frozenset[str]]:
    """What a word may not follow, because it is part of another word then: 合约, 最近."""
    words = table("bound").words()["before"]
    return {w: frozenset(p["not_after"]) for w, p in words.items() if "not_after" in p}


@cache
def _last_characters() -> frozenset[str]:
    """What the text before a number must end with for a word of bound to stand there."""
    return frozenset(w[-1] for w in table("bound").words()["before"]) | frozenset(_BETWEEN.pattern)


def bound_before(
    text: str, start: int, *, bare: bool = False, duration: bool = False
) -> tuple[Bound, int] | None:
    """The bound that the words before `start` give and where they begin; `bare` allows 上 (上百亿)."""
    bounds, scale_only, longest = _words("before")
    low = start - 16 if start > 16 else 0
    window = text[low:start]
    if window[-1:] not in _last_characters():
        return None
    for _ in range(2):
        for length in range(min(longest, len(window)), 0, -1):
            word = window[-length:]
            if word in bounds:
                if (scale_only[word] and not bare) or (bare and not word.isalpha()):
                    break
                if word in _never_after() and window[-length - 1 : -length] in _never_after()[word]:
                    return None
                if word == "近" and duration:
                    return None
                if word == ">" and "<" in text[max(0, start - 80) : start]:
                    return None  # the end of a tag
                return bounds[word], low + len(window) - length
        match = _BETWEEN.search(window)
        if not match:
            return None
        window = window[: match.start()]
        bare = False
    return None


# 以上 左右 以内 (含)以上 ...
def bound_after(text: str, end: int, *, duration: bool = False) -> tuple[Bound, int] | None:
    """The bound that the words after `end` give and where they end."""
    bounds, _, longest = _words("after")
    if text[end : end + 1] in (" ", "\u3000"):
        end += 1
    for length in range(longest, 0, -1):
        word = text[end : end + length]
        if word in bounds:
            stop = end + length
            if word == "起" and text[stop : stop + 1] in tuple("来步诉伏源因点草飞到重案义码初家自"):
                return None
            if word == "级" and text[stop : stop + 1] in tuple("联数"):
                return None
            if word == "内" and text[end - 1 : end] not in tuple("年月日天时钟秒期周度米里%元倍"):
                return None
            if word == "内" and text[stop : stop + 1] in tuple("地销容部需存外饰涵科贸"):
                return None
            if word == "多" and text[stop : stop + 1] in tuple("家个数次重元少种样为是于年空头方"):
                return None
            if word in ("强", "弱") and "一" <= text[stop : stop + 1] <= "鿿" and text[stop] != "的":
                return None  # 30%强度
            if word in ("以上", "之上") and text[stop : stop + 1] == "述":
                return None
            return bounds[word], stop
    return None
