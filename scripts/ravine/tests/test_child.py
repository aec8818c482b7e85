"""Programs that a command starts: interrupts reach them, and they end with the command."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ravine.child import INTERRUPTED, Children
from ravine.files import ROOT

PARENT = """
import sys
from ravine.child import Children
with Children() as children:
    status = children.run(["sh", "-c", sys.argv[1]])
    again = children.run(["sh", "-c", "echo again"])
print(status, again, children.interrupted, flush=True)
"""


def started(script):
    """A command that runs the shell script, and the first line that the script has printed."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, script],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    return parent, parent.stdout.readline().strip()


def is_there(number):
    """True while the process runs; a zombie does not."""
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_command_leaves_no_program_running():
    parent, child = started("echo $$; exec sleep 600")
    with parent:
        assert is_there(child)
        parent.kill()
        for _ in range(500):
            if not is_there(child):
                break
            time.sleep(0.01)
        assert not is_there(child)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_reaches_the_program_once_and_no_more_are_started(number):
    script = 'trap "echo got; exit 7" INT TERM HUP; echo ready; while :; do sleep 0.01; done'
    parent, ready = started(script)
    with parent:
        assert ready == "ready"
        parent.send_signal(number)
        assert parent.stdout is not None
        assert parent.stdout.read() == f"got\n7 {INTERRUPTED} True\n"


def test_what_was_set_before_is_set_again():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with Children() as children:
        assert children.run(["true"]) == 0
        assert children.run(["false"]) == 1
        assert children.run(["sh", "-c", "kill -9 $$"]) == -9
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
