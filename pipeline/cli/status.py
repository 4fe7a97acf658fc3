"""`newsclaims status`: what is stored, and what a run would do."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import read_settings, settings_options
from pipeline.cli.terminal import binary_output, printable

_TOLD = ("new", "changed", "renamed", "extracted", "copied", "gone", "pruned", "failed")  # of a run


@click.command("status")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@settings_options
def command(paths: tuple[Path, ...], as_json: bool, config: Path | None, outputs: str | None) -> None:
    """What is stored, and what is new, changed, gone or failed.

    PATHS are compared with the store (those of the settings where none are given); nothing is changed.

    \b
    Example:
      newsclaims status corpus
    """
    from pipeline.config import resolve
    from pipeline.run.look import look
    from pipeline.store.database import open_reader
    from pipeline.store.status import configuration, counts, failures, runs

    settings = read_settings(config, outputs)
    folder = resolve(settings, settings.outputs)
    with closing(open_reader(folder)) as connection:
        report: dict[str, Any] = {
            "store": str(folder),
            "stored": counts(connection),
            "configuration": configuration(connection),
            "runs": runs(connection),
            "failures": [
                dict(zip(("path", "article", "kind", "reason"), row, strict=True))
                for row in failures(connection)
            ],
            "waiting": look(connection, settings, list(paths)),
        }
    if as_json:
        import msgspec

        binary_output().write(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
        return
    from pipeline.cli.tables import print_pairs

    click.echo(printable(f"store: {report['store']}"))
    print_pairs([*report["stored"].items(), *report["configuration"].items()])
    click.echo("a run would find:")
    print_pairs(report["waiting"].items())
    click.echo("last runs:")
    for run in report["runs"]:
        done = ", ".join(f"{run[name]:,} {name}" for name in _TOLD if run[name])
        line = f"  {run['started_at']}  {run['state']:<11}  {done or 'nothing to do'}"
        click.echo(printable(line + (f"  ({run['message']})" if run["message"] else "")))
    for failure in report["failures"]:
        click.echo(
            printable(
                f"failed ({failure['kind']}): {failure['path']} {failure['article']}: {failure['reason']}"
            )
        )
