"""A person's browser, for programs that open one: `python browser.py VERDICT ADDRESS` reads the page, decides, and goes back.

VERDICT is allow, deny, sheets-only (the box for Drive is unticked) or leave (the page is read, and nothing more happens).
"""

import sys
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin
from urllib.request import urlopen


class Form(HTMLParser):
    """The fields of the only form of a page, and where it goes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.fields = "", list[tuple[str, str]]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a browser would send: hidden fields, and boxes that are ticked."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given["action"]
        if tag == "input" and (given["type"] == "hidden" or "checked" in given):
            self.fields.append((given["name"], given["value"]))


def main(verdict: str, address: str) -> None:
    """Do what the person does, and follow where it leads."""
    with urlopen(address, timeout=60) as answer:
        form = Form(answer.read().decode())
    if verdict == "leave":
        return
    fields = [one for one in form.fields if verdict != "sheets-only" or not one[1].endswith("/auth/drive")]
    chosen = ("verdict", "deny" if verdict == "deny" else "allow")
    with urlopen(urljoin(address, form.action), urlencode([*fields, chosen]).encode(), timeout=60) as answer:
        answer.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
