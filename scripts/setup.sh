#!/usr/bin/env bash
# Makes .venv with cocsheets and the named extra; does nothing if that is there and up to date.
# Usage: scripts/setup.sh sandbox|dev
set -euo pipefail
cd "$(dirname "$0")/.."
extra="${1:-dev}"
stamp=".venv/.cocsheets-$extra"

if [ -e "$stamp" ] && [ "$stamp" -nt pyproject.toml ]; then
    exit 0
fi

for python in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        break
    fi
    python=""
done
if [ -z "$python" ]; then
    echo "cocsheets needs Python 3.11 or newer; none was found." >&2
    exit 2
fi

echo "Setting up .venv (once; about a minute) ..." >&2
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[$extra]"
touch "$stamp"
