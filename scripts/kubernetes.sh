#!/usr/bin/env bash
# Writes the manifest for Kubernetes to the standard output: deploy/kubernetes.yaml, each file of rules/ as a
# PrometheusRule, and each dashboard as a ConfigMap that Grafana's sidecar finds by its label.
#   scripts/kubernetes.sh | kubectl apply -n NAMESPACE -f -
set -euo pipefail
cd "$(dirname "$0")/.."

indent() { sed "s/^\(.\)/$1\1/" "$2"; }

cat deploy/kubernetes.yaml
for rules in rules/*.yml; do
  cat <<YAML
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: $(basename "$rules" .yml)
  labels: { app.kubernetes.io/name: hashpool-exporter }
spec:
$(indent '  ' "$rules")
YAML
done
for dashboard in grafana/dashboards/*.json; do
  name=$(basename "$dashboard" .json)
  cat <<YAML
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: hashpool-dashboard-$name
  labels: { app.kubernetes.io/name: hashpool-exporter, grafana_dashboard: "1" }
data:
  hashpool-$name.json: |
$(indent '    ' "$dashboard")
YAML
done
