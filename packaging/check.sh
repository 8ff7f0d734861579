#!/usr/bin/env bash
# Packs what is published and uses it as a new user would, outside the solution: the tools installed from the folder, by the step of
# action.yml and by hand, and the samples restored from it, the console one compiled ahead of time without a warning, the web one
# with its health, a sample and a refused request.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
work="$(mktemp -d)"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
wrong() { echo "$1" >&2; exit 1; }

"$root/packaging/pack.sh" "$work/packages" linux-x64
packed="$(cd "$work/packages" && printf '%s\n' *.nupkg | sed 's/\.0\.1\.0\.nupkg$//' | sort | tr '\n' ' ')"
expected="$(printf '%s\n' VaeOnnx.{Data,Export,Inference,Inference.Cpu,Inference.Extensions,Inference.Gpu} vae-{export,parity,run}{,.linux-x64} | sort | tr '\n' ' ')"
[ "$packed" = "$expected" ] || wrong "packed: $packed, not: $expected"
for library in Data Export Inference Inference.Extensions; do
    [ -e "$work/packages/VaeOnnx.$library.0.1.0.snupkg" ] || wrong "VaeOnnx.$library has no symbols"
done

# A user's folder, and nothing else of a user. The tools need no other package: they come from this folder alone.
mkdir -p "$work/user/case" "$work/home"
cp "$root"/fixtures/torch-mnist/model.bin "$work/user"
cp "$root"/fixtures/torch-mnist/*.npy "$work/user/case"
cd "$work/user"
as_user() { env HOME="$work/home" DOTNET_CLI_HOME="$work/home" NUGET_PACKAGES="$work/home/packages" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 "$@"; }
step="$(sed -n 's/^ *run: //p' "$root/action.yml")"
in_ci() { as_user MODEL=model.bin REFERENCE=case/ GITHUB_ACTION_PATH="$root" GITHUB_STEP_SUMMARY="$work/summary.md" TOOLS_SOURCE="$work/packages" bash -c "$step"; }

in_ci >"$work/ci.log" 2>&1 || wrong "the step of action.yml fails: $(cat "$work/ci.log")"
[ -s onnx/encoder.onnx ] && [ -s onnx/decoder.onnx ] || wrong "the step of action.yml leaves no pair"
grep -q '<testcase' vae-report/parity.xml && ! grep -q '<failure' vae-report/parity.xml || wrong "parity.xml is not one of tests that passed"
grep -q 'Export of model.bin' "$work/summary.md" && grep -q mean_f64 "$work/summary.md" || wrong "the summary of the run has no tables"

for tool in vae-export vae-parity vae-run; do
    as_user dotnet tool install "$tool" --tool-path "$work/tools" --source "$work/packages" >/dev/null
    ! find "$work/tools/.store/$tool" -name "$tool.dll" | grep -q . || wrong "$tool was not installed as the native program"
done
export PATH="$work/tools:$PATH"

# One number of the Python program changed: the last of mean_f64.npy is 1.
size="$(wc -c <case/mean_f64.npy)"
printf '\0\0\0\0\0\0\360\077' | dd of=case/mean_f64.npy bs=1 seek=$((size - 8)) conv=notrunc status=none
status=0
in_ci >"$work/ci.log" 2>&1 || status=$?
[ "$status" -eq 1 ] || wrong "a number that does not hold ends the step with $status: $(cat "$work/ci.log")"
grep -q '<failure' vae-report/parity.xml || wrong "parity.xml does not show the number that does not hold"
status=0
as_user MODEL=case/x.npy REFERENCE=case/ GITHUB_ACTION_PATH="$root" bash -c "$step" >/dev/null 2>&1 || status=$?
[ "$status" -eq 4 ] || [ "$status" -eq 3 ] || wrong "a file that is no checkpoint ends the step with $status"
[ ! -e vae-report/parity.xml ] || wrong "the report of an earlier run is left"

vae-run sample onnx/ --count 4 --out digits.png && [ -s digits.png ] || wrong "vae-run draws nothing"

# TAB in a real bash: the options and the value of an export, of a command of vae-run, and of vae-parity are completed.
if command -v script >/dev/null; then
    cp "$root/fixtures/torch-mnist/mean_f64.npy" case/
    {
        printf 'eval "$(%s --completion bash)"\n' vae-export vae-run vae-parity
        printf 'vae-export model.bin --ou\ttyped --veri\tno\t\n'
        printf 'vae-run sam\ttyped --ou\ttyped.npy\n'
        printf 'vae-parity typed --mark\ttyped.md --ref\tcase\nexit\n'
    } | script -qec "bash --norc --noprofile -i" /dev/null >"$work/typed.log" || true
    [ -s typed/encoder.onnx ] && [ -s typed.npy ] && [ -s typed.md ] || wrong "bash does not complete: $(cat "$work/typed.log")"
else
    echo "completion in bash was not tried: there is no script(1)"
fi
cd "$root"

mv "$work/user/onnx" "$work/onnx"
cp -r "$root/samples" "$work/samples"
rm -rf "$work"/samples/*/bin "$work"/samples/*/obj
# Into a folder of their own: a copy of an earlier build is never taken for this one.
others="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')"
restore=(-p:RestorePackagesPath="$work/cache" -p:RestoreFallbackFolders="$others" -p:RestoreAdditionalProjectSources="$work/packages")
dotnet publish "$work/samples/export" -c Release -o "$work/export" --nologo -v quiet "${restore[@]}"
dotnet "$work/export/export.dll" "$root/fixtures/torch-mnist/model.bin" "$work/exported" | grep -q '^PASSED in ' || wrong "the export sample does not export"

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
