"""Write cocsheets/sandbox/schema.json: messages and methods of Sheets v4 and Drive v3.

Taken from the discovery documents that google-api-python-client ships; run again when Google
adds fields. Types are written as short strings: `string`, `int`, `number`, `bool`, `mask`, `any`,
`enum:A|B`, a message's name, `[T]` for a list and `{T}` for a map.

    python scripts/make_sandbox_schema.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import googleapiclient.discovery_cache as cache

if TYPE_CHECKING:
    from collections.abc import Iterator

SCOPE = "https://www.googleapis.com/auth/"
OLD = {"drive.permissions.getIdForEmail", "drive.files.update"}
"""What the sandbox serves of Drive v2."""
GROUPS = {
    "cloudidentity.v1": {"cloudidentity.groups.lookup", "cloudidentity.groups.memberships.list"},
    "admin.directory_v1": {"directory.members.list"},
}
"""What the sandbox serves of Google Groups; all else of these documents is left out."""
OUT = Path(__file__).parents[1] / "cocsheets" / "sandbox" / "schema.json"
DOCUMENTS = {"sheets": "sheets.v4.json", "drive": "drive.v3.json"}


def short(field: dict[str, Any]) -> str:
    """The short form of one field's type."""
    if "$ref" in field:
        return str(field["$ref"])
    kind = field.get("type", "any")
    if kind == "array":
        return f"[{short(field['items'])}]"
    if kind == "object":
        return "{" + short(field.get("additionalProperties", {})) + "}"
    if kind == "string":
        if "enum" in field:
            return "enum:" + "|".join(field["enum"])
        return {"google-fieldmask": "mask", "int64": "int64"}.get(field.get("format", ""), "string")
    if field.get("format") == "float":
        return "float"
    return {"integer": "int", "boolean": "bool"}.get(kind, str(kind))


def methods(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All methods of a document or resource."""
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from methods(inner)


def described(method: dict[str, Any], base: str, names: list[str]) -> list[Any]:
    """A method as the sandbox keeps it: verb, path, id, scopes, names of its query parameters."""
    query = [
        key for key, item in method.get("parameters", {}).items() if item["location"] == "query"
    ]
    scopes = [scope.removeprefix(SCOPE) for scope in method["scopes"]]
    return [
        method["httpMethod"],
        base + method["path"],
        method["id"],
        scopes,
        sorted(query + names),
    ]


def conditions(schema: dict[str, Any]) -> dict[str, list[Any]]:
    """What each condition is for, and how few and how many values it takes (-1: any number)."""
    kind = schema["properties"]["type"]
    found: dict[str, list[Any]] = {}
    for name, text in zip(kind["enum"], kind["enumDescriptions"], strict=True):
        uses = [
            use for use in ("data validation", "conditional formatting", "filters") if use in text
        ]
        counts = {"no ConditionValues": (0, 0), "a single": (1, 1), "exactly two": (2, 2)}
        counts |= {"any number": (1, -1), "zero, one or two": (0, 2), "at least one": (1, -1)}
        few, many = next((count for words, count in counts.items() if words in text), (0, -1))
        found[name] = [uses, few, many]
    return found


def main() -> None:
    """Read both documents, write one file."""
    folder = Path(cache.__file__).parent / "documents"
    out: dict[str, Any] = {"methods": []}
    for service, name in DOCUMENTS.items():
        document = json.loads((folder / name).read_text())
        out[service] = {
            message: {key: short(field) for key, field in schema.get("properties", {}).items()}
            for message, schema in document["schemas"].items()
        }
        if service == "sheets":
            out["conditions"] = conditions(document["schemas"]["BooleanCondition"])
        base = "/" + document["servicePath"]
        names = list(document["parameters"])
        out["methods"] += sorted(described(m, base, names) for m in methods(document))
    old = json.loads((folder / "drive.v2.json").read_text())
    out["methods"] += [described(m, "/drive/v2/", []) for m in methods(old) if m["id"] in OLD]
    for name, wanted in GROUPS.items():
        document = json.loads((folder / f"{name}.json").read_text())
        for method in methods(document):
            if method["id"] in wanted:
                method["path"] = method["flatPath"]
                out["methods"].append(described(method, "/", list(document["parameters"])))
    OUT.write_text(json.dumps(out, separators=(",", ":"), sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
