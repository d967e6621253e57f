#!/usr/bin/env python3
"""Counts the instructions of one operation of each micro-benchmark: the same number on a busy
machine as on a quiet one.

  instructions.py MICRO [--only REGEX] [--samples 5]

Valgrind's callgrind runs the benchmark with one sample and with more; what they differ by is what
the additional samples took, so that the setting up does not count.
"""

import argparse
import re
import subprocess
import tempfile


def instructions(micro, name, samples):
    """What the whole program took, as callgrind counts."""
    with tempfile.NamedTemporaryFile(prefix="callgrind-") as out:
        ran = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", micro, "--samples",
             str(samples), "--only", f"^{re.escape(name)}$"],
            capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", ran.stderr).group(1))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("micro", help="the program, optimised")
    parser.add_argument("--only", default="codec|windows|queue|routing")
    parser.add_argument("--samples", type=int, default=5, help="beyond the first")
    options = parser.parse_args()
    listed = subprocess.run(
        [options.micro, "--list", "--only", options.only], capture_output=True, text=True,
        check=True)
    print("| operation | instructions |\n|---|---:|")
    for line in listed.stdout.splitlines():
        operations, name = line.split(" ", 1)
        few = instructions(options.micro, name, 1)
        many = instructions(options.micro, name, 1 + options.samples)
        each = (many - few) / options.samples / int(operations)
        print(f"| {name} | {each:,.1f} |", flush=True)


if __name__ == "__main__":
    main()
