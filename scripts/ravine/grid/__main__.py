"""scripts/grid: one subcommand a step of the way."""

import importlib
from functools import partial

from ravine import command

HELP = """\
usage: scripts/grid COMMAND DIR [OPTION ...]

  submit    run a grid of convergence: on this machine, by GNU parallel, or by Slurm
  status    count what is done, running, missing and failed
  missing   print the commands that are still to be run
  gather    merge all runs into DIR/traces.jsonl and DIR/results.json
  run       run what is left of some jobs; what the others call

scripts/grid COMMAND --help says more. Exit status: 0 all is well, 1 something is missing or has
failed, 2 bad input, 130 interrupted.
"""
COMMANDS = ("submit", "status", "missing", "gather", "run")


def call(name: str, arguments: list[str]) -> int:
    """Imports the subcommand alone, since `run` starts once a job, and need not wait for what the
    others import.
    """
    status: int = importlib.import_module(f"ravine.grid.{name}").main(arguments)
    return status


def main(arguments: list[str]) -> int:
    return command.dispatch(arguments, HELP, {name: partial(call, name) for name in COMMANDS})


if __name__ == "__main__":
    command.run("grid", main)
