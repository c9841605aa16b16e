#!/usr/bin/env bash
# Trains a model in memory and under a memory limit it does not fit into, and prints words/s of both, their ratio, the longest time without progress, the most memory and kills for memory.
# usage: larger-than-memory.sh TEXT [seconds, 300] [limit, 600M] [options of train...]
#   TEXT: see make-rare-words.py, which makes one of a million words. Needs root and a memory controller of cgroup version 1 or 2; says so and ends with 0 where they are missing.
#   BOTH=1 runs both sides at the same time, for a machine that others use as well.
set -euo pipefail
text=$(realpath "${1:?usage: larger-than-memory.sh TEXT [seconds] [limit] [options of train...]}")
seconds=${2:-300}
limit=${3:-600M}
shift $(($# < 3 ? $# : 3))
home=$(cd -P "$(dirname "$0")/.." && pwd)
options=(--passes 1000 --progress-every 500ms "$@")
for default in "--min-count 1" "--dim 300" "--threads 2" "--negative-locality 60000"; do
  [[ " $* " == *" ${default% *} "* ]] || options+=("${default% *}" "${default#* }")
done

if [[ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ]]; then
  root=/sys/fs/cgroup/memory file=memory.limit_in_bytes peak=memory.max_usage_in_bytes kills=memory.oom_control none=-1
elif grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null; then
  root=/sys/fs/cgroup file=memory.max peak=memory.peak kills=memory.events none=max
  echo +memory >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null || true
else
  echo "skipped: there is no memory controller of cgroup version 1 or 2"
  exit 0
fi
folder=$(mktemp -d)
group() { echo "$root/streamw2v-$$-$1"; }
clean() {
  for side in memory limited; do
    [[ -d $(group $side) ]] && rmdir "$(group $side)" 2>/dev/null
  done
  rm -rf "$folder"
}
trap clean EXIT
if ! mkdir "$(group memory)" "$(group limited)" 2>/dev/null || [[ ! -w $(group limited)/$file ]]; then
  echo "skipped: making a control group below $root needs root"
  exit 0
fi

"$home/streamw2v" --version
# side, limit: trains for $seconds from the first progress of training on.
train() {
  local side=$1 process elapsed=0
  echo "$2" >"$(group "$side")/$file"
  (
    echo "$BASHPID" >"$(group "$side")/cgroup.procs"
    exec "$home/streamw2v" train "$text" --store "$folder/$side" "${options[@]}"
  ) >/dev/null 2>"$folder/$side.log" &
  process=$!
  while kill -0 $process 2>/dev/null && ((elapsed < seconds)); do
    sleep 1
    elapsed=$((elapsed + $(grep -q phase=training "$folder/$side.log" && echo 1 || echo 0)))
  done
  if kill -0 $process 2>/dev/null; then
    kill -TERM $process
    wait $process || true
    echo "yes" >"$folder/$side.lived"
  fi
  rm -rf "${folder:?}/$side"
}

if [[ ${BOTH:-0} == 1 ]]; then
  train memory $none &
  train limited "$limit"
  wait
else
  train memory $none
  train limited "$limit"
fi
grep -h " 1009 " "$folder"/*.log || true
python3 - "$folder" "$(cat "$(group limited)/$peak" 2>/dev/null || echo 0)" "$(awk '$1 == "oom_kill" { print $2 }' "$(group limited)/$kills")" "$seconds" <<'PYTHON'
import os, re, sys
folder, peak, kills, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
speeds = {}
for side in ("memory", "limited"):
    found = re.finditer(r"phase=training seconds=([\d.]+) words=(\d+)", open(f"{folder}/{side}.log").read())
    points = [(float(m[1]), int(m[2])) for m in found]
    # What comes after the signal to stop is the last checkpoint.
    points = [point for point in points if point[0] <= points[0][0] + seconds]
    if len(points) < 2:
        sys.exit(f"{side}: no progress; see the options")
    speeds[side] = (points[-1][1] - points[0][1]) / (points[-1][0] - points[0][0])
    # A sample that shows no new words counts to the stall.
    moved = [points[0]] + [b for a, b in zip(points, points[1:]) if b[1] > a[1]]
    stall = max(b[0] - a[0] for a, b in zip(moved, moved[1:] + [points[-1]]))
    lived = "stopped after the time" if os.path.exists(f"{folder}/{side}.lived") else "ENDED BEFORE ITS TIME"
    print(f"{side}: {speeds[side]:,.0f} words/s over {points[-1][0] - points[0][0]:.0f} s, longest time without progress {stall:.1f} s, {lived}")
print(f"ratio {speeds['limited'] / speeds['memory']:.3f}; memory of the limited side at most {peak / 1e6:.0f} MB, kills for memory {kills}")
PYTHON
