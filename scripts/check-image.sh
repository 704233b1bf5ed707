#!/usr/bin/env bash
# Builds the image and checks what the Dockerfile promises: it runs on a read-only root, as no user of the system and
# without capabilities, answers its health check, serves what a demo pool in a second container sends, and ends with 0
# on SIGTERM.
#   scripts/check-image.sh
# ENGINE is docker or podman, with its global flags; ENGINE_FLAGS are for its build and run. Needs curl and promtool.
set -euo pipefail
cd "$(dirname "$0")/.."
read -ra engine <<<"${ENGINE:-docker}"
read -ra flags <<<"${ENGINE_FLAGS:---network=host}"
image=hashpool-exporter:check
id=hashpool-exporter-check-$$
port=19208
feed=19209

say() { echo "check-image: $*"; }
fail() {
  say "FAILED: $*" >&2
  "${engine[@]}" logs "$id" >&2 || true
  exit 1
}
shares_arrived() { [[ $(curl -fsS "http://127.0.0.1:$port/metrics") == *$'\nhashpool_pool_shares_total '[1-9]* ]]; }
trap '"${engine[@]}" rm -f "$id" "$id-pool" >/dev/null 2>&1 || true' EXIT
confined=(--read-only --cap-drop=ALL --security-opt=no-new-privileges)
[[ ${engine[0]} != podman ]] || confined+=(--read-only-tmpfs=false)

format=()
# podman's own format has no health check.
[[ ${engine[0]} != podman ]] || format=(--format docker)
"${engine[@]}" build "${format[@]}" "${flags[@]}" --build-arg "REVISION=$(git rev-parse --short HEAD)" -t "$image" . >&2
say "built, $(("$("${engine[@]}" image inspect --format '{{.Size}}' "$image")" / 1000000)) MB"

"${engine[@]}" run -d --name "$id" "${flags[@]}" "${confined[@]}" --memory=1g \
  -e HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS=":$port" -e HASHPOOL_EXPORTER_FEED_LISTEN_ADDRESS=":$feed" "$image" >/dev/null
for _ in {1..60}; do
  ! curl -fsS -o /dev/null "http://127.0.0.1:$port/-/healthy" 2>/dev/null || break
  sleep 1
done

read -ra check < <("${engine[@]}" image inspect --format '{{range .Config.Healthcheck.Test}}{{.}} {{end}}' "$image")
[[ ${check[0]} == CMD ]] || fail "the image has no health check: ${check[*]}"
"${engine[@]}" exec "$id" "${check[@]:1}" || fail "its health check says that it is not healthy"
! "${engine[@]}" exec -e HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS=:1 "$id" "${check[@]:1}" 2>/dev/null ||
  fail "its health check finds an exporter where there is none"
say "healthy"

pid=$("${engine[@]}" inspect --format '{{.State.Pid}}' "$id")
[[ $(readlink "/proc/$pid/exe") == */java ]] || fail "process 1 is not java: signals do not reach it"
grep -qE '^Uid:(\s+65534){4}$' "/proc/$pid/status" || fail "it does not run as user 65534"
grep -qE '^CapEff:\s+0+$' "/proc/$pid/status" || fail "it has capabilities"
grep -q exporter.aot "/proc/$pid/maps" || fail "it does not use its archive of classes"
say "runs as user 65534 on a read-only root, with its archive of classes"

"${engine[@]}" run -d --name "$id-pool" "${flags[@]}" "${confined[@]}" "$image" \
  demo "--publish-to=127.0.0.1:$feed" --publish-interval=1s --web.listen-address=127.0.0.1:0 >/dev/null
for _ in {1..60}; do
  ! shares_arrived || break
  sleep 1
done
shares_arrived || fail "no share arrived"
curl -fsS "http://127.0.0.1:$port/metrics" | promtool check metrics || fail "promtool finds fault with its metrics"
say "serves a pool's shares, $(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MB resident"

"${engine[@]}" stop -t 10 "$id" >/dev/null
status=$("${engine[@]}" inspect --format '{{.State.ExitCode}}' "$id")
[[ $status == 0 ]] || fail "it ended with $status on SIGTERM"
say "ended with 0 on SIGTERM"
