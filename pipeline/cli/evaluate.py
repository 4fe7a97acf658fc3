"""`newsclaims evaluate`: figures of the extraction against annotated articles."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import config_option, read_settings
from pipeline.cli.terminal import printable

if TYPE_CHECKING:
    from pipeline.evaluate import Evaluation


@click.command("evaluate")
@click.argument("gold", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--records", type=click.Path(path_type=Path, dir_okay=False), help="Score these records (JSONL) instead."
)
@click.option("--errors", is_flag=True, help="List every miss as well.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.option("--gate", type=click.Path(path_type=Path, dir_okay=False), help="File with the floors to keep.")
@click.option("--update", is_flag=True, help="Raise the gate's floors to just below what is measured.")
@click.option("--lower", metavar="REASON", help="With --update: let floors fall, and write down why.")
@config_option
@click.pass_context
def command(
    ctx: click.Context,
    gold: Path | None,
    records: Path | None,
    errors: bool,
    as_json: bool,
    gate: Path | None,
    update: bool,
    lower: str | None,
    config: Path | None,
) -> None:
    """Measure the extraction against annotated articles (GOLD, JSONL).

    Precision, recall and F1 of quantities, claims and entities, and the share of right links. With
    --gate the exit status is 1 where a figure lies below its floor; GOLD is then the gate's own where
    it is not given.

    \b
    Examples:
      newsclaims evaluate tests/gold/corpus.jsonl --errors
      newsclaims evaluate --gate tests/gate.toml
    """
    from pipeline.evaluate import evaluate_files
    from pipeline.gate import below, moved, read_gate, to_toml

    pinned = read_gate(gate) if gate else None
    if gold is None:
        if gate is None or pinned is None:
            raise click.UsageError("Name a GOLD file, or a --gate that names one.")
        gold = gate.parent / pinned.gold
    if (update or lower) and pinned is None:
        raise click.UsageError("--update and --lower need --gate.")
    measured = evaluate_files(gold, records=records, settings=read_settings(config))
    if errors:
        click.echo(printable("\n".join(measured.errors)))
    click.echo(_json(measured) if as_json else _table(measured))
    if gate and pinned and update:
        gate.write_text(to_toml(moved(pinned, measured.named(), reason=lower)), encoding="utf-8")
        click.echo(f"floors written to {gate}", err=True)
    elif pinned and (failed := below(pinned, measured.named())):
        click.echo("\n".join(failed), err=True)
        ctx.exit(1)


def _json(measured: "Evaluation") -> str:
    import json

    import msgspec

    figures = msgspec.to_builtins(measured)
    del figures["errors"]
    return json.dumps(figures, ensure_ascii=False)


def _table(measured: "Evaluation") -> str:
    rows = [("quantity", measured.quantity), ("claim", measured.claim), ("entity", measured.entity)]
    rows += [(f"  {name}", figures) for name, figures in measured.kinds.items()]
    lines = [
        f"{name:12} P {f.precision:.3f}  R {f.recall:.3f}  F1 {f.f1:.3f}   (gold {f.gold}, got {f.got})"
        for name, f in rows
    ]
    lines.insert(
        3, "fields       " + "  ".join(f"{name} {share:.3f}" for name, share in measured.fields.items())
    )
    return "\n".join(lines)
