"""The command line: parses, calls, prints. What a command does is in the module it imports when it runs.

Imports inside the commands keep `kehoach --help` quick: polars, pydantic and the gazetteer load where they are used.
"""

from __future__ import annotations

import datetime as dt
import enum
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kehoach.exit_codes import ExitCode
from kehoach.languages import LanguageName, chosen_language
from kehoach.limit_options import takes_limits
from kehoach.limits import Limits

app = typer.Typer(
    name="kehoach",
    help="Reads Vietnamese plan decisions and writes validated tables of their tasks.",
    epilog="Start with: kehoach ingest FOLDER --out DIR",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

corpus = typer.Typer(
    help="What a run teaches the corpus.",
    epilog="Example: kehoach corpus add build/demo",
    no_args_is_help=True,
)
app.add_typer(corpus, name="corpus")


class StageName(enum.StrEnum):
    """The stages that can be run alone."""

    READ = "read"
    REPAIR = "repair"
    PARSE = "parse"
    RESOLVE = "resolve"
    CHECK = "check"


class Engine(enum.StrEnum):
    """Who does the work."""

    LOCAL = "local"
    DASK = "dask"


Out = Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a run.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=0, show_default="cores", help="Worker processes; 0: in this one, without limits."),
]
FollowLinks = Annotated[bool, typer.Option("--follow-links", help="Read links that lead out of the folders named.")]
MaxFailures = Annotated[str | None, typer.Option(metavar="N|N%", help="Exit with 6 if more sources fail than that.")]
Expected = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Exit with 6 if columns are filled less than it says (TOML).")
]
State = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="With a URL for --out: the folder on this machine where the run is kept."),
]
Partition = Annotated[
    str | None, typer.Option(metavar="COLUMNS", help="Datasets of many files instead of one a table: province,year")
]
Reviews = Annotated[
    Path | None,
    typer.Option("--reviews", metavar="DIR", help="Folder of review files to put in; by default the run's reviews."),
]
LogJson = Annotated[bool, typer.Option("--log-json", help="One JSON line a source on stderr, no bar.")]


@app.command(
    epilog="Example: kehoach ingest corpus/samples 'archive/**/*.txt' --out build/run --jobs 8 --max-failures 2%"
)
@takes_limits
def ingest(
    sources: Annotated[
        list[str], typer.Argument(metavar="SRC...", help="Files, folders, quoted glob patterns, or URLs like s3://...")
    ],
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="Folder for the tables, made where missing; or a URL.")
    ],
    state: State = None,
    jobs: Jobs = None,
    engine: Annotated[Engine, typer.Option(help="Where the work is done: on this machine, or on a cluster.")] = (
        Engine.LOCAL
    ),
    scheduler: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="With --engine dask: the scheduler's address.")
    ] = None,
    limits: Limits = Limits(),  # noqa: B008 - a value that never changes
    max_failures: MaxFailures = None,
    expectations: Expected = None,
    partition: Partition = None,
    reviews: Reviews = None,
    follow_links: FollowLinks = False,
    log_json: LogJson = False,
) -> int:
    """Read sources and write the tables, the nested JSON and the run's facts.

    What is done is kept in DIR/.kehoach: typed again, the command goes on where it stopped, and reads what changed.
    """
    from kehoach.ingest_command import RunOptions, ingest_command
    from kehoach.remote import is_remote, local_path

    options = RunOptions(
        jobs=jobs,
        limits=limits,
        log_json=log_json,
        max_failures=max_failures,
        expectations=expectations,
        partition=tuple(partition.split(",")) if partition else (),
        scheduler=scheduler,
        reviews=reviews,
        follow_links=follow_links,
    )
    if (engine is Engine.DASK) != (scheduler is not None):
        raise typer.BadParameter("--engine dask and --scheduler tcp://HOST:PORT go together")
    if not is_remote(out):
        return ingest_command(sources, Path(local_path(out)), options)
    if state is None:
        raise typer.BadParameter(f"say with --state DIR where on this machine the run for {out} is kept between times")
    return ingest_command(sources, state, replace(options, upload=out))


@app.command(epilog="Example: kehoach status build/run --all")
def status(
    out: Out,
    every: Annotated[bool, typer.Option("--all", help="Every failed source, not the first ones.")] = False,
) -> int:
    """Say what is done, stale, failed and still to do in the folder of a run, and why."""
    from kehoach.status_command import status_command

    return status_command(out, every=every)


