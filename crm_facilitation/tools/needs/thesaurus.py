"""Words that mean the same in a CRM, so that "enquiry" finds "lead" and «заявка» finds both.

Every product names these things in its own way, and people bring the words of the product they used before. Each line
is one meaning in English and in Russian; a further language, or a word the house uses, is added to its line.
"""

from collections.abc import Iterable, Mapping

MEANINGS = (
    "lead prospect enquiry inquiry лид заявка",
    "deal opportunity сделка",
    "customer client account клиент заказчик покупатель",
    "contact person people контакт человек люди",
    "company organisation organization firm компания организация фирма",
    "salesperson salesman seller rep representative agent менеджер продавец агент торговый",
    "employee user staff colleague worker сотрудник пользователь работник коллега",
    "pipeline funnel воронка",
    "stage step phase status этап стадия шаг статус",
    "quote quotation offer proposal предложение смета",
    "invoice bill счёт счета",
    "email mail letter message письмо почта сообщение",
    "call phone telephone telephony pbx звонок телефон телефония атс",
    "reminder remind notification notify notice alert"
    " напоминание напоминать уведомление уведомлять оповещение предупреждение",
    "activity task todo активность задача дело",
    "ticket case complaint обращение тикет жалоба",
    "duplicate double twice copy дубль дубликат дважды копия повторный",
    "merge join combine unite объединять объединение слить слияние",
    "dashboard report chart analytics statistics kpi"
    " панель дашборд отчёт диаграмма график аналитика статистика показатель",
    "export download экспорт выгрузка выгружать скачивать",
    "import upload load импорт загрузка загружать",
    "assign assignment distribute distribution allocate rotate назначать назначение распределять распределение",
    "permission right access role право права доступ роль",
    "hide mask conceal скрывать маскировать прятать",
    "see view show display видеть показывать отображать просмотр",
    "required mandatory compulsory obligatory обязательный обязательно",
    "lost loss lose потеря потерять проигрыш проигранный проиграть",
    "reason cause why причина почему",
    "approval approve consent agree согласование согласовывать утверждение утверждать",
    "website site web page сайт страница веб",
    "campaign advertisement advertising marketing source кампания реклама рекламный маркетинг источник",
    "tag label category метка тег категория",
    "total sum amount value итог итоги сумма стоимость",
    "date due deadline дата срок",
    "list table grid список таблица",
    "search find поиск искать находить найти",
    "delete remove erase удалять удаление",
    "edit change modify update править менять изменять изменение",
    "off disable deactivate stop отключать отключить выключать",
    "mobile smartphone app мобильный смартфон приложение",
    "history log past история журнал",
    "owner responsible assignee ответственный владелец",
    "automatic automatically auto автоматически автоматический",
)


def same_words(stems: Iterable[Iterable[str]]) -> dict[str, frozenset[str]]:
    """``{stem: the other stems that mean the same}`` from the stems of each meaning.

    >>> same = same_words([["lead", "enquiri"], ["enquiri", "question"]])
    >>> sorted(same["enquiri"]), sorted(same["lead"])
    (['lead', 'question'], ['enquiri'])
    """
    same: dict[str, frozenset[str]] = {}
    for meaning in map(frozenset, stems):
        for stem in meaning:
            same[stem] = same.get(stem, frozenset()) | (meaning - {stem})
    return same


def text_query(stems: Iterable[str], weight: str = "") -> str:
    r"""PostgreSQL's text of a query for any of the stems, of the given weight where one is named.

    >>> text_query(["lead", "d'or"], "A")
    "'lead':A | 'd''or':A"
    >>> text_query(["a\\b"])
    "'a\\\\b'"
    """
    label = f":{weight}" if weight else ""
    quoted = (stem.replace("\\", "\\\\").replace("'", "''") for stem in stems)
    return " | ".join(f"'{stem}'{label}" for stem in quoted)


def word_queries(stems: Iterable[str], same: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """Four queries per word asked for: itself in the title, its meaning there, itself anywhere, its meaning anywhere.

    They are texts of PostgreSQL's type ``tsquery``; titles carry the weight A.

    >>> word_queries(["lead"], {"lead": frozenset(["prospect"])})["titled_alike"]
    ["'lead':A | 'prospect':A"]
    >>> word_queries([], {})
    {'titled': [], 'titled_alike': [], 'named': [], 'alike': []}
    """
    meant = [(stem, [stem, *sorted(same.get(stem, ()))]) for stem in stems]
    return {
        "titled": [text_query([stem], "A") for stem, _alike in meant],
        "titled_alike": [text_query(alike, "A") for _stem, alike in meant],
        "named": [text_query([stem]) for stem, _alike in meant],
        "alike": [text_query(alike) for _stem, alike in meant],
    }


def all_of(queries: Iterable[str]) -> str:
    """One query that asks for all of them.

    >>> all_of(["'lead'", "'lost' | 'loss'"])
    "('lead') & ('lost' | 'loss')"
    """
    return " & ".join(f"({query})" for query in queries)
