"""Tables as streams of Arrow batches: files that hold tables, and the staging of every table as Parquet."""
