"""Values to files: published rows, Parquet tables, nested JSON and its schema."""
