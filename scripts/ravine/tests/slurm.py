"""A Slurm of this machine alone: a controller and two nodes of one processor each, on loopback."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol")
CONFIGURATION = """\
ClusterName=ravine
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
KillWait=2
MaxArraySize={array}
MailProg=/bin/true
NodeName=node1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1
NodeName=node2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1
PartitionName=all Nodes=node1,node2 Default=YES MaxTime=INFINITE State=UP
"""


def why_not() -> str:
    """Why no Slurm can be started here; empty where it can."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
    missing = [name for name in NEEDED if shutil.which(name, path=path) is None]
    return f"needs {', '.join(missing)}: scripts/setup --checks" if missing else ""


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def ask(*line: str) -> str:
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def wait_for(holds, seconds: float, what: str) -> None:
    """Until `holds()`; an error where it does not come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"expected {what} within {seconds} s"
        time.sleep(0.1)


@contextmanager
def started(folder: Path, monkeypatch, array: int) -> Iterator[None]:
    """The daemons, which end with the context. Commands of Slurm then speak to them."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("SLURM_CONF", str(folder / "slurm.conf"))
    for name in ("munge", "state"):
        (folder / name).mkdir(parents=True, mode=0o700)
    user = os.environ.get("USER") or ("root" if os.getuid() == 0 else str(os.getuid()))
    text = CONFIGURATION.format(
        host=socket.gethostname(), ports=free_ports(3), folder=folder, user=user, array=array
    )
    (folder / "slurm.conf").write_text(text)
    key = folder / "munge" / "key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o400)
    munge = folder / "munge"
    files = {"key-file": "key", "socket": "socket", "pid-file": "pid", "log-file": "log"}
    options = [f"--{name}={munge / file}" for name, file in files.items()]
    with ExitStack() as running:

        def start(*line: str) -> None:
            log = running.enter_context((folder / f"{line[0]}{line[-1][-1]}.log").open("wb"))
            child = subprocess.Popen(line, stdout=log, stderr=log)
            running.callback(child.wait)
            running.callback(child.terminate)

        start("munged", "--foreground", "--force", *options, f"--seed-file={munge / 'seed'}")
        wait_for((munge / "socket").exists, 20, "munged's socket")
        start("slurmctld", "-D", "-c")
        for node in ("node1", "node2"):
            start("slurmd", "-D", "-N", node)
        nodes = ("sinfo", "--noheader", "--Node", "--format=%t")
        try:
            wait_for(lambda: _said(*nodes).split() == ["idle"] * 2, 60, "two idle nodes")
            yield
            subprocess.run(["scancel", "--user", str(os.getuid())], check=False)
            wait_for(lambda: not _said("squeue", "--noheader").strip(), 60, "an empty queue")
        finally:
            for name in ("slurmctldc", "slurmd1", "slurmd2"):
                print((folder / f"{name}.log").read_text(errors="replace")[-1500:])


def _said(*line: str) -> str:
    """What a command prints; nothing while the controller does not answer."""
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout if done.returncode == 0 else "none"
