"""The words of the demo in Russian, for a database whose people read Russian: what people type is no term to be translated."""

RUSSIAN = {
    # the company and its people
    "Clear View": "Ясный вид",
    "Ivan Petrov": "Иван Петров",
    "Elena Sokolova": "Елена Соколова",
    "Maria Weber": "Мария Вебер",
    "Henrik Lund": "Генрих Лунд",
    "Tomas Novak": "Томаш Новак",
    "Aisha Rahman": "Айша Рахман",
    "Olga Marchenko": "Ольга Марченко",
    "Pavel Dvorak": "Павел Дворжак",
    "Nina Hartmann": "Нина Хартман",
    "Clara Rossi": "Клара Росси",
    "Jonas Berg": "Йонас Берг",
    "Leyla Aydin": "Лейла Айдын",
    "Mateusz Kowal": "Матеуш Коваль",
    "Sergei Orlov": "Сергей Орлов",
    "Bruno Keller": "Бруно Келлер",
    "Ruth Fischer": "Рут Фишер",
    "Anton Belov": "Антон Белов",
    "Lars Holm": "Ларс Хольм",
    # departments and what people do
    "Sales": "Продажи",
    "Customer Service": "Служба сервиса",
    "Marketing": "Маркетинг",
    "Delivery and Fitting": "Доставка и монтаж",
    "Accounting": "Бухгалтерия",
    "Management": "Руководство",
    "Spare Parts": "Запчасти",
    "Account Manager": "Менеджер по продажам",
    "Spare Parts Counter": "Выдача запчастей",
    "Managing Director": "Генеральный директор",
    "CRM Implementer": "Внедрение CRM",
    "Head of Sales": "Руководитель отдела продаж",
    "Head of Customer Service": "Руководитель сервиса",
    "Service Technician": "Сервисный мастер",
    "Hotline": "Горячая линия",
    "Head of Marketing": "Руководитель маркетинга",
    "Events": "Мероприятия",
    "Website": "Сайт",
    "Fitting Planner": "Планирование монтажа",
    "Fitter": "Монтажник",
    "Driver": "Водитель",
    "Head of Accounting": "Главный бухгалтер",
    "Dunning": "Работа с должниками",
    # the roll-out and its sessions
    "New CRM": "Новая CRM",
    "Discovery": "Первая сессия",
    "Second session": "Вторая сессия",
    "To do": "Сделать",
    "In configuration": "Настраивается",
    "To be tried": "На проверке",
    "Done": "Готово",
    "What comes first": "Что сначала",
    "What the second step brings": "Что даст второй шаг",
    "Talked through in the group, each department in turn.": "Обсудили в группе, каждый отдел по очереди.",
    "Management looks into the CRM and keeps no cards in it. It sets the goals, and takes part for that.":
        "Руководство смотрит в CRM, но карточек в ней не ведёт. Оно ставит цели и участвует ради этого.",
    # the roll-out that was launched three months ago
    "CRM for service": "CRM для сервиса",
    "Service and fitting": "Сервис и монтаж",
    "Service costs us no second visit": "Сервис обходится без второго выезда",
    "Each second visit costs a morning of two people.": "Каждый повторный выезд — это утро двух человек.",
    "Tell warranty cases from paid repairs": "Отличать гарантийные случаи от платного ремонта",
    "Every second bill of a repair comes back.": "Каждый второй счёт за ремонт возвращается.",
    "Say why a customer does not take the repair": "Указывать, почему клиент отказался от ремонта",
    "We guess, and send the same offer again.": "Мы гадаем и снова шлём то же предложение.",
    "A call back is an activity of its own": "Перезвонить — отдельный тип активности",
    "Promised calls lie among all the others.": "Обещанные звонки лежат среди всех остальных.",
    "The customer hears two days before when we come": "Клиент за два дня знает, когда мы приедем",
    "One door in five stays closed.": "Каждая пятая дверь остаётся закрытой.",
    "Warranty": "Гарантия",
    "Repair too dear": "Ремонт слишком дорогой",
    "Call back": "Перезвонить",
    "The hotline moves on Monday. Who tells the customer when we come is settled by telephone until then.":
        "Горячая линия переезжает в понедельник. До тех пор о приезде клиенту сообщают по телефону.",
    # goals
    "No enquiry waits longer than a day": "Ни одна заявка не ждёт дольше дня",
    "Two out of five lost customers told us they had bought elsewhere before we called back.":
        "Двое из пяти потерянных клиентов сказали, что купили у других, пока мы не перезвонили.",
    "Whoever talks to a customer knows what we promised": "Кто говорит с клиентом, знает, что мы обещали",
    "Fitting and hotline learn of special promises on the doorstep. It costs us a second visit each week.":
        "Монтаж и горячая линия узнают об особых обещаниях на пороге. Это второй выезд каждую неделю.",
    "We know why we lose": "Мы знаем, почему проигрываем",
    "Prices were cut twice last year on a guess. We want to decide on reasons that were written down.":
        "В прошлом году цены дважды снижали наугад. Хотим решать по записанным причинам.",
    "The figures are believed without a spreadsheet beside them": "Цифрам верят без таблицы под рукой",
    "Each department keeps a list of its own. Meetings begin with whose list is right.":
        "Каждый отдел ведёт свой список. Встречи начинаются с того, чей список верный.",
    # needs of the first session
    "A stage for measuring on site": "Этап для замера на объекте",
    "After the visit nobody sees whether a quote is due.": "После выезда никто не видит, нужно ли готовить предложение.",
    "A stage of its own between first contact and quote.": "Отдельный этап между первым контактом и предложением.",
    "See at a glance whom I have to call today": "Сразу видеть, кому я должен позвонить сегодня",
    "My call list is on paper. What I promised last week I find by leafing back.":
        "Список звонков у меня на бумаге. Что обещал на прошлой неделе, ищу, листая назад.",
    "One list each morning, the oldest promise first.": "Один список каждое утро, самое давнее обещание сверху.",
    "Ask for the lost reason when a deal is lost": "Спрашивать причину, когда сделка проиграна",
    "Half of the lost deals say nothing. We plan campaigns blind.":
        "Половина проигранных сделок молчит. Кампании планируем вслепую.",
    "The reason is mandatory, from a short list.": "Причина обязательна, из короткого списка.",
    "Close a lost deal without filling in a form": "Закрывать проигранную сделку без анкеты",
    "Ten dead enquiries a week: a form for each keeps me from the living ones.":
        "Десять пустых заявок в неделю: анкета на каждую отнимает время у живых.",
    "The reason stays optional.": "Причина остаётся необязательной.",
    "Agreed otherwise: the reason is asked from the quote on, in one click. Before it nothing is asked.":
        "Договорились иначе: причину спрашиваем начиная с предложения, в один щелчок. До него не спрашиваем ничего.",
    "Accounting sees the expected amounts before the order": "Бухгалтерия видит ожидаемые суммы до заказа",
    "Liquidity is planned from a mail that comes once a month.": "Платежи планируем по письму раз в месяц.",
    "We can read the expected revenue of every open deal.": "Видим ожидаемую выручку каждой открытой сделки.",
    "Amounts of a deal are for its own team only": "Суммы сделки видит только её команда",
    "Margins were talked about in the canteen before the customer knew his price.":
        "О наценке говорили в столовой раньше, чем клиент узнал цену.",
    "Only the sales team reads expected revenue.": "Ожидаемую выручку видит только отдел продаж.",
    "Special promises stand where the fitter reads them": "Особые обещания там, где их читает монтажник",
    "“The salesman said you would take the old windows along.” We did not know.":
        "«Менеджер сказал, что вы заберёте старые окна». Мы не знали.",
    "One field with what was promised beyond the quote.": "Одно поле с тем, что обещали сверх предложения.",
    "Photos of the building before we drive there": "Фотографии дома до выезда",
    "Twice a week we stand before a house without scaffolding.": "Дважды в неделю приезжаем к дому без лесов.",
    "The salesperson hangs photos on the deal, and we see them on the phone.":
        "Менеджер прикладывает фото к сделке, и мы видим их на телефоне.",
    "Where the lorry can stand": "Где встать грузовику",
    "We call the customer from the road to ask.": "Звоним клиенту с дороги, чтобы спросить.",
    "A line in the address for access and parking.": "Строка в адресе: подъезд и стоянка.",
    "See on the phone what the customer ordered last": "Видеть во время звонка, что клиент заказал в прошлый раз",
    "I put callers on hold and ask Sales. Half of them hang up.":
        "Ставлю клиента на ожидание и спрашиваю отдел продаж. Половина вешает трубку.",
    "Orders and complaints on one page.": "Заказы и жалобы на одной странице.",
    "A complaint reaches the salesperson of the deal": "Жалоба доходит до менеджера сделки",
    "They call to sell a door to somebody who waits for a repair.": "Звонят продать дверь тому, кто ждёт ремонта.",
    "An activity for the salesperson when a complaint comes in.": "Задание менеджеру, когда приходит жалоба.",
    "Repair appointments in the same calendar as fitting": "Ремонт в одном календаре с монтажом",
    "Two vans at one house on one day.": "Две машины у одного дома в один день.",
    "One calendar for both teams.": "Один календарь на обе бригады.",
    "Needs the planning app. It is budgeted for next year; until then both teams share one calendar.":
        "Нужно приложение для планирования. Оно в бюджете на следующий год; до тех пор обе бригады ведут один календарь.",
    "Where an enquiry came from": "Откуда пришла заявка",
    "We pay for three portals and do not know which of them brings customers.":
        "Платим трём порталам и не знаем, какой приводит клиентов.",
    "The source is filled in by the form, not by hand.": "Источник заполняет форма, а не человек.",
    "Enquiries from the fair on the same day": "Заявки с выставки в тот же день",
    "Cards in a shoe box: the last ones were typed in three weeks after the fair.":
        "Визитки в коробке: последние внесли через три недели после выставки.",
    "Type them in at the stand, on the phone.": "Вносить на стенде, с телефона.",
    "Tell private customers from builders": "Отличать частных клиентов от строителей",
    "One newsletter for both annoys both.": "Одна рассылка для всех раздражает всех.",
    "A tag that everybody uses alike.": "Тег, который все ставят одинаково.",
    "Nobody calls a customer whom a colleague called an hour ago":
        "Никто не звонит клиенту, которому час назад звонил коллега",
    "Customers laugh at us.": "Клиенты над нами смеются.",
    "Sales sees that a customer has not paid": "Продажи видят, что клиент не заплатил",
    "New quotes go out to customers in dunning.": "Новые предложения уходят должникам.",
    "A warning on the customer.": "Предупреждение на карточке клиента.",
    "Comes with the change of the accounting software in the autumn; before it would be built twice.":
        "Будет осенью со сменой бухгалтерской программы; раньше пришлось бы делать дважды.",
    "A scanned signature on every quote": "Скан подписи на каждом предложении",
    "Auditors asked for it once.": "Однажды просили аудиторы.",
    "No quote without a scan.": "Ни одного предложения без скана.",
    "The order confirmation is what the auditors need, and it is signed already.":
        "Аудиторам нужно подтверждение заказа, а его уже подписывают.",
    "My open deals are not shown on the wall every Monday": "Мои открытые сделки не вешают на стену по понедельникам",
    "We leave deals out of the list so as not to be asked about them.":
        "Не вносим сделки в список, чтобы о них не спрашивали.",
    "Figures of teams, not of persons.": "Цифры команд, а не людей.",
    "Type in a customer once, not three times": "Вносить клиента один раз, а не три",
    "Hotline, Sales and Accounting each keep the address.": "Адрес ведут и горячая линия, и продажи, и бухгалтерия.",
    # needs of the second session
    "Quotes of last year as a template for the next one": "Прошлогоднее предложение как образец",
    "I type the same eleven lines for every bay window.": "Для каждого эркера набираю те же одиннадцать строк.",
    "Copy a quote and change the sizes.": "Скопировать предложение и поменять размеры.",
    "Enquiries of the weekend shared out on Monday morning": "Заявки выходных распределять утром в понедельник",
    "Whoever is in first takes the best.": "Кто пришёл первым, забирает лучшее.",
    "Shared out in turn.": "Распределять по очереди.",
    "Whoever met a customer at the fair is the one who calls": "Клиенту с выставки звонит тот, кто с ним говорил",
    "People who talked to us for an hour start from the beginning with a stranger.":
        "Человек час говорил с нами и начинает сначала с незнакомым.",
    "The one who types the card in says whose enquiry it is.": "Кто вносит визитку, говорит, чья это заявка.",
    "Tell the customer when we arrive": "Сообщать клиенту, когда приедем",
    "Customers call the hotline on the morning.": "Клиенты с утра звонят на горячую линию.",
    "A message the day before.": "Сообщение накануне.",
    "Which fittings are in the house": "Какая фурнитура стоит в доме",
    "We open the frame to read the number.": "Разбираем раму, чтобы прочитать номер.",
    "Type and year of the fittings on the customer.": "Тип и год фурнитуры на карточке клиента.",
    "Unsubscribed means unsubscribed everywhere": "Отписался — значит, отовсюду",
    "Sales still writes to them.": "Продажи всё равно им пишут.",
    "One mark that all of us respect.": "Одна отметка, которую соблюдают все.",
    "See in the deal whether the down payment came in": "Видеть в сделке, пришла ли предоплата",
    "Production starts on a mail from us, when we think of it.":
        "Производство начинает по нашему письму, когда мы о нём вспомним.",
    # conflicts
    "Always mandatory": "Всегда обязательно",
    "Every lost deal tells us something.": "Каждая проигранная сделка о чём-то говорит.",
    "Dead enquiries cost a form each; people pick the first reason.":
        "Каждая пустая заявка стоит анкеты; люди выбирают первую причину.",
    "Mandatory from the quote on": "Обязательно начиная с предложения",
    "One click for the deals that matter, none for dead enquiries.":
        "Один щелчок для важных сделок, ни одного для пустых заявок.",
    "Nothing is learned about enquiries that never got a quote.":
        "О заявках без предложения мы ничего не узнаем.",
    "The reason is asked once there is a quote, from a list of six. We look at it again after a quarter.":
        "Причину спрашиваем, когда есть предложение, из списка в шесть строк. Через квартал посмотрим снова.",
    "Accounting reads all amounts": "Бухгалтерия видит все суммы",
    "Liquidity is planned on figures of today.": "Платежи планируем по сегодняшним цифрам.",
    "More people know margins before the customer does.": "О наценке знает больше людей раньше клиента.",
    "Accounting gets a total per month": "Бухгалтерия получает итог за месяц",
    "No single deal is shown.": "Отдельные сделки не показаны.",
    "Large orders cannot be told from many small ones.": "Крупный заказ не отличить от многих мелких.",
    # configuration
    "Measuring on site": "Замер на объекте",
    "Delivery too late": "Слишком долгая доставка",
    "No permit for the building": "Нет разрешения на работы",
    "Private customer": "Частный клиент",
    "Builder": "Строитель",
    "Complaint": "Жалоба",
    "To call today": "Позвонить сегодня",
    "HOT!!": "СРОЧНО!!",
    "Photos hang on the deal already. The fitters got the app on their phones and were shown where.":
        "Фото уже есть в сделке. Монтажникам поставили приложение и показали, где смотреть.",
    "The list on the wall was printed by hand. It is not printed any more; the report shows teams.":
        "Список на стену печатали вручную. Больше не печатают; в отчёте команды.",
    "The reasons are on the list, but nothing asks for one when a deal with a quote is lost.":
        "Причины в списке есть, но при проигрыше сделки с предложением их никто не спрашивает.",
    # deals
    "Bay window": "Эркер",
    "Front door": "Входная дверь",
    "Attic windows": "Мансардные окна",
    "Winter garden": "Зимний сад",
    "Shop front": "Витрина",
    "Balcony doors": "Балконные двери",
    "Shutters": "Ставни",
    "Lime Street": "Липовая улица",
    "Mill Lane": "Мельничный переулок",
    "the old school": "старая школа",
    "Harbour Road": "Портовая улица",
    "Church Square": "Соборная площадь",
    "the riding hall": "манеж",
    # risks, promises and a reason against the vote
    "Deals are left out of the list for fear of the wall. Figures of teams are enough to lead by.": (
        "Из страха перед общей доской сделки не вносят в список. Чтобы руководить, хватает цифр по отделам."
    ),
    "Nobody has time to fill in the cards beside the daily work": "Заполнять карточки помимо основной работы некогда",
    "The old customer list is wrong, and nobody trusts the new one either": (
        "Старый список клиентов неверен, и новому тоже никто не верит"
    ),
    "Bosses use it to watch how often we call": "Начальство следит по системе, как часто мы звоним",
    "It is switched on at the height of the season": "Систему включают в разгар сезона",
    "Name one person in each department who may ask for time off for the CRM": (
        "Назвать в каждом отделе одного человека, которому дают время на CRM"
    ),
    "List which complaints reach nobody today, for two weeks": (
        "Две недели записывать, какие жалобы сегодня ни до кого не доходят"
    ),
    "Go through the customer list once and strike out the dead entries": (
        "Один раз пройти список клиентов и вычеркнуть мёртвые записи"
    ),
    "Decide who may see the amounts of a deal": "Решить, кто видит суммы сделок",
    "We meet again to see what became of it": "Собраться ещё раз и посмотреть, что из этого вышло",
    "Each department keeps two hours a week free until the launch.": (
        "До запуска каждый отдел держит свободными два часа в неделю."
    ),
    "The telephone exchange was down for a week.": "Неделю не работала телефонная станция.",
}  # fmt: skip


def words_of(language):
    """A function that says a text of the demo in ``language``, a code as Odoo has them; in English where it has no other."""
    if not (language or "").startswith("ru"):
        return str
    # a text without its Russian is a fault of the demo, and no English in between
    return lambda text: RUSSIAN[text] if text else text
