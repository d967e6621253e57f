"""What paho-mqtt must see of a broker: scenarios.py PORT VERSION MODULE.SCENARIO; exit 0 when it
does."""
import importlib
import sys

from peer import Place


def main():
    port, version, name = sys.argv[1:]
    module, scenario = name.split(".")
    getattr(importlib.import_module(module), scenario)(Place(port, version))


main()
