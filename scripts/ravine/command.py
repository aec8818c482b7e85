"""What every command does alike: its one-line errors and its exit status."""

import argparse
import difflib
import io
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

LONGEST = 2000  # characters of a message; the lists of what there is are long


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

    def did_you_mean(self, name: str, alike: float = 0.7) -> str:
        """ " (did you mean '--by'?)" where an option is at least so much like `name`; 1: the same."""
        own = [flag for flag in self._option_string_actions if flag.startswith("--")]
        near = difflib.get_close_matches(name, own, 1, alike)
        return f" (did you mean '{near[0]}'?)" if near else ""

    def error(self, message: str) -> NoReturn:
        first, _, unknown = message.partition("unrecognized arguments: ")
        name = unknown.split("=")[0].split(" ")[0]
        if not first and name.startswith("--"):
            message = f"unknown option '{name}'{self.did_you_mean(name)}; --help lists all"
        raise BadInput(message)


def dispatch(
    arguments: list[str], help_text: str, commands: Mapping[str, Callable[[list[str]], int]]
) -> int:
    """Calls the subcommand that the first argument names with the others; prints the help without
    one (status 2) or with --help.
    """
    if not arguments or arguments[0] in ("--help", "-h"):
        print(help_text, end="")
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in commands:
        raise BadInput(f"unknown command '{name}'; there are: {', '.join(commands)}")
    return commands[name](rest)


class _Output(io.RawIOBase):
    """Standard output. Once its reader (head, less) has closed it, the rest is dropped. The exit
    status thus stays what the command has found.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._open = True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        try:
            return os.write(self._descriptor, content) if self._open else len(content)
        except BrokenPipeError:
            self._open = False
            return len(content)
        except OSError:
            self._open = False  # what is left in the buffers would fail again at the end
            raise


def _text_output() -> io.TextIOWrapper:
    """Names in files may hold what the terminal's encoding has no letter for."""
    out = _Output(1)
    return io.TextIOWrapper(
        io.BufferedWriter(out),
        encoding=sys.stdout.encoding if sys.stdout is not None else "utf-8",
        errors="backslashreplace",
        line_buffering=out.isatty(),
    )


def _status(main: Callable[[list[str]], int]) -> int:
    """What `main` returns, once all that it has printed is written."""
    try:
        status = main(sys.argv[1:])
    except SystemExit as end:  # argparse has printed its help
        status = end.code if isinstance(end.code, int) else 0
    sys.stdout.flush()
    return status


def _one_line(text: str) -> str:
    """Control characters would make more lines of it, or colour the terminal; a name from a file may
    be of any length.
    """
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 200]} ... {shown[-200:]}"


def _keep_closed_streams() -> None:
    """The next file that is opened would else take the place of a standard stream that the caller has
    closed. Opened the wrong way round, it fails as before.
    """
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if stream else os.O_WRONLY)


def run(name: str, main: Callable[[list[str]], int]) -> None:
    """Ends the process with what `main` returns. Whatever it raises becomes one line and status 2; an
    interrupt becomes status 130.
    """
    _keep_closed_streams()
    sys.stdout = _text_output()
    status, message = 2, ""
    try:
        status = _status(main)
    except BadInput as error:
        message = str(error)
    except KeyboardInterrupt:
        status = 130
    except MemoryError:
        message = "needs more memory than there is"
    except OSError as error:
        message = f"{error.filename or 'standard output'}: {error.strerror or error}"
    # No input should be the cause of what is caught here.
    except Exception as error:  # pylint: disable=broad-exception-caught
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(place.filename)}:{place.lineno}"
        message = f"unexpected {type(error).__name__} at {where}: {error}"
    if message:
        print(f"{name}: {_one_line(message)}", file=sys.stderr)
    sys.exit(status)
