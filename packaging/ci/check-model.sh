#!/usr/bin/env bash
# Exports a checkpoint, holds the pair against the arrays of its Python program, and leaves the reports where CI finds them:
#
#     check-model.sh MODEL CASE…
#
# Takes vae-export and vae-parity from the PATH, or else installs them, for this run alone, by the .NET 10 SDK. What else can be
# said, by environment variables:
#
#     OUT              the folder for encoder.onnx and decoder.onnx           (onnx)
#     REPORT           the folder for parity.xml (JUnit), parity.md, export.md (vae-report)
#     EXPORT_OPTIONS   more options of vae-export, e.g. --architecture my-vae.json
#     TOOLS_VERSION    the version of vae-export and vae-parity to install    (the newest)
#     TOOLS_SOURCE     a folder or feed to install them from, and from no other
#
# Ends with the exit code of the tool that found something: 1 where the numbers do not hold.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
model="$1"
shift
out="${OUT:-onnx}" report="${REPORT:-vae-report}"
mkdir -p "$report"

tools="$(mktemp -d)"
trap 'rm -rf "$tools"' EXIT
for tool in vae-export vae-parity; do
    command -v "$tool" >/dev/null || dotnet tool install "$tool" --tool-path "$tools" \
        ${TOOLS_VERSION:+--version "$TOOLS_VERSION"} ${TOOLS_SOURCE:+--source "$TOOLS_SOURCE"}
done

PATH="$PATH:$tools"

# A report of an earlier run is not one of this.
rm -f "$report"/{export.md,parity.md,parity.xml}
status=0
# shellcheck disable=SC2086 # options are words
vae-export "$model" --out "$out" --report "$report/export.md" ${EXPORT_OPTIONS:-} || status=$?
if [ "$status" -eq 0 ]; then
    vae-parity "$out" "${@/#/--reference=}" --junit "$report/parity.xml" --markdown "$report/parity.md" || status=$?
fi

# On GitHub, the page of the run shows the tables.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    for page in export parity; do
        [ ! -e "$report/$page.md" ] || cat "$report/$page.md" >>"$GITHUB_STEP_SUMMARY"
    done
fi
exit "$status"
