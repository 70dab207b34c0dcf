"""The tables of a bundle as Parquet, DuckDB, SQLite or PostgreSQL, with the types and keys that `spec` tells."""
