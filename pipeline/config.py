"""`config.toml` → frozen settings, and the fingerprint that decides what a run must extract again."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import ConfigError

CONFIG_NAME = "config.toml"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting with its default, as `config.toml` documents them. Paths are relative to that file."""

    paths: tuple[str, ...] = ("corpus",)
    outputs: str = "outputs"
    model: str = "newsclaims_zh"
    lexicon: str | None = None  # CSV or TOML of the user's own names
    jobs: int = 0  # 0: as many as cores
    max_characters: int = 200_000  # a longer article is processed in windows of this size
    max_bytes: int = 256_000_000  # a larger file is refused
    text_fields: tuple[str, ...] = ("text", "content", "正文", "内容")
    title_fields: tuple[str, ...] = ("title", "标题")
    published_fields: tuple[str, ...] = ("published", "date", "发布时间", "日期")
    id_fields: tuple[str, ...] = ("id", "编号")
    write_json: bool = True  # outputs/articles/<id>.json beside the database
    base: str = "."  # the folder that relative paths start from


# What a record depends on. `jobs`, paths and outputs change nothing in it.
_EXTRACTION_FIELDS = (
    "model", "lexicon", "max_characters", "text_fields", "title_fields", "published_fields", "id_fields",
)  # fmt: skip


def load_settings(path: Path | None = None, **overrides: Any) -> Settings:
    """Settings from `path`, else from `config.toml` in the current folder, else the defaults.

    `overrides` that are None are left out. Raises ConfigError for a file that is missing, not TOML or has an
    unknown or ill-typed setting.
    """
    file = path or Path(CONFIG_NAME)
    raw: dict[str, Any] = {}
    base = "."
    if file.is_file():
        try:
            raw = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file}: not valid TOML: {error}") from error
        base = str(file.parent)
    elif path is not None:
        raise ConfigError(f"{path}: no such configuration file")
    merged = {**raw, "base": base, **{k: v for k, v in overrides.items() if v is not None}}
    try:
        return msgspec.convert(merged, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {error}") from error


def resolve(settings: Settings, path: str) -> Path:
    """A path of the settings, relative to the folder of `config.toml`."""
    return Path(settings.base) / path


def fingerprint(settings: Settings, *, code: str, model: str) -> str:
    """16 hex digits that change when the same article could give another record.

    `code` identifies the rules and tables, `model` the statistical model with its version; the user's lexicon
    counts with its content.
    """
    digest = hashlib.sha256()
    for name in _EXTRACTION_FIELDS:
        digest.update(f"{name}={getattr(settings, name)!r}\n".encode())
    if settings.lexicon:
        file = resolve(settings, settings.lexicon)
        if not file.is_file():
            raise ConfigError(f"lexicon {file} (named in {CONFIG_NAME}) does not exist")
        digest.update(file.read_bytes())
    digest.update(f"{code}\n{model}".encode())
    return digest.hexdigest()[:16]
