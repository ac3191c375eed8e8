#!/usr/bin/env bash
# Measures how many requests a second Postkey accepts and how many mails a second it sends, beside a
# bare Vert.x server in the same run. Needs wrk, curl and Debian postfix's smtp-sink, and a build:
#
#   ./mvnw -q package -DskipTests && src/test/bench/run.sh [seconds a round]
#
# REDIS=redis://… measures against a server of your own instead of the embedded one.
set -euo pipefail
cd "$(dirname "$0")/../../.."
seconds=${1:-10}
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
limits: { per-key: 1000000/1s }
apps:
  default:
    api-keys: ["$(grep -o 'sha256:[0-9a-f]*' "$work/key")"]
    link: "https://example.com/reset={token}"
    accounts: { type: trusted }
YAML

ready() { timeout 60 bash -c "until curl -sf -o /dev/null $1; do sleep 0.1; done"; }
metric() { curl -s http://127.0.0.1:19090/metrics | awk -v m="$1" 'index($1, m) == 1 { n += $2 } END { printf "%d", n }'; }
load() { wrk -t2 -c64 -d"${seconds}s" -s src/test/bench/requests.lua "$1" | tail -1; }

smtp-sink -u nobody 127.0.0.1:12525 1000 >/dev/null 2>&1 &
started=$(date +%s%N)
java -jar target/postkey.jar serve --config "$work/postkey.yaml" 2>"$work/serve.log" &
postkey=$!
ready http://127.0.0.1:19090/health/ready
echo "process start to ready: $((($(date +%s%N) - started) / 1000000)) ms"
sleep 5
echo "resident size when idle: $(($(awk '/VmRSS/ { print $2 }' /proc/$postkey/status) / 1024)) MiB"
java -cp "target/test-classes:target/postkey.jar" dev.postkey.bench.BareServer 18081 >"$work/bare.log" 2>&1 &
timeout 60 bash -c "until grep -q ready '$work/bare.log'; do sleep 0.1; done"

for round in 1 2 3; do
  echo "round $round  bare:    $(load http://127.0.0.1:18081)"
  before=$(metric postkey_mails_sent_total) begun=$(date +%s%N)
  echo "round $round  postkey: $(load http://127.0.0.1:18080)"
  during=$(($(metric postkey_mails_sent_total) - before))
  accepted=$(metric postkey_requests_accepted_total)
  echo "round $round  mails while requests came in: $during in ${seconds} s"
  after=$(metric postkey_mails_sent_total) begun=$(date +%s%N)
  until [ "$(metric postkey_mails_sent_total)" -ge "$accepted" ] || [ $(($(date +%s%N) - begun)) -gt $((seconds * 1000000000)) ]; do sleep 0.2; done
  sent=$(($(metric postkey_mails_sent_total) - after))
  echo "round $round  mails with no requests coming in: $sent, $((sent * 1000000000 / ($(date +%s%N) - begun))) a second"
done
curl -s http://127.0.0.1:19090/metrics | grep ^postkey_mails_delayed_total || true
echo "accepted $(metric postkey_requests_accepted_total), sent $(metric postkey_mails_sent_total), delayed $(metric postkey_mails_delayed_total), dead $(metric postkey_mails_dead_total)"
