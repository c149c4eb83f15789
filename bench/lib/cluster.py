"""A private PostgreSQL server of the benchmark's own: made in a temporary folder, gone afterwards.

It has default settings, except that it is reached by a socket only, and preloads confiture when it is installed.

The binaries are those of $PGBIN, else of the installation that `make stage` copies and puts confiture into.
PostgreSQL refuses root, so under root everything that belongs to the server runs as the user `postgres`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SUPERUSER = "postgres"
PROJECT = Path(__file__).resolve().parent.parent.parent


def binaries() -> Path:
    if "PGBIN" in os.environ:
        return Path(os.environ["PGBIN"])
    output = lambda *command: subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout
    output("make", "--silent", "stage")
    config = output("scripts/pg-config").strip()
    major = output(config, "--version").split()[1].split(".")[0]
    return PROJECT / "build" / major / "stage" / output(config, "--bindir").strip().lstrip("/")


def server_user() -> dict:
    """The subprocess arguments that make a command run as somebody PostgreSQL accepts."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class Cluster:
    """`with Cluster(settings) as cluster:` is a running server, stopped and removed at the end."""

    def __init__(self, settings: dict | None = None, parent: str | None = None):
        self.bin = binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="confiture-bench-", dir=parent))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.folder.chmod(0o755)  # the server reads trees that the benchmark writes below it
        self.data = self.folder / "data"
        self.has_confiture = (self._library_folder() / "confiture.so").exists()
        self.settings = {"listen_addresses": "", "unix_socket_directories": self.folder} | (
            {"shared_preload_libraries": "confiture"} if self.has_confiture else {}) | (settings or {})
        # The clients see this server and nothing of the caller's environment that would change what they do.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        self.environment |= {"PGHOST": str(self.folder), "PGPORT": "5432", "PGUSER": SUPERUSER,
                             "PGOPTIONS": "-c client_min_messages=warning", "LC_ALL": "C.UTF-8"}

    # -- life of the server ---------------------------------------------------------------------

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that __exit__ runs
        try:
            self._command("initdb", "-D", self.data, "-U", SUPERUSER, "-A", "trust", "--encoding=UTF8",
                          "--locale=C.UTF-8", "--no-instructions")
            with open(self.data / "postgresql.conf", "a", encoding="utf-8") as configuration:
                for name, value in self.settings.items():
                    configuration.write(f"{name} = '{value}'\n")
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _library_folder(self) -> Path:
        output = subprocess.run([self.bin / "pg_config", "--pkglibdir"], check=True, stdout=subprocess.PIPE, text=True)
        return Path(output.stdout.strip())

    def start(self):
        self._command("pg_ctl", "-D", self.data, "-l", self.folder / "server.log", "-w", "start")

    def stop(self):
        self._command("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def _command(self, program, *arguments):
        result = subprocess.run([self.bin / program, *arguments], cwd="/", env=self.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **server_user())
        if result.returncode != 0:
            log = self.folder / "server.log"
            raise RuntimeError(f"{program} failed:\n{result.stdout}{log.read_text() if log.exists() else ''}")

    # -- its clients ----------------------------------------------------------------------------

    def run(self, *command, **options):
        """Runs a client program of the installation; its failure is ours."""
        program, *arguments = command
        result = subprocess.run([self.bin / program, *arguments], env=self.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        if result.returncode != 0:
            raise RuntimeError(f"{program} failed with status {result.returncode}:\n{result.stderr[:4000]}")
        return result.stdout

    def sql(self, text: str, database: str = "postgres") -> str:
        """The result of one SQL command, unaligned."""
        output = self.run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", text)
        return output.rstrip("\n")

    def seconds(self, *command, **options) -> float:
        """The wall clock time of a whole client command, its start and connection included."""
        begin = time.perf_counter()
        self.run(*command, **options)
        return time.perf_counter() - begin

    def settle(self):
        """Leaves nothing of one measured run for the next to pay: dirty buffers are written now."""
        self.sql("CHECKPOINT")
