#!/usr/bin/env python3
"""How the cost of one operation grows with connections, subscriptions, shards, retained and queued
messages.

  scaling.py --build FOLDER --apus [NAME=]PATH [--reps 3] [--only REGEX]

Each series doubles or multiplies one size and counts: CPU of the broker's process per operation and
memory per thing held, medians of repetitions. The exponent is the slope of the line through the
logarithms of size and cost: 0 when an operation costs the same at any size, 1 when it grows in
proportion. A process may open only so many files, so connections end near 20,000.
"""

import math
import statistics
import sys

from bench import arguments
from goals import Figure, Scenario
from load import Bench, own_session
from peers import Apus, Identities, TLS, Variant
from report import Results

CPU = Figure("CPU us / delivery", "cpu_s_per_million_deliveries", 1, 3)
SIZES = (1_000, 10_000, 100_000, 1_000_000)


class Series:
    """One thing that grows; `load` makes mqload's options of a size."""

    def __init__(self, name, sizes, load, figures, **kind):
        self.name, self.sizes, self.load, self.figures, self.kind = name, sizes, load, figures, kind

    def scenario(self, size):
        kind = dict(self.kind)
        if "variant" in kind:
            kind["variant"] = kind["variant"](size)
        return Scenario(f"{self.name} {size:,}", self.load(size), self.figures, **kind)


def subscribers(size):
    """So many clients that none needs more than 50,000 subscriptions."""
    return max(1, size // 50_000)


ALL = [
    Series(
        "connections, 5,000 msg/s over all of them", (1_000, 4_000, 19_000),
        lambda size: f"paced --n {size // 2} --rate 5000 --conc 200", (CPU,)),
    Series(
        "connections, idle", (1_000, 4_000, 19_000),
        lambda size: f"idle --n {size} --hold 1 --conc 200", (
            Figure("RSS bytes / connection", "rss_bytes_per_conn"),
            Figure("CPU us / connect", "setup_cpu_us_per_conn", 1, 1))),
    Series(
        "connections, idle, TLS", (500, 2_000, 8_000), lambda size: f"idle --n {size} --hold 1", (
            Figure("RSS bytes / connection", "rss_bytes_per_conn"),
            Figure("CPU us / connect", "setup_cpu_us_per_conn", 1, 1)), kind=TLS),
    Series(
        "receivers of one topic", (10, 100, 1_000, 10_000),
        lambda size: f"fanout --n {size} --qos 0 --window 40", (CPU,)),
    Series(
        "subscriptions", SIZES,
        lambda size: f"subs --m {size} --clients {subscribers(size)}", (
            Figure("CPU us / subscribe", "subscribe_cpu_us", 1, 2),
            Figure("RSS bytes / subscription", "bytes_per_sub"), CPU)),
    Series(
        "retained messages", SIZES, lambda size: f"retained --m {size}", (
            Figure("CPU us / set, durable", "publish_cpu_us", 1, 2),
            Figure("RSS bytes / retained", "bytes_per_retained"), CPU)),
    Series(
        "retained messages in RAM", SIZES, lambda size: f"retained --m {size}", (
            Figure("CPU us / set", "publish_cpu_us", 1, 2),), variant=lambda _: Variant(False)),
    Series(
        "queued messages of 100 clients", SIZES,
        lambda size: f"offline --n 100 --m {size // 100}", (
            Figure("CPU us / queued, durable", "publish_cpu_us", 1, 2),
            Figure("RSS bytes / queued", "bytes_per_queued"),
            Figure("CPU us / drained", "drain_cpu_us", 1, 2))),
    Series(
        "shards, every pair split, QoS 0", (1, 2, 4, 8),
        lambda size: f"pairs --n 96 --qos 0 --split {size}", (CPU,), is_pinned=False,
        variant=lambda size: Variant(shards=size)),
    Series(
        "shards, every pair split, QoS 1", (1, 2, 4, 8),
        lambda size: f"pairs --n 96 --qos 1 --split {size}", (CPU,), is_pinned=False,
        variant=lambda size: Variant(shards=size)),
]


def slope(points):
    """Of the straight line with the least squares through the logarithms; None for fewer than two
    points."""
    logs = [(math.log(size), math.log(cost)) for size, cost in points if size > 0 and cost > 0]
    if len(logs) < 2:
        return None
    middle = [statistics.fmean(values) for values in zip(*logs)]
    spread = sum((x - middle[0]) ** 2 for x, _ in logs)
    return sum((x - middle[0]) * (y - middle[1]) for x, y in logs) / spread


def measure(options, bench, peer, series, results):
    for repetition in range(options.reps):
        for size in series.sizes:
            scenario = series.scenario(size)
            answer = bench.run(peer, scenario)
            results.add(peer.name, scenario.name, repetition, answer)
            print(repetition, scenario.name, answer.get("error", ""), file=sys.stderr, flush=True)


def rows(results, peer, series):
    """One per figure: its median at each size, and the exponent."""
    for figure in series.figures:
        points = []
        for size in series.sizes:
            values = results.values(peer.name, series.scenario(size).name, figure.key).values()
            if values:
                points.append((size, statistics.median(values) / figure.divisor))
        costs = ", ".join(f"{size:,}: {cost:,.{figure.decimals}f}" for size, cost in points)
        exponent = slope(points)
        yield [series.name, figure.label, costs, "-" if exponent is None else f"{exponent:+.2f}"]


def main():
    options = arguments(__doc__)
    own_session(options.nice)
    print("| what grows | figure | at each size | exponent |\n|---|---|---|---:|")
    with Bench(options) as bench:
        program = options.apus[0].split("=", 1)[-1]
        peer = Apus("apus", program, Identities(program, bench.folder))
        for series in (one for one in ALL if options.only.search(one.name)):
            results = Results()
            measure(options, bench, peer, series, results)
            for row in rows(results, peer, series):
                print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
