"""The values every stage shares: text with its provenance, documents, tasks, findings and the published rows.

This package imports nothing of ours, so that each stage can be read, tested and replaced alone.
Values between stages are frozen slots dataclasses (tuples, never lists); `schemas.wire` turns them into the JSON
the pipeline passes and checks them on the way back; `schemas.tables` holds the published rows (pydantic).
"""
