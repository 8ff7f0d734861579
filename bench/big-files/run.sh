#!/usr/bin/env bash
# Exports a checkpoint of 3 GB with the native vae-export, beside copies of the file, flushed and not. Takes 10 GB of disk, which it gives back.
# usage: run.sh [ROUNDS]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

dotnet publish "$root/src/Tools/VaeExport" -c Release -r linux-x64 -o "$work/tool" -v quiet
dotnet build "$root/bench/big-files" -c Release -o "$work/bench" -v quiet
mkdir "$work/files"
dotnet "$work/bench/big-files-bench.dll" "$work/tool/vae-export" "$work/files" "${1:-3}"
