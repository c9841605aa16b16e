#!/usr/bin/env bash
# Proves that the tests can fail: takes away, one at a time, every sync, checksum, order, lock and bound that durability rests on, and runs the tests that
# should notice. Prints for each which test did; the exit code is 1 if one was not noticed, or if the tests fail with nothing taken away.
#
#   tests/mutations.sh [--check] [NAME...]
#
# --check   only see that every edit of tests/mutations.txt still applies to the sources, exactly once
# NAME      only the mutations whose name contains it
#
# All edits go into one copy of the tree, each behind a switch, so that there is one build; the variable STREAMW2V_MUTANT turns one on.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
list=$PWD/tests/mutations.txt check=0 names=()
for argument in "$@"; do
  case "$argument" in
    --check) check=1 ;;
    -h | --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d'; exit 0 ;;
    -*) echo "mutations.sh: unknown option $argument" >&2; exit 2 ;;
    *) names+=("$argument") ;;
  esac
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy="$work/tree"
mkdir "$copy"
if [ $check = 1 ]; then
  cp -r src "$copy/"
else
  tar -cf - --exclude=bin --exclude=obj --exclude=.git --exclude=benchmarks . | tar -xf - -C "$copy"
fi

# One edit: number, file, anchor ("" for none), what to find, what to put. Fails unless it applies exactly once.
edit() {
  NUMBER=$1 ANCHOR=$3 FIND=$4 PUT=$5 awk '
    BEGIN { anchor = ENVIRON["ANCHOR"]; find = ENVIRON["FIND"]; put = ENVIRON["PUT"]; open = anchor == "" }
    {
      if (anchor != "" && index($0, anchor)) { anchors++; open = 1; reach = NR + 25 }
      at = open && (anchor == "" || NR <= reach) && !(anchor != "" && applied) ? index($0, find) : 0
      if (at) {
        applied++
        rest = substr($0, at + length(find))
        if (anchor == "" && index(rest, find)) applied++
        while ((where = index(put, "MUTANT")) > 0)
          put = substr(put, 1, where - 1) "global::StreamW2V.Mutant.Is(" ENVIRON["NUMBER"] ")" substr(put, where + 6)
        $0 = substr($0, 1, at - 1) put rest
      }
      print
    }
    END { exit applied == 1 && (anchor == "" || anchors == 1) ? 0 : 1 }' "$copy/$2" >"$work/edited" && cp "$work/edited" "$copy/$2"
}

failed=0 count=0 titles=() suites=()
while IFS= read -r line || [ -n "$line" ]; do
  case "$line" in
    "mutation "*) title=${line#mutation } suite=store anchor="" file="" ;;
    "in "*) file=${line#in } ;;
    "suite "*) suite=${line#suite } ;;
    "after "*) anchor=${line#after } ;;
    "find "*) find=${line#find } ;;
    "put "*)
      titles+=("$title") suites+=("$suite")
      if ! edit $count "$file" "$anchor" "$find" "${line#put }"; then
        echo "mutations.sh: '$title' does not apply exactly once to $file" >&2
        failed=1
      fi
      count=$((count + 1)) ;;
  esac
done <"$list"
[ $failed = 0 ] || exit 2
echo "$count mutations apply to the sources"
[ $check = 0 ] || exit 0

for project in src/*/; do
  cat >"$copy/$project/Mutant.cs" <<'CODE'
namespace StreamW2V;

internal static class Mutant
{
    private static readonly string? s_on = System.Environment.GetEnvironmentVariable("STREAMW2V_MUTANT");

    public static bool Is(int number) => s_on is not null && s_on == number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
CODE
done

cd "$copy"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
project_of() { case $1 in store) echo Store.Tests ;; ingest) echo Ingest.Tests ;; host) echo Host.Tests ;; esac; }
# Filters, one behind the other: what tests of one thing notice need not wait for those of crashes.
filters_of() {
  case $1 in
    store)
      echo '(FullyQualifiedName~Journal|FullyQualifiedName~Generations|FullyQualifiedName~Files|FullyQualifiedName~Mapping)&FullyQualifiedName!~Fuzz'
      echo 'FullyQualifiedName~Crashes|FullyQualifiedName~Fuzz'
      echo 'FullyQualifiedName~Archives' ;;
    ingest) echo 'FullyQualifiedName~SourceLedger|FullyQualifiedName~KillTests|FullyQualifiedName~StandardInputTests' ;;
    host) echo 'FullyQualifiedName~LearnerCrash|FullyQualifiedName~GenerationCommitter' ;;
  esac
}
for suite in $(printf '%s\n' "${suites[@]}" | sort -u); do
  dotnet build "tests/$(project_of "$suite")" -c Release -v q --tl:off -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false \
    -p:RunAnalyzers=false >"$work/build" 2>&1 || { grep -E 'error' "$work/build" | sort -u | head -20; exit 2; }
done

# Small counts: what a mutation breaks shows early, and the whole suites have run before.
export STREAMW2V_ENDURANCE_CRASH_STATES=${STREAMW2V_ENDURANCE_CRASH_STATES:-1200} STREAMW2V_ENDURANCE_STORE_FAULTS=${STREAMW2V_ENDURANCE_STORE_FAULTS:-1200}
export STREAMW2V_ENDURANCE_FUZZ_STORE=${STREAMW2V_ENDURANCE_FUZZ_STORE:-1500}
run() {
  local filter
  while IFS= read -r filter; do
    timeout 900 dotnet vstest "tests/$(project_of "$2")/bin/Release/net10.0/StreamW2V.$(project_of "$2").dll" --TestCaseFilter:"$filter" \
      "--logger:console;verbosity=minimal" -- xUnit.StopOnFail=true >"$work/log" 2>&1 </dev/null || return 1
  done < <(filters_of "$2")
}

if [ ${#names[@]} = 0 ]; then
  for suite in $(printf '%s\n' "${suites[@]}" | sort -u); do
    run none "$suite" || { grep -E '^ +Failed |\[FAIL\]' "$work/log" | head; echo "mutations.sh: the tests fail with nothing taken away" >&2; exit 2; }
  done
fi

survived=0 tried=0
printf '%-74s %s\n' mutation 'caught by'
for ((number = 0; number < count; number++)); do
  if [ ${#names[@]} -gt 0 ]; then
    wanted=0
    for name in "${names[@]}"; do [[ "${titles[number]}" != *"$name"* ]] || wanted=1; done
    [ $wanted = 1 ] || continue
  fi
  tried=$((tried + 1))
  export STREAMW2V_MUTANT=$number
  if run "$number" "${suites[number]}"; then
    caught="NOT CAUGHT"
    survived=$((survived + 1))
  else
    caught=$(grep -oE '(^ +Failed |: +)StreamW2V\.[A-Za-z0-9_.]+|StreamW2V\.[A-Za-z0-9_.]+ ?(\(.*)?\[FAIL\]|StreamW2V\.[A-Za-z0-9_.]*Tests\.[A-Za-z0-9_]+' "$work/log" \
      | grep -oE '[A-Za-z0-9]+Tests\.[A-Za-z0-9_]+' | head -1)
    caught=${caught:-$(tail -1 "$work/log")}
  fi
  printf '%-74s %s\n' "${titles[number]}" "$caught"
done
echo "$tried mutations, $survived not caught"
[ $survived = 0 ]
