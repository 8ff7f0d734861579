#!/usr/bin/env bash
# Breaks the exporter, in a copy, by one mutation of mutations.txt after the other, and shows that tests/parity fails each time.
# Prints a Markdown table; exit code 0 only if every mutation compiled and was caught.
# usage: run.sh [WORD]   with WORD, only the mutations whose name contains it
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
word=${1:-}

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cd "$here/../.." && git ls-files -z | xargs -0 cp --parents -t "$copy" && cd "$copy" || exit 1
log=$copy/log

# Analyzers judge style; here only tests judge. The tests of MutantTests break graphs, not the exporter, and take half of the time.
build() { dotnet build tests/parity -v quiet -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false "$@" >"$log" 2>&1 </dev/null; }
run_tests() {
    rm -rf artifacts/test-results
    dotnet test tests/parity --no-build --filter 'FullyQualifiedName!~MutantTests' >"$log" 2>&1 </dev/null
}

# The tests of the last run with an outcome, by class: "12 ParityTests, 3 ArchitectureTests".
tests() {
    grep -hoE "<UnitTestResult [^>]*outcome=\"$1\"" artifacts/test-results/*.trx 2>/dev/null |
        grep -oE 'Parity\.[A-Za-z]+Tests' | cut -d. -f2 | sort -r | uniq -c | sed -E 's/^ *//' | paste -sd, | sed 's/,/, /g'
}

# The one place of a text in a file becomes another; bash compares the text as it is, no character of it is special.
replace() {
    local file=$1 old=$2 new=$3 text rest
    text=$(<"$file") || return 1
    rest=${text#*"$old"}
    [ "$rest" != "$text" ] && [ "${rest#*"$old"}" = "$rest" ] || return 1
    printf '%s\n' "${text%%"$old"*}$new$rest" >"$file"
}

if ! { build && run_tests; }; then
    cat "$log"
    echo "The unbroken suite does not pass: nothing can be said about mutations." >&2
    exit 1
fi
echo "All tests of the unbroken exporter pass: $(tests Passed)."
echo
echo "| mutation | place | caught by |"
echo "|---|---|---|"

status=0 mutations=0
while read -r name; do
    [[ -z $name || $name == '#'* ]] && continue
    read -r file && read -r _ old && read -r _ new || { echo "mutations.txt ends inside '$name'" >&2; exit 1; }
    [[ $name == *"$word"* ]] || continue

    mutations=$((mutations + 1))
    cp "$file" original
    if ! replace "$file" "$old" "$new"; then
        result="NOT APPLIED: the text does not stand there exactly once"
    elif ! build --no-restore; then
        result="DOES NOT COMPILE: $(grep -m1 -oE 'error [A-Z]+[0-9]+: [^[]*' "$log")"
    else
        run_tests
        result=$(tests Failed)
        [ -n "$result" ] || result="NOT CAUGHT"
    fi
    cat original >"$file"

    [[ $result == [0-9]* ]] || status=1
    echo "| $name | ${file#src/} | $result |"
done <"$here/mutations.txt"

[ "$mutations" -gt 0 ] || { echo "no mutation is called '$word'" >&2; exit 1; }
exit $status
