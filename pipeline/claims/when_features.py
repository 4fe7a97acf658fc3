"""What speaks for a time of a quantity, as named features.

Of a candidate: its place (same clause, clauses and sentences away, quantities between), its form, what stands
beside it, whether it is what governs the claims before, and how it goes with the number (kind, words, mood).
Of "no time": what stands near, and whether the claims before had one.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pipeline.claims.evidence import Evidence, leading, piece_name, words_in
from pipeline.claims.modality import rule_modality
from pipeline.claims.timeline import Timeline
from pipeline.claims.when_rules import Earlier, last_taken
from pipeline.spans import TimeExpression

# a sentence that opens so belongs to the one before, though it opens a line
_LINKED = frozenset(("其中", "其", "另外", "此外", "同时", "而", "并", "分别"))
# no time themselves, but they end the reach of one before: 目前 · 近日 · 日前 · 近期 · 现在 · 如今 · 当前
_NOW = re.compile(r"目前|近日|日前|近期|现在|如今|当前|现有|眼下")


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


def opening_of(evidence: Evidence, offset: int) -> str:
    """The first word of a sentence: 其中, 此外, 同时; a class for names, numbers and times."""
    return piece_name(evidence.context, evidence.context.opening(offset))


def tense_of(time: TimeExpression, published: date | None) -> str:
    """Whether a time lies before, around or after the article's date."""
    if published is None or (time.first is None and time.last is None):
        return "-"
    if time.first is not None and time.first > published:
        return "future"
    if time.last is not None and time.last <= published:
        return "past"
    return "now"


class View(NamedTuple):
    """What of a quantity and of the claims before it every candidate is compared with."""

    i: int
    start: int
    end: int
    kind: str
    clause: int
    sentence: int
    line_start: int
    gap_start: int
    opening: bool  # its sentence opens a line
    step: str  # the quantity before stands in its clause, its sentence, or neither
    from_to: str
    members: tuple[int, int]  # its place in a list of quantities and the list's length
    previous: TimeExpression | None
    taken: list[str]
    about: list[str]
    mood: str  # modality by the cues alone
    first_word: str  # of its sentence
    now: tuple[int, ...]  # where 目前, 近日 and the like stand before it in its line


def view_of(evidence: Evidence, i: int, earlier: Earlier) -> View:
    """The view of quantity `i`, whose claims before took the times `earlier`."""
    context = evidence.context
    quantity = context.quantities[i]
    clause, sentence = context.quantity_clause[i], context.quantity_sentence[i]
    line_start = context.line_of(quantity.start)[0]
    opening = context.sentence_span(i)[0] == line_start
    first_word = opening_of(evidence, context.sentence_span(i)[0])
    if opening and first_word in _LINKED and line_start:  # the paragraph goes on in a new line
        line_start = context.line_of(line_start - 1)[0]
    step = "new"
    if i and context.quantity_sentence[i - 1] == sentence:
        step = "clause" if context.quantity_clause[i - 1] == clause else "sentence"
    parallel = context.parallel(i)
    return View(
        i,
        quantity.start,
        quantity.end,
        quantity.kind,
        clause,
        sentence,
        line_start,
        evidence.gaps[i][0],
        opening,
        step,
        _from_to(evidence, i) if step == "clause" else "-",
        (parallel.place, len(parallel.members)),
        earlier[-1] if earlier else None,
        [time.text for time in last_taken(earlier)],
        quantity_features(evidence, i),
        rule_modality(evidence, i).value,
        first_word,
        tuple(m.start() for m in _NOW.finditer(context.matching, line_start, quantity.start)),
    )


def _from_to(evidence: Evidence, i: int) -> str:
    """Whether a quantity is the second of 从A升至B: the first's time is not its own."""
    context = evidence.context
    start, end = evidence.gaps[i]
    gap = context.matching[start:end]
    if "至" in gap or "到" in gap:
        before = context.matching[max(context.clause_span(i)[0], start - 24) : start]
        return "fromto" if "从" in before or "由" in before else "to"
    return "-"


