#!/usr/bin/env bash
# Packs what VaeOnnx.Inference consists of, restores it as a new user would, outside the solution, and runs the samples: the
# console one compiled ahead of time without a warning, the web one with its health, a sample and a refused request.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
work="$(mktemp -d)"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

for project in src/Inference src/Inference.Extensions packaging/cpu packaging/gpu; do
    dotnet pack "$root/$project" -c Release -o "$work/packages" -v quiet --nologo
done
for package in VaeOnnx.Inference VaeOnnx.Inference.Extensions VaeOnnx.Inference.Cpu VaeOnnx.Inference.Gpu; do
    [ -e "$work/packages/$package.0.1.0.nupkg" ] || { echo "$package was not packed" >&2; exit 1; }
done
dotnet run -c Release --project "$root/src/Tools/VaeExport" -- "$root/fixtures/torch-mnist/model.bin" --out "$work/onnx" --verify none >/dev/null

cp -r "$root/samples" "$work/samples"
rm -rf "$work"/samples/*/bin "$work"/samples/*/obj
# Ours from the folder alone, into a folder of their own: a copy of an earlier build is never taken for this one.
others="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')"
restore=(-p:RestorePackagesPath="$work/cache" -p:RestoreFallbackFolders="$others" -p:RestoreAdditionalProjectSources="$work/packages")
rm -rf "$work/cache"

dotnet publish "$work/samples/console" -c Release -r linux-x64 -o "$work/console" --nologo "${restore[@]}" | tee "$work/console.log"
if grep -qi warning "$work/console.log"; then echo "the console sample was published with warnings" >&2; exit 1; fi
"$work/console/console" "$work/onnx"

# The library alone has no native half: the error has to say which package brings it.
sed -i 's/VaeOnnx.Inference.Cpu/VaeOnnx.Inference/' "$work/samples/console/console.csproj"
dotnet publish "$work/samples/console" -c Release -p:PublishAot=false -o "$work/managed" --nologo -v quiet "${restore[@]}"
if dotnet "$work/managed/console.dll" "$work/onnx" >"$work/managed.log" 2>&1; then echo "the console sample runs without ONNX Runtime" >&2; exit 1; fi
grep -q "Add the package VaeOnnx.Inference.Cpu" "$work/managed.log" || { cat "$work/managed.log" >&2; exit 1; }

dotnet publish "$work/samples/web" -c Release -o "$work/web" --nologo "${restore[@]}"
cp -r "$work/onnx" "$work/web/onnx"
(cd "$work/web" && exec dotnet web.dll --urls http://127.0.0.1:0 >"$work/web.log" 2>&1) &
server=$!
for _ in $(seq 100); do
    url="$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$work/web.log" | head -1 || true)"
    [ -n "$url" ] && break
    sleep 0.1
done
numbers() { tr -cd , | wc -c | awk '{ print $1 + 1 }'; }
fail() { echo "the web sample: $1" >&2; cat "$work/web.log" >&2; exit 1; }
[ -n "$url" ] || fail "does not listen"
[ "$(curl -fsS "$url/health")" = Healthy ] || fail "is not healthy"
[ "$(curl -fsS "$url/sample?seed=1" | numbers)" -eq 784 ] || fail "a sample is not 784 numbers"
[ "$(curl -sS -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d '[1,2,3]' "$url/encode")" = 400 ] || fail "takes a datum of another length"
echo "the packages work"
