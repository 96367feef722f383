"""Opening a file that somebody named: each way in which that fails says how to mend it."""

from __future__ import annotations

from io import BufferedReader
from pathlib import Path

from sheets_crm.errors import UnreadableError
from sheets_crm.model.text import Text

NO_FILE = Text(ru="такого файла нет", en="there is no such file")
CHECK_NAME = Text(ru="Проверьте имя файла и папку.", en="Check the name and the folder.")


def opened(path: Path) -> BufferedReader:
    """Open a file for reading; UnreadableError says why that cannot be done."""
    try:
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError, ValueError):
        told, mend = NO_FILE, CHECK_NAME
        if "\0" not in path.name and path.with_name(f".{path.name}.icloud").exists():
            told = Text(
                ru="файл остался в iCloud, на этом компьютере только ярлык", en="the file is in iCloud, only its mark is here"
            )
            mend = Text(
                ru="Откройте его один раз в Finder, чтобы он загрузился.", en="Open it in Finder once, so that it is downloaded."
            )
    except IsADirectoryError:
        told = Text(ru="это папка, а не файл", en="this is a folder, not a file")
        mend = Text(ru="Укажите файл внутри неё.", en="Name a file inside it.")
    except PermissionError:
        told = Text(
            ru="нет права читать этот файл, или он занят другой программой", en="it may not be read, or another program holds it"
        )
        mend = Text(
            ru="Закройте его в других программах и проверьте права доступа.", en="Close it elsewhere and check its permissions."
        )
    except OSError as error:
        told = Text(ru=f"файл не читается ({error.strerror})", en=f"the file cannot be read ({error.strerror})")
        mend = Text(ru="Проверьте диск или сеть и попробуйте ещё раз.", en="Check the disk or the network and try again.")
    raise UnreadableError(told, where=str(path), mend=mend, plain=told)