@app.command(epilog="Example: kehoach retry build/run --code timed_out --timeout 600")
@takes_limits
def retry(
    out: Out,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed; this is the default.")] = False,
    code: Annotated[str | None, typer.Option(metavar="CODE", help="Only what failed with this code.")] = None,
    jobs: Jobs = None,
    limits: Limits = Limits(),  # noqa: B008 - a value that never changes
    log_json: LogJson = False,
) -> int:
    """Work on failed sources again, with the arguments of the last run, and write the tables anew."""
    from kehoach.ingest_command import RunOptions
    from kehoach.retry_command import retry_command

    if failed and code:
        raise typer.BadParameter("give --failed or --code, not both")
    return retry_command(out, code, RunOptions(jobs, limits, log_json))


@app.command(epilog="Example: kehoach show corpus/samples/000_7a582e49c9fdfbfb.txt")
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A source, or the JSON record of one from a run.")],
    everything: Annotated[bool, typer.Option("--all", help="Every repair and finding, not the first ones.")] = False,
    repairs: Annotated[bool, typer.Option("--repairs", help="Only the repairs, each with its reason.")] = False,
) -> int:
    """Show what one file holds as a tree: documents, tasks, findings and repairs."""
    from kehoach.show import show_command

    return show_command(file, limit=None if everything else 12, repairs_only=repairs)


@app.command(epilog="Example: kehoach stage read plan.txt | kehoach stage repair - | kehoach stage parse -")
def stage(
    name: Annotated[StageName, typer.Argument(metavar="STAGE", help="Which stage.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="A source for `read`, else JSON; `-` reads stdin.")],
) -> int:
    """Run one stage alone: JSON of the stage before in, JSON of this stage out."""
    from kehoach.stage_command import stage_command

    return stage_command(name.value, file)


@app.command(epilog="Example: kehoach score build/demo corpus/gold --against build/before --fail-on-loss")
def score(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a run.")],
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="Folders with truth, one JSON file a source.")],
    errors: Annotated[int, typer.Option(help="Print the first N differences.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    against: Annotated[
        Path | None, typer.Option(metavar="BASE", help="Print every field that changed from this run, or kept base.")
    ] = None,
    fail_on_loss: Annotated[
        bool, typer.Option("--fail-on-loss", help="End with 6 where a field that was right in BASE is wrong now.")
    ] = False,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep in DIR what --against needs of this run, and no more.")
    ] = None,
) -> int:
    """Compare a run's tables with the truth and print a figure a field."""
    from kehoach.score_command import ScoreOptions, score_command

    return score_command(out, gold, ScoreOptions(errors, as_json, against, fail_on_loss, keep))


@app.command(name="repair-report", epilog="Example: kehoach repair-report build/demo --sheet build/repairs.tsv")
def repair_report(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a run.")],
    sheet: Annotated[Path, typer.Option("--sheet", metavar="FILE", help="The sheet: written first, then read.")],
    size: Annotated[int, typer.Option(help="Corrections on the sheet.", min=1)] = 100,
    seed: Annotated[int, typer.Option(help="Another seed draws another sample.")] = 0,
) -> int:
    """Draw corrections for a person to mark, and print their precision once they are marked."""
    from kehoach.repair_report import repair_report_command

    return repair_report_command(out, sheet, size=size, seed=seed)


AskedLanguage = Annotated[
    LanguageName | None, typer.Option("--lang", help="vi or en; by default Vietnamese where the locale is.")
]
SourcesFolder = Annotated[
    Path | None, typer.Option("--sources", metavar="DIR", help="Where the sources lie now, if they were moved.")
]


@app.command(epilog="Example: kehoach report build/demo --lang vi")
def report(
    out: Out,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="Folder of the report; by default OUT/report.")
    ] = None,
    sources: SourcesFolder = None,
    lang: AskedLanguage = None,
) -> int:
    """Write a folder of HTML that shows what was read beside what came of it, to look at and to review."""
    from kehoach.report import report_command

    return report_command(out, into, sources, chosen_language(lang))


@app.command(epilog="Example: kehoach review build/demo --no-browser")
def review(
    out: Out,
    sources: SourcesFolder = None,
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.", min=0, max=65535)] = 0,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    lang: AskedLanguage = None,
) -> int:
    """Serve the report on this machine alone; what is reviewed there is saved into OUT/reviews."""
    from kehoach.review_server import review_command

    return review_command(out, sources, port, chosen_language(lang), browser=browser)


