#!/usr/bin/env bash
# Runs the tests by the command given, and says what failed once more at the end.
#   Scripts/test.sh swift test --skip-build
set -uo pipefail

log=.build/test.log
mkdir -p .build
"$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
[ "$status" -eq 0 ] && exit 0

printf '\nWhat failed:\n'
# An issue goes on until another test says something. The colours of a terminal are left out.
awk '
    { gsub(/\033\[[0-9;]*m/, "") }
    /^(◇|✔|➜)/ { isIssue = 0 }
    /^✘|^error:|Fatal error/ { isIssue = 1 }
    isIssue
' "$log"
exit "$status"
