"""The generated parts of a document: a section lies between two comments, and what is outside is written by people."""

from cluster import PROJECT

DOCUMENT = PROJECT / "docs" / "performance.md"
RESULTS = PROJECT / "docs" / "performance"


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; columns after the first are aligned to the right."""
    align = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, align, *rows]) + "\n"


def write_section(name: str, text: str):
    begin, end = f"<!-- {name}: begin, written by the benchmark -->", f"<!-- {name}: end -->"
    content = DOCUMENT.read_text(encoding="utf-8")
    if content.count(begin) != 1 or content.count(end) != 1:
        raise RuntimeError(f"{DOCUMENT.name} has no section \"{name}\"")
    before, rest = content.split(begin)
    after = rest.split(end)[1]
    DOCUMENT.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}", encoding="utf-8")
