"""What Google and the network answer when something is wrong, in the words of a person who can mend it."""

from __future__ import annotations

from typing import Literal

from sheets_crm.errors import UnreadableError
from sheets_crm.model.text import Text

Trouble = Literal[
    "key", "consent", "clock", "scopes", "api_disabled", "not_found", "not_shared", "read_only", "protected", "office_file",
    "quota", "timeout", "network", "server", "refused",
]  # fmt: skip


class GoogleError(UnreadableError):
    """Google did not do what was asked; `trouble` is the kind of it, `passing` says that it may go away by itself.

    `wait` is how many seconds Google asked to wait (None: it did not say).
    """

    def __init__(
        self, trouble: Trouble, what: Text, mend: Text, *, where: str = "", passing: bool = False, wait: float | None = None
    ) -> None:
        """Take the message, and what a program needs to know of it."""
        super().__init__(what, where=where, mend=mend)
        self.trouble, self.passing, self.wait = trouble, passing, wait


class MayHaveLandedError(GoogleError):
    """A write got no clear answer: it may have been done or not, so read before anything is written again."""


WAIT = Text("Подождите несколько минут и запустите ещё раз", "Wait some minutes and run again")
CHECK_NETWORK = Text(
    "Проверьте интернет, прокси и брандмауэр и запустите ещё раз", "Check the internet, the proxy and the firewall, and run again"
)


def unreachable(where: str, why: str) -> GoogleError:
    """Say that no answer came; `why` is the kind of network error."""
    what = Text(f"Google не отвечает ({why})", f"Google does not answer ({why})")
    return GoogleError("timeout" if why == "timeout" else "network", what, CHECK_NETWORK, where=where, passing=True)


def bad_certificate(where: str) -> GoogleError:
    """Say that whoever answered could not show that it is Google."""
    what = Text("не удалось убедиться, что отвечает именно Google", "it could not be made sure that it is Google who answers")
    mend = Text(
        "Проверьте часы компьютера; если сеть проверяет антивирус или прокси компании, попросите администратора добавить его"
        " сертификат (переменная REQUESTS_CA_BUNDLE)",
        "Check the clock; if an antivirus or a company's proxy looks into the traffic, ask the administrator to add its"
        " certificate (the variable REQUESTS_CA_BUNDLE)",
    )
    return GoogleError("network", what, mend, where=where)


def stranger(where: str) -> GoogleError:
    """Say that something between us and Google answered in its place, such as a Wi-Fi login page."""
    what = Text("вместо Google ответила какая-то страница", "some page answered in place of Google")
    mend = Text(
        "Скорее всего, сеть просит войти: откройте любой сайт в браузере, войдите и запустите ещё раз",
        "The network probably wants a login: open any site in the browser, sign in, and run again",
    )
    return GoogleError("network", what, mend, where=where, passing=True)


def not_found(where: str, email: str) -> GoogleError:
    """Say that there is no such spreadsheet, as far as this account can see."""
    what = Text("такой таблицы нет, или к ней не открыт доступ", "there is no such spreadsheet, or it is not shared")
    return GoogleError("not_found", what, share_with(email), where=where)


def not_shared(where: str, email: str) -> GoogleError:
    """Say that the spreadsheet is there, but this account may not see it."""
    what = Text("к этой таблице программе не открыт доступ", "this spreadsheet is not shared with the program")
    return GoogleError("not_shared", what, share_with(email), where=where)


def read_only(where: str, email: str) -> GoogleError:
    """Say that this account may look but not write."""
    what = Text("программа может только смотреть эту таблицу", "the program may only look at this spreadsheet")
    return GoogleError("read_only", what, share_with(email), where=where)


def share_with(email: str) -> Text:
    """Tell how to share a spreadsheet with an account; `email` is "" when it is not known."""
    whom = Text(email, email) if email else Text("аккаунт, под которым входит программа", "the account that the program uses")
    return Text(
        f"Проверьте адрес таблицы; затем в ней «Настройки доступа»: добавьте {whom.ru} как редактора",
        f"Check the address; then “Share” in the spreadsheet: add {whom.en} as an editor",
    )


