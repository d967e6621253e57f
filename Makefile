# make up                        the whole chain; ARGS="--for 20s" passes options on
# make test                      lint and every test; ends with what failed
# make build | lint | clean      as they say
# make simulate SEEDS=1000       the simulation with many seeds; SEED=7 replays one at length
# make crash ROUNDS=100          kill -9 under load: nothing acknowledged is lost; SEED=7 repeats
# make powercut ROUNDS=20        the same with the power of a disk in a file cut; needs root
# make diskfull ROUNDS=5         a full disk, and writes and syncs that fail
# make rot ROUNDS=1000           a store whose bytes change: never wrong data, never a trap
# make fuzz TIME=60              every fuzzer for so many seconds; TARGET=shard for one
# make bench REPS=5 ONLY=pairs   the broker beside the floor and mosquitto, and our limits
# make scaling ONLY=retained     how cost grows with connections, subscriptions and the like
# make microbench ONLY=topics    codec, index, windows and shard by themselves
# make instructions ONLY=codec   their instructions, by valgrind, whatever else runs here
# make allocations               what a delivery may allocate; part of make test
# make conformance               writes docs/conformance.md anew
# make faults                    writes docs/faults.md anew
# make setup                     only installs what building and testing need

# Debian puts mosquitto where only root looks.
export PATH := $(PATH):/usr/sbin:/usr/local/sbin

SWIFT ?= swift
ARGS ?=
SEEDS ?= 100
SEED ?=
ROUNDS ?=
TIME ?= 60
TARGET ?=
REPS ?= 5
ONLY ?=
only = $(if $(ONLY),--only '$(value ONLY)')
# Brokers to measure, as PATH or NAME=PATH; by default the one that is built here.
APUS ?=
durability = APUS_DURABILITY_SEED=$(SEED) $(SWIFT) test --filter
checks = --explicit-target-dependency-import-check error
# Swift's own libraries linked in: a fifth more messages per CPU second, and nothing to install.
release = -c release --product apus --static-swift-stdlib

.PHONY: up test build lint simulate crash powercut diskfull rot fuzz bench scaling microbench \
    instructions allocations conformance faults setup clean

up:
	@Scripts/setup.sh build
	$(SWIFT) build $(release) $(checks)
	@exec .build/release/apus up $(ARGS)

test:
	@Scripts/setup.sh test
	@$(MAKE) --no-print-directory lint
	$(SWIFT) build --build-tests $(checks)
	@Scripts/test.sh $(SWIFT) test --skip-build --experimental-maximum-parallelization-width 4
	@$(MAKE) --no-print-directory allocations

build:
	@Scripts/setup.sh build
	$(SWIFT) build $(checks)

lint:
	swift format lint --strict --recursive --parallel --configuration .swift-format \
	    Sources Tests Fuzz/Package.swift Fuzz/Sources \
	    Benchmarks/Package.swift Benchmarks/Sources

simulate:
	@Scripts/setup.sh build
	APUS_SIMULATION_SEEDS=$(SEEDS) APUS_SIMULATION_SEED=$(SEED) $(SWIFT) test --filter Simulations

crash:
	@Scripts/setup.sh test
	APUS_CRASH_ROUNDS=$(or $(ROUNDS),100) $(durability) CrashTests

powercut:
	@Scripts/setup.sh build
	APUS_POWERCUT_ROUNDS=$(or $(ROUNDS),20) $(durability) PowerCutTests

diskfull:
	@Scripts/setup.sh build
	APUS_DISKFULL_ROUNDS=$(or $(ROUNDS),5) $(durability) 'DiskFullTests|FaultyCallsTests'

rot:
	@Scripts/setup.sh build
	APUS_ROT_ROUNDS=$(or $(ROUNDS),1000) $(durability) RotTests

# A package of its own: it takes the broker's sources by symbolic links.
fuzz:
	@SWIFT="$(SWIFT)" Scripts/fuzz.sh $(TIME) $(TARGET)

# The load generator and the floor are C of our own; what runs them is Python without packages.
bench scaling:
	@Scripts/setup.sh build
	@[ -n "$(APUS)" ] || $(SWIFT) build $(release) $(checks)
	@$(MAKE) --no-print-directory -C Benchmarks/Load
	@python3 Benchmarks/Runner/$@.py --build Benchmarks/Load/.build --reps $(REPS) \
	    $(only) $(foreach apus,$(or $(APUS),.build/release/apus),--apus $(apus)) $(ARGS)

# Of optimised code, hence in the package of the micro-benchmarks, which is quickly built.
allocations:
	$(SWIFT) test -c release --package-path Benchmarks

# A package of its own, as the fuzzers are.
microbench:
	@$(SWIFT) run -c release --package-path Benchmarks micro $(only)

instructions:
	@$(SWIFT) build -c release --package-path Benchmarks --product micro
	@python3 Benchmarks/Runner/instructions.py Benchmarks/.build/release/micro $(only)

conformance:
	@Scripts/setup.sh build
	APUS_WRITE_CONFORMANCE=1 $(SWIFT) test --filter 'table of conformance is current'

faults:
	@Scripts/setup.sh build
	APUS_WRITE_FAULTS=1 $(SWIFT) test --filter 'list of faults is current'

setup:
	@Scripts/setup.sh test

clean:
	rm -rf .build Fuzz/.build Benchmarks/.build Benchmarks/Load/.build
