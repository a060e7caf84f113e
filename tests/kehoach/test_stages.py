"""Every stage's JSON reads back to the same value, and the stages run alone give what the pipeline gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kehoach.run import RunResult
from kehoach.stage_command import run_stage
from kehoach.stages import STEPS, bundle_of, read_bytes
from outputs.rows import rows_of
from schemas import wire
from schemas.document import Document

_SAMPLES = sorted((Path(__file__).resolve().parents[2] / "corpus" / "samples").glob("*.txt"))


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem[:3])
def test_every_value_between_stages_survives_its_json(path: Path) -> None:
    value: object = read_bytes(path.read_bytes(), path.name)
    for name, step in ((None, None), *STEPS):
        value = step(value) if step else value
        if isinstance(value, Document):
            assert wire.load_document(wire.dump_document(value)) == value, name
        else:
            assert wire.load_bundle(wire.dump_bundle(value)) == value, name  # type: ignore[arg-type]


# These share no act with another sample; in a run, copies of one act are read again side by side.
@pytest.mark.parametrize("path", _SAMPLES[1:3], ids=lambda path: path.stem[:3])
def test_stages_alone_give_what_the_pipeline_gives(path: Path, demo: tuple[Path, RunResult]) -> None:
    data = path.read_bytes()
    for name in ("read", "repair", "parse", "resolve", "check"):
        data = run_stage(name, data, path.name)
    bundle = wire.load_bundle(data)
    assert bundle == bundle_of(read_bytes(path.read_bytes(), path.name))
    _, result = demo
    published = next(rows for rows in result.sources if rows.source.path == path.name)
    assert rows_of(bundle).tasks == published.tasks


def _document() -> dict[str, object]:
    loaded: dict[str, object] = json.loads(run_stage("read", "Kế hoạch năm 2021\n".encode(), "a.txt"))
    return loaded


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "bundle"}, "expected a document, got a bundle"),
        ({"schema_version": 0}, "another version"),
        ({"more": 1}, "expected an object with"),
    ],
)
def test_an_envelope_that_is_not_ours_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(wire.WireError, match=message):
        run_stage("repair", json.dumps({**_document(), **change}).encode(), "-")


def test_a_value_with_an_unknown_key_is_refused_at_any_depth() -> None:
    document = _document()
    document["content"]["blocks"][0]["fragment"]["colour"] = "red"  # type: ignore[index]
    with pytest.raises(wire.WireError, match="fragment"):
        run_stage("repair", json.dumps(document).encode(), "-")


def test_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(wire.WireError, match="not JSON"):
        run_stage("parse", b"KE HOACH", "-")
