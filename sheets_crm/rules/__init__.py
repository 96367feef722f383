"""One file per thing that must hold in the client book; the registry stands in `registry.py`."""
