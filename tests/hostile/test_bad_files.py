"""The quick part of the suite of bad files, in one run with good ones among them."""

from __future__ import annotations

from pathlib import Path

from scripts.hostile.suite import bad_files, good_files, judged, run, write


def test_the_same_seed_makes_the_same_files() -> None:
    first, second = bad_files(3, quick=True), bad_files(3, quick=True)
    assert [(file.name, file.data) for file in first] == [(file.name, file.data) for file in second]
    assert len({file.name for file in bad_files()}) == len(bad_files()) >= 500


def test_a_run_bears_bad_files_and_reads_the_good_ones_among_them(tmp_path: Path) -> None:
    files = bad_files(quick=True)
    assert len(files) >= 300
    write(files, tmp_path / "in")
    good_files(tmp_path / "good")
    good_files(tmp_path / "in/good")
    assert run(tmp_path / "good", tmp_path / "alone").code == 0
    ended = run(tmp_path / "in", tmp_path / "among")
    verdict = judged(files, tmp_path / "alone", tmp_path / "among", ended)
    assert not verdict.broken, "\n".join([*verdict.told, *verdict.broken])
