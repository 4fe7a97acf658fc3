"""The possible times of a document's claims: calendar expressions, sessions, events, durations that date.

Calendar expressions come from `doc._.times`. `when.toml` names the sessions and reporting periods that
stand in no calendar (盘初, 报告期内) and the events that make a time with 后, 时, 首日 and the like
(本次减持后). Of the durations those in the role `time` count (未来三年); 15个交易日后的3个月内 is one. A time
that overlaps one that is already there is dropped, the longer one first; events and durations have no dates.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.claims.context import Context
from pipeline.claims.evidence import piece_name
from pipeline.spans import Role, TimeExpression
from pipeline.tables import load_table

_AFTER_EVENT = (
    r"(?:之日|当晚|当日|首日|次日|当天|首周|首月|首年|之后|以后|后|之前|以前|前夕|前|期间|时|以来|初期|不久)"
)
_DAYS = (
    r"(?:[\d.]{1,9}|[一二三四五六七八九十两半百]{1,9})\s?个?(?:交易日|工作日|自然日|月|年|天|日|周|小时|季度)"
)
# 15个交易日后的3个月内 · 十五个交易日后六个月内
_WITHIN = re.compile(rf"{_DAYS}(?:之后|以后|后)的?{_DAYS}内")
# 自公告之日起 · 减持计划公告之日起 · 自公告日以后 before it
_FROM = re.compile(r"自?[^，。；,;：:\n\s]{0,18}(?:之日|公告日?|披露日?)(?:以后|起)?$")
# 截至本公告披露日 · 截止公告日 · 截至报告期末 · 于本公告日期
_AS_OF = re.compile(
    r"(?:截[至止]|于)(?:本|该|上述)?(?:报告期末|公告披露日|公告日期?|披露日|期末|发稿时?|收盘|目前|案发)"
)
# 未来 · 过去 · 近 · 最近 · 此后 · 接下来 · 每隔 · 开售 · 上市 before a duration
_LEAD = re.compile(
    r"(?:(?:开售|发售|预售|上线|上市|首发|开播|上映|内测|开业|投产|发布)(?:后|仅|不到|近)?|未来的?|过去的?|过往"
    r"|最近的?|近|此后至多|此后|接下来|今后|不到|每隔|每|短短|约|在|经过)$"
)
# 内 · 后 · 来 · 以来 · 间 · 前 · 里 · 时间 after it
_TAIL = re.compile(r"(?:时间里?|期间|以来|之后|之前|以内|内|后|来|间|前|里)")
_DIGITS = re.compile(r"\d+")
# after a date: it dates the saying
_SAID = ("公告", "发布", "披露", "宣布", "获悉", "消息", "讯", "报道", "表示", "晚间", "签署", "召开", "举行")


# what a value is compared with, perhaps further on in a list: 较2019年 · 同比2020年、2019年 · 与去年相比
_THAN = re.compile(r"(同比|相较于?|相比于?|较|比|与|高于|低于|超过|不及)(?:[^，。；,;]{2,12}[、和与及])?$")


class Candidate(NamedTuple):
    """A possible time of a claim, with what holds of it whatever the quantity."""

    time: TimeExpression
    clause: int
    sentence: int
    own: tuple[str, ...]


class Timeline(NamedTuple):
    """The candidates of a document in order of position."""

    candidates: list[Candidate]
    starts: list[int]
    counts: dict[str, int]  # how often each text stands in the document


@cache
def _events() -> re.Pattern[str]:
    """One pattern of every session and event of the table, longest first."""
    words = load_table("pipeline.claims", "when").sections["words"]
    sessions = "|".join(sorted(map(re.escape, words["session"]), key=len, reverse=True))
    events = "|".join(sorted(map(re.escape, words["event"]), key=len, reverse=True))
    # 本次股份解除质押后 · 上市首日 · 股权变更后 · 盘初
    return re.compile(
        rf"(?P<event>(?:(?:本次|此次|该次|本轮|此轮|紧随)[\u4e00-\u9fff]{{0,8}}?|股权|权益|消息|增资|股份|利率|基金|首次)?"
        rf"(?:{events})(?:事项|计划)?(?:完成)?{_AFTER_EVENT})|(?P<session>{sessions})"
    )


def timeline(context: Context, roles: Sequence[Role] = ()) -> Timeline:
    """Every possible time of the document: calendar expressions first, then what overlaps none of them.

    `roles` are those of the quantities; a duration that is asserted or narrows (为期三年) dates nothing.
    """
    spans: list[TimeExpression] = list(context.times)
    taken = sorted((t.start, t.end) for t in spans)
    for rule, start, end in sorted(_extra(context, roles), key=lambda found: (found[1] - found[2], found[1])):
        if not _overlaps(taken, start, end):
            spans.append(
                TimeExpression(start=start, end=end, text=context.text[start:end], rule=f"when:{rule}")
            )
            taken.insert(bisect_left(taken, (start, end)), (start, end))
    spans.sort(key=lambda t: t.start)
    candidates = [
        Candidate(
            t, context.clause_of(t.start), context.sentence_of(t.start), tuple(_own_features(context, t))
        )
        for t in spans
    ]
    return Timeline(candidates, [t.start for t in spans], Counter(t.text for t in spans))


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (end, -1))
    return any(b > start for _, b in taken[max(at - 2, 0) : at])


def _extra(context: Context, roles: Sequence[Role]) -> list[tuple[str, int, int]]:
    """Spans of times that stand in no calendar, with their rule."""
    text = context.matching
    found = [(m.lastgroup or "event", m.start(), m.end()) for m in _events().finditer(text)]
    for match in _WITHIN.finditer(text):
        lead = _FROM.search(text, max(match.start() - 24, 0), match.start())
        found.append(("within", lead.start() if lead else match.start(), match.end()))
    found += [("as_of", m.start(), m.end()) for m in _AS_OF.finditer(text)]
    for i, quantity in enumerate(context.quantities):
        if quantity.kind == "duration" and (not roles or roles[i] == "time"):
            lead = _LEAD.search(text, max(quantity.start - 5, 0), quantity.start)
            tail = _TAIL.match(text, quantity.end)
            start = lead.start() if lead and lead.group() not in ("在", "约", "经过") else quantity.start
            name = "duration" if lead or tail else "bare"
            found.append((name, start, tail.end() if tail else quantity.end))
    return found


def _own_features(context: Context, time: TimeExpression) -> list[str]:
    text = context.matching
    shape = _DIGITS.sub("9", context.matching[time.start : time.end]).replace(" ", "")
    before = context.piece_of(time.start) - 1
    after = context.piece_of(time.end - 1) + 1
    left = piece_name(context, before) if before >= 0 else "^"
    right = piece_name(context, after) if after < len(context.pieces) else "$"
    clause = context.clauses[context.clause_of(time.start)]
    rest = text[time.end : clause.end]
    found = [
        "bias",
        f"rule={time.rule}",
        f"shape={shape[:12]}",
        f"end={shape[-2:]}",
        f"tl={left}",
        f"tr={right}",
        f"open={time.start == clause.start}",
        f"alone={not rest.strip()}",
    ]
    found += [f"said={word}" for word in _SAID if word in rest[:14]]
    than = _THAN.search(text, max(time.start - 24, clause.start), time.start)
    if than is not None:
        found += ["than", f"than={than.group(1)}"]
    pair = context.bracket_of(time.start)
    if pair is not None:
        found.append(f"bracket={text[pair.start]}{pair.end - pair.start - 2 == time.end - time.start}")
    if context.is_headline(time.start):
        found.append("headline")
    return found
