#!/usr/bin/env bash
# Runs a hashpool and an SRI pool that are asked, under churn, silence and restarts, with a real
# Prometheus, and fails if any total in Prometheus is not the pool's to the share.
#   scripts/pull-soak.sh MINUTES [REPORT]
# Half of the time goes to each. Builds into a directory of its own.
set -euo pipefail
if [[ ! "${1:-}" =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: scripts/pull-soak.sh MINUTES [REPORT]" >&2
  exit 2
fi
minutes=$1
report=$(realpath -m "${2:-pull-soak-report}")
cd "$(dirname "$0")/.."

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$tree"
cd "$tree"
mvn -q -B -ntp package -DskipTests -Dspotless.check.skip=true
if mvn -q -B -ntp failsafe:integration-test failsafe:verify -Dit.test=PullSoakIT \
    -Dpull.soak.seconds=$((minutes * 30)) -Dpull.soak.report="$report"; then
  tail -n 1 "$report"-*
else
  tail -n 5 "$report"-* >&2
  echo "soak failed after the laps above; reports: $report-*" >&2
  exit 1
fi
