"""A SLURM of one node for tests: slurmctld and slurmd of this user, everything in one folder."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from string import Template

DAEMONS = ("slurmctld", "slurmd")

# No munge, cgroups or accounting: they need root, and nothing here is about them.
_CONF = Template("""\
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$other_port
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/none
CredType=cred/none
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
KillWait=15
MinJobAge=3600
SchedulerParameters=sched_interval=2,sched_min_interval=100000
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=$memory State=UNKNOWN
PartitionName=debug Nodes=$host Default=YES MaxTime=INFINITE State=UP
""")


class Scheduler:
    """Starts the daemons, talks to them, and stops what it started."""

    def __init__(self, folder: Path) -> None:
        """Start both daemons, and wait until the node takes jobs."""
        self.folder = folder
        self.environment = os.environ | {
            "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": f"{os.environ['PATH']}:/usr/sbin",
        }
        self._write_conf()
        self._daemons = [self._start(name) for name in DAEMONS]
        try:
            self._wait_for_the_node()
        except BaseException:
            self.stop()
            raise

    def submit(self, script: Path, *options: str, cwd: Path) -> str:
        """Submit a job script; return the id of the job."""
        return self.call("sbatch", "--parsable", *options, str(script), cwd=cwd)

    def state(self, job: str) -> str:
        """States of a job, or of the tasks of an array, for instance ``COMPLETED``."""
        shown = self.call("scontrol", "-o", "show", "job", job)
        words = (word for line in shown.splitlines() for word in line.split())
        states = {word.partition("=")[2] for word in words if word.startswith("JobState=")}
        return ",".join(sorted(states))

    def wait(self, job: str, state: str, patience: float = 240.0) -> None:
        """Wait until a job, or every task of an array, is in a state."""
        self.until(lambda: self.state(job) == state, f"job {job} to be {state}", patience)

    def until(self, done: Callable[[], object], what: str, patience: float = 240.0) -> None:
        """Wait until something is true."""
        deadline = time.monotonic() + patience
        while not done():
            if time.monotonic() > deadline:
                queue = self.call("squeue", "-o", "%i %T %r")
                raise AssertionError(f"waited in vain for {what}\n{queue}\n{self._logs()}")
            time.sleep(0.2)

    def call(self, *command: str, cwd: Path | None = None) -> str:
        """Run a command of SLURM; return what it says."""
        done = subprocess.run(
            command, env=self.environment, cwd=cwd, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(f"{command} says: {done.stderr}\n{self._logs()}")
        return done.stdout.strip()

    def stop(self) -> None:
        """End all jobs and both daemons."""
        with suppress(AssertionError):
            self.call("scancel", "--user", getpass.getuser())
        for daemon in reversed(self._daemons):
            daemon.send_signal(signal.SIGTERM)
        for daemon in self._daemons:
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def _write_conf(self) -> None:
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 * 9 // 10
        values = {
            "host": socket.gethostname().partition(".")[0],
            "user": getpass.getuser(),
            "folder": str(self.folder),
            "cpus": os.cpu_count() or 1,
            "memory": memory,
        }
        port, other_port = _free_ports()
        values |= {"port": port, "other_port": other_port}
        (self.folder / "slurm.conf").write_text(_CONF.substitute(values))

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        program = shutil.which(name, path=self.environment["PATH"])
        assert program is not None
        with (self.folder / f"{name}.out").open("wb") as file:
            return subprocess.Popen(
                [program, "-D", "-f", self.environment["SLURM_CONF"]],
                env=self.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for_the_node(self, patience: float = 60.0) -> None:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            with suppress(AssertionError):
                if self.call("sinfo", "-h", "-o", "%T") == "idle":
                    return
            if any(daemon.poll() is not None for daemon in self._daemons):
                break
            time.sleep(0.2)
        raise AssertionError(f"the scheduler does not come up\n{self._logs()}")

    def _logs(self) -> str:
        logs = (self.folder / f"{name}.{end}" for name in DAEMONS for end in ("log", "out"))
        return "\n".join(f"{log.name}:\n{log.read_text()[-2000:]}" for log in logs if log.exists())


def installed() -> bool:
    """Tell whether the daemons are there."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    return all(shutil.which(name, path=path) for name in DAEMONS)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]
