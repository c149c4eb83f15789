"""The generated schema as values: what the DDL tree and the alembic chain both write down.

The same count of tables gives the same schema, whatever the machine. A table references tables of its
own module and one table of an earlier module, so that no table is referenced by more and more others as
the schema grows: the work per table stays the same, and a builder that isn't linear shows.
"""

from dataclasses import dataclass
from random import Random

MODULES = ["core", "catalog", "sales", "billing", "shipping", "support", "people", "finance", "marketing", "reporting"]
NOUNS = ["account", "address", "category", "product", "price", "stock_item", "cart", "purchase", "invoice", "payment",
         "shipment", "carrier", "ticket", "message", "employee", "contract", "campaign", "coupon", "event", "document"]
STATES = ["draft", "active", "suspended", "closed"]


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # as SQL writes it
    not_null: bool = False
    default: str | None = None
    identity: bool = False
    comment: str | None = None


@dataclass(frozen=True)
class ForeignKey:
    name: str
    column: str
    schema: str
    table: str
    on_delete: str | None = None


@dataclass(frozen=True)
class Check:
    name: str
    expression: str


@dataclass(frozen=True)
class Index:
    name: str
    keys: tuple[str, ...]  # column names, or expressions in parentheses
    unique: bool = False
    method: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class Table:
    schema: str
    name: str
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...]
    checks: tuple[Check, ...]
    indexes: tuple[Index, ...]
    comment: str

    @property
    def qualified(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Code:
    """A view, function or trigger: its whole text is the same wherever it is written."""
    schema: str
    name: str
    sql: str


@dataclass(frozen=True)
class Module:
    name: str
    types: Code
    tables: tuple[Table, ...]
    views: tuple[Code, ...]
    functions: tuple[Code, ...]
    triggers: tuple[Code, ...]


def schema_of(count: int) -> list[Module]:
    """Modules of at most twenty tables, `count` tables together."""
    random = Random(f"confiture {count}")
    modules: list[Module] = []
    for first in range(0, count, len(NOUNS)):
        number = first // len(NOUNS)
        cycle = number // len(MODULES)
        name = MODULES[number % len(MODULES)] + (f"_{cycle + 1}" if cycle else "")
        modules.append(_module(name, NOUNS[:count - first], modules[-1] if modules else None, random))
    return modules


def _module(name: str, nouns: list[str], earlier: Module | None, random: Random) -> Module:
    tables: list[Table] = []
    for noun in nouns:
        tables.append(_table(name, noun, tables, earlier, random))
    return Module(name, _types(name), tuple(tables),
                  views=tuple(_view(table) for table in tables[::4]),
                  functions=(_touch(name),) + tuple(_function(table) for table in tables[1::4]),
                  triggers=tuple(_trigger(table) for table in tables[::2]))


def _table(schema: str, name: str, siblings: list[Table], earlier: Module | None, random: Random) -> Table:
    parent = random.choice(siblings).name if siblings else name
    other = random.choice(earlier.tables) if earlier and random.random() < 0.5 else None
    other_schema, other_name = (other.schema, other.name) if other else (schema, random.choice([name, parent]))
    label = name.replace("_", " ")
    columns = (
        Column("id", "bigint", identity=True, comment=f"identity of the {label}"),
        Column("parent_id", "bigint", not_null=parent != name, comment=f"the {parent.replace('_', ' ')} it belongs to"),
        Column("related_id", "bigint"),
        Column("code", "text", not_null=True, comment="what people call it by"),
        Column("title", "character varying(200)", not_null=True, default="''::character varying"),
        Column("state", f"{schema}.state", not_null=True, default=f"'draft'::{schema}.state"),
        Column("amount", f"{schema}.amount", comment="in the account's currency"),
        random.choice([Column("attributes", "jsonb", not_null=True, default="'{}'::jsonb"),
                       Column("attributes", "jsonb"),
                       Column("tags", "text[]", not_null=True, default="'{}'::text[]")]),
        random.choice([Column("quantity", "integer", not_null=True, default="0"),
                       Column("rate", "numeric(9,4)", not_null=True, default="1"),
                       Column("weight", "double precision", not_null=True, default="0")]),
        Column("updated_at", "timestamp with time zone", not_null=True, default="now()", comment="set by a trigger"),
    )
    free_form, measure = columns[7], columns[8]
    return Table(
        schema, name, columns,
        foreign_keys=(ForeignKey(f"{name}_parent_id_fkey", "parent_id", schema, parent, "CASCADE"),
                      ForeignKey(f"{name}_related_id_fkey", "related_id", other_schema, other_name)),
        checks=(Check(f"{name}_code_check", "code <> ''"),
                Check(f"{name}_{measure.name}_check", f"{measure.name} >= 0")),
        indexes=(Index(f"{name}_code_key", ("code",), unique=True),
                 Index(f"{name}_parent_id_state_idx", ("parent_id", "state"), where="state <> 'closed'"),
                 random.choice([Index(f"{name}_{free_form.name}_idx", (free_form.name,), method="gin"),
                                Index(f"{name}_lower_idx", ("lower(title::text)",)),
                                Index(f"{name}_updated_at_idx", ("updated_at",))])),
        comment=f"Every {label} of the module {schema}")


def _types(schema: str) -> Code:
    states = ", ".join(f"'{state}'" for state in STATES)
    return Code(schema, "types", f"""CREATE SCHEMA {schema};
CREATE TYPE {schema}.state AS ENUM ({states});
CREATE DOMAIN {schema}.amount AS numeric(14,2) CONSTRAINT amount_check CHECK (VALUE >= 0);
COMMENT ON TYPE {schema}.state IS 'where a thing is in its life';
""")


def _view(table: Table) -> Code:
    parent = table.foreign_keys[0]
    name = f"{table.name}_overview"
    return Code(table.schema, name, f"""CREATE VIEW {table.schema}.{name} AS
SELECT t.id, t.code, t.title, t.amount, p.code AS parent_code, count(*) OVER (PARTITION BY t.parent_id) AS siblings
FROM {table.qualified} t
LEFT JOIN {parent.schema}.{parent.table} p ON p.id = t.parent_id
WHERE t.state <> 'closed';
COMMENT ON VIEW {table.schema}.{name} IS 'open {table.name} rows with their parent';
""")


def _function(table: Table) -> Code:
    name = f"close_{table.name}"
    return Code(table.schema, name, f"""CREATE FUNCTION {table.schema}.{name}(target bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    -- a closed row stays closed; nothing happens twice
    UPDATE {table.qualified} SET state = 'closed' WHERE id = target AND state <> 'closed';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    RETURN true;
END
$$;
COMMENT ON FUNCTION {table.schema}.{name}(bigint) IS 'closes a row of {table.name}';
""")


def _touch(schema: str) -> Code:
    return Code(schema, "touch", f"""CREATE FUNCTION {schema}.touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
""")


def _trigger(table: Table) -> Code:
    name = f"{table.name}_touch"
    return Code(table.schema, name, f"""CREATE TRIGGER {name} BEFORE UPDATE ON {table.qualified}
FOR EACH ROW EXECUTE FUNCTION {table.schema}.touch();
""")