@corpus.command(name="add", epilog="Example: kehoach corpus add build/demo --source plan.txt")
def corpus_add(
    out: Out,
    cases: Annotated[Path, typer.Option("--cases", metavar="DIR", help="Folder of the cases.")] = Path("corpus/cases"),
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="ID", help="Only this source (id or path); may be repeated.")
    ] = None,
) -> int:
    """Write the rows of a run that people looked at as cases for the tests."""
    from kehoach.reviewed_cases import corpus_add_command

    return corpus_add_command(out, cases, source or ())


@app.command(epilog="Example: kehoach export build/demo --xlsx plans.xlsx --sqlite plans.db")
def export(
    out: Out,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="A workbook, a sheet a table.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="DIR", help="A CSV file a table.")] = None,
    sqlite: Annotated[Path | None, typer.Option("--sqlite", metavar="FILE", help="A database with views.")] = None,
    duckdb: Annotated[Path | None, typer.Option("--duckdb", metavar="FILE", help="A database with views.")] = None,
    lang: AskedLanguage = None,
) -> int:
    """Write a run's tables as a workbook, CSV files or a database; what is there is replaced."""
    from kehoach.export_command import export_command

    return export_command(out, chosen_language(lang), xlsx=xlsx, csv=csv, sqlite=sqlite, duckdb=duckdb)


@app.command(epilog="Example: kehoach plots build/demo --into build/plots")
def plots(
    out: Out,
    into: Annotated[Path | None, typer.Option("--into", metavar="DIR", help="By default OUT/plots.")] = None,
    lang: AskedLanguage = None,
) -> int:
    """Draw a run as SVG: leads and quarters, money, who works with whom, deadlines, quality of the data."""
    from kehoach.plots_command import plots_command

    return plots_command(out, into, chosen_language(lang))


@app.command(epilog="Example: kehoach compare build/demo 2070/QĐ-UBND '1657/QĐ-SGD&ĐT'")
def compare(
    out: Out,
    first: Annotated[
        str | None, typer.Argument(metavar="[A]", help="A plan: its number, that of its decision, its id, or its file.")
    ] = None,
    second: Annotated[str | None, typer.Argument(metavar="[B]", help="The other plan.")] = None,
    least: Annotated[float, typer.Option(help="Without A and B: share of the shorter plan.", min=0, max=1)] = 0.2,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> int:
    """Show which tasks two plans keep, reword, add and drop; without A and B, which plans repeat which."""
    from kehoach.compare_command import compare_command

    return compare_command(out, first, second, least=least, as_json=as_json)


@app.command(epilog="Example: kehoach schema > schema.json")
def schema(
    markdown: Annotated[bool, typer.Option("--markdown", help="The tables as documentation instead.")] = False,
) -> int:
    """Print the JSON Schema of the nested records, or the documentation of the tables."""
    from outputs.nested_json import json_schema
    from outputs.table_docs import tables_markdown

    sys.stdout.write(tables_markdown() if markdown else json_schema().decode())
    return ExitCode.OK


@app.command(epilog="Example: kehoach agencies 'SNV' --on 2019-01-01 --province 'Bình Định'")
def agencies(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name as a plan prints it.")],
    on: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day the document was issued.")] = None,
    province: Annotated[str | None, typer.Option(help="Province of the issuer, without tỉnh/thành phố.")] = None,
    level: Annotated[str | None, typer.Option(help="Level of the issuer: province, district, commune ...")] = None,
) -> int:
    """Tell what the gazetteer makes of an agency's name, and why."""
    from kehoach.agencies_command import agencies_command

    return agencies_command(name, on.date() if on else None, province, level)


@app.command(epilog="Example: kehoach doctor")
def doctor() -> int:
    """Check what the work needs: Python, packages, Tesseract, names, write access."""
    from kehoach.doctor import doctor_command

    return doctor_command()


@app.command(epilog="Example: kehoach bench corpus/samples --unseen corpus/composed/texts")
def bench(
    samples: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder with text dumps.")],
    rounds: Annotated[int, typer.Option(help="Variants of each file in the steady state.", min=1)] = 3,
    unseen: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Other text dumps, read once after.")] = None,
    batch: Annotated[int, typer.Option(help="Measure whole batches of so many invented decisions, too.", min=0)] = 0,
    scan: Annotated[Path | None, typer.Option(metavar="FILE", help="With --batch: a scanned page.")] = None,
    scans: Annotated[int, typer.Option(help="With --scan: how often it is read.", min=0)] = 20,
) -> int:
    """Measure speed from bytes to tables, the share of each stage, the start-up, and whole batches."""
    from kehoach.bench import bench_command

    code = bench_command(samples, rounds, unseen)
    if code == ExitCode.OK and batch:
        from kehoach.bench_batch import batch_command

        batch_command(batch, scans, scan)
    return code
