#!/usr/bin/env bash
# Packs everything that is published into a folder: packaging/pack.sh FOLDER [PLATFORM…]
# Libraries and meta-packages, and of each tool the package that names the others and one for each platform (all, where none is
# given): native for the platform that this runs on, for the .NET runtime on others.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="${1:?the folder to pack into is missing}"
shift
[ $# -gt 0 ] || set -- linux-x64 linux-arm64 win-x64 osx-arm64 any

version="$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")"
for tag in $(git -C "$root" tag --points-at HEAD 'v*' 2>/dev/null); do
    [ "$tag" = "v$version" ] || { echo "the tag $tag is on what calls itself $version in Directory.Build.props" >&2; exit 1; }
done

dotnet pack "$root/VaeOnnx.sln" -c Release -o "$out" -v quiet --nologo
for tool in VaeExport VaeParity VaeRun; do
    for platform in "$@"; do
        dotnet pack "$root/src/Tools/$tool" -c Release -r "$platform" -o "$out" -v quiet --nologo
    done
done
