"""`newsclaims model`: which language models there are, and installing one."""

from pathlib import Path

import click

from pipeline.cli.options import config_option, read_settings


@click.group("model", invoke_without_command=True)
@config_option
@click.pass_context
def command(ctx: click.Context, config: Path | None) -> None:
    """List the language models: version, labels, licence, and whether each is installed.

    \b
    Examples:
      newsclaims model
      newsclaims model install zh_core_web_sm
    """
    if ctx.invoked_subcommand:
        return
    from pipeline.models import installed_version, known

    used = read_settings(config).model
    for model in known().values():
        there = installed_version(model.name)
        state = "shipped" if model.shipped and there else "installed" if there else "not installed"
        mark = "*" if model.name == used else " "
        click.echo(f"{mark} {model.name} {there or model.version or ''}  {state}")
        click.echo(f"    {model.about}; licence {model.licence}")
        click.echo(
            f"    labels {', '.join(dict.fromkeys(label for label in model.labels.values() if label))}"
        )
        if not there and model.url:
            checked = "" if model.hash_checked else " (as its publisher states it; not checked here)"
            click.echo(f"    get it: newsclaims model install {model.name}")
            click.echo(f"    from {model.url}")
            click.echo(f"    sha256 {model.sha256}{checked}")
    if used not in known():
        click.echo(f"* {used} {installed_version(used) or 'not installed'}  (named by the settings)")


@command.command("install")
@click.argument("name")
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A wheel that was downloaded by other means; its hash is checked as well.",
)
def install_command(name: str, file: Path | None) -> None:
    """Install a model from its publisher's wheel, whose SHA-256 pip checks.

    \b
    Examples:
      newsclaims model install zh_core_web_sm
      newsclaims model install zh_core_web_sm --from zh_core_web_sm-3.8.0-py3-none-any.whl
    """
    from pipeline.models import install, installed_version

    install(name, file=file)
    click.echo(f'{name} {installed_version(name)} is installed; use it with model = "{name}" in config.toml')
