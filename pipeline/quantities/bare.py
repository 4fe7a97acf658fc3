"""Numbers without a unit of their own: amounts whose currency is understood, counts, values in their own right.

With 万 or 亿: money where a money word in the clause (营收, 售价, 市值) or the previous amount makes it so, else a
count without classifier (注册用户达400万). Without a scale: only where a metric that has no unit takes it
(PMI为50.2) or where the number is the whole text.
"""

from decimal import Decimal

from pipeline.quantities.bound import bound_after, bound_before
from pipeline.quantities.reading import Group, shared
from pipeline.quantities.scene import SENTENCE_END, Scene
from pipeline.quantities.unit_word import table
from pipeline.spans import Kind, Quantity


def bare(scene: Scene, group: Group) -> Quantity | None:
    """The quantity of a group without unit, if it is one."""
    text = scene.matching
    first, last = group.members[0], group.members[-1]
    numeral = last.numeral
    kind: Kind
    unit: str | None = None
    before = bound_before(text, first.start, bare=numeral.form == "bare")
    after = bound_after(text, last.end)
    if first.currency:
        kind, unit = "money", first.currency
    elif numeral.big != 1 or (numeral.form == "bare" and before):
        if numeral.form == "bare" and not (before or after or numeral.bound != "exact"):
            return None
        unit = _currency(scene, first.start, last.end)
        kind = "money" if unit else "count"
    elif text.strip(" \n\t　。") == text[first.start : last.end] and numeral.value is not None:
        kind = "number"
    else:
        return None
    common = {
        "start": first.start,
        "end": last.end,
        "text": scene.text[first.start : last.end],
        "kind": kind,
        "unit": unit,
        "rule": f"bare:{kind}",
    }
    if group.joint == "range":
        ends = [
            v
            for n in (shared(first.numeral, numeral), numeral)
            for v in (n.value, n.low, n.high)
            if v is not None
        ]
        return Quantity(low=min(ends), high=max(ends), bound="range", **common)  # type: ignore[arg-type]
    if numeral.value is None:
        return Quantity(low=numeral.low, high=numeral.high, bound="range", **common)  # type: ignore[arg-type]
    bound = before[0] if before else after[0] if after else numeral.bound
    if bound in ("exact", "approx") and numeral.bound == "more_than":
        bound = "more_than"
    value = numeral.value
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    return Quantity(value=value, bound=bound, **common)  # type: ignore[arg-type]


def _currency(scene: Scene, start: int, end: int) -> str | None:
    """The currency of an amount whose clause speaks of money."""
    context = table("money").words()["context"]
    low = scene.clause_start(start, reach=40, stops=SENTENCE_END)
    window = scene.matching[low:start]
    best = max((window.rfind(w) for w in context), default=-1)
    if best < 0:
        return None
    return "TWD" if scene.traditional else "CNY"
