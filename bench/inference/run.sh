#!/usr/bin/env bash
# Builds the C program, the pair and the C# side, and measures them in one run. Takes gcc or clang.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$here/../.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

dotnet run -c Release --project "$root/src/Tools/VaeExport" -- "$root/fixtures/torch-mnist/model.bin" --out "$work/onnx" --verify none >/dev/null
dotnet build "$here/inference.csproj" -c Release -o "$work/bench" -v quiet
dotnet publish "$root/bench/first-result/first-result.csproj" -c Release -r linux-x64 -o "$work/first" -v quiet

packages="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')"
runtime="$(ls -d "$packages"/microsoft.ml.onnxruntime/*/ | tail -1)"
cc="$(command -v gcc || command -v clang)"
# The library is asked for by its soname, which the package leaves out.
ln -s "$runtime/runtimes/linux-x64/native/libonnxruntime.so" "$work/libonnxruntime.so.1"
"$cc" -O2 -I "$runtime/build/native/include" "$here/c-api.c" -o "$work/c-api" "$work/libonnxruntime.so.1" -Wl,-rpath,"$work"

dotnet "$work/bench/inference-bench.dll" "$work/onnx" "$work/c-api" "$work/first/first-result"
