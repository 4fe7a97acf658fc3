"""The time that governs a claim: a calendar expression, an event, a duration, or none.

Candidates are the calendar expressions (`doc._.times`), the sessions and events of `when.toml` (盘初,
报告期内, 本次减持后, 上市首日) and durations that date (未来三年, 15个交易日后的3个月内) of the quantity's
sentence and the nearest before it. A trained ranker (`when.json`) chooses among them and "none" by place
(same clause, clauses and sentences away, quantities between), form, what stands beside them (a date before
公告 dates the announcement and not the value), and by what governs the quantity before: the running period
of a paragraph.

The rule alone: the nearest candidate before the number in its sentence, else the one after it in its clause,
else that of the quantity before in the same line.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.claims.context import Context
from pipeline.claims.evidence import Evidence, leading, piece_name, words_in
from pipeline.claims.learned import Decision, load_model, rank
from pipeline.spans import Role, TimeExpression
from pipeline.tables import load_table

_AFTER_EVENT = (
    r"(?:之日|当日|首日|次日|当天|首周|首月|首年|之后|以后|后|之前|以前|前夕|前|期间|时|以来|初期|不久)"
)
_DAYS = r"(?:[\d.]{1,9}|[一二三四五六七八九十两半百]{1,9})\s?个?(?:交易日|工作日|自然日|月|年|天|日|周|小时|季度)"
# 自公告之日起15个交易日后的3个月内 · 减持计划公告之日起十五个交易日后六个月内
_WITHIN = re.compile(
    rf"(?:自?[^，。；,;：:\n\s]{{0,18}}?(?:之日|公告日?|披露日?)(?:以后|起)?)?{_DAYS}(?:后|之后|以后)的?{_DAYS}内"
)
# 截至本公告披露日 · 截止公告日 · 截至报告期末 · 于本公告日期
_AS_OF = re.compile(
    r"(?:截[至止]|于)(?:本|该|上述)?(?:报告期末|公告披露日|公告日期?|披露日|期末|发稿时?|收盘|目前|案发)"
)
# 未来 · 过去 · 近 · 最近 · 此后 · 接下来 before a duration
_LEAD = re.compile(r"(?:未来的?|过去的?|过往|最近的?|近|此后至多|此后|接下来|今后|不到|约|短短|在|经过)$")
# 内 · 后 · 来 · 以来 · 间 · 前 · 里 · 时间 after it
_TAIL = re.compile(r"(?:时间里?|期间|以来|之后|之前|以内|内|后|来|间|前|里)")
_DIGITS = re.compile(r"\d+")
_MAX_EARLIER = 5
# the times of the claims before, in order; None where a claim had none
Earlier = Sequence[TimeExpression | None]
# after a date: it dates the saying
_SAID = ("公告", "发布", "披露", "宣布", "获悉", "消息", "讯", "报道", "表示", "晚间", "签署", "召开", "举行")


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
        rf"(?P<event>(?:(?:本次|此次|该次|本轮|此轮|紧随)[\u4e00-\u9fff]{{0,8}}?|股权|权益|消息|增资|股份)?"
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
    found += [("within", m.start(), m.end()) for m in _WITHIN.finditer(text)]
    found += [("as_of", m.start(), m.end()) for m in _AS_OF.finditer(text)]
    for i, quantity in enumerate(context.quantities):
        if quantity.kind == "duration" and (not roles or roles[i] == "time"):
            lead = _LEAD.search(text, max(quantity.start - 4, 0), quantity.start)
            tail = _TAIL.match(text, quantity.end)
            if lead or tail:
                start = lead.start() if lead and lead.group() not in ("在", "约", "经过") else quantity.start
                found.append(("duration", start, tail.end() if tail else quantity.end))
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
    pair = context.bracket_of(time.start)
    if pair is not None:
        found.append(f"bracket={text[pair.start]}{pair.end - pair.start - 2 == time.end - time.start}")
    if context.is_headline(time.start):
        found.append("headline")
    return found


def options(evidence: Evidence, line: Timeline, i: int, earlier: Earlier) -> list[int]:
    """Indices of the candidates for quantity `i`: its sentence, the nearest before it, those last taken."""
    context = evidence.context
    quantity = context.quantities[i]
    sentence = context.quantity_sentence[i]
    last = bisect_left(line.starts, context.sentences[sentence][1])
    first = bisect_left(line.starts, context.sentences[sentence][0])
    chosen = [
        c for c in range(first, last) if not _inside(line.candidates[c].time, quantity.start, quantity.end)
    ]
    chosen = chosen[-12:] if len(chosen) > 12 else chosen
    found = list(range(max(first - _MAX_EARLIER, 0), first)) + chosen
    for time in last_taken(earlier):
        at = bisect_left(line.starts, time.start)
        if at < len(line.starts) and line.starts[at] == time.start and at not in found:
            found.insert(0, at)
    return found


def last_taken(earlier: Earlier, count: int = 3) -> list[TimeExpression]:
    """The last different times that claims before took, the latest first."""
    taken: list[TimeExpression] = []
    for time in reversed(earlier[-12:]):
        if time is not None and all(time.text != other.text for other in taken):
            taken.append(time)
            if len(taken) == count:
                break
    return taken


def _inside(time: TimeExpression, start: int, end: int) -> bool:
    return time.start < end and start < time.end


def rule_when(evidence: Evidence, line: Timeline, i: int, earlier: Earlier) -> int | None:
    """Index of the candidate that the rule alone would take."""
    context = evidence.context
    start = context.quantities[i].start
    sentence = context.sentence_span(i)
    before = [c for c in options(evidence, line, i, earlier) if line.candidates[c].time.end <= start]
    if before and line.starts[before[-1]] >= sentence[0]:
        return before[-1]
    clause_end = context.clause_span(i)[1]
    for c in options(evidence, line, i, earlier):
        if start <= line.starts[c] < clause_end:
            return c
    previous = earlier[-1] if earlier else None
    if previous is not None and previous.start >= context.line_of(start)[0]:
        return bisect_left(line.starts, previous.start)
    return None


def quantity_features(evidence: Evidence, i: int) -> list[str]:
    """What of the quantity itself speaks for or against any time at all."""
    context = evidence.context
    quantity = context.quantities[i]
    words, _ = leading(context, i, 2)
    words += ["^"] * (2 - len(words))
    gap = evidence.gaps[i]
    groups = {cue.group: None for cue in evidence.cues.within(*gap)}
    return [
        f"k={quantity.kind}",
        f"l1={words[0]}",
        f"l2={words[1]}",
        *(f"g={group}" for group in groups),
        *words_in(context, *gap, "w="),
    ]


def candidate_features(
    evidence: Evidence,
    line: Timeline,
    i: int,
    index: int,
    found: Sequence[int],
    earlier: Earlier,
    about: Sequence[str],
) -> list[str]:
    """Features of candidate `index` for quantity `i`; `about` are those of the quantity."""
    context = evidence.context
    candidate = line.candidates[index]
    time = candidate.time
    quantity = context.quantities[i]
    clause, sentence = context.quantity_clause[i], context.quantity_sentence[i]
    away = sentence - candidate.sentence
    if time.start >= quantity.end:
        place = "after" if candidate.clause == clause else "after2"
        if time.start - quantity.end <= 2:
            place = "right"
        nearer = sum(1 for c in found if quantity.end <= line.starts[c] < time.start)
        between = len(context.quantities_in(quantity.end, time.start))
    else:
        if away == 0:
            clauses = clause - candidate.clause
            gap = time.start >= evidence.gaps[i][0]
            place = "gap" if gap else f"c{min(clauses, 4)}"
        else:
            same_line = time.start >= context.line_of(quantity.start)[0]
            place = f"s{min(away, 3)}{'' if same_line else 'x'}"
        nearer = sum(1 for c in found if time.start < line.starts[c] < quantity.start)
        between = len(context.quantities_in(time.end, quantity.start))
    previous = earlier[-1] if earlier else None
    taken = [t.text for t in last_taken(earlier)]
    used = taken.index(time.text) if time.text in taken else -1
    is_previous = previous is not None and previous.start == time.start
    state = "prev" if is_previous else "noprev" if previous is None else "other"
    if i and context.quantity_sentence[i - 1] == sentence:
        step = "clause" if context.quantity_clause[i - 1] == clause else "sentence"
    else:
        step = "new"
    result = [*candidate.own]
    result += [f"{name}|{place}" for name in candidate.own]
    result += [
        f"place={place}",
        f"near={place}|{min(nearer, 3)}",
        f"between={place}|{min(between, 3)}",
        f"state={state}|{step}",
        f"state={state}|{step}|{place}",
        f"state={state}|{min(nearer, 2)}|{place}",
    ]
    result += [f"{name}|{place}" for name in about]
    kind = time.rule
    result += [f"{name}|{kind}" for name in about]
    result += [f"{name}|{state}" for name in about]
    opening = context.sentence_span(i)[0] == context.line_of(quantity.start)[0]
    result += [
        f"used={used}|{state}",
        f"used={used}|{state}|{step}|{place}",
        f"count={min(line.counts[time.text], 4)}|{place}",
        f"count={min(line.counts[time.text], 4)}|{state}|{step}",
        f"line={opening}|{state}|{step}",
    ]
    if previous is not None:
        result.append(f"prevend={previous.text[-2:]}|{state}|{step}")
        if step == "clause":
            result.append(f"ft={_from_to(evidence, i)}|{state}|{place}")
    if previous is not None and time.text == previous.text:
        result.append(f"sametext|{step}")
    if nearer == 0:
        result.append(f"nearest|{place}|{quantity.kind}")
    return result


def _from_to(evidence: Evidence, i: int) -> str:
    """Whether a quantity is the second of 从A升至B: the first's time is not its own."""
    context = evidence.context
    start, end = evidence.gaps[i]
    gap = context.matching[start:end]
    if "至" in gap or "到" in gap:
        before = context.matching[max(context.clause_span(i)[0], start - 24) : start]
        return "fromto" if "从" in before or "由" in before else "to"
    return "-"


