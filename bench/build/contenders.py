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
    "uncached": "create_database, without template",
    "first": "create_database, all files edited",
    "edited": "create_database, last 10 % edited",
    "edited_tables": "create_database, last 10 % of tables edited",
    "cached": "create_database, cached template",
    "edited_pool": "create_database, last 10 % edited, from the pool",
    "pool": "create_database, from the pool",
    "createdb": "createdb -T",
    "nothing": "psql -c 'SELECT 1'",
}


def last_tenth(paths: list[Path]) -> list[Path]:
    return paths[-max(len(paths) // 10, 1):]


def literal(value) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def has_function(cluster: Cluster, name: str) -> bool:
    return cluster.sql(f"SELECT EXISTS (SELECT FROM pg_proc WHERE proname = {literal(name)})") == "t"


def psql_build(schema: Schema) -> list[str]:
    files = [argument for path in schema.files for argument in ("-f", str(path))]
    return ["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", "target", *files]


def psql_file(database: str, file: Path) -> list[str]:
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", str(file)]


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
        self.prune()
        self.cluster.sql("DROP DATABASE built")

    def builders(self) -> list[Contender]:
        """From the files, from a template that holds all or most of them, or from another database."""
        in_empty = {"psql": psql_build(self.schema),
                    "do": psql_file("target", self.schema.do_block)}
        if has_function(self.cluster, "confiture_build"):
            in_empty["build"] = psql_command("target", f"SELECT * FROM confiture_build({literal(self.schema.tree)})")
        result = [self._timed(name, command, self.empty) for name, command in in_empty.items()]
        if self.schema.alembic:
            result.append(Contender("alembic", self._alembic, self.empty, self.drop))
        if has_function(self.cluster, "confiture_create_database"):
            result += [self._uncached(),
                       self._timed("cached", self._create(self.schema.tree), lambda: self._template(self.schema.tree)),
                       *self._edits()]
        return result + [self._timed("createdb", ["createdb", "-T", "built", "target"], self.quiet)]

    def _uncached(self) -> Contender:
        """Of a tree whose first file is new each time, so that no template holds even the beginning."""
        copy = self.folder / "uncached"
        shutil.copytree(self.schema.tree, copy, dirs_exist_ok=True)
        first = copy / self.schema.files[0].relative_to(self.schema.tree)

        def before():
            self._mark([first])
            self.quiet()

        return self._timed("uncached", self._create(copy, "use_template => false"), before)

    def _copy_to_edit(self) -> tuple[Path, list[Path]]:
        copy = self.folder / "edited"
        shutil.copytree(self.schema.tree, copy, dirs_exist_ok=True)
        return copy, [copy / path.relative_to(self.schema.tree) for path in self.schema.files]

    def _edits(self) -> list[Contender]:
        if len(self.schema.files) < 10:
            return []
        copy, files = self._copy_to_edit()
        tables = [path for path in files if "20_tables" in path.parts]
        return [self._timed(name, self._create(copy), lambda edited=edited: self._edit(copy, edited))
                for name, edited in {"first": files, "edited": last_tenth(files),
                                     "edited_tables": last_tenth(tables)}.items()]

    def _edits_from_pool(self) -> list[Contender]:
        """Edits one after the other, as a developer makes them: the one before has left a clone of the prefix in store."""
        if len(self.schema.files) < 10:
            return []
        copy, files = self._copy_to_edit()
        create = self._create(copy, "pool => true")

        def before():
            self._mark(last_tenth(files))
            self.cluster.run(*create)
            self.drop()
            self._mark(last_tenth(files))
            self.quiet()

        return [self._uncached(), self._timed("edited_pool", create, before)]

    def pooled(self) -> list[Contender]:
        """A clone made before it is asked for, against one made then; between `open_pool` and `close_pool`."""
        if not has_function(self.cluster, "confiture_create_database"):
            return []
        return [self._timed("createdb", ["createdb", "-T", "built", "target"], self.quiet),
                self._timed("pool", self._create(self.schema.tree, "pool => true"), self._wait_for_pool),
                *self._edits_from_pool(),
                Contender("nothing", lambda: self.cluster.seconds(*psql_command("postgres", "SELECT 1")), self.quiet)]

    def open_pool(self):
        """One clone ready, of this schema's template alone: the server would keep some of every recent one."""
        self.prune()
        self._set_pool_size(1)
        self._template(self.schema.tree)

    def close_pool(self):
        self._set_pool_size(0)
        self.prune()

    def prune(self):
        if has_function(self.cluster, "confiture_prune_templates"):
            self.cluster.sql("CALL confiture_prune_templates('0')")
        self.quiet()

    def _set_pool_size(self, size: int):
        self.cluster.sql(f"ALTER SYSTEM SET confiture.pool_size = {size}")
        self.cluster.sql("SELECT pg_reload_conf()")

    def _wait_for_pool(self):
        self.cluster.run(*self._create(self.schema.tree, "pool => true"))  # its refill looks after what is missing
        self.drop()
        for _ in range(600):
            if self.cluster.sql("SELECT count(*) FROM pg_database WHERE datname ~ '^confiture_pool_'") != "0":
                return self.quiet()
            time.sleep(0.1)
        raise RuntimeError("the pool has not been filled within a minute")

    def _create(self, tree: Path, option: str = "") -> list[str]:
        arguments = ", ".join(["'target'", literal(tree)] + ([option] if option else []))
        return psql_command("postgres", f"CALL confiture_create_database({arguments})")

    def _template(self, tree: Path):
        """The template is there, and nothing else is going on."""
        self.cluster.run(*self._create(tree))
        self.drop()
        self.quiet()

    def _edit(self, tree: Path, files: list[Path]):
        self._template(tree)
        self._mark(files)

    def _mark(self, files: list[Path]):
        number = next(self.number)
        for path in files:
            text = path.read_text(encoding="utf-8").split("\n-- edit ")[0]
            path.write_text(f"{text}\n-- edit {number}\n", encoding="utf-8")

    # -- what all have in common ------------------------------------------------------------------

    def _timed(self, name: str, command: list[str], before) -> Contender:
        return Contender(name, lambda: self.cluster.seconds(*command), before, self.drop)

    def _alembic(self) -> float:
        url = f"postgresql+psycopg2://{self.cluster.environment['PGUSER']}@/target?host={self.cluster.folder}"
        environment = self.cluster.environment | {"DATABASE_URL": url}
        begin = time.perf_counter()
        result = subprocess.run([ALEMBIC, "upgrade", "head"], cwd=self.schema.alembic, env=environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if result.returncode != 0:
            raise RuntimeError(f"alembic failed:\n{result.stderr[-4000:]}")
        return time.perf_counter() - begin

    def empty(self):
        self.cluster.sql("CREATE DATABASE target TEMPLATE empty")
        self.quiet()

    def quiet(self):
        """No worker of confiture is still at what the run before left to it, and no dirty buffer is left."""
        while self.cluster.sql("SELECT count(*) FROM pg_stat_activity WHERE backend_type ~ '^confiture' "
                               "AND backend_type <> 'confiture launcher'") != "0":
            time.sleep(0.05)
        self.cluster.settle()

    def drop(self):
        self.cluster.sql("DROP DATABASE IF EXISTS target (FORCE)")
