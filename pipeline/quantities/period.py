"""Calendar expressions of a text: 2025年8月, 今年上半年, 2021年~2025年, 截至2025年8月.

Reads: years (four digits, two digits with a neighbour, Chinese numerals, 民国), halves, quarters (一季度,
Q1, 1Q25), months, ten-day periods, weeks, days and written dates; words counted from the date of
publication (今年, 上月底, 本周五, 昨日) or from the expression that governs them (同期, 次年, 当月, 报告期);
feasts and days off, five-year plans, the moon calendar; ranges, open ends (截至, 自…起, 以来, 至今, 前, 后).
Refuses: lengths of time as such (三年, 10个交易日), 目前, 近日, 近期, clock times, numbers that a neighbour
makes something else (近20日, 30日内, 12月龄).

Days are inclusive. An end that is open is None; so are both where they cannot be told. Ends of periods (末,
底) are one day. The stages: period_atoms and period_values (scan), period_chain, period_weak and
period_wording (the wording), period_resolve and period_parts (the days), period_calendar (arithmetic).

Convention for the number families: an expression whose rule starts with `period:soft` (近三年, 过去5年,
两年前) holds a length of time that is a quantity of its own and must not block it. Every other expression
blocks the numbers in it. Rules starting with `period:vague` (此前, 近年来) never have days.
"""

from datetime import date

from pipeline.quantities.period_atoms import DAY, DECADE, HALF, MONTH, QUARTER, WEEK, YEAR
from pipeline.quantities.period_resolve import Context
from pipeline.quantities.period_wording import Expression, find_expressions
from pipeline.spans import TimeExpression

SOFT_RULE = "period:soft"
_SIZES = {
    DECADE: "decade", YEAR: "year", HALF: "half", QUARTER: "quarter", MONTH: "month", WEEK: "week", DAY: "day"
}  # fmt: skip
_SPECIAL = {
    "same": "same", "same_month": "same", "report": "report", "report_edge": "report", "feast": "feast",
    "fiscal": "fiscal", "plan": "plan", "lunar": "lunar", "season": "season",
}  # fmt: skip


def find_times(text: str, *, published: date | None = None) -> list[TimeExpression]:
    """Every calendar expression of `text` (Simplified characters), in order, none overlapping another."""
    expressions = find_expressions(text)
    context = Context(text, expressions, published)
    found = []
    for expression in expressions:
        days = context.resolve(expression)
        found.append(
            TimeExpression(
                start=expression.start,
                end=expression.end,
                text=text[expression.start : expression.end],
                first=days.first if days else None,
                last=days.last if days else None,
                rule=_rule(expression),
            )
        )
    return found


def _rule(expression: Expression) -> str:
    """The name of what was found: `period:soft:past`, `period:range:month`, `period:until:year`."""
    last = (expression.right or expression.left)[-1]
    if expression.soft:
        return f"{SOFT_RULE}:{expression.left[0].op}"
    if last.op == "vague":
        return "period:vague"
    name = _SPECIAL.get(last.op) or _SPECIAL.get(expression.left[0].op) or _SIZES.get(last.level, "century")
    shape = "range" if expression.right else expression.opening
    return f"period:{shape}:{name}" if shape else f"period:{name}"
