"""The daily run for Kubernetes and for Cloud Run, as text that is ready to use.

Knows their formats, and that a log which others keep must not name members. Must not know the
present time. A secret is named and never held: each comes from a Secret of the platform.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from textwrap import indent

from cocsheets.formats.units import Job

SECONDS = 1800
"""After which a run is asked to end; the next one does what is left."""
FOLDER = "/etc/cocsheets"
"""Where a container finds its settings and its key."""

SCRIPT = """\
trap 'kill "$!"' TERM
cocsheets sync > /dev/null 2>&1 &
wait "$!"; code=$?
while kill -0 "$!" 2> /dev/null; do wait "$!"; code=$?; done
echo "cocsheets sync ended with $code"
test "$code" -le 1
"""
"""What a container runs: as a shell does not pass SIGTERM on, this one does, and waits."""

_IMAGE = """\
# Make an image, one for all committees, and put its name below:
#   printf 'FROM python:3.12-slim\\nRUN pip install "cocsheets[notify]=={version}"\\n' > Dockerfile
#   docker build -t REGISTRY/cocsheets:{version} . && docker push REGISTRY/cocsheets:{version}
"""
_CONTAINER = """\
- name: cocsheets
  image: REGISTRY/cocsheets:{version}
  # The summary names members: it stays out of the log. 1 means findings: the run was good.
  command: [sh, -c]
  args:
    - |
{script}
  env:
    - name: COCSHEETS_CONFIG
      value: {folder}/settings/cocsheets.toml
    - name: COCSHEETS_CREDENTIALS
      value: {credentials}
    - name: HOME
      value: /tmp
{secrets}"""
_KUBERNETES = """\
# cocsheets.yaml: a namespace for each committee, so that none can read the secrets of another.
{image}#
# For each committee, beside its cocsheets.toml and the key file of its service account:
#   kubectl create namespace NAME
#   kubectl -n NAME create configmap cocsheets --from-file=cocsheets.toml
#   kubectl -n NAME create secret generic cocsheets-key --from-file=key.json
{more}#   kubectl -n NAME apply -f cocsheets.yaml
#   kubectl -n NAME create job first --from=cronjob/cocsheets     # a first run, now
apiVersion: batch/v1
kind: CronJob
metadata:
  name: cocsheets
spec:
  schedule: "{minute} {hour} * * *"
  timeZone: {zone}
  concurrencyPolicy: Forbid
  # Made up for, once, when the cluster was down at that time.
  startingDeadlineSeconds: 43200
  jobTemplate:
    spec:
      backoffLimit: 0
      activeDeadlineSeconds: {seconds}
      template:
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 65534
            seccompProfile:
              type: RuntimeDefault
          containers:
{container}
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              volumeMounts:
                - name: settings
                  mountPath: {folder}/settings
                  readOnly: true
                - name: key
                  mountPath: {folder}/key
                  readOnly: true
                - name: tmp
                  mountPath: /tmp
          volumes:
            - name: settings
              configMap:
                name: cocsheets
            - name: key
              secret:
                secretName: cocsheets-key
            - name: tmp
              emptyDir: {{}}
"""
_CLOUD_RUN = """\
# cocsheets.yaml: a job of Cloud Run, which Cloud Scheduler starts. No key is needed: the job signs
# in as the service account ACCOUNT, whom the committee shares the spreadsheet with.
{image}#
# For each committee, beside its cocsheets.toml; a name of its own for all that is `cocsheets` here:
#   gcloud secrets create cocsheets-settings --data-file=cocsheets.toml
{more}#   gcloud secrets add-iam-policy-binding NAME-OF-EACH-SECRET \\
#     --member=serviceAccount:ACCOUNT --role=roles/secretmanager.secretAccessor
#   gcloud run jobs replace cocsheets.yaml --region=REGION
#   gcloud run jobs execute cocsheets --region=REGION             # a first run, now
#
# STARTER is a service account that may run the job (roles/run.invoker):
#   gcloud scheduler jobs create http cocsheets --location=REGION \\
#     --schedule="{minute} {hour} * * *" --time-zone="{zone}" \\
#     --uri="https://run.googleapis.com/v2/projects/PROJECT/locations/REGION/jobs/cocsheets:run" \\
#     --http-method=POST --oauth-service-account-email=STARTER
apiVersion: run.googleapis.com/v1
kind: Job
metadata:
  name: cocsheets
spec:
  template:
    spec:
      parallelism: 1
      taskCount: 1
      template:
        spec:
          serviceAccountName: ACCOUNT
          maxRetries: 0
          timeoutSeconds: {seconds}
          containers:
{container}
              volumeMounts:
                - name: settings
                  mountPath: {folder}/settings
          volumes:
            - name: settings
              secret:
                secretName: cocsheets-settings
                items:
                  - key: latest
                    path: cocsheets.toml
"""


def kubernetes(job: Job) -> str:
    """A CronJob."""
    more = "#   kubectl -n NAME create secret generic cocsheets --from-env-file=secrets.env\n"
    credentials = f"{FOLDER}/key/key.json"
    secrets = [("cocsheets", name, name) for name in job.secrets]
    return _filled(_KUBERNETES, job, credentials, secrets, more if job.secrets else "")


def cloud_run(job: Job) -> str:
    """A job of Cloud Run, with the command that lets Cloud Scheduler start it."""
    more = (f"#   gcloud secrets create {name} --data-file=FILE\n" for name in job.secrets)
    secrets = [(name, "latest", name) for name in job.secrets]
    return _filled(_CLOUD_RUN, job, "adc", secrets, "".join(more))


def _filled(
    form: str, job: Job, credentials: str, secrets: Sequence[tuple[str, str, str]], more: str
) -> str:
    container = _CONTAINER.format(
        version=job.version,
        script=indent(SCRIPT, " " * 6).rstrip(),
        folder=FOLDER,
        credentials=credentials,
        secrets="".join(_from_secret(*secret) for secret in secrets),
    )
    return form.format(
        image=_IMAGE.format(version=job.version),
        more=more,
        minute=job.at.minute,
        hour=job.at.hour,
        zone=job.zone or "Etc/UTC",
        seconds=SECONDS,
        folder=FOLDER,
        container=indent(container, " " * 12).rstrip(),
    )


def _from_secret(secret: str, key: str, name: str) -> str:
    return f"""\
    - name: {name}
      valueFrom:
        secretKeyRef:
          name: {secret}
          key: {key}
"""


FORMS: Mapping[str, Callable[[Job], str]] = {"kubernetes": kubernetes, "cloud-run": cloud_run}
"""As in `units`."""
