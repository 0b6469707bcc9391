#!/usr/bin/env python3
"""What scale/ offers is run, and its merged report is byte for byte that of one run.

Usage: scale_test.py IORACLE SOURCE_FOLDER parallel|slurm
Exit code 77 where the engine is not installed, or may not be started here.
"""

import getpass
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

IORACLE, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
FUZZ = ["--seed", "7", "--scenarios", "3000", "--tries", "0"]
PARTS = 6
SKIPPED = 77


def compare(merged, code=None):
    """`code`: that of the merge, where it is known."""
    one_run = subprocess.run([IORACLE, "fuzz", *FUZZ, "--format", "json", "--no-times"],
                             check=False, capture_output=True)
    if merged.read_bytes() != one_run.stdout or code not in (None, one_run.returncode):
        sys.exit(f"{merged}: not what one run prints")
    print(f"{PARTS} parts merged: what one run prints")


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def parallel(folder):
    if not shutil.which("parallel"):
        skip("no GNU Parallel (package parallel)")
    # A stand-in that kills itself at the first try of each part: all of them are run again.
    flaky = folder / "flaky"
    flaky.write_text(f"""#!/bin/sh
case " $* " in *" --shard "*)
  seen={folder}/seen-$(echo "$*" | sed 's/.*--shard //; s/[ /].*//')
  [ -e "$seen" ] || {{ : >"$seen"; echo '{{"cut": '; kill -9 $$; }} ;;
esac
exec {IORACLE} "$@"
""", encoding="utf-8")
    flaky.chmod(0o755)
    for name, program in (("plain", IORACLE), ("killed", str(flaky))):
        out = folder / name
        done = subprocess.run([SOURCE / "scale/parallel", str(PARTS), out, *FUZZ], check=False,
                              env={**os.environ, "IORACLE": program})
        compare(out / "merged.json", done.returncode)
    if len(list(folder.glob("seen-*"))) != PARTS:
        sys.exit("not every part was killed once")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Slurm:
    """One machine as a cluster of one node, with all that it keeps in one folder."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("state", "spool", "log"):
            (folder / name).mkdir()
        node = socket.gethostname().split(".")[0]
        self.configuration = folder / "slurm.conf"
        self.configuration.write_text(f"""ClusterName=ioracle
SlurmctldHost={node}(127.0.0.1)
SlurmUser={getpass.getuser()}
SlurmdUser={getpass.getuser()}
AuthType=auth/none
CredType=cred/none
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/log/slurmctld
SlurmdLogFile={folder}/log/slurmd
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SchedulerParameters=sched_interval=1
NodeName={node} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=all Nodes={node} Default=YES MaxTime=INFINITE State=UP
""", encoding="utf-8")
        self.environment = {**os.environ, "SLURM_CONF": str(self.configuration),
                            "IORACLE": IORACLE}
        self.daemons = []

    def start(self):
        for name in ("slurmctld", "slurmd"):
            program = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
            log = (self.folder / "log" / f"{name}.out").open("w")
            self.daemons.append(subprocess.Popen([program, "-D", "-f", self.configuration],
                                                 env=self.environment, stdout=log, stderr=log))
        for _ in range(60):
            if "idle" in self.ask("sinfo", "-h", "-o", "%T"):
                return True
            time.sleep(0.5)
        return False

    def ask(self, *command):
        return subprocess.run(command, env=self.environment, check=False, capture_output=True,
                              text=True).stdout.strip()

    def submit(self, *arguments):
        return self.ask("sbatch", "--parsable", f"--output={self.folder}/log/job-%A-%a",
                        *map(str, arguments))

    def wait(self, job, seconds):
        for _ in range(seconds * 2):
            if not self.ask("squeue", "-h", "-j", job):
                return
            time.sleep(0.5)
        sys.exit(f"job {job} did not end: " + self.ask("squeue"))

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.send_signal(signal.SIGTERM)
        for daemon in self.daemons:
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def logs(self):
        return "\n".join(f"== {path.name}\n" + "\n".join(path.read_text().splitlines()[-8:])
                         for path in sorted((self.folder / "log").iterdir()))


def slurm(folder):
    where = os.environ["PATH"] + ":/usr/sbin:/sbin"
    if not all(shutil.which(name, path=where) for name in ("slurmctld", "slurmd", "sbatch")):
        skip("no Slurm (package slurm-wlm)")
    if os.geteuid() != 0:
        skip("slurmd needs root to start tasks")
    out = folder / "out"
    out.mkdir()
    cluster = Slurm(folder)
    try:
        if not cluster.start():
            print(cluster.logs())
            skip("Slurm does not start here")
        job = cluster.submit(f"--array=1-{PARTS}", "--requeue", SOURCE / "scale/slurm-part", out,
                             *FUZZ)
        # A task is killed and comes again, as where its node goes away: nothing counts twice.
        cluster.ask("scontrol", "requeue", f"{job}_2")
        merge = cluster.submit(f"--dependency=afterok:{job}", SOURCE / "scale/slurm-merge", out)
        cluster.wait(merge, 300)
        if not (out / "merged.json").exists():
            sys.exit("nothing was merged\n" + cluster.logs())
    finally:
        cluster.stop()
    compare(out / "merged.json")


def main():
    with tempfile.TemporaryDirectory(prefix="ioracle-scale-") as name:
        {"parallel": parallel, "slurm": slurm}[sys.argv[3]](pathlib.Path(name))


if __name__ == "__main__":
    main()
