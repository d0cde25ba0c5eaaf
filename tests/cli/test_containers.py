"""What is printed for Kubernetes and Cloud Run, read as they read it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from cocsheets.formats.containers import SCRIPT
from cocsheets.settings import ENVIRONMENT
from tests.cli.test_schedule import cocsheets

yaml = pytest.importorskip("yaml")

SETTINGS = """
[spreadsheet]
key = "1someKeyOfOurs"
time_zone = "Europe/Berlin"
[notify]
to = ["COCSHEETS_NOTIFY_CHAT"]
[places.chat]
kind = "slack"
channel = "C012ABCDEF"
token = "OUR_SLACK_TOKEN"
"""
OURS = {"COCSHEETS_NOTIFY_CHAT", "OUR_SLACK_TOKEN"}
KEPT = "slack://TokenA/TokenB/TokenC"


def printed(folder: Path, form: str) -> tuple[str, Any]:
    """What is printed in a folder with settings and secrets, as text and as YAML reads it."""
    (folder / "cocsheets.toml").write_text(SETTINGS)
    (folder / ".env").write_text(f"COCSHEETS_NOTIFY_CHAT={KEPT}\nOUR_SLACK_TOKEN={KEPT}\n")
    ran = cocsheets(folder, "schedule", "--print", form, "--at", "05:40")
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout, yaml.safe_load(ran.stdout)


def variables(container: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """What a container's environment holds, and what it takes from where."""
    named = {one["name"]: one for one in container["env"]}
    plain = {name: one["value"] for name, one in named.items() if "value" in one}
    taken = {name: one["valueFrom"] for name, one in named.items() if "value" not in one}
    assert set(plain) <= {*ENVIRONMENT, "HOME"}
    assert set(taken) == OURS
    return plain, taken


def test_kubernetes(tmp_path: Path) -> None:
    """One run at a time, never tried again, ended in time, at the committee's hour."""
    text, made = printed(tmp_path, "kubernetes")
    assert (made["apiVersion"], made["kind"]) == ("batch/v1", "CronJob")
    spec, job = made["spec"], made["spec"]["jobTemplate"]["spec"]
    assert (spec["schedule"], spec["timeZone"]) == ("40 5 * * *", "Europe/Berlin")
    assert spec["concurrencyPolicy"] == "Forbid"
    assert (job["backoffLimit"], job["activeDeadlineSeconds"]) == (0, 1800)
    pod = job["template"]["spec"]
    assert pod["restartPolicy"] == "Never"
    [container] = pod["containers"]
    plain, taken = variables(container)
    for name, source in taken.items():
        assert source == {"secretKeyRef": {"name": "cocsheets", "key": name}}
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert {volume["name"] for volume in pod["volumes"]} == set(mounts)
    assert plain["COCSHEETS_CONFIG"] == f"{mounts['settings']}/cocsheets.toml"
    assert plain["COCSHEETS_CREDENTIALS"] == f"{mounts['key']}/key.json"
    assert plain["HOME"] == mounts["tmp"]
    assert container["command"] == ["sh", "-c"]
    assert container["args"] == [SCRIPT]
    assert KEPT not in text


def test_cloud_run(tmp_path: Path) -> None:
    """The same for Cloud Run: no second try, no key, and Cloud Scheduler's own line."""
    text, made = printed(tmp_path, "cloud-run")
    assert (made["apiVersion"], made["kind"]) == ("run.googleapis.com/v1", "Job")
    execution = made["spec"]["template"]["spec"]
    assert (execution["parallelism"], execution["taskCount"]) == (1, 1)
    task = execution["template"]["spec"]
    assert (task["maxRetries"], task["timeoutSeconds"]) == (0, 1800)
    [container] = task["containers"]
    plain, taken = variables(container)
    for name, source in taken.items():
        assert source == {"secretKeyRef": {"name": name, "key": "latest"}}
        assert f"gcloud secrets create {name} " in text
    assert plain["COCSHEETS_CREDENTIALS"] == "adc"
    [mount], [volume] = container["volumeMounts"], task["volumes"]
    [item] = volume["secret"]["items"]
    assert plain["COCSHEETS_CONFIG"] == f"{mount['mountPath']}/{item['path']}"
    assert container["args"] == [SCRIPT]
    assert '--schedule="40 5 * * *" --time-zone="Europe/Berlin"' in text
    assert "jobs/cocsheets:run" in text
    assert KEPT not in text


def test_github_is_given_the_same_variables(tmp_path: Path) -> None:
    """Notices and places have their secrets in the workflow, too."""
    _, made = printed(tmp_path, "github")
    env = made["jobs"]["sync"]["steps"][-1]["env"]
    assert env == {name: f"${{{{ secrets.{name} }}}}" for name in ("COCSHEETS_KEY", *OURS)}


def test_without_a_zone_the_clock_is_utc(tmp_path: Path) -> None:
    """A cluster's own zone is nobody's: where the settings name none, it is UTC."""
    ran = cocsheets(tmp_path, "schedule", "--print", "kubernetes")
    made = yaml.safe_load(ran.stdout)
    assert (made["spec"]["timeZone"], made["spec"]["schedule"]) == ("Etc/UTC", "0 6 * * *")


def script(folder: Path, stand_in: str) -> subprocess.Popen[str]:
    """What the container runs, with this in place of cocsheets."""
    (folder / "cocsheets").write_text(f"#!/bin/sh\necho Ana Lopez; echo Ana Lopez >&2\n{stand_in}")
    (folder / "cocsheets").chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    return subprocess.Popen(
        ["sh", "-c", SCRIPT],
        env={"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize(("code", "ends"), [(0, 0), (1, 0), (3, 1), (6, 1)])
def test_a_run_with_findings_is_a_good_run(tmp_path: Path, code: int, ends: int) -> None:
    """The job fails with the codes from 2 up, and its log has the code alone."""
    process = script(tmp_path, f"exit {code}\n")
    said, _ = process.communicate(timeout=20)
    assert (process.returncode, said) == (ends, f"cocsheets sync ended with {code}\n")


def test_asked_to_end_it_waits_for_the_run(tmp_path: Path) -> None:
    """SIGTERM reaches the run, which ends between two requests, and its code is told."""
    ready, ended = tmp_path / "ready", tmp_path / "ended"
    trap = f"trap 'sleep 0.3; touch {ended}; exit 5' TERM; touch {ready}\n"
    process = script(tmp_path, trap + "while :; do sleep 0.05; done\n")
    while not ready.exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=20)
    assert ended.exists()
    assert (process.returncode, said) == (1, "cocsheets sync ended with 5\n")
