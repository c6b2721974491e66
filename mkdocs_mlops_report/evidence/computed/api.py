"""The application: its routes, what it collects and measures, where it is deployed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_mlops_report.evidence.reading.names import is_within, matches_name
from mkdocs_mlops_report.evidence.reading.python_code import Call, Code
from mkdocs_mlops_report.evidence.reading.sources import Sources

_APPS = ("fastapi.FastAPI", "fastapi.APIRouter", "*.FastAPI", "*.APIRouter")
_ROUTES = (
    "*.get",
    "*.post",
    "*.put",
    "*.delete",
    "*.patch",
    "*.api_route",
    "*.websocket",
    "*.route",
    "*.add_api_route",
)
_PREDICTS = re.compile(
    r"(?i)predict|infer|classif|generat|recommend|detect|segment|transcri|translat|forecast|score|embed|summar|sentiment|model|caption|estimat|recogni|answer|chat|similar|search|price"
)
_MODEL_USE = (
    *(
        "torch.load",
        "torch.jit.load",
        "joblib.load",
        "pickle.load",
        "*.load_model",
        "*.from_pretrained",
        "*.InferenceSession",
    ),
    *(
        "*.load_from_checkpoint",
        "*.load_state_dict",
        "*.predict",
        "*.predict_proba",
        "*.pipeline",
        "*.inference_mode",
        "*.no_grad",
    ),
    *("*.load_checkpoint", "*.YOLO", "*.eval", "*.get_model", "*.generate", "*.predict_step", "*.download_artifact"),
)
_DRIFT = ("evidently", "nannyml", "alibi_detect", "deepchecks", "whylogs", "frouros", "torchdrift")
_WRITES = (
    *("*.to_csv", "csv.writer", "csv.DictWriter", "*.writerow", "*.upload_from_string", "*.upload_from_filename"),
    *("*.upload_from_file", "*.insert_rows_json", "*.insert_one", "sqlite3.connect", "google.cloud.firestore.*"),
    *("google.cloud.bigquery.*", "*.executemany", "*.to_sql", "*.to_parquet"),
)
_COLLECTS = re.compile(
    r"(?i)(log|save|store|record|append|write|collect|persist|add|upload|track)\w*(pred|infer|request|input|output|database|db|entry|row|sample)|(pred|inference|request)\w*(log|db|database|store|collector|csv)"
)
_LOGS = re.compile(r"(?i)\b(input|request|payload|prediction|response)\b")
_DEPLOYS = re.compile(
    r"gcloud( beta| alpha)? run (?:services (?:replace|update)|deploy)|gcloud( beta| alpha)? functions deploy"
    r"|\brun deploy\b|\bfunctions deploy\b|google_cloud_run|google_cloudfunctions"
)
_DEPLOY_ACTION = re.compile(r"(?i)deploy-cloudrun|deploy-cloud-functions|deploy-appengine")
_SERVICE_URL = re.compile(r"[a-z0-9-]+\.run\.app\b|cloudfunctions\.net\b")


def inference_api(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield applications with FastAPI that serve a model; one that only says hello, or watches drift, is not one."""
    found = [(path, code) for path, code in sources.own_code.items() if _app_line(code)]
    serving = [(path, code) for path, code in found if _serves(code) or _reaches_model(sources, code)]
    for path, code in sorted(serving, key=lambda one: is_drift_service(one[1])):
        if not (is_drift_service(code) and not _predicts(code)):
            yield path, _app_line(code)


def _app_line(code: Code) -> int:
    return min((call.line for call in code.calls if matches_name(call.name, _APPS)), default=0)


def routes(code: Code) -> list[Call]:
    """Return the decorators of routes."""
    return [
        call
        for function in code.functions
        for call in function.decorators
        if matches_name(call.name, _ROUTES) and call.texts and call.texts[0].startswith("/")
    ]


def _serves(code: Code) -> bool:
    """Return whether an application has a route, and is named for predictions or uses a model."""
    uses = any(matches_name(call.name, _MODEL_USE) for call in code.calls)
    return bool(routes(code)) and (_predicts(code) or uses)


def _predicts(code: Code) -> bool:
    named = [call.texts[0] for call in routes(code)]
    named += [one.name for one in code.functions if any(matches_name(call.name, _ROUTES) for call in one.decorators)]
    return any(map(_PREDICTS.search, named))


def is_drift_service(code: Code) -> bool:
    """Return whether code uses a library for drift."""
    return any(is_within(name, _DRIFT) for name, _ in code.imports)


