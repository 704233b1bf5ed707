#!/bin/sh
# All benchmarks of docs/performance.md, in one run, on a machine that does nothing else:
#   benchmarks/run.sh [scrape|record|churn|text|feed]
# Prints Markdown for the scrapes and JMH's tables for the rest. Some twenty minutes for all.
set -eu
cd "$(dirname "$0")/.."

mvn -q -B -Pbenchmarks process-test-classes
classpath=target/test-classes:target/classes:$(cat target/benchmark.classpath)
what=${1:-all}

grep -m1 'model name' /proc/cpuinfo
echo "$(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg)"
java -version 2>&1 | tail -1

jmh() {
  java -cp "$classpath" org.openjdk.jmh.Main "$@" -v SILENT -rf text -rff target/jmh.txt
  cat target/jmh.txt
}

case $what in
  scrape | all) java -cp "$classpath" io.hashpool.benchmark.ScrapeComparison ;;
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
  feed | all) taskset -c 0 java -cp "$classpath" org.openjdk.jmh.Main FeedBenchmark -prof gc -v SILENT -rf text -rff target/jmh.txt; cat target/jmh.txt ;;
esac
