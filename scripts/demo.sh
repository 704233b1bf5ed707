#!/usr/bin/env bash
# Installs what is missing, builds the exporter and runs its demo until Ctrl-C.
#   scripts/demo.sh [FLAG]...     flags of the demo: scripts/demo.sh --help
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh

need jdk=default-jdk-headless mvn=maven
mvn -B -ntp package -DskipTests
exec java -jar target/hashpool-exporter.jar demo "$@"
