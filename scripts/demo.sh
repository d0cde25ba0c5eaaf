#!/usr/bin/env bash
# Sets everything up and shows the daily job on an invented committee. Needs Python 3.11+ and no account.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh sandbox
exec .venv/bin/cocsheets "$@" demo
