"""A schema that people run: that of zabbix, from Debian's package, which stays outside the repository."""

import gzip
import os
import subprocess
import tempfile
from pathlib import Path

PACKAGE = "zabbix-server-pgsql"


def zabbix_schema(cache: Path) -> tuple[bytes, str]:
    """The text of schema.sql and the package's version; the package is downloaded into `cache` once."""
    cache.mkdir(parents=True, exist_ok=True)
    if not list(cache.glob(f"{PACKAGE}_*.deb")):
        result = subprocess.run(["apt-get", "-q", "download", PACKAGE], cwd=cache, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if result.returncode != 0:
            raise RuntimeError(f"could not download {PACKAGE} (to do without: --sizes):\n{result.stdout}")
    package = max(cache.glob(f"{PACKAGE}_*.deb"), key=os.path.getmtime)
    version = subprocess.run(["dpkg-deb", "-f", package, "Version"], check=True, stdout=subprocess.PIPE, text=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        packed = Path(folder) / "usr/share" / PACKAGE / "schema.sql.gz"
        return gzip.decompress(packed.read_bytes()), version.stdout.strip()