def protected(where: str, email: str) -> GoogleError:
    """Say that a protected range keeps this account out."""
    whom = Text(email, email) if email else Text("аккаунт программы", "the program's account")
    what = Text("часть таблицы защищена от изменений программой", "a part of the spreadsheet is protected from the program")
    mend = Text(
        f"«Данные → Защитить листы и диапазоны»: добавьте {whom.ru} в список тех, кому можно изменять",
        f"“Data → Protect sheets and ranges”: add {whom.en} to those who may edit",
    )
    return GoogleError("protected", what, mend, where=where)


def api_disabled(where: str, service: str, link: str = "") -> GoogleError:
    """Say that a service (`sheets`, `drive`) is not switched on in the project of the account; `link` is where Google says to."""
    name = "Google Drive API" if service == "drive" else "Google Sheets API"
    what = Text(f"в проекте Google Cloud не включён {name}", f"{name} is not enabled in the Google Cloud project")
    link = link or f"https://console.cloud.google.com/apis/library/{service}.googleapis.com"
    mend = Text(
        f"Откройте {link} , нажмите «Включить» (Enable) и через пару минут запустите ещё раз",
        f"Open {link} , press “Enable”, and run again in some minutes",
    )
    return GoogleError("api_disabled", what, mend, where=where)


def too_few_scopes(where: str) -> GoogleError:
    """Say that the sign-in does not cover spreadsheets and Drive."""
    what = Text("при входе не дано право на Таблицы и Диск", "the sign-in does not allow Sheets and Drive")
    mend = Text(
        "Войдите заново и разрешите и Таблицы, и Диск: удалите authorized_user.json рядом с файлом ключа и запустите sheets-crm"
        " doctor; для gcloud перечислите в --scopes и spreadsheets, и drive (docs/google_setup.md)",
        "Sign in again and allow both Sheets and Drive: delete authorized_user.json beside the key file and run sheets-crm"
        " doctor; for gcloud name both spreadsheets and drive in --scopes (docs/google_setup.md)",
    )
    return GoogleError("scopes", what, mend, where=where)


def office_file(where: str) -> GoogleError:
    """Say that the file in Drive is an Excel file, which Sheets merely shows."""
    what = Text("это файл Excel на Google Диске, а не Google Таблица", "this is an Excel file in Drive, not a Google spreadsheet")
    mend = Text(
        "Откройте его и выберите «Файл → Сохранить как таблицу Google», затем дайте адрес новой таблицы",
        "Open it and choose “File → Save as Google Sheets”, then give the address of the new one",
    )
    return GoogleError("office_file", what, mend, where=where)


def restless(where: str) -> GoogleError:
    """Say that a book which is read in parts was changed between them each time."""
    what = Text("таблицу всё время меняют, пока она читается", "the spreadsheet is being changed all the time while it is read")
    mend = Text("Запустите, когда в ней работает меньше людей", "Run when fewer people are at work in it")
    return GoogleError("server", what, mend, where=where)


def quota(where: str, wait: float | None = None) -> GoogleError:
    """Say that Google takes no more requests for now; `wait` is the seconds that it named."""
    what = Text("Google пока не принимает запросы: исчерпана квота", "Google takes no requests for now: the quota is used up")
    mend = Text(
        "Квота пополняется каждую минуту: подождите минуту-другую и запустите ещё раз",
        "The quota is filled up every minute: wait a minute or two and run again",
    )
    if wait:
        mend = Text(f"Запустите ещё раз через {wait:.0f} с", f"Run again in {wait:.0f} s")
    return GoogleError("quota", what, mend, where=where, passing=True, wait=wait)


def server_error(where: str, status: int, wait: float | None = None) -> GoogleError:
    """Say that Google itself has trouble."""
    what = Text(f"у Google временный сбой ({status})", f"Google has trouble of its own ({status})")
    return GoogleError("server", what, WAIT, where=where, passing=True, wait=wait)


def key_revoked(where: str, email: str) -> GoogleError:
    """Say that Google no longer takes the key."""
    whom = f" {email}" if email else ""
    what = Text(f"Google больше не принимает ключ{whom}", f"Google no longer takes the key{whom}")
    mend = Text(
        "Создайте новый ключ этого аккаунта в Google Cloud: «IAM → Service accounts → Keys → Add key → JSON», и положите файл на"
        " место прежнего (google.key_file). Проверьте и часы компьютера",
        "Create a new key of the account in Google Cloud: “IAM → Service accounts → Keys → Add key → JSON”, and put the file in"
        " the place of the old one (google.key_file). Check the clock of this computer, too",
    )
    return GoogleError("key", what, mend, where=where)


