#!/bin/sh
# From starting `serve` to the first successful scrape, and what is resident then; flags are the JVM's:
#   benchmarks/startup.sh [RUNS [FLAG...]]
# Needs curl, and the jar: mvn -B -ntp package -DskipTests
set -eu
cd "$(dirname "$0")/.."
runs=${1:-5}
[ $# -eq 0 ] || shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for _ in $(seq "$runs"); do
  begin=$(date +%s%N)
  java "$@" -jar target/hashpool-exporter.jar serve \
    --web.listen-address=127.0.0.1:0 --feed.listen-address=127.0.0.1:0 2>"$log" &
  pid=$!
  until url=$(sed -n 's/.*url=\(http[^ ]*\).*/\1/p' "$log") && [ -n "$url" ]; do sleep 0.005; done
  curl -fsS -o /dev/null --retry 5 --retry-connrefused "$url"
  end=$(date +%s%N)
  resident=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status")
  echo "$(((end - begin) / 1000000)) ms, $resident MB resident"
  kill "$pid"
  wait "$pid" || true
done
