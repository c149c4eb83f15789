"""What the benchmark is to show, and whether it does."""

from dataclasses import dataclass

from race import median


@dataclass(frozen=True)
class Goal:
    what: str
    limit: float
    measured: float | None  # None: this installation can't do it yet

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        return "yes" if self.measured <= self.limit else "no"


def ratio(seconds: dict[str, list[float]], of: str, to: str) -> float | None:
    if not seconds.get(of) or not seconds.get(to):
        return None
    return median(seconds[of]) / median(seconds[to])


def goals(schemas: dict[str, dict], copy: dict | None) -> list[Goal]:
    """`schemas` and `copy` are those of the measured result."""
    result = []
    for name, one in schemas.items():
        seconds = one["seconds"]
        where = name if name == "zabbix" else f"{name} tables"
        for what, of, to, limit in [("confiture_build / psql -1", "build", "psql", 0.8),
                                    ("confiture_build / DO block", "build", "do", 1.02),
                                    ("cached template / createdb -T", "cached", "createdb", 1.1),
                                    ("from the pool / createdb -T", "pool", "createdb", 0.1)]:
            result.append(Goal(f"{what}, {where}", limit, ratio(seconds, of, to)))
        if name != "zabbix":  # one file: no prefix
            result.append(Goal(f"last 10 % edited / uncached, {where}", 0.4, ratio(seconds, "edited", "uncached")))
        result.append(Goal(f"memory, confiture_build / psql, {where}", 1.5, memory_ratio(one["memory"], "resident")))
        result.append(Goal(f"private memory, confiture_build / psql, {where}", 1.5, memory_ratio(one["memory"], "private")))
    sizes = sorted((int(name) for name in schemas if name != "zabbix"))
    if len(sizes) > 1:
        small, large = schemas[str(sizes[0])], schemas[str(sizes[-1])]
        built = [median(one["seconds"]["build"]) / one["tables"] if one["seconds"].get("build") else None
                 for one in (small, large)]
        result.append(Goal(f"time per table, {sizes[-1]} / {sizes[0]} tables", 1.2,
                           built[1] / built[0] if built[0] and built[1] else None))
    if copy:
        result.append(Goal("private memory, COPY block, confiture_build / psql", 1.5, memory_ratio(copy["memory"], "private")))
    return result


def memory_ratio(memory: dict[str, dict], kind: str) -> float | None:
    return memory["build"][kind] / memory["psql"][kind] if "build" in memory else None
