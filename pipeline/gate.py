"""The floors that accuracy must not fall below, kept in a TOML file beside the gold.

    gold = "gold/corpus.jsonl"           # relative to the gate file
    [floors]
    quantity = 0.94                      # F1; also claim, entity, and "field.subject" …: shares
    [lowered]                            # a floor that was lowered says why, from what and when
    claim = "0.71 → 0.68 on 2026-01-10: 人均 now gives `per`, which the gold does not have yet"

Floors rise with what is measured (`moved`) and fall only with a reason.
"""

import tomllib
from datetime import date
from pathlib import Path

import msgspec

from pipeline.errors import ConfigError, NewsclaimsError

# How far below the measured figure a new floor is set: room for a change that helps elsewhere.
MARGIN = 0.01


class Gate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The floors of one gold file; `gold` is a path relative to the gate's own folder."""

    gold: str
    floors: dict[str, float]
    lowered: dict[str, str] = {}


class GateError(NewsclaimsError):
    """A floor would fall without a reason."""


def read_gate(path: Path) -> Gate:
    """The gate in a file. Raises ConfigError where it is none."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Gate)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(f"{path}: not a gate file: {error}") from error


def below(gate: Gate, figures: dict[str, float]) -> list[str]:
    """A line for every figure that lies below its floor or is not measured at all."""
    return [
        f"{name}: {figures.get(name, 0.0):.4f} lies below its floor {floor:.4f}"
        for name, floor in gate.floors.items()
        if figures.get(name, 0.0) < floor
    ]


def moved(
    gate: Gate, figures: dict[str, float], *, reason: str | None = None, today: date | None = None
) -> Gate:
    """The gate with floors `MARGIN` below the figures; one falls only for a `reason`, which is written down.

    Raises GateError where one would have to fall and there is no reason.
    """
    fallen = {name: floor for name, floor in gate.floors.items() if figures.get(name, 0.0) < floor}
    if fallen and not reason:
        raise GateError(f"below their floors, and no reason given to lower them: {', '.join(fallen)}")
    floors = {}
    lowered = dict(gate.lowered)
    for name, figure in figures.items():
        floor = round(figure - MARGIN, 4)
        if name in fallen:
            lowered[name] = f"{fallen[name]} → {floor} on {(today or date.today()).isoformat()}: {reason}"
            floors[name] = floor
        else:
            floors[name] = max(floor, gate.floors.get(name, 0.0))
    return Gate(gold=gate.gold, floors=floors, lowered=lowered)


def to_toml(gate: Gate) -> str:
    """The gate as the text of its file."""

    def quoted(text: str) -> str:
        return msgspec.json.encode(text).decode()

    lines = [
        "# Floors of accuracy on the project's own gold, checked by the tests.",
        "# Raise them with:  newsclaims evaluate --gate tests/gate.toml --update",
        '# A floor falls only with a reason:  … --update --lower "why"',
        f"gold = {quoted(gate.gold)}",
        "",
        "[floors]",
        *(f"{quoted(name)} = {floor}" for name, floor in gate.floors.items()),
        "",
        "[lowered]",
        *(f"{quoted(name)} = {quoted(reason)}" for name, reason in gate.lowered.items()),
    ]
    return "\n".join(lines) + "\n"
