"""unstructured: the elements of `partition`; a table is taken as the HTML that it gives.

Its sentences come from an English model that it fetches when it runs. They only decide whether a paragraph is called
narrative or a title, which is not looked at here; so a model without weights stands in, and the rest runs as it is.
"""

import html
import sys
from pathlib import Path

import spacy
from unstructured.nlp import tokenize
from unstructured.partition.auto import partition


def without_weights():
    """Sentences by punctuation alone."""
    model = spacy.blank("en")
    model.add_pipe("sentencizer")
    return model


def as_page(elements):
    """The elements one after another."""
    parts = [
        element.metadata.text_as_html if element.category == "Table" and element.metadata.text_as_html
        else f"<p>{html.escape(element.text)}</p>"
        for element in elements
    ]  # fmt: skip
    return "<!DOCTYPE html><html lang=vi><meta charset=utf-8><body>" + "\n".join(parts) + "</body></html>"


if __name__ == "__main__":
    tokenize._load_spacy_model = without_weights
    options = {"strategy": sys.argv[3]} if len(sys.argv) > 3 else {}
    Path(sys.argv[2]).write_text(as_page(partition(sys.argv[1], languages=["vie"], **options)), encoding="utf-8")
