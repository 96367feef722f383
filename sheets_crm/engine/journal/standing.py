"""Which changes of the journal stand after an undo or a restore."""

from __future__ import annotations

from sheets_crm.engine.journal.journal import Journal


def settle_standing(journal: Journal) -> None:
    """Work out anew which changes stand, and which runs are undone, after an undo or a restore ended.

    A restore puts the line of runs back to where it was before its target; along that line, the later reversal decides.
    """
    db = journal.db
    line, lines = list[int](), dict[int, list[int]]()
    for number, kind, target, state in db.execute("SELECT number, kind, target, state FROM runs ORDER BY number").fetchall():
        lines[number] = line
        if state in ("done", "undone"):
            line = [*(lines.get(target, line) if kind == "restore" else line), number]
    with journal.transaction():
        db.execute("CREATE TEMP TABLE IF NOT EXISTS line (run INTEGER PRIMARY KEY)")
        db.execute("DELETE FROM line")
        db.executemany("INSERT INTO line VALUES (?)", [(number,) for number in line])
        db.execute(
            "UPDATE changes SET standing = NOT standing WHERE standing !="
            " (outcome = 0 AND batch IN (SELECT b.id FROM batches b JOIN line l ON l.run = b.run))"
        )
        for number in reversed(line):
            db.execute(
                "UPDATE changes SET standing = 0 WHERE id IN"
                " (SELECT reverses FROM told WHERE run = ? AND reverses IS NOT NULL AND standing)",
                (number,),
            )
        db.execute(
            "UPDATE runs SET state = iif(changed > 0 AND NOT EXISTS (SELECT 1 FROM told WHERE run = number AND standing),"
            " 'undone', 'done') WHERE state IN ('done', 'undone') AND number NOT IN"
            " (SELECT run FROM lost WHERE pruned IS NOT NULL)"
        )
