"""The schema as a tree of DDL files, one object a file, as projects keep it."""

from pathlib import Path

from model import Column, ForeignKey, Index, Module, Table

EXTENSIONS = 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp";\n'


def write_tree(modules: list[Module], root: Path) -> list[Path]:
    """Writes the files below `root` and returns them in the order in which they run."""
    width = len(str(len(modules) - 1)) if len(modules) > 100 else 2
    files: dict[str, str] = {"00_extensions/00_extensions.sql": EXTENSIONS}
    for number, module in enumerate(modules):
        folder = f"{number:0{width}}_{module.name}"
        files[f"10_types/{folder}.sql"] = module.types.sql
        for place, table in enumerate(module.tables):
            files[f"20_tables/{folder}/{place:02}0_{table.name}.sql"] = table_sql(table)
        for kind in ("30_views", "40_functions", "50_triggers"):
            for place, code in enumerate(getattr(module, kind[3:])):
                files[f"{kind}/{folder}/{place:02}0_{code.name}.sql"] = code.sql
    paths = []
    # All prefixes of one folder have one width, so plain byte order is the order of their values.
    for name in sorted(files):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8")
        paths.append(path)
    return paths


def table_sql(table: Table) -> str:
    members = [column_sql(column) for column in table.columns]
    members.append(f"CONSTRAINT {table.name}_pkey PRIMARY KEY (id)")
    members += [f"CONSTRAINT {check.name} CHECK ({check.expression})" for check in table.checks]
    members += [foreign_key_sql(key) for key in table.foreign_keys]
    lines = [f"-- {table.comment}.", f"CREATE TABLE {table.qualified} (",
             ",\n".join(f"    {member}" for member in members), ");", ""]
    lines += [index_sql(table, index) for index in table.indexes]
    lines.append(f"COMMENT ON TABLE {table.qualified} IS '{table.comment}';")
    lines += [comment_sql(table, column) for column in table.columns if column.comment]
    return "\n".join(lines) + "\n"


def column_sql(column: Column) -> str:
    parts = [column.name, column.type]
    if column.identity:
        parts.append("GENERATED ALWAYS AS IDENTITY")
    if column.not_null:
        parts.append("NOT NULL")
    if column.default is not None:
        parts.append(f"DEFAULT {column.default}")
    return " ".join(parts)


def foreign_key_sql(key: ForeignKey) -> str:
    action = f" ON DELETE {key.on_delete}" if key.on_delete else ""
    return f"CONSTRAINT {key.name} FOREIGN KEY ({key.column}) REFERENCES {key.schema}.{key.table} (id){action}"


def index_sql(table: Table, index: Index) -> str:
    unique = "UNIQUE " if index.unique else ""
    method = f" USING {index.method}" if index.method else ""
    where = f" WHERE {index.where}" if index.where else ""
    return f"CREATE {unique}INDEX {index.name} ON {table.qualified}{method} ({', '.join(index.keys)}){where};"


def comment_sql(table: Table, column: Column) -> str:
    quoted = column.comment.replace("'", "''")
    return f"COMMENT ON COLUMN {table.qualified}.{column.name} IS '{quoted}';"
