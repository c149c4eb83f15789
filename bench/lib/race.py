"""Contenders run in turn (A B C, A B C, ...), so that whatever else the machine does hits all alike."""

import statistics
import sys
from dataclasses import dataclass
from typing import Callable

from machine import wait_until_calm


def nothing():
    pass


@dataclass(frozen=True)
class Contender:
    name: str
    run: Callable[[], float]  # does the work once and returns the seconds that count
    before: Callable[[], None] = nothing  # puts things in place, not timed
    after: Callable[[], None] = nothing  # clears away, not timed


def race(contenders: list[Contender], rounds: int, title: str = "", patience: float = 0) -> dict[str, list[float]]:
    """Seconds by contender. The warm-up round fills the caches and does not count.

    Before each run it waits until the machine is calm, `patience` seconds at most.
    """
    seconds = {contender.name: [] for contender in contenders}
    for turn in range(-1, rounds):
        for contender in contenders:
            contender.before()
            wait_until_calm(patience)
            try:
                elapsed = contender.run()
            finally:
                contender.after()
            if turn >= 0:
                seconds[contender.name].append(elapsed)
            print(f"{title:>8} {'warm-up' if turn < 0 else f'round {turn + 1}/{rounds}':>11} "
                  f"{contender.name:<24} {elapsed:9.3f} s", file=sys.stderr, flush=True)
    return seconds


def median(values: list[float]) -> float:
    return statistics.median(values)


def spread(values: list[float]) -> str:
    """The fastest and slowest run, for whoever doubts the median."""
    return f"{min(values):.3f}–{max(values):.3f}"
