"""What the numbers were measured on."""

import os
import platform
import subprocess
import time
from datetime import date
from pathlib import Path

from cluster import Cluster
from volume import file_system_of


def _first_line_value(path: str, key: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return line.split(":", 1)[-1].split("=", 1)[-1].strip().strip('"')
    return "unknown"


def describe(cluster: Cluster) -> dict:
    """Date, processor, memory, system, file system and server; no host name."""
    memory = int(_first_line_value("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    kind, device = file_system_of(cluster.folder)
    return {
        "date": date.today().isoformat(),
        "processor": f"{os.cpu_count()} × {_first_line_value('/proc/cpuinfo', 'model name')}",
        "memory": f"{memory:.0f} GB",
        "system": f"{_first_line_value('/etc/os-release', 'PRETTY_NAME')}, Linux {platform.release().split('-')[0]}",
        "file system": kind + (" on a loop device" if "/loop" in device else ""),
        "server": cluster.run("postgres", "--version").strip(),
        "load": round(os.getloadavg()[0], 1),  # on a busy machine read the ratios, not the seconds
    }


def sentence(about: dict) -> str:
    return (f"Measured on {about['date']}: {about['server']} on {about['processor']}, {about['memory']} of memory, "
            f"{about['system']}, {about['file system']}; load average {about['load']:.1f} at the start.")


def _idle_share(seconds: float) -> float:
    def ticks():
        numbers = [int(number) for number in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
        return numbers[3], sum(numbers[:8])  # idle; waiting for the disk counts as busy

    idle, total = ticks()
    time.sleep(seconds)
    idle_then, total_then = ticks()
    return (idle_then - idle) / max(total_then - total, 1)


def wait_until_calm(longest: float):
    """Waits until nobody else uses the machine much, `longest` seconds at most."""
    until = time.monotonic() + longest
    while time.monotonic() < until and _idle_share(0.3) < 0.85:
        pass
