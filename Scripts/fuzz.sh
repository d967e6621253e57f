#!/usr/bin/env bash
# Builds the fuzzers and runs each for some seconds; fails when one finds something.
#   Scripts/fuzz.sh SECONDS [TARGET…]    targets: decoder topics configuration shard
#                                        certificates addresses
# What was learned stays in Fuzz/.corpus; what breaks a promise lies in Fuzz/.artifacts. Such a file
# runs again with Fuzz/.build/release/TARGET FILE.
set -euo pipefail
cd "$(dirname "$0")/../Fuzz"

seconds=${1:?usage: Scripts/fuzz.sh SECONDS [TARGET…]}
shift
targets=("$@")
[ $# -gt 0 ] || targets=(decoder topics configuration shard certificates addresses)

"${SWIFT:-swift}" build -c release
mkdir -p .corpus
ASAN_OPTIONS=detect_leaks=0 .build/release/seeds .corpus

# Swift's own backtrace would end the process before libFuzzer has written the input.
export SWIFT_BACKTRACE=enable=no
status=0
for target in "${targets[@]}"; do
    corpora=(".corpus/$target")
    case "$target" in
    configuration) corpora+=(../Tests/BrokerConfigurationTests/Fixtures) ;;
    decoder | topics | shard | certificates | addresses) ;;
    *)
        echo "$target is no fuzzer; they are decoder, topics, configuration, shard," \
            "certificates and addresses" >&2
        exit 2
        ;;
    esac
    [ ! -d "Seeds/$target" ] || corpora+=("Seeds/$target")
    options=(-max_total_time="$seconds" -print_final_stats=1 -timeout=10 -rss_limit_mb=2048)
    # Reading a long configuration is slow, and its lines hardly depend on each other.
    [ "$target" != configuration ] || options+=(-max_len=512)
    [ ! -f ".corpus/$target.dict" ] || options+=(-dict=".corpus/$target.dict")
    mkdir -p ".corpus/$target" ".artifacts/$target"
    log=".artifacts/$target.log"
    if ".build/release/$target" "${options[@]}" -artifact_prefix=".artifacts/$target/" \
        "${corpora[@]}" >"$log" 2>&1; then
        echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, no find"
    else
        status=1
        echo "$target found something; Fuzz/$log tells how:" >&2
        grep -E 'failed:|Fatal error|ERROR|SUMMARY|Test unit|Base64' "$log" >&2 || tail -n 20 "$log" >&2
    fi
done
exit "$status"