def relation(
    evidence: Evidence, line: Timeline, index: int, found: Sequence[int], view: View
) -> tuple[str, str, list[str]]:
    """Place and state of candidate `index` seen from a quantity, and the features of both."""
    candidate = line.candidates[index]
    time = candidate.time
    starts = line.starts
    if time.start >= view.end:
        place = "after" if candidate.clause == view.clause else "after2"
        if time.start - view.end <= 2:
            place = "right"
        nearer = sum(view.end <= starts[c] < time.start for c in found)
        between = len(evidence.context.quantities_in(view.end, time.start))
    else:
        away = view.sentence - candidate.sentence
        if away == 0:
            place = "gap" if time.start >= view.gap_start else f"c{min(view.clause - candidate.clause, 4)}"
        else:
            place = f"s{min(away, 3)}{'' if time.start >= view.line_start else 'x'}"
        nearer = sum(time.start < starts[c] < view.start for c in found)
        between = len(evidence.context.quantities_in(time.end, view.start))
    previous = view.previous
    used = view.taken.index(time.text) if time.text in view.taken else -1
    state = "noprev" if previous is None else "prev" if previous.start == time.start else "other"
    step = view.step
    count = min(line.counts[time.text], 4)
    result = [
        f"place={place}",
        f"near={place}|{min(nearer, 3)}",
        f"between={place}|{min(between, 3)}",
        f"state={state}|{step}",
        f"state={state}|{step}|{place}",
        f"state={state}|{min(nearer, 2)}|{place}",
        f"used={used}|{state}",
        f"used={used}|{state}|{step}|{place}",
        f"count={count}|{place}",
        f"count={count}|{state}|{step}",
        f"line={view.opening}|{state}|{step}",
    ]
    if previous is not None:
        result.append(f"prevend={previous.text[-2:]}|{state}|{step}")
        if step == "clause":
            result.append(f"ft={view.from_to}|{state}|{place}")
        if time.text == previous.text:
            result.append(f"sametext|{step}")
    if nearer == 0:
        result.append(f"nearest|{place}|{view.kind}")
    result += [
        f"mood={view.mood}|{tense_of(time, evidence.context.published)}|{place}",
        f"mood={view.mood}|{tense_of(time, evidence.context.published)}|{state}",
        f"first={view.first_word}|{state}|{place}",
    ]
    if "alone=True" in candidate.own and "open=True" in candidate.own:
        result += [f"topic|{state}|{place}", f"topic|{place}|{min(nearer, 2)}"]
    if any(at >= time.end for at in view.now):
        result += ["now", f"now|{place}", f"now|{state}|{step}"]
    member, members = view.members
    if members > 1 and between == member and nearer == members - 1 - member and place[0] == "c":
        result.append("aligned")  # 2023年和2024年分别亏损1亿元和2亿元
    return place, state, result


def candidate_features(
    evidence: Evidence, line: Timeline, index: int, found: Sequence[int], view: View
) -> list[str]:
    """Every feature of candidate `index`; `Sums` adds up the same without writing them out."""
    candidate = line.candidates[index]
    place, state, result = relation(evidence, line, index, found, view)
    result += candidate.own
    result += [f"{name}|{place}" for name in candidate.own]
    for other in (place, candidate.time.rule, state):
        result += [f"{name}|{other}" for name in view.about]
    return result


def none_features(
    evidence: Evidence,
    line: Timeline,
    i: int,
    found: Sequence[int],
    earlier: Earlier,
    view: View,
) -> list[str]:
    """Features of the candidate "no time" for quantity `i`."""
    about = view.about
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
    result.append(f"none.first={view.first_word}|{state}|{step}|{min(here, 1)}")
    result.append(f"none.mood={view.mood}|{state}|{min(here, 1)}")
    if state == "some":
        last = earlier[-1]
        away = view.sentence - context.sentence_of(last.start) if last is not None else 0
        same = last is not None and last.start >= view.line_start
        result += [f"none.away={min(away, 4)}|{same}|{step}|{min(here, 1)}"]
    if view.now:
        where = "here" if view.now[-1] >= sentence[0] else "line"
        result += [f"none.now={where}|{state}", f"none.now={where}|{min(here, 1)}"]
    opening = sentence[0] == context.line_of(start)[0]
    result.append(f"none.line={opening}|{state}|{step}|{min(here, 1)}")
    if context.is_headline(start):
        result.append(f"none.headline|{min(here, 1)}")
    if context.bracket_of(start) is not None:
        result.append("none.bracket")
    return result
