#!/usr/bin/env bash
# Measures what Postkey still accepts when three times as much is asked as it can bear (requirement
# F18). Requests come at a fixed rate, whether or not earlier ones are answered; times count from the
# moment at which a request was due. Needs curl and Debian postfix's smtp-sink, and a build:
#
#   ./mvnw -q package -DskipTests && src/test/bench/overload.sh [seconds a step]
#
# REDIS=redis://… measures with a server of your own instead of the embedded one; LIMIT=200/1s with
# another limit for the API key; SERVE and LOAD are put before the commands, such as "taskset -c 0".
set -euo pipefail
cd "$(dirname "$0")/../../.."
seconds=${1:-5}
work=$(mktemp -d)
trap 'status=$?; [ $status = 0 ] || cat "$work"/*.log; kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT

java -jar target/postkey.jar key >"$work/key"
BENCH_KEY=$(grep -o 'pk_[A-Za-z0-9_-]*' "$work/key"); export BENCH_KEY
java -jar target/postkey.jar key --secrets >"$work/postkey.yaml"
cat >>"$work/postkey.yaml" <<YAML
http: { host: 127.0.0.1, port: 18080, public-url: "https://accounts.example.com" }
management: { port: 19090 }
redis: { url: "${REDIS:-embedded:$work/redis}" }
smtp: { relays: ["smtp://127.0.0.1:12525"] }
mail: { from: "Example <no-reply@example.com>" }
outbox: { max-jobs: 10000000 }
limits: { per-key: ${LIMIT:-1000000/1s} }
apps:
  default:
    api-keys: ["$(grep -o 'sha256:[0-9a-f]*' "$work/key")"]
    link: "https://example.com/reset={token}"
    accounts: { type: trusted }
YAML

metrics() { curl -s http://127.0.0.1:19090/metrics; }
metric() { metrics | awk -v m="$1" 'index($1, m) == 1 { n += $2 } END { printf "%d", n }'; }
size() { echo "$1: resident $(($(awk '/VmRSS/ { print $2 }' /proc/$postkey/status) / 1024)) MiB, threads $(awk '/Threads/ { print $2 }' /proc/$postkey/status), descriptors $(ls /proc/$postkey/fd | wc -l)"; }

smtp-sink -u nobody 127.0.0.1:12525 1000 >/dev/null 2>&1 &
${SERVE:-} java -jar target/postkey.jar serve --config "$work/postkey.yaml" 2>"$work/serve.log" &
postkey=$!
timeout 60 bash -c "until curl -sf -o /dev/null http://127.0.0.1:19090/health/ready; do sleep 0.1; done"

size before
${LOAD:-} java -cp "target/test-classes:target/postkey.jar" dev.postkey.bench.Overload 18080 "$seconds" "${FIRST:-1000}"
size after
accepted=$(metric postkey_requests_accepted_total) begun=$SECONDS
until [ "$(metric postkey_mails_sent_total)" -ge "$accepted" ] || [ $((SECONDS - begun)) -gt ${DRAIN:-60} ]; do sleep 0.5; done
echo "accepted $accepted, sent $(metric postkey_mails_sent_total), dead $(metric postkey_mails_dead_total), $((SECONDS - begun)) s after the last request"
grep -E ' (WARN|ERROR) ' "$work/serve.log" | cut -d' ' -f3- | sort | uniq -c | sort -rn | head -5 || true
