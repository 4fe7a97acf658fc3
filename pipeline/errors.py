"""The one exception family that newsclaims raises on purpose.

Every message names the file (or row) and says what to do; a batch catches `NewsclaimsError`, reports it
and goes on.
"""


class NewsclaimsError(Exception):
    """Base of all errors that a user can act on."""


class ReadError(NewsclaimsError):
    """A source cannot be read as text: empty, binary, undecodable, too large, broken markup.

    Its message is one line that every terminal can show, whatever the file is called.
    """

    def __str__(self) -> str:
        line = super().__str__().replace("\r", "␍").replace("\n", "␊")
        return line.encode("utf-8", "replace").decode("utf-8")


class ConfigError(NewsclaimsError):
    """`config.toml`, a model or a lexicon that it names is missing or wrong."""


class StoreError(NewsclaimsError):
    """The database cannot be opened, written or understood."""
