# make up                        the whole chain; ARGS="--for 20s" passes options on
# make test                      lint and every test
# make build | lint | clean      as they say
# make simulate SEEDS=1000       the simulation with many seeds; SEED=7 replays one at length
# make fuzz TIME=60              every fuzzer for so many seconds; TARGET=shard for one
# make conformance              writes docs/conformance.md anew
# make setup                     only installs what building and testing need

# Debian puts mosquitto where only root looks.
export PATH := $(PATH):/usr/sbin:/usr/local/sbin

SWIFT ?= swift
ARGS ?=
SEEDS ?= 100
SEED ?=
TIME ?= 60
TARGET ?=
checks = --explicit-target-dependency-import-check error

.PHONY: up test build lint simulate fuzz conformance setup clean

up:
	@Scripts/setup.sh build
	$(SWIFT) build -c release --product apus $(checks)
	@exec .build/release/apus up $(ARGS)

test:
	@Scripts/setup.sh test
	@$(MAKE) --no-print-directory lint
	$(SWIFT) build --build-tests $(checks)
	$(SWIFT) test --skip-build --experimental-maximum-parallelization-width 8

build:
	@Scripts/setup.sh build
	$(SWIFT) build $(checks)

lint:
	swift format lint --strict --recursive --parallel --configuration .swift-format \
	    Sources Tests Fuzz/Package.swift Fuzz/Sources

simulate:
	@Scripts/setup.sh build
	APUS_SIMULATION_SEEDS=$(SEEDS) APUS_SIMULATION_SEED=$(SEED) $(SWIFT) test --filter Simulations

# A package of its own: it takes the broker's sources by symbolic links and depends on nothing.
fuzz:
	@SWIFT="$(SWIFT)" Scripts/fuzz.sh $(TIME) $(TARGET)

conformance:
	@Scripts/setup.sh build
	APUS_WRITE_CONFORMANCE=1 $(SWIFT) test --filter 'table of conformance is current'

setup:
	@Scripts/setup.sh test

clean:
	rm -rf .build Fuzz/.build
