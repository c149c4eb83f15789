"""The same schema as an alembic project: a chain of revisions that grew over the years.

Each creating revision brings a module's types or a few tables in their first shape. After every few of them a
revision of alterations brings what was added later: a column, a longer type, a check, an index. Views,
functions and triggers come with their module. The end is the schema of the tree, which `run` verifies.
"""

from pathlib import Path

from model import Column, Index, Module, Table
from tree import EXTENSIONS

TABLES_PER_REVISION = 4

INI = """[alembic]
script_location = migrations
prepend_sys_path = .

[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARN
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
"""

# What `alembic init` writes, less the offline mode, and the database from the environment.
ENV = """import os

from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""

# SQLAlchemy has no type for domains and enums that exist already; projects write this one.
TYPES = '''from sqlalchemy.types import UserDefinedType


class Named(UserDefinedType):
    """A type that the database has, by name."""

    cache_ok = True

    def __init__(self, name):
        self.name = name

    def get_col_spec(self, **_):
        return self.name
'''

HEADER = '''"""{title}"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from named_type import Named

revision = {revision!r}
down_revision = {down!r}


def upgrade():
{body}
'''

SIMPLE_TYPES = {
    "bigint": "sa.BigInteger()",
    "integer": "sa.Integer()",
    "text": "sa.Text()",
    "character varying(200)": "sa.String(200)",
    "character varying(80)": "sa.String(80)",
    "jsonb": "postgresql.JSONB()",
    "text[]": "postgresql.ARRAY(sa.Text())",
    "numeric(9,4)": "sa.Numeric(9, 4)",
    "double precision": "sa.Float(53)",
    "timestamp with time zone": "sa.DateTime(timezone=True)",
}


class Chain:
    """Collects revisions and writes each with a link to the one before."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.last: str | None = None
        self.count = 0

    def add(self, title: str, calls: list[str]):
        self.count += 1
        revision = f"{self.count:012x}"
        body = "\n".join("    " + line if line else "" for call in calls for line in call.split("\n"))
        text = HEADER.format(title=title, revision=revision, down=self.last, body=body)
        slug = title.lower().replace(" ", "_").replace(",", "")[:40]
        (self.folder / f"{revision}_{slug}.py").write_text(text, encoding="utf-8")
        self.last = revision


def write_chain(modules: list[Module], root: Path) -> int:
    """Writes the project below `root` and returns how many revisions it has."""
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    (root / "alembic.ini").write_text(INI, encoding="utf-8")
    (root / "named_type.py").write_text(TYPES, encoding="utf-8")
    (root / "migrations" / "env.py").write_text(ENV, encoding="utf-8")
    chain = Chain(versions)
    chain.add("Extensions", [execute(EXTENSIONS)])
    for module in modules:
        chain.add(f"Module {module.name}", [execute(module.types.sql)])
        for first in range(0, len(module.tables), TABLES_PER_REVISION):
            tables = module.tables[first:first + TABLES_PER_REVISION]
            chain.add(f"Create {module.name} {', '.join(t.name for t in tables)}",
                      [call for table in tables for call in create(table, first + tables.index(table))])
        chain.add(f"Alter {module.name}", [call for place, table in enumerate(module.tables)
                                           for call in alter(table, place)])
        for kind in ("views", "functions", "triggers"):
            chain.add(f"{kind} of {module.name}", [execute(code.sql) for code in getattr(module, kind)])
    return chain.count


# What a table got later, by its place in the module: a third of the tables each time.

def has_later_column(place: int) -> bool:
    return place % 3 == 0


def has_shorter_title(place: int) -> bool:
    return place % 3 == 1


def has_later_index(place: int) -> bool:
    return place % 3 == 2


def create(table: Table, place: int) -> list[str]:
    columns = list(table.columns[:-1] if has_later_column(place) else table.columns)
    if has_shorter_title(place):
        columns = [Column(c.name, "character varying(80)", c.not_null, c.default) if c.name == "title" else c
                   for c in columns]
    members = [repr(table.name)] + [column_call(column) for column in columns]
    members.append(f"sa.PrimaryKeyConstraint('id', name='{table.name}_pkey')")
    members += [f"sa.CheckConstraint({check.expression!r}, name={check.name!r})" for check in table.checks]
    for key in table.foreign_keys:
        action = f", ondelete={key.on_delete!r}" if key.on_delete else ""
        members.append(f"sa.ForeignKeyConstraint([{key.column!r}], ['{key.schema}.{key.table}.id'], "
                       f"name={key.name!r}{action})")
    members += [f"schema={table.schema!r}", f"comment={table.comment!r}"]
    calls = ["op.create_table(\n    " + ",\n    ".join(members) + ",\n)"]
    return calls + [index_call(table, index) for index in first_indexes(table, place)]


def alter(table: Table, place: int) -> list[str]:
    calls = []
    if has_later_column(place):
        calls.append(f"op.add_column({table.name!r}, {column_call(table.columns[-1])}, schema={table.schema!r})")
    if has_shorter_title(place):
        calls.append(f"op.alter_column({table.name!r}, 'title', type_=sa.String(200), schema={table.schema!r})")
    later = [index for index in table.indexes if index not in first_indexes(table, place)]
    return calls + [index_call(table, index) for index in later]


def first_indexes(table: Table, place: int) -> list[Index]:
    """The indexes that come with the table: the last one may be younger, or be on a younger column."""
    later = has_later_index(place) or has_later_column(place)
    return list(table.indexes[:-1] if later else table.indexes)


def execute(sql: str) -> str:
    # exec_driver_sql: the text goes to the server as it stands, with its colons and percent signs
    return f"op.get_bind().exec_driver_sql({sql!r})"


def column_call(column: Column) -> str:
    parts = [repr(column.name), SIMPLE_TYPES.get(column.type) or f"Named({column.type!r})"]
    if column.identity:
        parts.append("sa.Identity(always=True)")
    if column.default is not None:
        parts.append(f"server_default=sa.text({escape(column.default)!r})")
    parts.append(f"nullable={not (column.not_null or column.identity)}")
    if column.comment:
        parts.append(f"comment={column.comment!r}")
    return f"sa.Column({', '.join(parts)})"


def index_call(table: Table, index: Index) -> str:
    keys = ", ".join(f"sa.text({escape(key)!r})" if "(" in key else repr(key) for key in index.keys)
    parts = [repr(index.name), repr(table.name), f"[{keys}]", f"unique={index.unique}", f"schema={table.schema!r}"]
    if index.method:
        parts.append(f"postgresql_using={index.method!r}")
    if index.where:
        parts.append(f"postgresql_where=sa.text({escape(index.where)!r})")
    return f"op.create_index({', '.join(parts)})"


def escape(sql: str) -> str:
    """`::` is a cast, not the start of a bound parameter, to sa.text when escaped."""
    return sql.replace(":", "\\:")
