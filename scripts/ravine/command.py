"""What every command does alike: its one-line errors and its exit status."""

import argparse
import os
import sys
from collections.abc import Callable


class BadInput(ValueError):
    """One line that names the file, the line and what was expected."""


def positive_number(text: str) -> float:
    """A finite number above zero, or argparse's complaint."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number above 0, got '{text}'")
    return value


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, with exit status 2."""

    def error(self, message: str):
        raise BadInput(message)


def run(name: str, main: Callable[[list[str]], int]) -> None:
    """Ends the process with what `main` returns; with 2 for bad input, 130 for an interrupt."""
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BadInput as error:
        print(f"{name}: {error}", file=sys.stderr)
        status = 2
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nothing is left to flush into.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)
