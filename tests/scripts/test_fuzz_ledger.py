"""Time of fuzzing adds up over runs, and what is kept of them is small, reaches most, and comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.fuzz import kept, ledger, supervision
from scripts.fuzz.targets import TARGETS


def test_a_run_adds_to_what_stands_and_leaves_the_comments(tmp_path: Path) -> None:
    path = tmp_path / "seconds.tsv"
    path.write_text("# how it began\ntarget\tseconds\texecutions\tlast_run\nhtml\t328\t0\t\n")
    ledger.add_to_ledger("pdf", 10, 7, path)
    ledger.add_to_ledger("html", 100, 5, path)
    told = ledger.add_to_ledger("html", 100, 5, path)
    assert (told.seconds, told.executions) == (528, 10)
    assert path.read_text().startswith("# how it began\ntarget\t")
    assert {name: spent.seconds for name, spent in ledger.read_ledger(path).items()} == {"html": 528, "pdf": 10}
    assert ledger.read_ledger(path)["pdf"].last_run > "2026"


def test_every_target_has_its_line_in_the_ledger() -> None:
    assert set(ledger.read_ledger()) == set(TARGETS)


def test_kept_inputs_come_back_whatever_their_order(tmp_path: Path) -> None:
    kept.write_kept("html", [b"longer", b"\x00\xff", b"", b"longer"], tmp_path)
    first = (tmp_path / "html.tar.xz").read_bytes()
    assert kept.kept_inputs("html", tmp_path) == [b"", b"\x00\xff", b"longer"]
    kept.write_kept("html", [b"", b"longer", b"\x00\xff"], tmp_path)
    assert (tmp_path / "html.tar.xz").read_bytes() == first


def test_what_is_kept_stays_within_its_limits() -> None:
    large = {bytes([number]) * 4_000: frozenset({number}) for number in range(100)}
    assert sum(map(len, kept.chosen(large))) <= kept.MOST_BYTES
    small = {bytes([number]): frozenset({number}) for number in range(100)}
    assert len(kept.chosen(small)) == kept.MOST_FILES
    assert kept.chosen({b"x" * (kept.MOST_BYTES_A_FILE + 1): frozenset({1})}) == []


@pytest.mark.parametrize(
    ("log", "count"),
    [
        (b"INFO: Seed: 1\n", 0),
        (b"#2\tINITED exec/s: 0\n#256\tpulse  corp: 1/1b\n", 256),
        (b"#256\tpulse\nstat::number_of_executed_units: 281\nstat::average_exec_per_sec:     140\n", 281),
    ],
)
def test_executions_are_what_was_told_last(log: bytes, count: int) -> None:
    assert supervision.executed(log) == count


def test_what_was_kept_stays_where_nothing_can_be_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(name: str, out: Path, flags: list[str], most: float) -> None:
        """A process that ends before it has looked at an input."""

    def write(name: str, inputs: list[bytes]) -> None:
        raise AssertionError(f"{name} is written with {len(inputs)} inputs")

    monkeypatch.setattr(supervision, "OUT", tmp_path)
    monkeypatch.setattr(supervision, "_run", fails)
    monkeypatch.setattr(supervision, "write_kept", write)
    assert supervision.keep("hocr") is None


def test_a_damaged_ledger_is_told_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "seconds.tsv").write_text("html\t328\n")
    with pytest.raises(ValueError, match=r"seconds.tsv: 'html\\t328' has not the columns target, seconds"):
        ledger.read_ledger(tmp_path / "seconds.tsv")


def test_what_ended_a_process_is_no_seed_of_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "OUT", tmp_path)
    out = supervision.prepare("hocr")
    seeds = sorted(path.name for path in (out / "corpus").iterdir())
    (out / "found" / f"timeout-{seeds[0]}").touch()
    (out / "found" / f"slow-unit-{seeds[1]}").touch()
    supervision.prepare("hocr")
    assert sorted(path.name for path in (out / "corpus").iterdir()) == seeds[1:]
