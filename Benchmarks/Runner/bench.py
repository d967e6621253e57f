#!/usr/bin/env python3
"""Measures `apus broker` beside the floor and mosquitto, and prints the figures with our limits.

  bench.py --build FOLDER --apus PATH [--apus NAME=PATH …] [--reps 5] [--only REGEX]

Every repetition of every scenario has a fresh broker; brokers take turns within a repetition, and
the table shows medians. The broker runs on one core and mqload on another, except where a scenario
wants all cores. FOLDER holds mqload and floor. docs/performance.md says how to read the figures.
"""

import argparse
import json
import os
import re
import shutil
import sys
import time

import goals
from load import Bench, own_session
from peers import Apus, Floor, Identities, Mosquitto
from report import Results, table


def arguments(description):
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, help="where mqload and floor are")
    parser.add_argument("--apus", action="append", required=True, help="[NAME=]PATH, several times")
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--only", type=re.compile, default=".", help="regular expression of names")
    parser.add_argument("--seconds", type=float, default=2.5, help="measured per run")
    parser.add_argument("--warmup", type=float, default=0.7)
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--broker-core", type=int, default=0)
    parser.add_argument("--load-core", type=int, default=1)
    parser.add_argument("--nice", type=int, default=-15, help="for root only")
    parser.add_argument("--without-mosquitto", action="store_true")
    parser.add_argument("--json", help="appends every answer to this file")
    parser.add_argument("--from-json", help="measures nothing; prints the table of such a file")
    options = parser.parse_args()
    options.mqload = os.path.join(options.build, "mqload")
    return options


def brokers(options, bench):
    """The brokers called ours, and all in the order in which they take turns."""
    named = [item.split("=", 1) if "=" in item else ["apus", item] for item in options.apus]
    identities = Identities(named[0][1], bench.folder)
    ours = [Apus(name, path, identities) for name, path in named]
    others = [Floor("floor", os.path.join(options.build, "floor"), identities)]
    mosquitto = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    if mosquitto and not options.without_mosquitto:
        others.append(Mosquitto("mosquitto", mosquitto, identities))
    return ours, ours + others


def chosen(options):
    """The scenarios whose names fit, and those that their limits are compared with."""
    found = [one for one in goals.ALL if options.only.search(one.name)]
    bases = {figure.limit.base for one in found for figure in one.figures if figure.limit}
    return [one for one in goals.ALL if one in found or one.name in bases]


def tell(repetition, scenario, peer, answer):
    key = scenario.figures[0].key
    parts = [f"{key}={answer.get(key, answer.get('error'))}"]
    parts += [f"{name}={answer[name]}" for name in ("lost", "other_cpu") if name in answer]
    print(
        time.strftime("%H:%M:%S"), f"rep {repetition}", f"{scenario.name:20}", f"{peer.name:10}",
        *parts, file=sys.stderr, flush=True)


def measure(options, bench, peers, scenarios, results):
    for repetition in range(options.reps):
        for scenario in scenarios:
            for peer in peers:
                if isinstance(peer, Floor) and not scenario.runs_floor:
                    continue
                answer = bench.run(peer, scenario)
                if answer is None:
                    continue
                results.add(peer.name, scenario.name, repetition, answer)
                tell(repetition, scenario, peer, answer)
                if options.json:
                    answer.update(peer=peer.name, name=scenario.name, repetition=repetition)
                    with open(options.json, "a") as file:
                        file.write(json.dumps(answer) + "\n")


def read(path, results):
    """The answers of an earlier run; whose they are."""
    with open(path) as file:
        for line in file:
            answer = json.loads(line)
            results.add(answer["peer"], answer["name"], answer["repetition"], answer)
    return list(dict.fromkeys(peer for peer, _, _ in results.answers))


def main():
    options = arguments(__doc__)
    results = Results()
    scenarios = chosen(options)
    if options.from_json:
        names = read(options.from_json, results)
        judged = [name for name in names if name not in ("floor", "mosquitto")]
    else:
        own_session(options.nice)
        with Bench(options) as bench:
            ours, peers = brokers(options, bench)
            names, judged = [peer.name for peer in peers], [peer.name for peer in ours]
            measure(options, bench, peers, scenarios, results)
    print(table(results, names, scenarios, judged))


if __name__ == "__main__":
    main()
