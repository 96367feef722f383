"""Finds duplicates with this program and with others, each in a process of its own, and prints how well and at what cost.

    python benchmarks/duplicates.py [--tables 1k 10k hard 100k 1m] [--data DIR] [--tools ours exact ...] [--also splink=PYTHON]

The generated tables come from contacts.py, with the same seeds every time; those of DIR (NAME.csv with the truth in the column
cluster_id, and maps.json) are scored as well. P, R and F are pairwise; seconds are of the whole process, of the processor and
of the clock; MiB is its peak. The others are in the dependency group `benchmark`; one that is not installed is left out.
`--also` runs one by another Python too, such as Splink 5 beside 4.
"""

# ruff: noqa: PLC0415 - each process imports its one tool, and its memory is measured

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TABLES = {
    "1k": (1000, 1.0, 1),
    "10k": (10_000, 1.0, 1),
    "hard": (10_000, 2.0, 2),
    "100k": (100_000, 1.0, 4),
    "1m": (1_000_000, 1.0, 5),
}
QUADRATIC, LONG_RUN = 10_000, 200_000
"""Up to so many rows all pairs are compared by the baseline; beyond the second number only this program runs."""
ALIKE, SURE = 85, 0.95
NAMING = {"name", "given_name", "surname", "birth_date", "birth_year", "birth_month", "birth_day"}
LEAST_TOLD = 0.1
LIMIT_SECONDS = 900
Columns = dict[str, list[list[str]]]
Pairs = Iterable[tuple[int, int]]
csv.field_size_limit(sys.maxsize)


def read(table: Path, told: Sequence[str]) -> tuple[Columns, int]:
    """Read the named columns, trimmed and in small letters; phones as their last ten digits."""
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns: Columns = defaultdict(list)
    for one in told:
        key, _, title = one.partition("=")
        texts = [" ".join(row[title].lower().split()) for row in rows]
        columns[key].append(["".join(filter(str.isdigit, text))[-10:] for text in texts] if key == "phone" else texts)
    return columns, len(rows)


def exact(columns: Columns, _rows: int) -> Pairs:
    """Pair rows with the same phone, or the same e-mail address."""
    for key in ("phone", "email"):
        for texts in columns.get(key, []):
            first: dict[str, int] = {}
            for row, text in enumerate(texts):
                if text:
                    yield first.setdefault(text, row), row


def rapidfuzz(columns: Columns, rows: int) -> Pairs:
    """Pair rows whose words, put in order, are alike."""
    from rapidfuzz import fuzz, process

    if rows > QUADRATIC:
        raise SystemExit("quadratic")
    told = [one for key, many in columns.items() if key in NAMING for one in many]
    whole = [" ".join(sorted(" ".join(said).split())) for said in zip(*told, strict=True)]
    for start in range(0, rows, 500):
        found = process.cdist(whole[start : start + 500], whole[start:], scorer=fuzz.ratio, score_cutoff=ALIKE)
        yield from ((start + a, start + b) for a, b in zip(*(side.tolist() for side in found.nonzero()), strict=True) if a < b)


def frame(columns: Columns, rows: int) -> Any:  # noqa: ANN401 - pandas is imported where it is used
    """Lay the columns out by name, the second phone as phone_2; what hardly any row tells is left out."""
    import pandas as pd

    named = {f"{key}_{at}" if at > 1 else key: texts for key, many in columns.items() for at, texts in enumerate(many, 1)}
    table = pd.DataFrame(named).astype(object).replace({"": None})
    told = table.loc[:, table.notna().mean() > LEAST_TOLD]
    return told.where(told.notna(), None).assign(unique_id=range(rows))


def splink(columns: Columns, rows: int) -> Pairs:
    """Splink as its tutorial does it: comparisons by kind of column, u by sampling, m by expectation and maximisation."""
    import logging
    from importlib.metadata import version

    from splink import Linker, SettingsCreator, block_on
    from splink import comparison_library as cl
    from splink.backends.duckdb import DuckDBAPI

    logging.disable(logging.CRITICAL)
    table = frame(columns, rows)
    names = [name for name in table.columns if name != "unique_id"]
    kinds = {
        "phone": cl.ExactMatch,
        "email": cl.EmailComparison,
        "postcode": cl.ExactMatch,
        "city": cl.ExactMatch,
        "other": cl.ExactMatch,
    }
    compared = [kinds.get(name.split("_")[0], lambda one: cl.JaroWinklerAtThresholds(one, [0.92, 0.8]))(name) for name in names]
    heads = [name for name in names if name.split("_")[0] in {"name", "person", "surname", "given"}]
    rules = [
        block_on(name) for name in names if name.split("_")[0] in {"phone", "email", "birth", "id", "tax", "name", "surname"}
    ]
    rules += [block_on(f"substr({name}, 1, 5)") for name in heads]
    settings = SettingsCreator(link_type="dedupe_only", comparisons=compared, blocking_rules_to_generate_predictions=rules)
    api = DuckDBAPI()
    old = version("splink") < "5"
    linker = Linker(table, settings, api) if old else Linker(api.register(table), settings)
    linker.training.estimate_probability_two_random_records_match(rules[:2], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in rules[:3]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=SURE)
    pairs = found.as_pandas_dataframe() if old else found.as_duckdbpyrelation().df()
    return zip(pairs["unique_id_l"].tolist(), pairs["unique_id_r"].tolist(), strict=True)


