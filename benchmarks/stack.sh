#!/bin/sh
# What a whole server pays: the feed of a pool in which every downstream moves, the exporter with the flags that are shipped,
# and Prometheus with the shipped rules and a scrape every 15 seconds. Called by run.sh, which sets CLASSPATH:
#   benchmarks/run.sh stack [DOWNSTREAMS [MINUTES]]
# Prometheus is $PROMETHEUS or the one on PATH. $JAVA_OPTS are more flags for the exporter's JVM. Needs curl.
set -eu
downstreams=$1
minutes=$2
prometheus=${PROMETHEUS:-prometheus}
warm_up=60
directory=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || true; wait; rm -rf "$directory"' EXIT

# found FILE PATTERN: what the pattern's group matches, once it does
found() {
  for _ in $(seq 600); do
    value=$(sed -n "s/.*$2.*/\1/p" "$1" | head -1)
    [ -z "$value" ] || { echo "$value"; return; }
    sleep 0.1
  done
  echo "stack.sh: $1 has no line like $2 after a minute:" >&2
  cat "$1" >&2
  return 1
}

# cpu PID: seconds of processor time so far
cpu() {
  awk -v hertz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / hertz }' "/proc/$1/stat"
}

# megabytes PID FIELD
megabytes() {
  awk -v field="$2:" '$1 == field { print int($2 / 1024) }' "/proc/$1/status"
}

# query EXPRESSION: the one value that it has in Prometheus
query() {
  curl -fsS "$server/api/v1/query" --data-urlencode "query=$1" |
    sed -n 's/.*"value":\[[^,]*,"\([^"]*\)".*/\1/p'
}

# shellcheck disable=SC2086 # several flags
java @deploy/jvm.options ${JAVA_OPTS-} io.hashpool.cli.Main serve --web.listen-address=127.0.0.1:0 \
  --feed.listen-address=127.0.0.1:0 --feed.max-line-bytes=64000000 \
  --stats.downstreams-limit="$downstreams" 2>"$directory/exporter.log" &
exporter=$!
pids="$pids $exporter"
target=$(found "$directory/exporter.log" 'url=http:\/\/\([^\/]*\)')
java io.hashpool.feed.FeedLoad \
  "$(found "$directory/exporter.log" 'feed listening" address=[^:]*:\([0-9]*\)')" "$downstreams" &
pids="$pids $!"

cat >"$directory/prometheus.yml" <<END
global: {scrape_interval: 15s, evaluation_interval: 15s}
rule_files: [$PWD/rules/*.yml]
scrape_configs:
  - job_name: hashpool
    static_configs: [{targets: ["$target"]}]
END
# Port 0 is one that Prometheus does not tell: this asks the system for a free one.
port=$(java io.hashpool.benchmark.FreePort)
server=http://127.0.0.1:$port
"$prometheus" --config.file="$directory/prometheus.yml" --storage.tsdb.path="$directory/data" \
  --web.listen-address="127.0.0.1:$port" --web.enable-admin-api 2>"$directory/prometheus.log" &
tsdb=$!
pids="$pids $tsdb"
cat >>"$directory/prometheus.yml" <<END
  - job_name: prometheus
    static_configs: [{targets: ["127.0.0.1:$port"]}]
END
curl -fs --retry 60 --retry-connrefused --retry-delay 1 -o /dev/null "$server/-/ready"
kill -HUP "$tsdb"

sleep "$warm_up"
exporter_before=$(cpu "$exporter")
tsdb_before=$(cpu "$tsdb")
sleep $((minutes * 60))
exporter_cpu=$(cpu "$exporter")
tsdb_cpu=$(cpu "$tsdb")
window="[${minutes}m]"

samples=$(query "sum(rate(prometheus_tsdb_head_samples_appended_total$window))")
series=$(query 'sum(prometheus_tsdb_head_series)')
rules=$(query "sum(avg_over_time(prometheus_rule_group_last_duration_seconds$window))")
scrape=$(query "avg_over_time(scrape_duration_seconds{job=\"hashpool\"}$window)")
missed=$(query "sum(increase(prometheus_rule_group_iterations_missed_total$window))")
up=$(query "avg_over_time(up{job=\"hashpool\"}$window)")
exporter_memory="$(megabytes "$exporter" VmRSS), at most $(megabytes "$exporter" VmHWM)"
tsdb_memory="$(megabytes "$tsdb" VmRSS), at most $(megabytes "$tsdb" VmHWM)"
# What was written so far, as a block: its index is as large as that of the usual two hours.
curl -fsS -X POST -o "$directory/snapshot" "$server/api/v1/admin/tsdb/snapshot"
kept=$(query 'max(timestamp(up) - process_start_time_seconds{job="prometheus"})')
chunks=$(du -csk "$directory"/data/snapshots/*/*/chunks | awk 'END { print $1 }')
index=$(du -csk "$directory"/data/snapshots/*/*/index | awk 'END { print $1 }')

awk -v downstreams="$downstreams" -v minutes="$minutes" \
  -v exporter="$exporter_cpu $exporter_before" -v tsdb="$tsdb_cpu $tsdb_before" \
  -v exporter_memory="$exporter_memory" -v tsdb_memory="$tsdb_memory" \
  -v samples="$samples" -v series="$series" -v rules="$rules" -v scrape="$scrape" -v missed="$missed" -v up="$up" \
  -v chunks="$chunks" -v index_kb="$index" -v kept="${kept:-1}" '
  function a_minute(both) { split(both, at, " "); return (at[1] - at[2]) / minutes }
  BEGIN {
    print "| | " downstreams " downstreams, " minutes " minutes |"
    print "|---|---|"
    printf "| exporter: processor seconds a minute | %.1f |\n", a_minute(exporter)
    print "| exporter: resident MB | " exporter_memory " |"
    printf "| Prometheus: processor seconds a minute | %.1f |\n", a_minute(tsdb)
    print "| Prometheus: resident MB | " tsdb_memory " |"
    printf "| series | %d |\n", series
    printf "| samples a second | %.0f |\n", samples
    printf "| one scrape, seconds | %.3f |\n", scrape
    printf "| one evaluation of all rules, seconds | %.2f |\n", rules
    printf "| evaluations missed | %.0f |\n", missed
    printf "| scrapes that failed | %.0f %% |\n", 100 * (1 - up)
    printf "| disk a day, GB | %.2f |\n", (chunks * 86400 / kept + 12 * index_kb) / 1e6
  }'
