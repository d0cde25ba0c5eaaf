#!/usr/bin/env bash
# Sets everything up and runs the tests: shows how far they are, and at the end how long they took and
# which took longest. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
export PYTHONDONTWRITEBYTECODE= # the tests start many processes: each would compile everything anew
# Three workers for two cores: some tests wait, for a lock or an answer.
exec .venv/bin/python -m pytest -n "${PYTEST_WORKERS:-3}" --durations=10 --durations-min=2 "$@"
