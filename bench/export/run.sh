#!/usr/bin/env bash
# The export of fixtures/torch-mnist by vae-export, native and as an installed dotnet tool, and by both exporters of PyTorch: cold
# processes, one after the other in ROUNDS alternating rounds (9), medians, each with its greatest memory. Takes gcc or clang; PyTorch
# from $PYTHON, or the one in ../shared, or says that there is none.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$here/../.."
model="$root/fixtures/torch-mnist"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

"$(command -v gcc || command -v clang)" -O2 "$here/cold.c" -o "$work/cold"
dotnet publish "$root/src/Tools/VaeExport" -c Release -r linux-x64 -o "$work/native" -v quiet --nologo
dotnet pack "$root/src/Tools/VaeExport" -c Release -o "$work/packages" -v quiet --nologo
dotnet pack "$root/src/Tools/VaeExport" -c Release -r linux-x64 -o "$work/packages" -v quiet --nologo
NUGET_PACKAGES="$work/cache" dotnet tool install vae-export --tool-path "$work/tools" --source "$work/packages" >/dev/null

names=(native tool)
native=("$work/native/vae-export" "$model/model.bin" --out "$work/onnx")
tool=("$work/tools/vae-export" "$model/model.bin" --out "$work/onnx-tool")

if [ -z "${PYTHON:-}" ] && [ -e "$root/../shared/python/unpack.sh" ]; then PYTHON="$("$root/../shared/python/unpack.sh")"; fi
if [ -n "${PYTHON:-}" ] && $PYTHON -c "import torch, onnxscript" 2>/dev/null; then
    names+=(old default)
    # The interpreter itself, without what a version manager puts before it.
    real="$($PYTHON -c 'import sys; print(sys.executable)')"
    old=(env PYTHONPATH="$($PYTHON -c 'import os; print(os.environ.get("PYTHONPATH", ""))')" "$real" -W ignore "$here/torch_export.py" "$model/model.pt" "$work/old" old)
    default=("${old[@]}")
    default[-1]=default default[-2]="$work/default"
else
    echo "PyTorch is not here (PYTHON is a command that runs one): no comparison with its exporters"
fi

# The first run of each fills the system's file cache, and is not counted.
rounds="${ROUNDS:-9}"
for round in $(seq 0 "$rounds"); do
    for name in "${names[@]}"; do
        command="$name[@]"
        "$work/cold" "$([ "$round" = 0 ] && echo /dev/null || echo "$work/$name.txt")" "${!command}" 2>"$work/error" || { cat "$work/error" >&2; exit 1; }
    done
done

median() { awk -v column="$2" '{ print $column }' "$work/$1.txt" | sort -g | awk '{ values[NR] = $1 } END { print values[int((NR + 1) / 2)] }'; }
times() { awk -v a="$(median "$1" 1)" -v b="$(median "$2" 1)" 'BEGIN { printf "%.0f", a / b }'; }
declare -A titles=([native]="vae-export, native executable" [tool]="vae-export, dotnet tool" [old]="torch.onnx.export, dynamo=False" [default]="torch.onnx.export, default")
echo "$rounds rounds; load $(cut -d' ' -f1 /proc/loadavg) on $(nproc) cores; $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)"
echo
echo "| exporter | s | processor s | greatest memory, MB | verified |"
echo "|---|---|---|---|---|"
for name in "${names[@]}"; do
    printf '| %s | %.3f | %.3f | %.0f | %s |\n' "${titles[$name]}" "$(median "$name" 1)" "$(median "$name" 2)" "$(median "$name" 3)" \
        "$([[ $name == native || $name == tool ]] && echo "64 rows, two levels" || echo no)"
done
if [ ${#names[@]} -gt 2 ]; then
    echo
    echo "native: $(times default native) times faster than the default exporter (70 asked for), $(times old native) than the old one (20)"
    echo "tool:   $(times old tool) times faster than the old exporter (15)"
fi

echo
echo "where the time of the native executable goes, ms, medians of $rounds runs:"
for round in $(seq "$rounds"); do "${native[@]}" --json >"$work/$round.json"; done
cat "$work"/*.json | awk -F'[:,]' '
    /"phase"/ { phase = $2; gsub(/[ "]/, "", phase) }
    /^  "seconds"/ { phase = "export" }
    /"seconds"/ { print phase, $2 * 1000 }' >"$work/phases.txt"
for phase in read build verify write export; do
    awk -v phase="$phase" '$1 == phase { print $2 }' "$work/phases.txt" >"$work/$phase.txt"
    printf '  %-28s %6.1f\n' "$phase" "$(median "$phase" 1)"
done
printf '  %-28s %6.1f\n' "the process around it" "$(awk -v a="$(median native 1)" -v b="$(median export 1)" 'BEGIN { print 1000 * a - b }')"
