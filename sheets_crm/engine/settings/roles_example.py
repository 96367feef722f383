"""A file of roles to begin with, in both languages."""

from __future__ import annotations

from sheets_crm.model.text import Text

EXAMPLE = Text(
    ru="""\
# Кто что может в книге. Файл лежит рядом с книгой под именем roles.yaml.
# Проверить и увидеть обычными словами: sheets-crm roles КНИГА
#
# add — вносить новое: новые строки и пустые ячейки; change — менять то, что уже написано; delete — стирать и удалять строки.
# all — везде, none — нигде, или по листам: Касания: all, Клиенты: [Телефон, E-mail].
# Чего роль не может, не пропадает: оно ждёт вашего решения на вкладке «Предложения».
roles:
  стажёр:               # новичок: только вносит
    add: all
    change: none
    delete: none
  менеджер:             # ведёт клиентов и касания, в заказы только вносит, ничего не удаляет
    add: all
    change:
      Клиенты: [Телефон, E-mail, Контактные лица, Комментарий, Следующая задача, Дата задачи]
      Касания: all
    delete: none
  старший:
    add: all
    change: all
    delete: all

# Кто есть кто. E-mail нужен только для Google Таблицы, login (имя входа) — только для базы данных.
people:
  Аня: {role: стажёр, email: anya@example.ru, login: anya}
  Пётр: {role: менеджер}

# Роль всех, кого здесь нет; null — таким копию не выдавать.
others: стажёр
""",
    en="""\
# Who may do what in the book. This file lies beside the book and is called roles.yaml.
# To check it, and see it in plain words: sheets-crm roles BOOK
#
# add is new rows and empty cells; change is what stands there already; delete is to empty cells and delete rows.
# all is everywhere, none is nowhere, or sheet by sheet: Touches: all, Clients: [Phone, E-mail].
# What a role may not do is not lost: it waits for your word in the tab “Proposals”.
roles:
  newcomer:             # only adds
    add: all
    change: none
    delete: none
  manager:              # keeps clients and touches, only adds orders, deletes nothing
    add: all
    change:
      Clients: [Phone, E-mail, Contact persons, Comment, Next task, Task date]
      Touches: all
    delete: none
  senior:
    add: all
    change: all
    delete: all

# Who is who. The e-mail is needed for a Google spreadsheet alone, the login for a database alone.
people:
  Anna: {role: newcomer, email: anna@example.com, login: anna}
  Peter: {role: manager}

# The role of all who are not named; null: no copies for them.
others: newcomer
""",
)
