"""The `newsclaims` command: one module a subcommand, imported only when it is used.

Exit status: 0 done, 1 done but some articles failed (each is named), 2 not done (usage, configuration,
store), 130 stopped by Ctrl-C. Results go to standard output, everything else to standard error.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from pipeline.cli.terminal import printable
from pipeline.errors import NewsclaimsError

# name → (module, summary); the summary stands here so that `--help` imports no command.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("pipeline.cli.run", "Extract from every new or changed article and keep the results."),
    "extract": ("pipeline.cli.extract", "Extract from a text or from JSONL rows, without a store."),
    "show": ("pipeline.cli.show", "Show one stored article with its claims."),
    "claims": ("pipeline.cli.claims", "Query the stored claims."),
    "conflicts": ("pipeline.cli.conflicts", "List claims of different articles that contradict each other."),
    "explain": ("pipeline.cli.explain", "Show how a sentence is read: words, entities, quantities, links."),
    "export": ("pipeline.cli.export", "Write articles, claims or entities as JSONL, JSON, CSV or Parquet."),
    "view": ("pipeline.cli.view", "Write the results as a page for the browser."),
    "status": ("pipeline.cli.status", "What is stored, and what is new, changed, gone or failed."),
    "model": ("pipeline.cli.model", "Which language model is used, and how to install another."),
    "evaluate": ("pipeline.cli.evaluate", "Measure the extraction against annotated articles."),
    "schema": ("pipeline.cli.schema", "Print the JSON Schema of a record."),
}


class _NotDone(click.ClickException):
    exit_code = 2


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called; missing modules are left out."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (module, _) in COMMANDS.items() if find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS or not find_spec(COMMANDS[cmd_name][0]):
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NewsclaimsError as error:
            raise _NotDone(printable(str(error))) from error
        except (ImportError, SyntaxError) as error:
            raise _NotDone(f"newsclaims is not installed completely ({error}); install it again") from error
        except KeyboardInterrupt:
            ctx.exit(130)


def _print_version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"newsclaims {version('newsclaims')}")
        ctx.exit()


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
def command() -> None:
    """Numeric claims from Chinese business news, traceable to the characters they came from.

    \b
    Example:
      newsclaims run corpus
    """


def main() -> None:
    """Entry point of the console script."""
    command(prog_name="newsclaims")
