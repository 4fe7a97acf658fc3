"""Roles by the cues alone: a conversion plays the role of what it converts, a group's rank is a qualifier."""

from functools import cache

import pytest

from pipeline.claims.context import analyse
from pipeline.claims.evidence import gather
from pipeline.claims.role import rule_role
from pipeline.extractor import Extractor
from pipeline.read import read_text


@cache
def extractor() -> Extractor:
    return Extractor()


def roles(text: str, previous: str | None = None) -> list[tuple[str, str, str]]:
    """Text, role and reason of every quantity, each told the role `previous` for the one before it."""
    context = analyse(extractor().document(read_text(text)))
    evidence = gather(context)
    return [
        (quantity.text, *rule_role(evidence, i, previous if i else None)[:2])  # type: ignore[arg-type]
        for i, quantity in enumerate(context.quantities)
    ]


@pytest.mark.parametrize("role", ["claim", "qualifier", "time"])
def test_a_conversion_plays_the_role_of_what_it_converts(role: str) -> None:
    [_, (text, found, reason)] = roles("售价600美元（约合4300元）。", role)
    assert (text, found) == ("4300元", role) and "conversion" in reason


@pytest.mark.parametrize(
    "text, role",
    [
        ("公司跻身世界500强。", "claim"),
        ("500强企业纷纷入驻。", "qualifier"),
        ("前十大股东持股稳定。", "qualifier"),
    ],
)
def test_a_rank_of_a_group(text: str, role: str) -> None:
    assert [found for _, found, _ in roles(text)] == [role]