def _reaches_model(sources: Sources, code: Code) -> bool:
    """Return whether an application includes routes or a model from another module of the project."""
    own = {path.rsplit("/", 1)[-1].removesuffix(".py") for path in sources.code}
    named = {part for name, _ in code.imports for part in name.split(".")}
    includes = any(call.name.endswith(".include_router") for call in code.calls)
    about_model = {part for part in named & own if re.search(r"(?i)model|predict|infer|onnx", part)}
    return includes or (bool(about_model) and bool(routes(code)))


def onnx_api(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield code that runs ONNX models for an application: in its module, or in one that it imports."""
    apps = {path: code for path, code in sources.own_code.items() if _app_line(code)}
    named = {part for code in apps.values() for name, _ in code.imports for part in name.split(".")}
    for path, code in sources.own_code.items():
        line = min((call.line for call in code.calls if call.name.endswith("InferenceSession")), default=0)
        if line and (path in apps or path.rsplit("/", 1)[-1].removesuffix(".py") in named):
            yield path, line


def deployed_api(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield what deploys to Cloud Run or Functions, if there is something to serve a model."""
    serves = any(True for _ in inference_api(sources)) or any(
        is_within(name, ("functions_framework", "bentoml", "flask", "torchserve", "streamlit", "gradio"))
        for code in sources.own_code.values()
        for name, _ in code.imports
    )
    if not serves:
        return
    for path, commands in sources.builds.items():
        line = next((one.line for one in commands if _DEPLOYS.search(one.text)), 0)
        if line:
            yield path, line
    for path, workflow in sources.workflows.items():
        yield from ((path, line) for name, line in workflow.uses if _DEPLOY_ACTION.search(name))
    for path, values in sources.yaml.items():
        line = next((one.line for one in values if one.key == "apiVersion" and "serving.knative.dev" in one.text), 0)
        if line:
            yield path, line
    for path, code in sources.own_code.items():
        yield from ((path, call.line) for call in code.calls if call.name.startswith("functions_framework."))


def service_urls(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the line of the report that has the URL of a service in the cloud."""
    text = sources.snapshot.text(sources.report) if sources.report else None
    for number, line in enumerate((text or "").splitlines(), start=1):
        if _SERVICE_URL.search(line[:1000]):
            yield sources.report, number
            return


def collected_predictions(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield applications that predict and keep inputs or predictions."""
    for path, code in sources.own_code.items():
        if not (_app_line(code) and _predicts(code)):
            continue
        writes = [call.line for call in code.calls if matches_name(call.name, _WRITES)]
        writes += [call.line for call in code.calls if call.name == "open" and "a" in call.texts]
        hands_over = [
            call.line for call in code.calls if call.name.endswith(".add_task") or _COLLECTS.search(call.name)
        ]
        if hands_over and (writes or _imports_collector(code)):
            yield path, hands_over[0]
        elif writes:
            yield path, writes[0]


def logged_predictions(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield code that predicts and logs inputs or answers."""
    for path, code in sources.own_code.items():
        if any(call.name.endswith((".predict", ".predict_step")) or call.name == "predict" for call in code.calls):
            lines = [
                call.line for call in code.calls if call.name.endswith(".info") and any(map(_LOGS.search, call.texts))
            ]
            if lines:
                yield path, lines[0]


def _imports_collector(code: Code) -> bool:
    return any(_COLLECTS.search(name.rsplit(".", 1)[-1]) for name, _ in code.imports)


def drift_api(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield applications that look for drift."""
    for path, code in sources.own_code.items():
        names = [call.texts[0] for call in routes(code)] + [name for name, _ in code.imports]
        if _app_line(code) and (is_drift_service(code) or any("drift" in name.lower() for name in names)):
            yield path, _app_line(code)


def deployed_drift_api(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield those applications that a container file, a workflow or a build of the cloud names."""
    for path, line in drift_api(sources):
        code = sources.code[path]
        if not is_drift_service(code) and not any("drift" in name.lower() for name, _ in code.imports):
            continue
        module = path.rsplit("/", 1)[-1].removesuffix(".py")
        dotted = re.compile(rf"(?:[/.]|\b){re.escape(module)}(?::|\.py|\b)")
        for build, commands in sources.builds.items():
            if build not in sources.template and any(dotted.search(one.text) for one in commands):
                deployed = any(_DEPLOYS.search(one.text) for every in sources.builds.values() for one in every)
                if deployed:
                    yield path, line
                break


def metrics_route(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield applications with a route for metrics, or that measure the machine they run on."""
    for path, code in sources.own_code.items():
        if not _app_line(code):
            continue
        lines = [call.line for call in routes(code) if call.texts[0].rstrip("/").endswith("/metrics")]
        lines += [call.line for call in code.calls if call.name.startswith("psutil.")]
        lines += [call.line for call in code.calls if call.name.endswith(".mount") and "/metrics" in call.texts]
        if lines:
            yield path, min(lines)
