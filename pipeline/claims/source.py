"""Who says so: 据中汽协数据, 雷军表示, 公告显示, 记者从国铁集团获悉, 国家统计局：…, （证券时报）.

A trained ranker (`source.json`) chooses among the `voices` of the quantity's sentence, the nearest before it
and those that close its line, and "none"; what holds for the claim before tends to hold on.

The rule alone: the nearest candidate before the number in its line, else the bracket that closes the line.
"""

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.claims.evidence import Evidence
from pipeline.claims.learned import Decision, load_model, rank
from pipeline.claims.voices import Voices
from pipeline.spans import Link

_MAX_EARLIER = 6
_AFTER_QUOTE = 24
# the sources of the claims before, in order; None where a claim had none
Earlier = Sequence[Link | None]


def options(evidence: Evidence, voices: Voices, i: int, previous: Link | None) -> list[int]:
    """Indices of the candidates for quantity `i`: near it, closing its line, the one before's."""
    context = evidence.context
    quantity = context.quantities[i]
    sentence_end = context.sentence_span(i)[1]
    line_end = context.line_of(quantity.start)[1]
    last = bisect_left(voices.starts, sentence_end)
    first = bisect_left(voices.starts, context.sentence_span(i)[0])
    inside = [
        c
        for c in range(first, last)
        if voices.items[c].end <= quantity.start or voices.items[c].start >= quantity.end
    ]
    found = list(range(max(first - _MAX_EARLIER, 0), first)) + inside[-10:]
    found += [c for c in range(last, bisect_left(voices.starts, line_end)) if voices.items[c].closing]
    quote = context.quote_of(quantity.start)
    if quote is not None:  # “订单增长了三成。”总经理刘畅说
        after = range(max(last, bisect_left(voices.starts, quote.end)), len(voices.items))
        found += [c for c in after[:2] if voices.items[c].end <= quote.end + _AFTER_QUOTE and c not in found]
    if previous is not None and previous.start is not None:
        at = bisect_left(voices.starts, previous.start)
        while (
            at < len(voices.items)
            and voices.starts[at] == previous.start
            and voices.items[at].end != previous.end
        ):
            at += 1
        if at < len(voices.items) and voices.starts[at] == previous.start and at not in found:
            found.insert(0, at)
    return found


def rule_source(evidence: Evidence, voices: Voices, i: int, earlier: Earlier) -> int | None:
    """Index of the candidate that the rule alone would take."""
    context = evidence.context
    previous = earlier[-1] if earlier else None
    start = context.quantities[i].start
    line = context.line_of(start)[0]
    found = options(evidence, voices, i, previous)
    before = [c for c in found if line <= voices.items[c].start and voices.items[c].end <= start]
    quote = context.quote_of(start)
    if quote is not None:
        said = [c for c in found if 0 <= voices.items[c].start - quote.end <= _AFTER_QUOTE]
        if said:
            return said[-1]
    if before:
        return before[-1]
    return next((c for c in found if voices.items[c].closing and voices.items[c].start > start), None)


def candidate_features(
    evidence: Evidence,
    voices: Voices,
    i: int,
    index: int,
    found: Sequence[int],
    previous: Link | None,
    rule: int | None,
) -> list[str]:
    """Features of candidate `index` for quantity `i`; `rule` is the candidate that the rule would take."""
    context = evidence.context
    voice = voices.items[index]
    quantity = context.quantities[i]
    sentence = context.quantity_sentence[i]
    same_line = voice.line == context.line_of(quantity.start)[0]
    if voice.start >= quantity.end:
        place = "closing" if voice.closing else "after"
    else:
        away = sentence - voice.sentence
        place = f"b{min(away, 3)}" if same_line else "x"
    between = sum(
        1 for c in found if voice.end <= voices.items[c].start and voices.items[c].end <= quantity.start
    )
    step = "same" if i and context.quantity_sentence[i - 1] == sentence else "new"
    is_previous = previous is not None and previous.start == voice.start and previous.end == voice.end
    state = "prev" if is_previous else "none" if previous is None else "other"
    if state == "other" and previous is not None and previous.text == voice.link.text:
        state = "text"
    result = [*voice.own]
    result += [f"{name}|{place}" for name in voice.own]
    result += [
        f"place={place}",
        f"state={state}|{step}",
        f"state={state}|{step}|{place}",
        f"near={place}|{min(between, 3)}",
        f"line={same_line}|{state}",
    ]
    if index == rule:
        result += [f"rule|{place}", f"rule|{voice.own[1]}|{place}"]
    quote = context.quote_of(quantity.start)
    if quote is not None and quote.end - quote.start > 12:
        result.append(f"quoted|{place}")
        if 0 <= voice.start - quote.end <= _AFTER_QUOTE:
            result.append("said")
    if context.is_headline(quantity.start):
        result.append(f"inhead|{place}")
    return result


def none_features(
    evidence: Evidence, i: int, found: Sequence[int], previous: Link | None, decided: bool, voices: Voices
) -> list[str]:
    """Features of the candidate "no source" for quantity `i`; `decided`: whether a claim stands before it."""
    context = evidence.context
    start = context.quantities[i].start
    sentence = context.sentence_span(i)
    here = sum(1 for c in found if sentence[0] <= voices.starts[c] < start)
    state = "first" if not decided else "none" if previous is None else "some"
    step = "same" if i and context.quantity_sentence[i - 1] == context.quantity_sentence[i] else "new"
    line = context.line_of(start)[0]
    if step == "new" and i and context.quantities[i - 1].start < line:
        step = "line"
    result = [
        "none",
        f"none.here={min(here, 3)}",
        f"none.state={state}|{step}|{min(here, 1)}",
        f"none.{state}|{step}",
    ]
    result.append(f"none.first={line == 0}")
    if context.is_headline(start):
        result.append(f"none.headline|{min(here, 1)}")
    result.append(f"none.kind={context.quantities[i].kind}")
    return result


def groups(
    evidence: Evidence, voices: Voices, i: int, earlier: Earlier
) -> tuple[list[int | None], list[list[str]]]:
    """The candidates for quantity `i`, "none" (None) first, and the features of each."""
    previous = earlier[-1] if earlier else None
    found = options(evidence, voices, i, previous)
    features = [none_features(evidence, i, found, previous, bool(earlier), voices)]
    rule = rule_source(evidence, voices, i, earlier) if found else None
    features += [candidate_features(evidence, voices, i, c, found, previous, rule) for c in found]
    return [None, *found], features


def decide_source(evidence: Evidence, voices: Voices, i: int, earlier: Earlier) -> Decision[Link | None]:
    """The source of quantity `i`; `earlier` are those of the claims before it, in order."""
    choices, features = groups(evidence, voices, i, earlier)
    if len(choices) == 1:
        return Decision(None, "nobody named in reach", 1.0)
    names = [None if c is None else voices.items[c].link.text for c in choices]
    verdict = rank(load_model("source"), features, same=names)
    choice = choices[verdict.choice]
    return Decision(
        None if choice is None else voices.items[choice].link, verdict.reason, verdict.probability
    )
