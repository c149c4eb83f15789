"""Where the server's files go.

A container's root file system is often one that no database server would have. The worst for us is ext4 without a
journal: there the kernel goes past every inode deleted in the last minutes one by one, so that after a DROP DATABASE
creating a file takes twenty times as long. `Volume` makes a file system as `mkfs.ext4` makes it, in an image on a loop
device, and takes it away again.
"""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def volume(loop: bool, gigabytes: int = 20):
    """The folder to work in: on a fresh ext4 when `loop` (needs root), else the default for temporary files."""
    if not loop:
        yield Path(tempfile.gettempdir())
        return
    with tempfile.TemporaryDirectory(prefix="confiture-volume-") as folder:
        image, mount = Path(folder) / "image", Path(folder) / "mount"
        mount.mkdir()
        os.chmod(folder, 0o755)
        image.touch()
        os.truncate(image, gigabytes << 30)  # sparse: takes what is written
        subprocess.run(["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", image], check=True)
        device = subprocess.run(["losetup", "--direct-io=on", "--find", "--show", image], check=True,
                                stdout=subprocess.PIPE, text=True).stdout.strip()
        try:
            subprocess.run(["mount", device, mount], check=True)
            try:
                mount.chmod(0o755)
                yield mount
            finally:
                subprocess.run(["umount", mount], check=True)
        finally:
            subprocess.run(["losetup", "--detach", device], check=True)


def file_system_of(folder: Path) -> tuple[str, str]:
    """Its kind and its device."""
    found = subprocess.run(["findmnt", "-n", "-o", "FSTYPE,SOURCE", "-T", folder], capture_output=True, text=True)
    kind, _, device = found.stdout.strip().partition(" ")
    return kind, device.strip()


def without_journal(folder: Path) -> bool:
    """Whether `folder` is on an ext4 that has no journal."""
    kind, device = file_system_of(folder)
    return kind == "ext4" and not any(Path("/proc/fs/jbd2").glob(f"{Path(device).name}-*"))
