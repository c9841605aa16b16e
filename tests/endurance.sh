#!/usr/bin/env bash
# Runs the long suites: kills, faults, power cuts, full disks, crash states, fuzz. Every suite prints its number of trials, its seed and the command that
# replays it; a table with the counts of all comes last. The exit code is 1 if anything was wrong.
#
#   tests/endurance.sh [--quick] [--list] [--seed N] [SUITE...]
#
# --quick   a tenth of each number          --seed N  instead of a random one
# SUITE     names from --list; all if none is given
#
# Some suites need root (loop mounts), strace or gcc. Where these are missing the table says SKIPPED, and why stands in the output of the suite.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# name | trials | test project | how
suites="
kill-run|600|EndToEnd.Tests|kill -9 of run on a watched folder, one trainer thread: same bytes
kill-threads|200|EndToEnd.Tests|kill -9 of run with three trainer threads: same words and counts
kill-create|100|EndToEnd.Tests|kill -9 while a store is made
kill-pipe|200|EndToEnd.Tests|kill -9 of run on a pipe: whole lines, each once, same bytes
kill-train|200|EndToEnd.Tests|kill -9 and SIGTERM of train: same bytes
kill-calls|2000|EndToEnd.Tests|killed at every call that changes the disk, and in the middle of every write: same bytes (needs gcc)
call-errors|5000|EndToEnd.Tests|every call on the store fails with every errno or falls short, once and from then on: exit 74 or no effect, then same bytes (needs gcc)
strace-kill|2000|EndToEnd.Tests|killed by strace at every n-th call of a thread: same bytes (needs strace)
strace-errors|2000|EndToEnd.Tests|every n-th call of a thread fails by strace: exit 74 or no effect, then same bytes (needs strace)
signals|200|EndToEnd.Tests|SIGTERM and SIGINT at any moment: exit 0, same bytes
power-ext4|200|EndToEnd.Tests|power cuts on a loop-mounted ext4: all that was durable is there, same bytes (needs root)
power-xfs|200|EndToEnd.Tests|the same on xfs (needs root and xfsprogs)
disk-full|200|EndToEnd.Tests|space runs out at any point: queries answer, and same bytes when it is back (needs root)
crash-states|100000|Store.Tests|power cuts enumerated in process: every order and tear that POSIX allows
store-faults|100000|Store.Tests|every call of the store x every error, once and for good, in process
archive|5000|Store.Tests|a writer commits, archives and removes as fast as it can beside three readers: whole generations or none
crash-learner|1000|Engine.Tests|power cuts enumerated in process, learned on to the end: same bytes
fuzz-store|18000|Store.Tests|changed manifest, store.json, vocabulary, matrix and journal
fuzz-learner|10000|Engine.Tests|changed files of a generation, learning on from them
fuzz-sources|10000|Ingest.Tests|changed list of sources
sources|5000|Ingest.Tests|rotation, truncation, compression, moves and kills in random order: each line that can be known once
many-files|100000|Ingest.Tests|files dropped in one go and read through kills with 96 descriptors: each once
"

quick=1 seed="" chosen=()
list() { echo "$suites" | awk -F'|' 'NF { printf "%-22s %7s  %s\n", $1, $2, $4 }'; }
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) quick=10 ;;
    --list) list; exit 0 ;;
    --seed) shift; seed="${1:?--seed needs a number}" ;;
    -h | --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d'; exit 0 ;;
    -*) echo "endurance.sh: unknown option $1" >&2; exit 2 ;;
    *)
      echo "$suites" | grep -q "^$1|" || { echo "endurance.sh: there is no suite $1; --list shows them" >&2; exit 2; }
      chosen+=("$1") ;;
  esac
  shift
done

export STREAMW2V_TEST_SEED="${seed:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "seed $STREAMW2V_TEST_SEED"
dotnet build -c Release -v q || exit 1

status=0
while IFS='|' read -r name count project what; do
  [ -n "$name" ] || continue
  [ ${#chosen[@]} = 0 ] || [[ " ${chosen[*]} " == *" $name "* ]] || continue
  trials=$((count / quick > 0 ? count / quick : 1))
  echo
  echo "== $name: $trials x $what"
  report="$work/$name" variable="STREAMW2V_ENDURANCE_$(echo "$name" | tr 'a-z-' 'A-Z_')"
  touch "$report"
  failed=0
  env STREAMW2V_ENDURANCE_REPORT="$report" "$variable=$trials" dotnet test --no-build -c Release "tests/$project" --filter "Endurance=$name" \
    --logger "console;verbosity=normal" </dev/null >"$work/log" 2>&1 || failed=1
  if [ $failed = 1 ] || [ ! -s "$report" ]; then cat "$work/log"; fi
  cut -f 8 "$report" | sort -u | sed 's/^/   /'
  awk -F'\t' -v name="$name" -v failed=$failed '
    { tried += $2; survived += $3; refused += $4; wrong += $5; seconds += $6 }
    END {
      if (failed && !wrong) wrong = 1
      if (!NR && !failed) printf "%-22s SKIPPED, see above\n", name
      else printf "%-22s %8d %9d %8d %6d %8d\n", name, tried, survived, refused, wrong, seconds
    }' "$report" | tee -a "$work/summary"
  [ $failed = 0 ] || status=1
done <<<"$suites"

echo
echo "seed $STREAMW2V_TEST_SEED"
printf '%-22s %8s %9s %8s %6s %8s\n' suite tried survived refused wrong seconds
cat "$work/summary" 2>/dev/null
exit $status
