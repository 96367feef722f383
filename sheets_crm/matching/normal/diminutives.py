"""Names that one person may go by: Саша is Александр or Александра, Бетти is Элизабет."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from sheets_crm.matching.normal.spelling import skeleton

SHORT = """
авдотья евдокия: дуня дуся
аделаида: ада аля
александр александра: саша шура саня сашенька сашка алекс санек
алексей: леша алеша лешка лёха
алиса: алиска
алла: аллочка
альберт альбина: аля алик
анастасия: настя настенька ася стася
анатолий: толя толик
ангелина: лина геля
андрей: андрюша андрюха
анжелика анжела: лика
анна: аня анюта нюра аннушка нюша
антон: антоша тоша
антонина: тоня
аркадий: аркаша
арсений: сеня арсюша
артем артемий: тема
богдан: бодя
борис: боря
вадим: вадик
валентин валентина валерия: валя валюша
валерий: валера
валерия: лера
варвара: варя
василий: вася
василиса: вася
вениамин: веня
вера: верочка веруня
вероника: ника
виктор: витя витек
виктория: вика
виталий: виталик
владимир: вова володя вовка вован
владислав владислава: влад влада владик слава
всеволод: сева
вячеслав станислав ярослав святослав мирослав ростислав: слава
вячеслав: славик
галина: галя галочка
геннадий: гена
георгий: жора гоша
герман: гера
григорий: гриша
давид: дава
даниил данил данила: даня
дарья: даша дашенька
денис: дениска деня
дмитрий: дима митя димон дмитрии
евгений евгения: женя женечка
евдокия: дуня
егор георгий: гоша
екатерина катерина: катя катюша катенька
елена алена: лена леночка
елизавета: лиза
ефим: фима
зинаида: зина
иван: ваня ванек
игнат: игнаша
игорь: игорек гарик
илья: илюша
инна: инночка
иннокентий: кеша
ирина арина: ира иришка
карина: кара
кирилл: кирюша кир
клавдия: клава
константин: костя костик
кристина: кристи
ксения оксана: ксюша ксеня
лариса: лара
лев: лева
леонид: леня
лидия: лида
лилия: лиля
любовь: люба
людмила: люда мила люся
маргарита: рита
марина: мариша
мария: маша маруся машенька
матвей: мотя
михаил: миша мишка
надежда: надя наденька
наталья наталия: наташа ната натали
никита: никитос
николай: коля
нина: ниночка
олег: олежка
олеся: леся
ольга: оля олечка
павел: паша
петр: петя
полина: поля
прасковья: паша
раиса: рая
роберт: роб
родион: родя
роман: рома
руслан: русик
светлана: света светочка
семен: сема сеня
серафима: сима
сергей: сережа серега сережка
софья софия: соня
станислав: стас
степан: степа
таисия: тая тася
тамара: тома
татьяна: таня танюша
тимофей тимур: тима
ульяна: уля
федор: федя
филипп: филя
эдуард: эдик
элеонора: эля нора
эльвира: эля
юлия: юля юленька
юрий: юра
яков: яша
ян яна: яночка
alexander alexandra: alex sandy sasha
andrew: andy drew
anthony: tony
benjamin: ben
catherine katherine kathleen: cathy kate katie kathy kat
charles: charlie chuck
christopher christine christina: chris
daniel: dan danny
david: dave
deborah: debbie deb
donald: don
dorothy: dot
edward: ed eddie ted
elizabeth: liz beth betty lizzie eliza
frances francis: fran frank
frederick: fred
gerald: gerry
gregory: greg
harold henry: harry
jacob: jake
jacqueline: jackie
james: jim jimmy jamie
jennifer: jen jenny
jessica: jess
john: jack johnny
jonathan: jon
joseph: joe joey
joshua: josh
judith: judy
kenneth: ken
kimberly: kim
lawrence: larry
leonard: len
margaret: maggie meg peggy
matthew: matt
michael: mike mick
michelle: shelly
nathaniel nathan: nat
nicholas: nick
pamela: pam
patricia patrick: pat patty
peter: pete
philip: phil
rebecca: becky
richard: rick dick rich
robert: bob rob bobby
ronald: ron
samuel samantha: sam
stephen steven: steve
susan: sue
theodore: ted theo
thomas: tom tommy
timothy: tim
victoria: vicky
vincent: vince
william: bill will billy
zachary: zach
александр: alexander sander сан
андрей: andrew
анна: ann anne
вера: vera
вероника: veronica
виктор: victor
виктория: victoria
георгий юрий: george
григорий: gregory
даниил: daniel
дмитрий: demetrius dimitri dimitry
евгений: eugene
екатерина: catherine katherine katerina kate
елена: helen helena elen
константин: constantine
лев: leo leon
мария: mary marie марь
матвей: matthew
михаил: michael mikael mike
наталья: natalie nataly
николай: nicholas nicolas nick
павел: paul
петр: peter pete
сергей: serge
софья софия: sophie sophia sofie
степан: stephan steven
федор: theodore
юлия: julia julie
яков: jacob
"""
"""What lists call people, and the same names in the English spelling."""
SPOKEN = """
александрович: саныч александрыч
алексеевич: алексеич
анатольевич: анатольич
андреевич: андреич
антонович: антоныч
борисович: борисыч
васильевич: василич васильич
викторович: викторыч
владимирович: владимирыч
григорьевич: григорьич
дмитриевич: дмитрич
евгеньевич: евгенич евгеньич
иванович: иваныч
максимович: максимыч
михайлович: михалыч
николаевич: николаич
павлович: палыч павлыч
романович: романыч
семенович: семеныч
сергеевич: сергеич
степанович: степаныч
федорович: федорыч
юрьевич: юрич юрьич
александровна: санна
алексеевна: алексевна
андреевна: андревна
борисовна: борисна
васильевна: васильна
викторовна: викторна
владимировна: владимирна
дмитриевна: дмитревна
ивановна: иванна
михайловна: михална
николаевна: николавна
павловна: пална
сергеевна: сергевна
степановна: степанна
"""
"""Patronymics as they are spoken."""


@cache
def patronymics() -> Mapping[str, str]:
    """Return, for each spoken patronymic as a skeleton, the whole one."""
    lines = (line.partition(": ") for line in SPOKEN.strip().splitlines())
    return {skeleton(short): skeleton(full) for full, _, spoken in lines for short in spoken.split()}


@cache
def known_as() -> Mapping[str, frozenset[str]]:
    """Return, for each name as a skeleton, the full names (skeletons) that it may stand for, itself when it is one."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in SHORT.strip().splitlines():
        full, _, short = line.partition(":")
        wholes = [skeleton(name) for name in full.split()]
        for name in wholes:
            found[name].add(name)
        for name in short.split():
            found[skeleton(name)].update(wholes)
    for one, other in (("наталья", "наталия"), ("софья", "софия"), ("данил", "даниил"), ("данила", "даниил"), ("алена", "елена")):
        found[skeleton(one)].add(skeleton(other))
    return {name: frozenset(wholes) for name, wholes in found.items()}
