"""What a Spark cluster runs: finds the duplicates of files of any number of parts, and writes the clusters as files.

    spark-submit --master yarn --archives env.tar.gz#env job.py hdfs:///clients hdfs:///duplicates --id ID --map name=Client ...

The first folder holds Parquet, or CSV with headers where its name ends in .csv. The second one comes to hold Parquet with a line
for each row that has a duplicate: its ID, the number of its cluster, the score from 0 to 1, and the reasons in both languages.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Any

from sheets_crm.errors import UsageError
from sheets_crm.linkage.spark import Spark, running
from sheets_crm.matching.columns import KEYS, Contacts
from sheets_crm.matching.duplicates import Duplicates, find_duplicates
from sheets_crm.matching.reading import Part, Task, read_values
from sheets_crm.model.text import Text


def link_files(session: Any, source: str, target: str, ids: str, named: Sequence[tuple[str, str]]) -> Duplicates:
    """Find the duplicates of the files of a folder and write them to another; what stands there is replaced."""
    reader = session.read
    files = reader.csv(source, header=True, escape='"', multiLine=True) if source.endswith(".csv") else reader.parquet(source)
    titles = list(dict.fromkeys([ids, *(title for _, title in named)]))
    missing = [title for title in titles if title not in files.columns]
    if missing:
        raise UsageError(
            Text(f"нет столбцов: {', '.join(missing)}", f"no such columns: {', '.join(missing)}"),
            where=source,
            mend=Text(f"Есть: {', '.join(files.columns)}", f"There are: {', '.join(files.columns)}"),
        )
    rows = files.selectExpr(*(f"coalesce(cast(`{title}` AS string), '') AS `{title}`" for title in titles)).toPandas()
    columns: dict[str, tuple[list[str], ...]] = {}
    for key, title in named:
        columns[key] = (*columns.get(key, ()), rows[title].tolist())
    others = tuple(title for key, title in named if key == "other")

    def spread(tasks: Sequence[Task]) -> Iterable[Part]:
        read: list[Part] = session.sparkContext.parallelize(tasks, max(len(tasks), 1)).map(read_values).collect()
        return read

    found = find_duplicates(Contacts(len(rows), columns, others), spread, Spark(session))
    lines = _lines(found, rows[ids].tolist())
    schema = "id string, cluster long, score double, reasons_ru string, reasons_en string"
    session.createDataFrame(lines, schema).write.mode("overwrite").parquet(target)
    return found


def _lines(found: Duplicates, ids: Sequence[str]) -> list[tuple[str, int, float, str, str]]:
    return [
        (ids[row], number, one.score, "; ".join(said.ru for said in one.reasons), "; ".join(said.en for said in one.reasons))
        for number, one in enumerate(found.clusters)
        for row in one.rows
    ]


def main() -> None:
    """Run by spark-submit."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("source")
    ask.add_argument("target")
    ask.add_argument("--id", required=True, help="the column that tells rows apart")
    ask.add_argument("--map", action="append", required=True, metavar="KEY=COLUMN", help=f"keys: {', '.join(KEYS)}")
    args = ask.parse_args()
    named = [(key, title) for key, _, title in (one.partition("=") for one in args.map)]
    if unknown := [key for key, title in named if key not in KEYS or not title]:
        ask.error(f"--map: {', '.join(unknown)}")
    link_files(running(), args.source, args.target, args.id, named)


if __name__ == "__main__":
    main()
