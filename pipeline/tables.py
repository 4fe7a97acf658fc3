"""Data tables: a word a line with its example, marks instead of counted offsets.

A table is TOML. `[words]` (or any `[words.GROUP]`) maps a word to its properties; `eg` is its example.
`[examples]` maps a marked sentence to what is expected of its marks; an empty value is a negative: nothing
may be found. `[known_failures]` has the same form and is tested as strict xfail.

Marks: ⟦…⟧ around each span that must be found, and nothing else may be. In `eg` the expectation follows
` = ` (`"净利⟦12亿港元⟧ = 1200000000 HKD"`); in `[examples]` it is the value, ` | ` between the marks.
"""

import tomllib
from importlib.resources import files
from typing import Any, NamedTuple

from pipeline.errors import ConfigError


class Example(NamedTuple):
    """A sentence, the spans that must be found in it and what is expected of each of them."""

    text: str
    spans: tuple[tuple[int, int], ...]
    expected: tuple[str, ...]
    known_failure: bool = False


class Table(NamedTuple):
    """A loaded table: its raw sections, and every example in it."""

    name: str
    sections: dict[str, Any]
    examples: tuple[Example, ...]

    def words(self, section: str = "words") -> dict[str, dict[str, Any]]:
        """Words of one section with their properties."""
        return {w: p for w, p in self.sections.get(section, {}).items() if isinstance(p, dict)}


def unmark(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Plain text and spans of a marked sentence. Raises ConfigError where marks do not pair."""
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for char in marked:
        if char == "⟦":
            if opened is not None:
                raise ConfigError(f"marks are nested in {marked!r}")
            opened = len(plain)
        elif char == "⟧":
            if opened is None:
                raise ConfigError(f"a mark closes that never opened in {marked!r}")
            spans.append((opened, len(plain)))
            opened = None
        else:
            plain.append(char)
    if opened is not None:
        raise ConfigError(f"a mark is left open in {marked!r}")
    return "".join(plain), tuple(spans)


def parse_example(marked: str, expected: str, *, known_failure: bool = False) -> Example:
    """One example from its marked sentence and its expectation(s), ` | ` between several."""
    text, spans = unmark(marked)
    parts = tuple(p.strip() for p in expected.split("|")) if expected.strip() else ()
    if len(parts) != len(spans):
        raise ConfigError(f"{len(spans)} marks but {len(parts)} expectations in {marked!r}")
    return Example(text, spans, parts, known_failure)


def _word_examples(section: dict[str, Any]) -> list[Example]:
    found = []
    for value in section.values():
        if isinstance(value, dict):
            if isinstance(value.get("eg"), str):
                marked, _, expected = value["eg"].rpartition(" = ")
                found.append(parse_example(marked, expected))
            else:
                found.extend(_word_examples(value))
    return found


def load_table(package: str, name: str) -> Table:
    """The table `name`.toml of a package. Raises ConfigError where its TOML or an example is off."""
    path = files(package) / f"{name}.toml"
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{package}/{name}.toml: {error}") from error
    examples = _word_examples({k: v for k, v in sections.items() if k not in ("examples", "known_failures")})
    examples += [parse_example(m, e) for m, e in sections.get("examples", {}).items()]
    failing = sections.get("known_failures", {})
    examples += [parse_example(m, e, known_failure=True) for m, e in failing.items()]
    return Table(name, sections, tuple(examples))