def account_gone(where: str, email: str) -> GoogleError:
    """Say that the account itself was deleted or switched off."""
    whom = f" {email}" if email else ""
    what = Text(f"аккаунт{whom} в Google удалён или отключён", f"the account{whom} was deleted or switched off at Google")
    mend = Text(
        "Откройте https://console.cloud.google.com/iam-admin/serviceaccounts : отключённый аккаунт там можно включить; вместо"
        " удалённого создайте новый, с новым ключом, и откройте ему доступ к таблице",
        "Open https://console.cloud.google.com/iam-admin/serviceaccounts : there an account that is off can be switched on; in"
        " the place of a deleted one create another, with a new key, and share the spreadsheet with it",
    )
    return GoogleError("key", what, mend, where=where)


def consent_over(where: str) -> GoogleError:
    """Say that what a person allowed is over: they took it back, changed their password, or it was for a trial only."""
    what = Text("разрешение человека на вход отозвано или истекло", "the person's consent was taken back or has run out")
    mend = Text(
        "Запустите в окне терминала sheets-crm doctor с этой таблицей и разрешите вход ещё раз. Если это повторяется каждую"
        " неделю, переведите приложение из Testing: https://console.cloud.google.com/auth/audience → Publish app",
        "Run sheets-crm doctor on this spreadsheet in a terminal and allow it once more. If this comes every week, take the"
        " app out of Testing: https://console.cloud.google.com/auth/audience → Publish app",
    )
    return GoogleError("consent", what, mend, where=where)


def client_gone(where: str) -> GoogleError:
    """Say that the OAuth client, or the set-up of this computer's sign-in, is no longer known to Google."""
    what = Text(
        "Google не знает клиента OAuth, под которым входит программа", "Google does not know the OAuth client of the program"
    )
    mend = Text(
        "Создайте нового: https://console.cloud.google.com/auth/clients → Create client → Desktop app, и положите его файл на"
        " место прежнего (google.key_file)",
        "Create another: https://console.cloud.google.com/auth/clients → Create client → Desktop app, and put its file in the"
        " place of the old one (google.key_file)",
    )
    return GoogleError("key", what, mend, where=where)


def ambient_refused(where: str) -> GoogleError:
    """Say that the way in which this computer or server signs in (workload identity, gcloud) does not work."""
    what = Text(
        "Google не принял вход, настроенный на этом компьютере",
        "Google did not take the sign-in that this computer is set up for",
    )
    mend = Text(
        "Проверьте настройку федерации (workload identity: пул, поставщик, срок внешнего токена) или выполните"
        " gcloud auth application-default login",
        "Check the federation (workload identity: the pool, the provider, the term of the outer token), or run"
        " gcloud auth application-default login",
    )
    return GoogleError("key", what, mend, where=where)


def wrong_clock(where: str) -> GoogleError:
    """Say that the computer's clock is too far off for signing in."""
    what = Text(
        "часы компьютера идут неверно, и Google не верит подписи", "the clock is off, so Google does not trust the signature"
    )
    mend = Text("Включите установку времени по сети и запустите ещё раз", "Set the time from the network, and run again")
    return GoogleError("clock", what, mend, where=where)


def refused(where: str, status: int, said: str) -> GoogleError:
    """Say that Google took the request for wrong; `said` are its words, without anybody's data."""
    what = Text(f"Google не принял запрос ({status}): {said}", f"Google did not take the request ({status}): {said}")
    mend = Text(
        "В таблице ничего не изменено. Если это повторится, пришлите нам это сообщение",
        "Nothing in the spreadsheet was changed. If this comes again, send us this message",
    )
    return GoogleError("refused", what, mend, where=where)


def may_have_landed(cause: GoogleError) -> MayHaveLandedError:
    """Turn a passing trouble in the middle of a write into one that says so."""
    what = Text(
        "связь прервалась посреди записи, и неизвестно, дошла ли она",
        "the connection broke in the middle of a write: it may have been done or not",
    )
    mend = Text(
        "Запустите ещё раз: программа сначала посмотрит, что записано", "Run again: the program first looks at what was written"
    )
    return MayHaveLandedError(cause.trouble, what, mend, where=cause.where)