def recordlinkage(columns: Columns, rows: int) -> Pairs:
    """The classifier of recordlinkage that needs no training, over pairs that share a value."""
    import recordlinkage as rl

    table = frame(columns, rows).drop(columns="unique_id")
    index, compare = rl.Index(), rl.Compare()
    for name in table.columns:
        kind = name.split("_")[0]
        if kind in {"phone", "email", "birth", "id", "tax", "name", "surname"}:
            index.block(name)
        if kind in {"phone", "email", "postcode", "city", "other"}:
            compare.exact(name, name, label=name)
        else:
            compare.string(name, name, method="jarowinkler", threshold=0.85, label=name)
    pairs = index.index(table)
    return list(rl.ECMClassifier(binarize=0.5).fit_predict(compare.compute(pairs, table)))


PEERS: dict[str, Callable[[Columns, int], Pairs]] = {
    "exact": exact, "rapidfuzz": rapidfuzz, "splink": splink, "recordlinkage": recordlinkage,
}  # fmt: skip
OURS = {"ours": "native", "ours by duckdb": "duckdb"}


def joined(rows: int, pairs: Pairs) -> list[int]:
    """Return the cluster of each row: all that pairs connect."""
    parent = list(range(rows))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    for a, b in pairs:
        parent[root(a)] = root(b)
    return [root(at) for at in range(rows)]


def command(tool: str, python: str, table: Path, told: Sequence[str]) -> list[str]:
    if tool in OURS:
        mapped = [word for one in told for word in ("--map", one)]
        return [
            python,
            "-c",
            "from sheets_crm.cli.main import main; main()",
            "duplicates",
            str(table),
            "--json",
            "--engine",
            OURS[tool],
            *mapped,
        ]
    return [python, str(Path(__file__)), "--one", tool, str(table), *told]


def run(words: list[str], out: Path) -> tuple[bool, str]:
    """Run to the end or to the limit; whether it worked, and what it cost."""
    start = time.perf_counter()
    with out.open("wb") as file:
        process = subprocess.Popen(words, stdout=file, stderr=subprocess.PIPE)
        try:
            _, errors = process.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return False, f"more than {LIMIT_SECONDS} s"
    used = (
        json.loads((errors.decode("utf-8", "replace").strip().splitlines() or ["{}"])[-1]) if process.returncode in {0, 1} else {}
    )
    return (
        "cpu" in used,
        f"{used['cpu']:8.1f} {time.perf_counter() - start:8.1f} {used['mib']:7.0f}",
    )


def measured(words: list[str]) -> None:
    """Run words in a child, and say on the last line of stderr what it and its children used."""
    import resource

    code = subprocess.call(words)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024}), file=sys.stderr)
    raise SystemExit(code)


def scored(said: Sequence[int], truth: Sequence[str]) -> tuple[float, float, float]:
    def pairs(labels: Iterable[object]) -> int:
        return sum(many * (many - 1) // 2 for many in Counter(labels).values())

    hit, told, true = pairs(zip(said, truth, strict=True)), pairs(said), pairs(truth)
    p, r = hit / told if told else 1.0, hit / true if true else 1.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def labels(answer: object, rows: int) -> list[int]:
    """Return the cluster of each row from what a tool printed."""
    if isinstance(answer, list):
        return answer
    out = list(range(-1, -rows - 1, -1))
    for number, cluster in enumerate(answer["clusters"]):
        for row in cluster["rows"]:
            out[row - 1] = number
    return out


def compare(table: Path, told: Sequence[str], tools: Sequence[tuple[str, str]], work: Path) -> None:
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    truth = [row.pop("cluster_id") for row in rows]
    bare, out = work / f"{table.stem}.csv", work / "out.json"
    with bare.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    for tool, python in tools:
        if tool != "ours" and len(rows) > LONG_RUN:
            continue
        words = command(tool, python, bare, told)
        good, cost = run([sys.executable, str(Path(__file__)), "--measured", *words], out)
        score = (
            "  ".join(f"{part:.3f}" for part in scored(labels(json.loads(out.read_text()), len(rows)), truth)) if good else "-"
        )
        name = tool if python == sys.executable else f"{tool} ({Path(python).parents[1].name})"
        print(f"{table.stem:24} {len(rows):8} {name:18} {score:21} {cost}", flush=True)


def main() -> None:
    if sys.argv[1:2] == ["--measured"]:
        measured(sys.argv[2:])
    if sys.argv[1:2] == ["--one"]:
        out = os.dup(1)
        os.dup2(2, 1)  # some talk while they work
        columns, rows = read(Path(sys.argv[3]), sys.argv[4:])
        with os.fdopen(out, "w") as file:
            json.dump(joined(rows, PEERS[sys.argv[2]](columns, rows)), file)
        return
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--tables", nargs="*", choices=TABLES, default=["1k", "10k", "hard"])
    ask.add_argument("--data", type=Path)
    ask.add_argument("--tools", nargs="*", choices=[*OURS, *PEERS], default=[*OURS, *PEERS])
    ask.add_argument("--also", nargs="*", default=[], metavar="TOOL=PYTHON")
    args = ask.parse_args()
    tools = [(tool, sys.executable) for tool in args.tools] + [tuple(one.split("=", 1)) for one in args.also]
    print(f"{'table':24} {'rows':>8} {'tool':18} {'P':5}  {'R':5}  {'F':5}  {'CPU s':>8} {'wall s':>8} {'MiB':>7}")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sys.path.insert(0, str(HERE))
        from contacts import write

        for name in args.tables:
            made = write(*TABLES[name], work / "made")
            compare(
                work / "made" / f"{made}.csv", json.loads((work / "made" / "maps.json").read_text("utf-8"))[made], tools, work
            )
        maps = json.loads((args.data / "maps.json").read_text("utf-8")) if args.data else {}
        for name, told in maps.items():
            compare(args.data / f"{name}.csv", told, tools, work)


if __name__ == "__main__":
    main()
