#!/usr/bin/env bash
# Prints the figures of a machine beside those of `streamw2v bench`: one streamed pass against one batch pass, two threads against one, the memory of `train` on
# a text and on four times that text, and what a neighbor query costs on a store of about 1 GB.
# usage: measure-targets.sh TEXT [rounds]      (a text of 40 MB or more; needs GNU time at /usr/bin/time and about 5 GB of disk in TMPDIR)
set -euo pipefail
text=${1:?usage: measure-targets.sh TEXT [rounds]}
rounds=${2:-3}
home=$(cd -P "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
streamw2v() { "$home/streamw2v" "$@"; }
speed() { python3 -c 'import json,sys; print(round(json.loads(sys.stdin.read().splitlines()[-1])["wordsPerSecond"]))'; }
train() { rm -rf "$folder/store"; streamw2v train "$text" --store "$folder/store" --passes 1 --sample 1e-4 --json "$@" 2>/dev/null | speed; }
run() { rm -rf "$folder/store"; streamw2v run --store "$folder/store" --sample 1e-4 --json "$@" <"$text" 2>/dev/null | speed; }

streamw2v --version
for objective in ns hs; do
  for ((round = 1; round <= rounds; round++)); do
    one=$(train --objective "$objective" --threads 1)
    two=$(train --objective "$objective" --threads 2)
    stream=$(run --objective "$objective" --threads 2)
    echo "sg $objective round $round: train 1 thread $one, 2 threads $two, run 2 threads $stream words/s; 2 threads / 1 $(bc -l <<<"scale=2; $two/$one"), run / train $(bc -l <<<"scale=2; $stream/$two")"
  done
done

for copies in 1 4; do
  : >"$folder/text"
  for ((i = 0; i < copies; i++)); do cat "$text" >>"$folder/text"; done
  rm -rf "$folder/store"
  /usr/bin/time -o "$folder/time" -f %M "$home/streamw2v" train "$folder/text" --store "$folder/store" --passes 1 --min-count $((5 * copies)) >/dev/null 2>&1
  echo "train on $copies x the text: $(cat "$folder/time") kB at most"
done
rm -f "$folder/text"

python3 - "$folder" <<'PYTHON'
import random, struct, sys
rows, dim = 1_000_000, 240
with open(sys.argv[1] + "/million.bin", "wb") as out:
    out.write(b"%d %d\n" % (rows, dim))
    block = [struct.pack("<240f", *(random.gauss(0, 1) for _ in range(dim))) for _ in range(1000)]
    for row in range(rows):
        turn = block[row % 1000]
        shift = (row // 1000 % 239 + 1) * 4
        out.write(b"word%d " % row + turn[shift:] + turn[:shift])
PYTHON
streamw2v import "$folder/million.bin" --store "$folder/million" >/dev/null
for ((round = 1; round <= rounds + 2; round++)); do
  /usr/bin/time -o "$folder/time" -f %e "$home/streamw2v" nn word77 --store "$folder/million" >/dev/null
  echo "nn over 1,000,000 x 240 (0.96 GB), process start to exit: $(cat "$folder/time") s"
done
