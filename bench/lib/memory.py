"""Peak memory of a server process while it does something, read from /proc."""

import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from cluster import Cluster


@dataclass(frozen=True)
class Peak:
    resident: int  # VmHWM in bytes: the most the process ever had, touched shared buffers included
    private: int  # the most anonymous memory seen, what the process has for itself; sampled every 5 ms


def _status(pid: int, key: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/{pid}/status has no {key}")


def peak_memory(cluster: Cluster, database: str, commands: str) -> Peak:
    """Runs psql commands in a fresh backend and looks at it before it goes."""
    psql = subprocess.Popen([cluster.bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database],
                            env=cluster.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    finished = threading.Event()
    private = [0]

    def sample(pid: int):
        while not finished.wait(0.005):
            private[0] = max(private[0], _status(pid, "RssAnon"))

    try:
        psql.stdin.write("SELECT pg_backend_pid();\n")
        psql.stdin.flush()
        pid = int(psql.stdout.readline())
        sampler = threading.Thread(target=sample, args=(pid,))
        sampler.start()
        try:
            psql.stdin.write(f"\\o /dev/null\n{commands}\n\\o\n\\echo finished\n")
            psql.stdin.flush()
            answer = psql.stdout.readline().strip()
        finally:
            finished.set()
            sampler.join()
        if answer != "finished":
            raise RuntimeError("psql failed while its backend's memory was watched")
        return Peak(_status(pid, "VmHWM"), private[0])
    finally:
        psql.stdin.close()
        psql.wait()
