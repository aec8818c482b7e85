"""scripts/track: one subcommand a question."""

from collections.abc import Callable

from ravine import command
from ravine.track import ab, bisect, gate, history, instructions, selftest

HELP = """\
usage: scripts/track COMMAND [OPTION ...]

  run                run the gate's grid, whose counts and bits are exact (30 s at most)
  check RESULTS      compare results with results/baseline.json; 1 where anything changed
  accept RESULTS     make results the baseline, with a reason that is kept
  ab BASE HEAD       compare the time of two commits; 1 on a confirmed slowdown
  instructions       count the instructions of some cases; 1 where there are more than before
  bisect CASE GOOD BAD   name the commit that changed a case
  record RESULTS     add results to the history, results/history.sqlite
  history CASE       draw a case over its commits, and where it changed
  selftest           measure the gates' own false alarms and what they find

scripts/track COMMAND --help says more. Exit status: 0 all is well, 1 a regression, 2 bad input.
"""
COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": gate.run,
    "check": gate.check,
    "accept": gate.accept,
    "ab": ab.main,
    "bisect": bisect.main,
    "record": history.record,
    "history": history.show,
    "instructions": instructions.main,
    "selftest": selftest.main,
}


def main(arguments: list[str]) -> int:
    return command.dispatch(arguments, HELP, COMMANDS)


if __name__ == "__main__":
    command.run("track", main)
