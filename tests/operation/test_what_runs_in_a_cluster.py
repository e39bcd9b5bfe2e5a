"""The manifests of Kubernetes and the image: by their schemas and a linter, and by what a careful cluster asks."""

from __future__ import annotations

import importlib
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.house import LOOPBACK
from flows.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
THINGS: list[dict[str, Any]] = [
    thing for path in MANIFESTS for thing in yaml.safe_load_all(path.read_text("utf-8")) if thing
]
SETTINGS: dict[str, str] = next(one["data"] for one in THINGS if one["kind"] == "ConfigMap")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
FOR_SCRIPTS = {"DB_HOST", "REDIS_HOST"}  # with-secrets.sh


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for thing in THINGS:
        spec = thing.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template is not None:
            yield f"{thing['kind']} {thing['metadata']['name']}", template


PODS = dict(pods())


def _containers() -> Iterator[Any]:
    for name, pod in PODS.items():
        for container in pod["spec"]["containers"]:
            yield pytest.param(pod["spec"], container, id=name)


CONTAINERS = list(_containers())


def test_kubernetes_takes_every_manifest_as_it_stands() -> None:
    kubernetes = importlib.import_module("kubernetes_validate")
    for thing in THINGS:
        kubernetes.validate(thing, kubernetes.latest_version(), strict=True)


def test_hadolint_finds_nothing_in_the_containerfile() -> None:
    program = Path(sysconfig.get_path("scripts")) / "hadolint"
    if not program.exists():
        pytest.skip("ikke kørt: hadolint findes ikke som pakke til denne maskine")
    said = subprocess.run(
        [program, "--no-color", DEPLOY / "Containerfile"], capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout) == (0, "")


def test_everything_of_the_composed_site_is_there() -> None:
    names = {name.split()[1] for name in PODS}
    assert set(COMPOSE) - {"postgres"} <= names  # the cluster's own
    assert {"backup", "redis", "prefect-api"} <= names


@pytest.mark.parametrize(("pod", "container"), CONTAINERS)
def test_no_container_is_root_or_may_write_where_it_need_not(pod: dict[str, Any], container: dict[str, Any]) -> None:
    whole, own = pod["securityContext"], container["securityContext"]
    assert whole["runAsNonRoot"] is True
    assert int(whole["runAsUser"]) > 0
    assert whole["seccompProfile"] == {"type": "RuntimeDefault"}
    assert (own["readOnlyRootFilesystem"], own["allowPrivilegeEscalation"]) == (True, False)
    assert own["capabilities"] == {"drop": ["ALL"]}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    assert not any("hostPath" in volume for volume in pod["volumes"])


@pytest.mark.parametrize(("pod", "container"), CONTAINERS)
def test_every_container_says_what_it_needs_and_which_image_it_is(
    pod: dict[str, Any], container: dict[str, Any]
) -> None:
    assert set(container["resources"]["requests"]) == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]
    assert re.fullmatch(r"[a-z./]+:\d+\.\d+[\w.-]*", container["image"]), container["image"]
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}
    assert not any(re.search("PASSWORD|AUTH|TOKEN|SECRET", one["name"]) for one in container.get("env", ()))


@pytest.mark.parametrize("name", [name for name in PODS if name.startswith("Deployment")])
def test_what_keeps_running_is_looked_after_and_waits_for_no_clock(name: str) -> None:
    container = PODS[name]["spec"]["containers"][0]
    ports = {port["containerPort"] for port in container["ports"]}
    for probe in ("readinessProbe", "livenessProbe"):
        way = container[probe].get("httpGet") or container[probe]["tcpSocket"]
        assert way["port"] in ports
        assert way.get("path", "") != "/readyz"  # staff work on while the clock or Prefect stands still


def test_every_setting_is_one_there_is() -> None:
    known = {f"SAGSGANG_{name.upper()}" for name in Settings.model_fields}
    ours = {name for name in SETTINGS if not name.startswith("PREFECT_")}
    assert ours - known - FOR_SCRIPTS <= {"DO_NOT_TRACK", "FORWARDED_ALLOW_IPS"}
    composed = {name for service in COMPOSE.values() for name in service.get("environment", ())}
    assert {name for name in composed if name.startswith(("PREFECT_SERVER", "PREFECT_CLIENT"))} - set(SETTINGS) <= {
        "PREFECT_SERVER_UI_API_URL"
    }
    assert Settings.model_fields["desk_host"].default == LOOPBACK  # only in a container is it another


def test_a_secret_is_named_and_never_written_and_each_pod_has_only_its_own() -> None:
    assert not [thing for thing in THINGS if thing["kind"] == "Secret"]
    guide = (DEPLOY / "README.md").read_text("utf-8")
    given = {
        name.split()[1]: {
            item["key"]
            for volume in pod["spec"]["volumes"]
            for item in volume.get("secret", {}).get("items", ())
            if volume["secret"]["defaultMode"] == 0o440
        }
        for name, pod in PODS.items()
    }
    assert given["desk"] == {"sagsgang_db_password", "prefect_auth", "metrics_token"}
    assert given["worker"] == {"sagsgang_db_password", "prefect_auth"}
    assert given["prefect"] == {"prefect_db_password", "prefect_auth", "redis_password"}
    assert given["migrate"] == given["backup"] == {"sagsgang_db_password"}
    assert all(name in guide for names in given.values() for name in names)


def test_nobody_speaks_but_to_whom_the_policies_say() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in THINGS if one["kind"] == "NetworkPolicy"}
    assert policies["nobody-speaks"]["podSelector"] == {}
    assert "ingress" not in policies["nobody-speaks"]
    parts = {pod["metadata"]["labels"]["app.kubernetes.io/component"] for pod in PODS.values()}
    assert set(policies) - {"nobody-speaks"} == parts
    for part, policy in policies.items():
        assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
        assert all("from" in rule and "ports" in rule for rule in policy.get("ingress", ())), part
        assert all("ports" in rule for rule in policy.get("egress", ())), part
    assert policies["desk"]["ingress"][0]["ports"] == [{"port": 8023}]


def test_every_service_leads_to_pods_there_are() -> None:
    for service in (one for one in THINGS if one["kind"] == "Service"):
        wanted = service["spec"]["selector"].items()
        found = [pod for pod in PODS.values() if wanted <= pod["metadata"]["labels"].items()]
        assert found, service["metadata"]["name"]
        ports = {port["containerPort"] for pod in found for port in pod["spec"]["containers"][0]["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} == ports
    assert {thing["metadata"].get("namespace", "sagsgang") for thing in THINGS} == {"sagsgang"}


def test_the_image_of_the_cluster_is_the_one_that_is_composed() -> None:
    images = {container.values[1]["image"] for container in CONTAINERS}
    composed = COMPOSE["desk"]["image"]
    assert {image.rpartition("/")[2] for image in images if "sagsgang" in image} == {composed}
