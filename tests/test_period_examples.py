"""Every example of the calendar tables: the marked spans are found with their days, and nothing else is."""

from datetime import date

import pytest

from pipeline.quantities.period import find_times
from pipeline.quantities.period_atoms import words
from pipeline.quantities.period_calendar import holidays
from pipeline.spans import TimeExpression
from pipeline.tables import Example

PUBLISHED = date.fromisoformat(words().sections["published"])
EXAMPLES = [*words().examples, *holidays().examples]


def shown(found: TimeExpression) -> str:
    """`2025-01-01..2025-06-30`, `..2025-08-31` and `2025-08-01..` where an end is open, `?` without days."""
    if found.first is None and found.last is None:
        return "?"
    return f"{found.first or ''}..{found.last or ''}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.text)
def test_example(example: Example, request: pytest.FixtureRequest) -> None:
    if example.known_failure:
        request.applymarker(pytest.mark.xfail(strict=True))
    found = find_times(example.text, published=PUBLISHED)
    assert [(t.start, t.end) for t in found] == list(example.spans), [t.text for t in found]
    assert tuple(shown(t) for t in found) == example.expected
