"""Secrets that are files."""

from pathlib import Path


def read_secret(name: str, path: Path) -> bytes:
    """The content of the file that a variable names, without the end of its line.

    Raises:
        ValueError: with a sentence, when it cannot be read.
    """
    try:
        return path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise ValueError(f"{name} names a file that cannot be read: {error.strerror}") from None
