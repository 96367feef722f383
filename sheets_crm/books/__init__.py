"""Where a book lives: each kind reads a Snapshot and writes a Plan. I/O."""
