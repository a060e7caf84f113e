"""Review files: read from a folder, checked, and laid beside the sources they are about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kehoach.exit_codes import CannotGoOn
from schemas.decision import Bundle
from schemas.document import Problem
from schemas.review import Review, SourceReviews, problem_of
from schemas.wire import WireError, load_reviews

FOLDER = "reviews"
_DIGITS = 16
_ADVICE = "Mend the file or take it away."
_LARGEST = 32 * 2**20  # bytes of a file


class ReviewError(CannotGoOn):
    """A review file that cannot be used; the message says which, where and why."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about one source: the reviews that count, and the problems there are with them."""

    reviews: tuple[Review, ...] = ()
    problems: tuple[Problem, ...] = ()

    def onto(self, parsed: Bundle) -> Bundle:
        """`parsed` with the reviews, for the steps that follow."""
        if not (self.reviews or self.problems):
            return parsed
        document = parsed.document
        said = replace(document, reviews=self.reviews, problems=document.problems + self.problems)
        return replace(parsed, document=said, problems=parsed.problems + self.problems)

    def version(self, rows: str) -> str:
        """The version of a source's rows, of which that of the code is `rows`, in the light of what was said."""
        if not (self.reviews or self.problems):
            return rows
        return f"{rows}+{hashlib.sha256(repr(self).encode()).hexdigest()[:_DIGITS]}"


@dataclass(frozen=True, slots=True)
class ReviewBook:
    """Reviews by the id of the source they are about."""

    by_source: Mapping[str, SourceReviews] = field(default_factory=dict)

    def about(self, source_id: str, path: str) -> Said:
        """What was said about a source, of each subject the last word.

        Reviews of other bytes that lay at the same path do not fit any more, and become a problem.
        """
        own = self.by_source.get(source_id)
        if own is not None:
            said_last = tuple({subject_of(review): review for review in own.reviews}.values())
            return Said(said_last, tuple(_disputes(own.reviews)))
        outdated = (reviews for _, reviews in sorted(self.by_source.items()) if reviews.path == path)
        return Said((), tuple(_outdated(reviews) for reviews in outdated))

    def without(self, source_ids: Iterable[str], paths: Iterable[str]) -> list[SourceReviews]:
        """Reviews of sources that are neither among these ids nor at these paths."""
        ids, known = set(source_ids), set(paths)
        return [one for key, one in sorted(self.by_source.items()) if key not in ids and one.path not in known]


NO_REVIEWS = ReviewBook()


def load_book(folder: Path) -> ReviewBook:
    """All review files (`*.json`) of a folder; no folder, no reviews.

    Several files may be about one source: what was said last (`at`, then the name of the file) counts, and the same
    said twice counts once.

    Raises:
        ReviewError: a file is no review file, or a review in it cannot be applied.
    """
    found: dict[str, list[SourceReviews]] = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        reviews = read_reviews(path)
        found.setdefault(reviews.source_id, []).append(reviews)
    return ReviewBook({key: _merged(files) for key, files in found.items()})


def book_of_run(out: Path, folder: Path | None) -> ReviewBook:
    """What people said about the sources of the run in `out`: in `folder`, by default in its own folder of reviews.

    Raises:
        ReviewError: there is no such folder; see `load_book`.
    """
    if folder is not None and not folder.is_dir():
        raise ReviewError(f"There is no folder {folder} with reviews.")
    return load_book(folder or out / FOLDER)


def read_reviews(path: Path) -> SourceReviews:
    """The reviews in one file.

    Raises:
        ReviewError: see `load_book`.
    """
    if not path.is_file() or path.stat().st_size > _LARGEST:
        why = f"it is no regular file, or has more than {_LARGEST} bytes"
        raise ReviewError(f"{path} is no file of reviews: {why}. {_ADVICE}")
    try:
        return checked(load_reviews(path.read_bytes()))
    except (WireError, UnicodeDecodeError, OSError) as error:
        raise ReviewError(f"{path} is no file of reviews: {error}. {_ADVICE}") from error
    except ReviewError as error:
        raise ReviewError(f"{path}: {error}. {_ADVICE}") from error


def checked(reviews: SourceReviews) -> SourceReviews:
    """`reviews`, every one of which can be applied.

    Raises:
        ReviewError: one cannot; the message says which and why.
    """
    for number, review in enumerate(reviews.reviews, start=1):
        if problem := problem_of(review):
            raise ReviewError(f"review {number} (page {review.page}, line {review.line}): {problem}")
    return reviews


def _merged(files: list[SourceReviews]) -> SourceReviews:
    every = sorted((review for file in files for review in file.reviews), key=lambda review: review.at or "")
    return SourceReviews(files[-1].source_id, files[-1].path, tuple(dict.fromkeys(every)))


def subject_of(review: Review) -> tuple[object, ...]:
    """What a review is about: two reviews of one subject, said differently, exclude each other."""
    if review.verdict in ("accept", "reject"):
        return ("text", review.raw, review.page, review.line, review.cell, review.start, review.before)
    if review.verdict == "confirm":
        return ("row", review.row, review.page, review.line)
    return ("field", review.row, review.kind, review.page, review.line, review.field)


def _disputes(reviews: tuple[Review, ...]) -> Iterator[Problem]:
    """Subjects on which two people differ; the last one's word was taken."""
    last: dict[tuple[object, ...], Review] = {}
    for review in reviews:
        subject = subject_of(review)
        before = last.get(subject)
        if before and before.reviewer != review.reviewer and (before.verdict, before.after) != _said(review):
            yield Problem(
                "review_conflict",
                f"{before.reviewer or 'someone'} reviewed {review.field or review.before!r} as {before.after!r} "
                f"({before.verdict}), {review.reviewer or 'someone'} later as {review.after!r} ({review.verdict})",
                "the later one was taken",
                review.page,
                review.line,
            )
        last[subject] = review


def _said(review: Review) -> tuple[str, str | None]:
    return review.verdict, review.after


def _outdated(reviews: SourceReviews) -> Problem:
    return Problem(
        "review_unfit",
        f"{len(reviews.reviews)} review(s) were made of other bytes of this file (source {reviews.source_id})",
        "review the file again, or restore the one that was reviewed",
    )
