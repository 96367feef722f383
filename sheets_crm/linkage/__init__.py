"""The comparison of a table given to engines that outgrow one process: Splink on DuckDB, Splink on a Spark cluster."""
