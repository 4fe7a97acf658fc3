"""Options that several commands share, and the settings that they lead to."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.config import Settings

Decorated = Callable[..., Any]

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file; otherwise config.toml of the current folder, where there is one.",
)
outputs_option = click.option(
    "--outputs",
    type=click.Path(file_okay=False),
    help="Folder of the results; otherwise the one of the settings (outputs).",
)


def settings_options(function: Decorated) -> Decorated:
    """Adds --config and --outputs."""
    return config_option(outputs_option(function))


def read_settings(config: Path | None, outputs: str | None = None, **overrides: Any) -> "Settings":
    """The settings with what the command line says instead; --outputs counts from the current folder."""
    from pipeline.config import load_settings

    if outputs and "://" not in outputs:
        outputs = str(Path(outputs).absolute())
    return load_settings(config, outputs=outputs, **overrides)
