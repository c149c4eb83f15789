"""Where the benchmark's schemas come from, and the forms in which each is run."""

from dataclasses import dataclass
from pathlib import Path

from chain import write_chain
from model import schema_of
from tree import write_tree
from zabbix import zabbix_schema


@dataclass(frozen=True)
class Schema:
    name: str
    tables: int
    tree: Path
    files: list[Path]  # those of the tree, in the order in which they run
    whole: Path  # one after the other in one file
    do_block: Path
    alembic: Path | None
    revisions: int = 0
    note: str = ""


def do_block(sql: str) -> str:
    """Both dollar quotes have tags that no schema uses."""
    return f"DO $confiture_block$\nBEGIN\nEXECUTE $confiture_text$\n{sql}\n$confiture_text$;\nEND\n$confiture_block$;\n"


def write_forms(files: list[Path], folder: Path) -> tuple[Path, Path]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    whole, block = folder / "whole.sql", folder / "do.sql"
    whole.write_text(text, encoding="utf-8")
    block.write_text(do_block(text), encoding="utf-8")
    return whole, block


def generated(tables: int, folder: Path) -> Schema:
    folder.mkdir(parents=True, exist_ok=True)
    modules = schema_of(tables)
    files = write_tree(modules, folder / "tree")
    whole, block = write_forms(files, folder)
    revisions = write_chain(modules, folder / "alembic")
    return Schema(str(tables), tables, folder / "tree", files, whole, block, folder / "alembic", revisions)


def zabbix(folder: Path, cache: Path) -> Schema:
    text, version = zabbix_schema(cache)
    tree = folder / "tree"
    tree.mkdir(parents=True)
    file = tree / "schema.sql"
    file.write_bytes(text)
    whole, block = write_forms([file], folder)
    return Schema("zabbix", text.count(b"CREATE TABLE"), tree, [file], whole, block, alembic=None,
                  note=f"schema.sql of Debian's zabbix-server-pgsql {version}")
