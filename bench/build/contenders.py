"""The ways to get from a schema's files to a database, each as a command that a user would type."""

import itertools
import os
import shutil
import subprocess
import time
from pathlib import Path

from cluster import Cluster
from race import Contender
from schemas import Schema

ALEMBIC = "/usr/bin/alembic"  # Debian's, with Debian's Python, whatever else comes first in PATH

LABELS = {
    "psql": "psql -1 -f …",
    "do": "DO block",
    "build": "confiture_build",
    "alembic": "alembic upgrade head",
    "uncached": "create_database, no template",
    "first": "create_database, making templates",
    "edited": "create_database, last 10 % of files edited",
    "edited_tables": "create_database, last 10 % of tables edited",
    "cached": "create_database, cached template",
    "pool": "create_database, from the pool",
    "createdb": "createdb -T",
}


def literal(value) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def has_function(cluster: Cluster, name: str) -> bool:
    return cluster.sql(f"SELECT EXISTS (SELECT FROM pg_proc WHERE proname = {literal(name)})") == "t"


def psql_build(schema: Schema) -> list[str]:
    files = [argument for path in schema.files for argument in ("-f", str(path))]
    return ["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", "target", *files]


def psql_command(database: str, sql: str) -> list[str]:
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]


class Ways:
    """Makes the contenders for one schema. Every one of them fills the database `target`."""

    def __init__(self, cluster: Cluster, schema: Schema, folder: Path):
        self.cluster, self.schema, self.folder = cluster, schema, folder
        self.number = itertools.count(1)  # of edits: each makes a tree that no template holds
        cluster.sql("CREATE DATABASE built TEMPLATE empty")
        cluster.run(*[("built" if part == "target" else part) for part in psql_build(schema)])

    def close(self):
        self.drop()
        self.cluster.sql("DROP DATABASE built")

    def contenders(self) -> list[Contender]:
        in_empty = {"psql": psql_build(self.schema),
                    "do": ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "target", "-f", str(self.schema.do_block)]}
        if has_function(self.cluster, "confiture_build"):
            in_empty["build"] = psql_command("target", f"SELECT * FROM confiture_build({literal(self.schema.tree)})")
        result = [self._timed(name, command, self.empty) for name, command in in_empty.items()]
        if self.schema.alembic:
            result.append(Contender("alembic", self._alembic, self.empty, self.drop))
        result.append(self._timed("createdb", ["createdb", "-T", "built", "target"], self.cluster.settle))
        if has_function(self.cluster, "confiture_create_database"):
            result += self._databases()
        return result

    # -- confiture_create_database ----------------------------------------------------------------

    def _databases(self) -> list[Contender]:
        tree = self.schema.tree
        result = [self._timed("uncached", self._create(tree, "use_template => false"), self.cluster.settle),
                  self._timed("cached", self._create(tree), lambda: self._template(tree)),
                  self._timed("pool", self._create(tree, "pool => true"), lambda: self._fill_pool(tree))]
        if len(self.schema.files) > 10:
            copy = self.folder / "edited"
            shutil.copytree(tree, copy)
            files = [copy / path.relative_to(tree) for path in self.schema.files]
            tables = [path for path in files if "20_tables" in path.parts]
            tenth = lambda paths: paths[-max(len(paths) // 10, 1):]
            for name, edited in {"first": files, "edited": tenth(files), "edited_tables": tenth(tables)}.items():
                result.append(self._timed(name, self._create(copy), lambda edited=edited: self._edit(copy, edited)))
        return result

    def _create(self, tree: Path, option: str = "") -> list[str]:
        arguments = ", ".join(["'target'", literal(tree)] + ([option] if option else []))
        return psql_command("postgres", f"CALL confiture_create_database({arguments})")

    def _template(self, tree: Path):
        """The template is there, and nothing else is going on."""
        self.cluster.run(*self._create(tree))
        self.drop()
        self.cluster.settle()

    def _fill_pool(self, tree: Path):
        self.cluster.run(*self._create(tree, "pool => true"))
        self.drop()
        # The worker refills behind the caller: it is done when the count of databases stays as it is.
        count, since = None, time.monotonic()
        while time.monotonic() - since < 2:
            now = self.cluster.sql("SELECT count(*) FROM pg_database")
            if now != count:
                count, since = now, time.monotonic()
            time.sleep(0.1)
        self.cluster.settle()

    def _edit(self, tree: Path, files: list[Path]):
        self._template(tree)
        number = next(self.number)
        for path in files:
            text = path.read_text(encoding="utf-8").split("\n-- edit ")[0]
            path.write_text(f"{text}\n-- edit {number}\n", encoding="utf-8")

    # -- what all have in common ------------------------------------------------------------------

    def _timed(self, name: str, command: list[str], before) -> Contender:
        return Contender(name, lambda: self.cluster.seconds(*command), before, self.drop)

    def _alembic(self) -> float:
        environment = self.cluster.environment | {
            "DATABASE_URL": f"postgresql+psycopg2://{self.cluster.environment['PGUSER']}@/target?host={self.cluster.folder}"}
        begin = time.perf_counter()
        result = subprocess.run([ALEMBIC, "upgrade", "head"], cwd=self.schema.alembic, env=environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if result.returncode != 0:
            raise RuntimeError(f"alembic failed:\n{result.stderr[-4000:]}")
        return time.perf_counter() - begin

    def empty(self):
        self.cluster.sql("CREATE DATABASE target TEMPLATE empty")
        self.cluster.settle()

    def drop(self):
        self.cluster.sql("DROP DATABASE IF EXISTS target (FORCE)")
