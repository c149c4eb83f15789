"""The measured result as the tables and charts of docs/performance.md."""

import chart
import machine
from contenders import LABELS
from document import RESULTS, table, write_section
from goals import goal_rows, ratio
from race import median, spread

COLORS = {"build": 0, "psql": 1, "do": 2, "alembic": 3, "createdb": 4, "uncached": 5, "first": 5, "cached": 6,
          "pool": 7, "edited": 8, "edited_tables": 8, "edited_pool": 8}
TIME_HEADER = ["", "median s", "range", "of psql -1", "runs"]
MEMORY_HEADER = ["", "resident MB (VmHWM)", "private MB"]
IN_RATIOS = ["build", "do", "alembic", "createdb", "edited", "edited_pool", "cached", "pool"]


def goal_header(result: dict) -> list[str]:
    return ["", "at most", *(heading(name, schema) for name, schema in result["schemas"].items())]


def time_rows(schema: dict) -> list[list[str]]:
    seconds = schema["seconds"]
    rows = [[LABELS[name], f"{median(values):.3f}", spread(values), of_psql(seconds, name), str(len(values))]
            for name, values in seconds.items()]
    # the pool ran in a race of its own, where some ran again
    return rows + [[f"{LABELS[name]}{' (beside the pool)' if name in seconds else ''}", f"{median(values):.3f}",
                    spread(values), "", str(len(values))] for name, values in schema["pooled"].items()]


def of_psql(seconds: dict, name: str) -> str:
    value = ratio(seconds, name, "psql")
    return "" if value is None else f"{value:.3f}"


def memory_rows(result: dict) -> list[list[str]]:
    rows = []
    for name, one in [*result["schemas"].items(), ("COPY block", result.get("copy"))]:
        for way, peak in (one or {}).get("memory", {}).items():
            rows.append([f"{name}, {LABELS[way]}", f"{peak['resident'] / 1e6:.1f}", f"{peak['private'] / 1e6:.1f}"])
    return rows


def heading(name: str, schema: dict) -> str:
    return "zabbix" if name == "zabbix" else f"{schema['tables']:,} tables"


def text(result: dict) -> str:
    about = result["about"]
    parts = [f"{machine.sentence(about)} {about['psql']}, {about['alembic']}.\n",
             "![Time to a finished database](performance/build-times.svg)\n",
             "![Time relative to psql](performance/build-ratios.svg)\n",
             "### Goals\n", table(goal_header(result), goal_rows(result))]
    for name, schema in result["schemas"].items():
        size = f"{schema['files']:,} files, {schema['bytes'] / 1e6:.1f} MB of DDL, {schema['statements']:,} statements"
        parts += [f"### {heading(name, schema)}\n", "; ".join(filter(None, [schema["note"], size])) + ".\n",
                  table(TIME_HEADER, time_rows(schema))]
    parts += ["### Peak memory of the server process\n",
              table(MEMORY_HEADER, memory_rows(result))]
    if result.get("copy"):
        parts.append(f"The COPY block has {result['copy']['bytes'] / 1e6:,.0f} MB of data in one file.\n")
    if "default_locks" in result:
        parts.append("### 2,000 tables on default settings\n\n" + result["default_locks"] + "\n")
    return "\n".join(parts)


def times_chart(result: dict) -> str:
    panels = []
    for name, schema in result["schemas"].items():
        content = [chart.Bar(LABELS[way], median(values), COLORS[way])
                   for way, values in {**schema["pooled"], **schema["seconds"]}.items() if way != "nothing"]
        panels.append((heading(name, schema), sorted(content, key=lambda bar: bar.value)))
    return chart.bars("Time to a finished database",
                      "medians of interleaved runs, shorter is better; each panel has its own scale", panels)


def ratios_chart(result: dict) -> str:
    sizes = {schema["tables"]: {**schema["pooled"], **schema["seconds"]}
             for name, schema in result["schemas"].items() if name != "zabbix"}
    series = []
    for way in IN_RATIOS:
        values = {size: ratio(seconds, way, "psql") for size, seconds in sizes.items() if way in seconds}
        if values:
            series.append(chart.Line(LABELS[way], values, COLORS[way]))
    return chart.lines("Time relative to psql -1", "ratio of medians, lower is better", "tables in the schema",
                       series, {"psql -1 is 1": 1.0, "the goal of confiture_build is 0.8": 0.8})


def write(result: dict):
    (RESULTS / "build-times.svg").write_text(times_chart(result), encoding="utf-8")
    (RESULTS / "build-ratios.svg").write_text(ratios_chart(result), encoding="utf-8")
    write_section("build", text(result))
