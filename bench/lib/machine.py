"""What the numbers were measured on."""

import os
import platform
import subprocess
from pathlib import Path


def _first_line_value(path: str, key: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return line.split(":", 1)[-1].split("=", 1)[-1].strip().strip('"')
    return "unknown"


def describe(folder: Path) -> dict[str, str]:
    """Processor, memory, system and the file system under `folder`; no host name."""
    memory = int(_first_line_value("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    file_system = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True).stdout.strip()
    return {
        "processor": f"{os.cpu_count()} × {_first_line_value('/proc/cpuinfo', 'model name')}",
        "memory": f"{memory:.0f} GB",
        "system": f"{_first_line_value('/etc/os-release', 'PRETTY_NAME')}, Linux {platform.release().split('-')[0]}",
        "file system": file_system,
    }


def load() -> float:
    """The load average when the run began: on a busy machine read the ratios, not the seconds."""
    return os.getloadavg()[0]
