"""What text needs before a terminal shows it: control characters made visible, colour only where wanted."""

import io
import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, cast

if TYPE_CHECKING:
    from rich.console import Console

# C0 but tab and line feed, DEL, C1 (U+009B alone begins an escape sequence), and what turns text about
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
_PICTURES |= {0x7F: 0x2421} | dict.fromkeys(
    [*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD
)


def printable(text: str) -> str:
    """The text with every control and direction character replaced by one visible character.

    >>> printable("涨\\x1b[31m5%")
    '涨␛[31m5%'
    """
    return text.translate(_PICTURES)


def binary_output() -> BinaryIO:
    """Standard output for bytes: as they are in a pipe, their control characters visible on a terminal."""
    out = sys.stdout.buffer
    return cast(BinaryIO, _Visible(out)) if sys.stdout.isatty() else out


class _Visible(io.BufferedIOBase):
    """Whole lines of UTF-8 for a terminal. JSON leaves U+009B as it is, and CSV every control character."""

    def __init__(self, terminal: BinaryIO) -> None:
        self._terminal = terminal

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        text = bytes(data).decode("utf-8", "replace").replace("\r\n", "\n")
        self._terminal.write(printable(text).encode("utf-8"))
        return len(data)

    def flush(self) -> None:
        self._terminal.flush()


def console(stream: TextIO | None = None, *, width: int | None = None) -> "Console":
    """A rich console on `stream` (standard output): plain in a pipe, without colour under NO_COLOR."""
    from rich.console import Console

    file = stream or sys.stdout
    return Console(
        file=file,
        width=width,
        no_color=bool(os.environ.get("NO_COLOR")) or None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
