#!/bin/sh
# Audits a folder that grows, every night. Put it into a crontab:
#   17 2 * * *  DATA=/srv/data RUNS=/srv/audits /srv/audits/dataaudit-nightly.sh
# What the run does is in log.jsonl in its folder, a line a night in $RUNS/log.jsonl; cron mails what went wrong alone.
# RULES names rule files or shipped gates, parted by spaces ($RUNS/rules.yml where there is one, else default); waivers
# are read from $RUNS/allow.yml. With a lock in $RUNS/dataaudit.lock the gate baseline is one of them, and takes the place
# of default, which would fail on what is known already.
# Only what changed is read again; yesterday's result stays valid until today's is whole. Two at a time cannot run.
# Exit codes: 0 passed, 1 the gate failed, 2 wrong input or configuration, 3 incomplete (it is run again here), 4 a bug.
set -u
: "${DATA:?set DATA to the folder of the data}" "${RUNS:?set RUNS to the folder of the audits}"
mkdir -p "$RUNS"
if [ -z "${RULES:-}" ] && [ -f "$RUNS/rules.yml" ]; then RULES=$RUNS/rules.yml; fi
# shellcheck disable=SC2086  # several words
set -- ${RULES:-default}
# shellcheck disable=SC2086
if [ -f "$RUNS/dataaudit.lock" ]; then set -- ${RULES:-} baseline --baseline "$RUNS/dataaudit.lock"; fi
if [ -f "$RUNS/allow.yml" ]; then set -- "$@" --allow "$RUNS/allow.yml"; fi
attempt=1
while :; do
  code=0
  dataaudit run --input "$DATA" --out "$RUNS/nightly" --heartbeat "$RUNS/heartbeat.json" --quiet \
    --rules "$@" >"$RUNS/nightly.$$.txt" || code=$?
  if [ "$code" -ne 3 ] || [ "$attempt" -ge 3 ]; then break; fi
  attempt=$((attempt + 1))
  sleep "${PAUSE:-60}"
done
printf '{"time": "%s", "event": "nightly", "exit_code": %d, "attempts": %d}\n' \
  "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$code" "$attempt" >>"$RUNS/log.jsonl"
if [ "$code" -ne 0 ]; then cat "$RUNS/nightly.$$.txt"; fi
rm -f "$RUNS/nightly.$$.txt"
exit "$code"
