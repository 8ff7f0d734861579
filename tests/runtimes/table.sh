#!/usr/bin/env bash
# Runs the exported fixtures in every runtime that is here, and writes the results into docs/runtimes.md and docs/random.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export VAEONNX_DRAWS=2500000   # for each of four keys
dotnet test tests/runtimes --filter "FullyQualifiedName~TableTests|FullyQualifiedName~DrawTests"
sed -i '/^## Results/,$d' docs/runtimes.md
cat artifacts/runtimes.md >>docs/runtimes.md
sed -i -e '/^| runtime | draws/r artifacts/draws.md' -e '/^| runtime | draws/,/^$/{/^|/d}' docs/random.md