def none_features(
    evidence: Evidence,
    line: Timeline,
    i: int,
    found: Sequence[int],
    earlier: Earlier,
    about: Sequence[str],
) -> list[str]:
    """Features of the candidate "no time" for quantity `i`."""
    context = evidence.context
    start = context.quantities[i].start
    sentence = context.sentence_span(i)
    here = sum(1 for c in found if sentence[0] <= line.starts[c] < start)
    previous = earlier[-1] if earlier else None
    state = (
        "first" if not earlier else "some" if previous is not None else "none" if any(earlier) else "never"
    )
    step = "same" if i and context.quantity_sentence[i - 1] == context.quantity_sentence[i] else "new"
    result = [
        "none",
        f"none.here={min(here, 2)}",
        f"none.all={min(len(found), 4)}",
        f"none.state={state}|{step}",
    ]
    result += [f"none.{name}" for name in about]
    result += [f"none.{name}|{state}|{min(here, 1)}" for name in about[:1]]
    result.append(f"none.state={state}|{step}|{min(here, 1)}")
    opening = sentence[0] == context.line_of(start)[0]
    result.append(f"none.line={opening}|{state}|{step}|{min(here, 1)}")
    if context.is_headline(start):
        result.append(f"none.headline|{min(here, 1)}")
    if context.bracket_of(start) is not None:
        result.append("none.bracket")
    return result


def groups(
    evidence: Evidence, line: Timeline, i: int, earlier: Earlier
) -> tuple[list[int | None], list[list[str]]]:
    """The candidates for quantity `i`, "none" (None) first, and the features of each."""
    found = options(evidence, line, i, earlier)
    about = quantity_features(evidence, i)
    features = [none_features(evidence, line, i, found, earlier, about)]
    features += [candidate_features(evidence, line, i, c, found, earlier, about) for c in found]
    return [None, *found], features


def decide_when(
    evidence: Evidence, line: Timeline, i: int, earlier: Earlier
) -> Decision[TimeExpression | None]:
    """The time of quantity `i`; `earlier` are those of the claims before it, in order."""
    choices, features = groups(evidence, line, i, earlier)
    if len(choices) == 1:
        return Decision(None, "no time in reach", 1.0)
    texts = [None if c is None else line.candidates[c].time.text for c in choices]
    verdict = rank(load_model("when"), features, same=texts)
    choice = choices[verdict.choice]
    time = None if choice is None else line.candidates[choice].time
    return Decision(time, verdict.reason, verdict.probability)
