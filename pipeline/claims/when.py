"""The time that governs a claim: one of the document's times (`timeline`), or none.

A trained ranker (`when.json`) chooses among the times of the quantity's sentence, the nearest before it and
those that claims before took last, and "none": by place (same clause, clauses and sentences away, quantities
between), form, what stands beside them (a date before 公告 dates the announcement and not the value), and by
what governs the claims before: the running period of a paragraph.

The rule alone: the nearest time before the number in its sentence, else the one after it in its clause, else
that of the claim before in the same line.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims.evidence import Evidence, leading, words_in
from pipeline.claims.learned import Decision, Linear, best_of, deciding, load_model, score
from pipeline.claims.timeline import Timeline
from pipeline.spans import TimeExpression

_MAX_EARLIER = 5
# the times of the claims before, in order; None where a claim had none
Earlier = Sequence[TimeExpression | None]


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


def view_of(evidence: Evidence, i: int, earlier: Earlier) -> View:
    """The view of quantity `i`, whose claims before took the times `earlier`."""
    context = evidence.context
    quantity = context.quantities[i]
    clause, sentence = context.quantity_clause[i], context.quantity_sentence[i]
    line_start = context.line_of(quantity.start)[0]
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
        context.sentence_span(i)[0] == line_start,
        step,
        _from_to(evidence, i) if step == "clause" else "-",
        (parallel.place, len(parallel.members)),
        earlier[-1] if earlier else None,
        [time.text for time in last_taken(earlier)],
        quantity_features(evidence, i),
    )


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


class Sums:
    """Scores of one document's candidates; what does not depend on the quantity is added up once."""

    __slots__ = ("_evidence", "_line", "_model", "_own")

    def __init__(self, evidence: Evidence, line: Timeline, model: Linear) -> None:
        self._evidence, self._line, self._model = evidence, line, model
        self._own: dict[tuple[int, str], float] = {}

    def scores(self, found: Sequence[int], view: View) -> list[float]:
        """The score of every candidate for a quantity."""
        about: dict[str, float] = {}
        total = []
        for index in found:
            place, state, features = relation(self._evidence, self._line, index, found, view)
            candidate = self._line.candidates[index]
            points = score(self._model, features)
            own = self._own.get((index, place))
            if own is None:
                own = score(self._model, candidate.own)
                own += score(self._model, [f"{name}|{place}" for name in candidate.own])
                self._own[index, place] = own
            points += own
            for other in (place, candidate.time.rule, state):
                if other not in about:
                    about[other] = score(self._model, [f"{name}|{other}" for name in view.about])
                points += about[other]
            total.append(points)
        return total


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
    view = view_of(evidence, i, earlier)
    features = [none_features(evidence, line, i, found, earlier, view.about)]
    features += [candidate_features(evidence, line, c, found, view) for c in found]
    return [None, *found], features


def decide_when(
    evidence: Evidence, line: Timeline, sums: Sums, i: int, earlier: Earlier
) -> Decision[TimeExpression | None]:
    """The time of quantity `i`; `earlier` are those of the claims before it, in order."""
    found = options(evidence, line, i, earlier)
    if not found:
        return Decision(None, "no time in reach", 1.0)
    model = load_model("when")
    view = view_of(evidence, i, earlier)
    none = none_features(evidence, line, i, found, earlier, view.about)
    total = [score(model, none), *sums.scores(found, view)]
    texts = ["", *(line.candidates[c].time.text for c in found)]
    best, probability = best_of(total, texts)
    if best == 0:
        return Decision(None, deciding(model, none, 0, 0), probability)
    index = found[best - 1]
    reason = deciding(model, candidate_features(evidence, line, index, found, view), 0, 0)
    return Decision(line.candidates[index].time, reason, probability)
