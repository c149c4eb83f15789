"""What the benchmark is to show, and whether it does."""

from race import median

MET, MISSED, UNKNOWN = "✓", "✗", "–"


def ratio(seconds: dict[str, list[float]], of: str, to: str) -> float | None:
    """Of two contenders' medians; None where one of them did not run."""
    if not seconds.get(of) or not seconds.get(to):
        return None
    return median(seconds[of]) / median(seconds[to])


def net_ratio(seconds: dict[str, list[float]], of: str, to: str) -> float | None:
    """The same, less what starting and connecting a client takes."""
    if not all(seconds.get(name) for name in (of, to, "nothing")):
        return None
    start = median(seconds["nothing"])
    return (median(seconds[of]) - start) / (median(seconds[to]) - start)


def memory_ratio(memory: dict[str, dict], kind: str) -> float | None:
    return memory["build"][kind] / memory["psql"][kind] if "build" in memory else None


# For each schema: what, the limit, and how it is measured.
FOR_EACH_SCHEMA = [
    ("`confiture_build`: time of `psql -1`", 0.8, lambda one: ratio(one["seconds"], "build", "psql")),
    ("`confiture_build`: time of the `DO` block", 1.02, lambda one: ratio(one["seconds"], "build", "do")),
    ("last 10 % of files edited: time of the same call with no file kept", 0.4,
     lambda one: ratio(one["seconds"], "edited", "first")),
    ("the same edit: time of a build that keeps nothing, either", 0.4,
     lambda one: ratio(one["seconds"], "edited", "uncached")),
    ("the same edit, its clone from the pool", 0.4, lambda one: ratio(one["pooled"], "edited_pool", "uncached")),
    ("cached template: time of `createdb -T`", 1.1, lambda one: ratio(one["seconds"], "cached", "createdb")),
    ("from the pool: time of `createdb -T`", 0.1, lambda one: ratio(one["pooled"], "pool", "createdb")),
    ("the same, less the start of a client", 0.1, lambda one: net_ratio(one["pooled"], "pool", "createdb")),
    ("`confiture_build`: memory of `psql`", 1.5, lambda one: memory_ratio(one["memory"], "resident")),
    ("`confiture_build`: private memory of `psql`", 1.5, lambda one: memory_ratio(one["memory"], "private")),
]


def linearity(schemas: dict[str, dict]) -> float | None:
    """Time of confiture_build per table, largest to smallest generated schema."""
    sizes = sorted((one for name, one in schemas.items() if name != "zabbix"), key=lambda one: one["tables"])
    if len(sizes) < 2 or not all(one["seconds"].get("build") for one in sizes):
        return None
    per_table = [median(one["seconds"]["build"]) / one["tables"] for one in sizes]
    return per_table[-1] / per_table[0]


def cell(measured: float | None, limit: float) -> str:
    if measured is None:
        return UNKNOWN
    return f"{measured:.3g} {MET if measured <= limit else MISSED}"


def goal_rows(result: dict) -> list[list[str]]:
    """What, at most, and a cell for each schema."""
    schemas = result["schemas"]
    rows = [[what, f"{limit:g}", *(cell(measure(one), limit) for one in schemas.values())]
            for what, limit, measure in FOR_EACH_SCHEMA]
    single = [("time per table, most to fewest tables", 1.2, linearity(schemas)),
              ("1 GB of COPY data: private memory of `psql`", 1.5,
               memory_ratio(result["copy"]["memory"], "private") if "copy" in result else None)]
    return rows + [[what, f"{limit:g}", cell(measured, limit), *[""] * (len(schemas) - 1)]
                   for what, limit, measured in single]
