#!/usr/bin/env bash
# Looks for inputs that break something: Jazzer, led by coverage, from the inputs kept with the tests.
#   scripts/fuzz.sh SECONDS [METHOD]
# Runs each @FuzzTest for so long, or the one of that name, and says how many inputs it ran. An input
# that broke something is written beside those kept in src/test/resources, for the build to run from
# then on, and makes the exit status 1. What else it found is in .cifuzz-corpus, for the next run.
set -euo pipefail
if [[ ! "${1:-}" =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: scripts/fuzz.sh SECONDS [METHOD]" >&2
  exit 2
fi
seconds=$1
wanted=${2:-}
cd "$(dirname "$0")/.."

# Class and method of each: the method is named on the first line after the annotations.
mapfile -t targets < <(grep -rlE '^ +@FuzzTest' src/test/java | sort | while read -r file; do
  awk -v class="$(basename "$file" .java)" '
    /^ +@FuzzTest/ { marked = 1; next }
    marked && match($0, /void [A-Za-z0-9]+\(/) {
      print class "#" substr($0, RSTART + 5, RLENGTH - 6); marked = 0
    }' "$file"
done)
if [[ -n $wanted ]]; then
  mapfile -t targets < <(printf '%s\n' "${targets[@]}" | grep -E "#$wanted\$" || true)
fi
if [[ ${#targets[@]} -eq 0 ]]; then
  echo "no @FuzzTest named \"$wanted\"; there is:" >&2
  grep -rhA2 -E '^ +@FuzzTest' src/test/java | grep -oE 'void [A-Za-z0-9]+' | sed 's/void /  /' >&2
  exit 2
fi

kept_before=$(mktemp)
log=$(mktemp)
trap 'rm -f "$kept_before" "$log"' EXIT
kept() {
  find . \( -path ./target -o -path ./.git \) -prune -o -type f \
    \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' \) -print | sort
}
kept >"$kept_before"

mvn -q -B -ntp test-compile
broken=0
for target in "${targets[@]}"; do
  status=0
  JAZZER_FUZZ=1 mvn -B -ntp surefire:test -Dtest="$target" \
    -Djazzer.hooks=true -Djazzer.max_duration="${seconds}s" \
    '-Djazzer.instrument=io.hashpool.**,com.fasterxml.jackson.**,org.yaml.snakeyaml.**' \
    -Dtest.log.level=OFF >"$log" 2>&1 || status=$?
  # "Done N runs" at the end; without it, the last number that the fuzzer told.
  runs=$(grep -aoE '^Done [0-9]+ runs' "$log" | grep -oE '[0-9]+' | tail -n 1 || true)
  if [[ -z $runs ]]; then
    runs=$(grep -aoE '^#[0-9]+' "$log" | tail -n 1 | tr -d '#' || true)
  fi
  coverage=$(grep -aoE 'cov: [0-9]+' "$log" | tail -n 1 | grep -oE '[0-9]+' || true)
  if [[ $status -eq 0 ]]; then
    echo "$target inputs=${runs:-0} edges=${coverage:-0} broken=no"
  else
    broken=1
    echo "$target inputs=${runs:-0} edges=${coverage:-0} broken=yes"
    mkdir -p target/fuzz
    cp "$log" "target/fuzz/$target.log"
    grep -aE -m 5 '== Java Exception|FuzzTestFinding|ERROR: libFuzzer|^\[ERROR\]' "$log" >&2 || true
    echo "  all it said: target/fuzz/$target.log" >&2
  fi
done
kept | comm -13 "$kept_before" - | sed 's/^/found: /' >&2
exit "$broken"
