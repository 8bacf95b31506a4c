"""Makes the folder that mkdocs builds: the pages of docs/, links that lead out of it, and the reference of the API."""

import json
import os
import pathlib
import re
import shutil
import sys
import urllib.request

SERVICES = {"auth": "who are you?", "vault": "what may you have?", "audit": "what happened?", "sync": "where else must it be?"}
METHODS = ("get", "post", "put", "patch", "delete")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)\s]*)?\)")
root, work, url = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3].rstrip("/")
repository = os.environ.get("CLAVIGER_REPOSITORY", "").rstrip("/")
docs = work / "docs"


def inside(page, target):
    """The link as it is where it stays in docs, else into the repository, else without a link."""
    path = (page.parent / target).resolve()
    return path.is_relative_to(root / "docs") and path.is_file()


def rewritten(page, text):
    def link(found):
        target, anchor = found.group(1), found.group(2) or ""
        if inside(page, target):
            return found.group(0)
        path = (page.parent / target).resolve().relative_to(root)
        return f"]({repository}/{path}{anchor})" if repository else f"](index.md \"{path}\")"

    return LINK.sub(link, text)


def index(readme):
    """The README is the first page; its links begin at the root."""
    text = LINK.sub(lambda found: "](" + ("" if found.group(1).startswith("docs/") else "../") + found.group(1).removeprefix("docs/")
                    + (found.group(2) or "") + ")", readme)
    return rewritten(root / "docs" / "index.md", text)


def kind(schema, components):
    schema = schema or {}
    if "$ref" in schema:
        return f"`{schema['$ref'].rsplit('/', 1)[-1]}`"
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items'), components)}"
    return " or ".join(schema["type"]) if isinstance(schema.get("type"), list) else str(schema.get("type", "object"))


def operation(method, path, found, components):
    lines = [f"### `{method.upper()} {path}`", "", found.get("summary") or found.get("description") or "", ""]
    if not found.get("security"):
        lines += ["Public: no token is needed.", ""]
    parameters = [p for p in found.get("parameters", []) if "$ref" not in p]
    if parameters:
        lines += ["| Parameter | In | Type | Needed |", "|---|---|---|---|"]
        lines += [f"| `{p['name']}` | {p['in']} | {kind(p.get('schema'), components)} | {'yes' if p.get('required') else ''} |" for p in parameters]
        lines.append("")
    for media, content in found.get("requestBody", {}).get("content", {}).items():
        lines += [f"Body, `{media}`: {kind(content.get('schema'), components)}", ""]
    answers = [f"{status} {answer.get('description', '')}".strip() for status, answer in found.get("responses", {}).items()]
    return lines + ["Answers: " + "; ".join(answers) + ".", ""]


def schema(name, found):
    lines = [f"### {name}", "", found.get("description", ""), ""]
    fields = found.get("properties", {})
    if fields:
        lines += ["| Field | Type | Needed |", "|---|---|---|"]
        lines += [f"| `{key}` | {kind(value, {})} | {'yes' if key in found.get('required', []) else ''} |" for key, value in fields.items()]
    return lines + [""]


def reference(service, about):
    with urllib.request.urlopen(f"{url}/api/x/openapi/{service}?format=json") as answer:
        document = json.load(answer)
    components = document.get("components", {}).get("schemas", {})
    lines = [f"# API of {service}-service", "", f"*{about}* Made out of the OpenAPI document that the service serves at `/api/x/openapi/{service}`.", "", "## Routes", ""]
    for path in sorted(document["paths"]):
        for method in METHODS:
            if method in document["paths"][path]:
                lines += operation(method, path, document["paths"][path][method], components)
    lines += ["## Types", ""]
    for name in sorted(components):
        lines += schema(name, components[name])
    (docs / "api").mkdir(exist_ok=True)
    (docs / "api" / f"{service}.md").write_text("\n".join(lines))


shutil.rmtree(docs, ignore_errors=True)
shutil.copytree(root / "docs", docs)
for page in (root / "docs").rglob("*.md"):
    (docs / page.relative_to(root / "docs")).write_text(rewritten(page, page.read_text()))
(docs / "index.md").write_text(index((root / "README.md").read_text()))
if url:
    for service, about in SERVICES.items():
        reference(service, about)
config = (root / "deploy/site/mkdocs.yml").read_text()
if not url:
    config = "\n".join(line for line in config.splitlines() if "api/" not in line and "API reference" not in line) + "\n"
(work / "mkdocs.yml").write_text(config)
