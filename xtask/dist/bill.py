"""Everything that the command is built from, as CycloneDX 1.6: python bill.py FILE."""

import json
import os
import subprocess
import sys
import tomllib
from datetime import datetime, timezone
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).parents[2]
COMMAND = "label-cli"


def metadata():
    """What cargo resolves for this system, without development dependencies of others."""
    cargo = [os.environ.get("CARGO", "cargo"), "metadata", "--locked", "--offline", "--format-version", "1"]
    system = subprocess.run(["rustc", "--print", "host-tuple"], check=True, capture_output=True, text=True).stdout.strip()
    printed = subprocess.run([*cargo, "--filter-platform", system], check=True, capture_output=True, cwd=ROOT).stdout
    return json.loads(printed)


def checksums():
    """The SHA-256 of each crate by name and version, from the lock file."""
    packages = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    return {(package["name"], package["version"]): package.get("checksum") for package in packages}


def needed(nodes, start):
    """The packages that are built for `start`, each with those that it names itself."""
    edges, waiting = {}, [start]
    while waiting:
        package = waiting.pop()
        if package in edges:
            continue
        kinds = lambda dependency: {kind["kind"] for kind in dependency["dep_kinds"]}
        edges[package] = sorted(one["pkg"] for one in nodes[package]["deps"] if kinds(one) & {None, "build"})
        waiting += edges[package]
    return edges


def component(package, checksum):
    purl = PackageURL("cargo", name=package["name"], version=package["version"])
    return Component(
        type=ComponentType.APPLICATION if package["name"] == COMMAND else ComponentType.LIBRARY,
        name=package["name"],
        version=package["version"],
        description=(package["description"] or "").strip() or None,
        # Old crates write MIT/Apache-2.0.
        licenses=[LicenseExpression(package["license"].replace("/", " OR "))] if package["license"] else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=checksum)] if checksum else [],
        external_references=[ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(package["repository"]))]
        if package["repository"]
        else [],
        purl=purl,
        bom_ref=str(purl),
    )


def bill():
    known = metadata()
    packages = {package["id"]: package for package in known["packages"]}
    start = next(id for id, package in packages.items() if package["name"] == COMMAND and not package["source"])
    edges = needed({node["id"]: node for node in known["resolve"]["nodes"]}, start)
    sums = checksums()
    of = lambda package: component(package, sums.get((package["name"], package["version"])))
    components = {id: of(packages[id]) for id in edges}
    bom = Bom()
    bom.metadata.component = components[start]
    bom.components = [components[id] for id in edges if id != start]
    for id, others in edges.items():
        bom.register_dependency(components[id], [components[other] for other in others])
    # The same sources give the same bytes.
    bom.metadata.timestamp = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
    bom.serial_number = uuid5(NAMESPACE_URL, (ROOT / "Cargo.lock").read_text() + packages[start]["version"])
    return bom


def main():
    text = JsonV1Dot6(bill()).output_as_string(indent=2)
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"bill.py: {fault}")
    Path(sys.argv[1]).write_text(text + "\n")


main()
