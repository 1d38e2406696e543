"""What staff say on a command line that is written down: who they are, and why."""

from argparse import ArgumentTypeError

LONGEST_NAME = 60
LONGEST_REASON = 200


def who(text: str) -> str:
    """The name of an account or a person of the staff."""
    return _line(text, LONGEST_NAME)


def one_line(text: str) -> str:
    """A reason: one line that can be read in a list."""
    return _line(text, LONGEST_REASON)


def _line(text: str, longest: int) -> str:
    line = text.strip()
    if not line or len(line) > longest or not line.isprintable():
        raise ArgumentTypeError(f"write one line of 1 to {longest} characters")
    return line
