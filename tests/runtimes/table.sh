#!/usr/bin/env bash
# Runs the exported fixtures in every runtime that is here, and writes the results into docs/runtimes.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dotnet test tests/runtimes --filter FullyQualifiedName~TableTests
sed -i '/^## Results/,$d' docs/runtimes.md
cat artifacts/runtimes.md >>docs/runtimes.md
