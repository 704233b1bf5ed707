#!/usr/bin/env bash
# Installs what the tests need and is missing, then builds and runs all tests.
#   scripts/test.sh [MAVEN OPTION]...
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh

need jdk=default-jdk-headless mvn=maven promtool=prometheus amtool=prometheus-alertmanager \
  victoria-metrics=victoria-metrics systemd-analyze=systemd curl=curl ps=procps \
  python3:prometheus_client=python3-prometheus-client
mvn -B -ntp verify "$@"
