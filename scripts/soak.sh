#!/usr/bin/env bash
# Runs the daemon under churn, faults and scrapes, and fails if any total drifts or anything grows.
#   scripts/soak.sh MINUTES [REPORT]
# Builds into a directory of its own, so that work on the tree can go on meanwhile.
set -euo pipefail
if [[ ! "${1:-}" =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: scripts/soak.sh MINUTES [REPORT]" >&2
  exit 2
fi
minutes=$1
report=$(realpath -m "${2:-soak-report.txt}")
cd "$(dirname "$0")/.."

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$tree"
cd "$tree"
mvn -q -B -ntp package -DskipTests -Dspotless.check.skip=true
if mvn -q -B -ntp failsafe:integration-test failsafe:verify -Dit.test=SoakIT \
    -Dsoak.seconds=$((minutes * 60)) -Dsoak.report="$report"; then
  tail -n 4 "$report"
else
  tail -n 5 "$report" >&2
  echo "soak failed after the laps above; report: $report" >&2
  exit 1
fi
