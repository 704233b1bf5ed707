#!/bin/sh
# All benchmarks of docs/performance.md, in one run, on a machine that does nothing else:
#   benchmarks/run.sh [scrape|network|heap|record|churn|text|feed|pull|rules]
# or, not among these, the whole stack, for ten minutes each:
#   benchmarks/run.sh stack [DOWNSTREAMS [MINUTES]]
# Prints Markdown for the scrapes and the rules, and JMH's tables for the rest. Some forty minutes for all.
set -eu
cd "$(dirname "$0")/.."

mvn -q -B -Pbenchmarks process-test-classes
classpath=target/test-classes:target/classes:$(cat target/benchmark.classpath)
what=${1:-all}

grep -m1 'model name' /proc/cpuinfo
echo "$(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg)"
java -version 2>&1 | tail -1

core=
jmh() {
  $core java -cp "$classpath" org.openjdk.jmh.Main "$@" -v SILENT -rf text -rff target/jmh.txt
  cat target/jmh.txt
}

case $what in
  scrape | all) java -cp "$classpath" io.hashpool.benchmark.ScrapeComparison ;;
esac
case $what in
  network | all)
    for nodelay in false true; do
      java -Dsun.net.httpserver.nodelay=$nodelay -cp "$classpath" io.hashpool.benchmark.NetworkCost
    done
    ;;
esac
case $what in
  heap | all)
    # It serves until its standard input ends, which this one does not.
    rm -f target/heap.in
    mkfifo target/heap.in
    exec 3<>target/heap.in
    java -Xmx3g -cp "$classpath" io.hashpool.benchmark.ScrapeServer EXPOSITION 100000 \
      <target/heap.in >target/heap.port &
    server=$!
    until grep -q . target/heap.port; do sleep 1; done
    jmap -histo:live "$server" | head -50
    kill "$server"
    ;;
esac
case $what in
  record | all)
    jmh RecordBenchmark -t 1 -prof gc
    jmh RecordBenchmark -t 2
    ;;
esac
case $what in
  churn | all) jmh ChurnBenchmark ;;
esac
case $what in
  text | all) jmh ExpositionBenchmark -prof gc ;;
esac
case $what in
  feed | all)
    core="taskset -c 0"
    jmh FeedBenchmark -prof gc
    ;;
esac
case $what in
  pull | all)
    core="taskset -c 0"
    jmh PullBenchmark -prof gc
    ;;
esac
case $what in
  rules | all)
    # Beside the rules of version 0.1.0, which a checkout of that version has. Needs Prometheus, or PROMETHEUS=its path.
    rm -rf target/rules-before
    mkdir -p target/rules-before
    for file in hashpool-recording.yml hashpool-alerts.yml; do
      git show "${BEFORE:-a08f3d9}:rules/$file" >"target/rules-before/$file"
    done
    java -Dprometheus="${PROMETHEUS:-prometheus}" -cp "$classpath" io.hashpool.benchmark.RulesCost \
      now=rules before=target/rules-before
    ;;
esac
case $what in
  stack)
    for downstreams in ${2:-10000 100000}; do
      CLASSPATH=$classpath benchmarks/stack.sh "$downstreams" "${3:-10}"
    done
    ;;
esac
