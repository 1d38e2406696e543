"""What staff say on a command line that is written down: who they are."""

from argparse import ArgumentTypeError

LONGEST_NAME = 60


def who(text: str) -> str:
    """The name of an account or a person of the staff."""
    line = text.strip()
    if not line or len(line) > LONGEST_NAME or not line.isprintable():
        raise ArgumentTypeError(f"write one line of 1 to {LONGEST_NAME} characters")
    return line
