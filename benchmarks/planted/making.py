"""What all clean workbooks are made of: a seed, names, amounts."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# fmt: off
GOODS = (
    "Блокнот А5", "Ручка гелевая", "Папка-скоросшиватель", "Бумага офисная", "Степлер", "Маркер", "Калькулятор",
    "Лампа настольная", "Кресло", "Стол письменный", "Тумба", "Шкаф для бумаг", "Доска магнитная", "Корзина",
    "Часы настенные", "Ежедневник", "Скотч", "Ножницы", "Клей-карандаш", "Лоток", "Планшет", "Точилка", "Линейка",
    "Дырокол", "Конверты", "Скрепки", "Визитница", "Штамп",
)
PEOPLE = (
    "Иванова Мария", "Петров Олег", "Сидоров Иван", "Кузнецова Анна", "Смирнов Павел", "Попова Елена",
    "Волков Денис", "Орлова Ирина", "Зайцев Артём", "Лебедева Ольга", "Новиков Максим", "Морозова Дарья",
    "Козлов Андрей", "Павлова Вера", "Фёдоров Глеб", "Соколова Нина", "Михайлов Егор", "Белова Юлия",
    "Тарасов Илья", "Жукова Алла", "Громов Сергей", "Крылова Лидия", "Рябов Пётр",
)
FIRMS = (
    "ООО Вектор", "ИП Гусев", "АО Мост", "ООО Ромашка", "ООО Север", "ИП Комарова", "ООО Альфа", "ЗАО Заря",
    "ООО Квант", "АО Лотос", "ООО Парус", "ИП Дятлов",
)
MONTHS = ("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь")
EXPENSES = (
    "Аренда", "Зарплата", "Реклама", "Связь", "Транспорт", "Налоги", "Материалы", "Ремонт", "Обучение", "Охрана",
    "Страхование", "Командировки", "Уборка", "Лицензии",
)
# fmt: on
MONEY, WHOLE, PERCENT, DAY = "#,##0.00", "#,##0", "0.0%", "dd.mm.yyyy"


@dataclass
class Maker:
    """Draws from a seed."""

    random: Random

    def some(self, words: tuple[str, ...], count: int) -> list[str]:
        """Return different words, in disorder."""
        return self.random.sample(words, count)

    def amount(self, least: float, most: float) -> float:
        """Return an amount with kopecks, small ones more often than large ones."""
        return round(least * (most / least) ** self.random.random(), 2)

    def whole(self, least: int, most: int) -> int:
        """Return a whole number."""
        return self.random.randint(least, most)
