"""What needs of a CRM are about, and which way they want it, told by roots of words in English and Russian.

A root stands for every word that begins with it; ``=`` before it for that word alone. Three tables: the matters of a CRM,
in general; subjects on which its users are known to want opposite things, with the stance and the field that such a
need is usually about; and the words by which each side of a stance speaks. A word that the house uses is added to its
line. Matters and poles were written before any real request was read; of the subjects, half of the real requests that
contradict each other were read before and the other half never, so that the measure on that half stays one of what
nobody has seen (``benchmarks/conflicts``).
"""

from dataclasses import dataclass

MATTERS = (
    "duplicat dedup merg doubl twice =same дубл слиян слив объедин повтор",
    "assign reassign distribut round-robin robin territor owner ownership rout alloc rotat назнач "
    "распредел ответственн владел переназнач переда территор очеред",
    "mandator requir compulsor obligator optional skip fill blank empty incomplete обязательн "
    "необязательн заполн пуст пропус",
    "stage pipeline funnel kanban step phase этап стади воронк канбан шаг",
    "lost lose loss reason reopen проигр потер причин отказ",
    "probab forecast predict scor expect вероятн прогноз скоринг ожида балл",
    "visib permiss access right see hide hidden privat confident restrict role share мой видим прав "
    "доступ вид скры приватн закрыт конфиденц огранич рол чуж",
    "export download import upload spreadsheet excel csv экспорт выгруз импорт загруз excel таблиц",
    "email e-mail mail inbox letter newsletter reply письм почт рассыл ответ",
    "call phone telephon voip record dial звон телефон запис номер",
    "notif remind alert digest напомин уведомл оповещ сигнал",
    "activit task todo follow-up follow overdue schedul активн задач дел просроч следующ заплан",
    "calendar meeting appointment visit event календар встреч визит мероприят",
    "report dashboard chart statist kpi metric figure analy отчет отчет дашборд график статист показател аналит сводк",
    "revenue amount price discount margin currenc tax sum выручк сумм цен скидк марж валют налог доход",
    "approv sign-off consent confirm согласов утвержд одобр подтвержд",
    "invoice payment paid pay debt credit receivab счет счет оплат плат долг кредит задолж",
    "quot offer proposal предложен смет",
    "customer client account company contact address parent branch клиент заказчик компан контакт адрес филиал",
    "source campaign utm channel website web form landing источник кампан канал сайт форм",
    "qualif convert conver lead opportun квалиф конверт лид преобраз",
    "histor log audit trail track chang timeline истори журнал аудит измен след",
    "delet retent gdpr privac personal anonymi erase archiv purge удал хранен храни персональн обезлич архив стира",
    "mobile app offline smartphone tablet мобил прилож офлайн смартфон",
    "note comment descript attach document file заметк коммент описан вложен документ файл",
    "commiss target quota bonus plan goal комисс план прем квот цел",
    "stock deliver order product catalog ship warehouse склад достав заказ товар продукт отгруз",
    "support ticket complaint warrant service поддержк обращен жалоб гарант сервис тикет",
    "integrat sync api connect external system интеграц синхрон подключ внешн систем",
    "tag categor label segment industr метк тег категор сегмент отрасл",
    "search filter view list sort group поиск иска фильтр список сортир группир",
    "automat rule workflow trigger manual автомат правил триггер ручн вручную",
    "sla respons deadline hour within speed minute срок час минут быстр врем реакц",
    "subscript recur contract renew подписк договор контракт продлен регуляр",
    "partner reseller competitor партнер партнер конкурент дилер",
    "quality complete clean valid format correct typo качеств полнот чист провер формат ошиб",
    "inactiv stale rot idle abandon old stuck неактивн заброш завис застр стар",
    "user login password sso device session пользоват вход парол устройств",
    "screen layout click simpl interface button page экран клик прост интерфейс кнопк страниц",
    "team department region office manager команд отдел регион офис",
)


@dataclass(frozen=True)
class Subject:
    """A subject on which people want opposite things.

    :param about: roots of words of which a need on this subject holds one
    :param deed: further roots of which it holds one as well, none where the first say enough
    :param stances: the two stances, the first one wanting it
    :param target: ``model.field`` that it is usually about, empty where no field stands for it
    """

    about: str
    deed: str
    stances: tuple[str, str]
    target: str = ""


SUBJECTS = (
    Subject(
        "lost lose losing loss потер проигр",
        "reason why explain причин объясн почему",
        ("mandatory", "optional"),
        "crm.lead.lost_reason_id",
    ),
    Subject(
        "mandator requir optional insist obligat compulsor minimum empty skip demand обязательн "
        "необязательн пуст минимум",
        "field form name phone card data entry поле поля форм карточ данн фамил контакт",
        ("mandatory", "optional"),
    ),
    Subject(
        "see seen show view access visib search find видит вид показыв доступ смотр",
        "colleague others other own assigned only everyone everybody team branch коллег чуж друг всем "
        "только сво закреп команд кажд",
        ("open", "restricted"),
        "crm.lead.user_id",
    ),
    Subject(
        "phone number contact name email address телефон номер контакт почт адрес имя",
        "mask hide hidden show display visible export expose скры маскир видн показ выгруз",
        ("visible", "hidden"),
        "crm.lead.phone",
    ),
    Subject(
        "delet eras remov purg anonym archiv удал стира очист архив обезлич",
        "data record lead contact histor report keep kept данн запис лид контакт истори отчет хран остав",
        ("keep", "erase"),
        "crm.lead.active",
    ),
    Subject(
        "pool idle inactiv lapsed stale releas untouched abandon пул неактив заброш простаив завис бездейств",
        "",
        ("common", "own"),
        "crm.lead.user_id",
    ),
    Subject(
        "contact address sender partner контакт адресат отправит",
        "mail email mailbox inbox letter письм почт ящик",
        ("automatic", "manual"),
        "crm.lead.partner_id",
    ),
    Subject(
        "assign назнач закреп распредел ответствен",
        "mail notif notic messag inform tell alert email письм уведом сообщ оповещ",
        ("notify", "quiet"),
        "crm.lead.user_id",
    ),
    Subject(
        "duplicat second twice same repeat doubl already existing again дубл повтор второй уже существ",
        "lead deal contact phone enquir inquir compan customer email лид контакт заяв телефон клиент",
        ("open", "restricted"),
        "crm.lead.duplicate_lead_ids",
    ),
    Subject(
        "assign distribut owner responsib allocat назнач распредел ответствен владел",
        "automat rule round itself manual choos pick hand claim автомат правил вручную выбир сам брать",
        ("automatic", "manual"),
        "crm.lead.user_id",
    ),
    Subject(
        "owner responsib salesperson ответственн владел менедж",
        "creat add enter who without nobody unassigned завод созда добав кто без",
        ("mandatory", "optional"),
        "crm.lead.user_id",
    ),
    Subject(
        "stage pipeline funnel step стади воронк этап",
        "team department own same common different each separat команд отдел сво общ одинаков разн отдельн кажд",
        ("common", "own"),
        "crm.lead.stage_id",
    ),
    Subject(
        "stage move step drag стади этап перевод",
        "before until requir check block must unless skip back пока провер запре обязательн пропус назад",
        ("mandatory", "optional"),
        "crm.lead.stage_id",
    ),
    Subject(
        "approv confirm sign согласов утвержд подтвержд",
        "discount price quot order deal offer contract скидк цен предложен заказ сделк договор",
        ("mandatory", "optional"),
        "crm.lead.stage_id",
    ),
    Subject(
        "margin cost purchas profit себестоим марж закупоч прибыл",
        "",
        ("visible", "hidden"),
        "crm.lead.expected_revenue",
    ),
    Subject(
        "revenue amount expected value sum total выручк сумм доход",
        "automat calculat comput hand manual quot line product автомат расч вручную строк товар",
        ("automatic", "manual"),
        "crm.lead.expected_revenue",
    ),
    Subject(
        "probab forecast chance scor вероятн прогноз балл скоринг оценк",
        "automat calculat comput hand manual own автомат расч вручную сам сво",
        ("automatic", "manual"),
        "crm.lead.probability",
    ),
    Subject(
        "target quota plan план цел квот",
        "quantit number count revenue money amount volume количеств штук деньг выручк сумм",
        ("this_way", "other_way"),
        "crm.lead.expected_revenue",
    ),
    Subject(
        "closed won done past sent confirmed lost закрыт выигр заверш отправлен",
        "edit chang reopen lock freez modif измен правит открыт заблок замор",
        ("locked", "editable"),
        "crm.lead.stage_id",
    ),
    Subject(
        "export download выгруз экспорт скач",
        "all everyone forbid only limit restrict right allow всем запре только огранич право разреш",
        ("open", "restricted"),
    ),
    Subject(
        "mail email letter conversation correspond письм почт переписк",
        "see visib privat everyone share log hide histor видн личн всем общ скры истори",
        ("open", "restricted"),
        "crm.lead.email_from",
    ),
    Subject(
        "calendar meeting appointment календар встреч",
        "privat share see everyone hide detail личн общ видн всем скры",
        ("open", "restricted"),
        "calendar.event.privacy",
    ),
    Subject(
        "activit task next follow-up активн задач следующ",
        "requir every mandator without block must always обязательн кажд без должн",
        ("mandatory", "optional"),
        "mail.activity.date_deadline",
    ),
    Subject(
        "activit task remind задач активн напомин",
        "automat creat schedul plan itself автомат созда план сам",
        ("automatic", "manual"),
        "mail.activity.summary",
    ),
    Subject(
        "remind notif notic alert digest напомин уведом оповещ",
        "less more fewer often daily many too silenc off stop turn мало много чащ реже кажд отключ меньш",
        ("notify", "quiet"),
        "mail.activity.user_id",
    ),
    Subject(
        "form card screen field форм карточ экран поле поля",
        "short simple simpl fewer less quick many more detail all full clutter кратк прост меньш быстр "
        "много подробн все полн",
        ("more", "less"),
    ),
    Subject(
        "compan branch customer address contact client компан филиал клиент адрес контакт",
        "one several multipl many separat singl per both несколько один отдельн кажд",
        ("one", "several"),
        "crm.lead.partner_id",
    ),
    Subject(
        "salespe owner responsib assignee rep продавц менедж ответственн",
        "several multipl two second shared collaborat несколько два второй совместн",
        ("one", "several"),
        "crm.lead.user_id",
    ),
    Subject(
        "merg combin join слия объедин слив",
        "automat ask hand confirm choos separat автомат спрос вручную подтвер отдельн",
        ("automatic", "manual"),
        "crm.lead.duplicate_lead_ids",
    ),
    Subject(
        "convert conver qualif конверт квалиф преобраз",
        "",
        ("automatic", "manual"),
        "crm.lead.type",
    ),
    Subject(
        "lead enquir inquir лид заяв",
        "step direct straight stage skip separat without сразу прям минуя без отдельн этап",
        ("add", "remove"),
        "crm.lead.type",
    ),
    Subject(
        "old idle inactiv stale archiv стар неактивн архив",
        "automat after day month автомат через дн месяц",
        ("automatic", "manual"),
        "crm.lead.active",
    ),
    Subject(
        "histor log track audit chang истори журнал измен",
        "every all only who less clutter noise кажд все только кто лишн шум",
        ("more", "less"),
    ),
    Subject(
        "currenc валют",
        "",
        ("common", "own"),
        "crm.lead.company_currency",
    ),
    Subject(
        "discount price pricelist скидк цен прайс",
        "limit free any max allow only manual огранич свобод любой максим только вручную",
        ("open", "restricted"),
    ),
    Subject(
        "template signature text wording шаблон подпис текст",
        "standard own fixed edit free personal един сво фикс правит личн",
        ("common", "own"),
    ),
    Subject(
        "tag categor label метк тег категор",
        "creat new free only admin list созда нов свобод только админ список",
        ("open", "restricted"),
        "crm.lead.tag_ids",
    ),
    Subject(
        "ranking leaderboard perform comparison result рейтинг результат сравнен эффектив",
        "see show public own hide all team видн показ публ сво скры всем",
        ("visible", "hidden"),
    ),
    Subject(
        "import upload импорт загруз",
        "notif creat updat overwrit skip duplicat automat mail trigger уведом созда обнов перезапис пропус дубл письм",
        ("automatic", "manual"),
    ),
    Subject(
        "sync integrat connect exchang 1c синхрон интеграц обмен",
        "both one-way master direction overwrit real-time daily дву одно главн направл перезапис сразу",
        ("automatic", "manual"),
    ),
    Subject(
        "call phone telephon звон телефон",
        "automat log record hand manual listen автомат запис вручную фикс прослуш",
        ("automatic", "manual"),
        "mail.activity.summary",
    ),
    Subject(
        "delet remov удал",
        "right only admin allow forbid nobody own право только админ разреш запре никто сво",
        ("open", "restricted"),
        "crm.lead.active",
    ),
    Subject(
        "default filter list view opens start умолч фильтр список",
        "my own all mine мои мой сво все",
        ("common", "own"),
        "crm.lead.user_id",
    ),
    Subject(
        "report dashboard chart отчет дашборд график",
        "standard own custom shared same individual стандарт сво общ един индивид",
        ("common", "own"),
    ),
    Subject(
        "edit chang modif updat измен правит редакт",
        "only owner everyone right allow restrict colleague только владел всем право разреш огранич коллег",
        ("locked", "editable"),
    ),
    Subject(
        "consent unsubscrib opt-out mailing marketing согласи отпис рассыл",
        "",
        ("mandatory", "optional"),
        "crm.lead.email_from",
    ),
    Subject(
        "credit debt overdue invoic payment долг кредит просроч счет оплат",
        "block warn stop allow before sell order блок предупр запре разреш до продаж заказ",
        ("mandatory", "optional"),
        "crm.lead.partner_id",
    ),
    Subject(
        "stock availab deliver promis склад налич остат достав",
        "see promis confirm before reserv date вид обещ подтвер до резерв срок",
        ("early", "late"),
        "crm.lead.date_deadline",
    ),
    Subject(
        "ticket complaint support service обращен жалоб поддерж сервис",
        "sales see opportunit creat card deal продаж вид сделк созда",
        ("visible", "hidden"),
    ),
    Subject(
        "mobile app offline мобил прилож офлайн",
        "",
        ("more", "less"),
    ),
    Subject(
        "location gps route геолокац gps маршрут",
        "track visit follow отслеж визит след",
        ("visible", "hidden"),
    ),
    Subject(
        "time hour timesheet врем час",
        "track log spent record учет запис затрач",
        ("mandatory", "optional"),
    ),
    Subject(
        "setting preference personal company admin default настройк личн компан админ умолч",
        "user each everyone own default пользоват кажд сво умолч",
        ("common", "own"),
    ),
    Subject(
        "creat add enter new созда добав завод нов",
        "only everyone right user seller form только всем право пользоват продав",
        ("open", "restricted"),
    ),
    Subject(
        "date deadline closing дата срок",
        "automat calculat hand manual requir автомат расч вручную обязат",
        ("automatic", "manual"),
        "crm.lead.date_deadline",
    ),
    Subject(
        "week month quarter year day недел месяц квартал год",
        "report target forecast chart отчет план прогноз график",
        ("more", "less"),
    ),
    Subject(
        "sort order priorit сортир порядок приорит",
        "list kanban card first список канбан карточ первы",
        ("common", "own"),
        "crm.lead.priority",
    ),
)

# how each side of a stance speaks
POLES = {
    ("mandatory", "optional"): (
        "mandator requir compulsor obligator enforc forc must block prevent cannot without обязательн "
        "требов принуд запре нельзя заставл должн блокир",
        "optional skip voluntar bypass flexib freely необязательн пропус доброволь свободн можно гибк",
    ),
    ("visible", "hidden"): (
        "visib show see display expos видн видим показ вид отобр",
        "hide hidden mask conceal invisib скры скрыв прята маскир",
    ),
    ("open", "restricted"): (
        "open everyone =all anyone everybody share =public transparen any всем все люб каждый общий общ "
        "открыт прозрачн",
        "restrict only own limit confiden privat lock protect deny forbid secret только сво огранич "
        "закрыт конфиден приватн запре защи лишь",
    ),
    ("automatic", "manual"): (
        "automat auto instantly trigger schedul автомат сразу",
        "manual hand myself choose decide review confirm approv вручную ручн сам реша выбир подтвержд согласов провер",
    ),
    ("add", "remove"): (
        "add new creat introduc need more добав нов созда ввести нужн",
        "remov delet drop stop disabl off away fewer unnecessar удал убра отключ прекрат лишн выключ без",
    ),
    ("more", "less"): (
        "more all every detail many complete full additional extra each everything больше все кажд подробн полн дополн",
        "less fewer few short simpl only minim reduc quick clutter noise меньше коротк прост лишь минимум "
        "сократ быстр перегруж лишн шум",
    ),
    ("one", "several"): (
        "one single =same unified common merg shared join combin один единый един общ объедин слит",
        "several multiple many separate different per each own split несколько много отдельн разн раздел кажд",
    ),
    ("common", "own"): (
        "standard uniform same central consist global company-wide стандарт единообраз един централ одинаков",
        "own custom individual personal per local flexib different сво индивид персональн личн местн разн гибк",
    ),
    ("early", "late"): (
        "early immediate instant real-time before first soon upfront рано сразу немедлен перед сначала мгновен",
        "late later after batch weekly end delay daily поздн после потом позже ежедневн еженедел",
    ),
    ("keep", "erase"): (
        "keep retain histor archiv preserv store save remain хран сохран истори архив остав",
        "delet purge eras clean forget remov anonym удал очист стира забы обезлич",
    ),
    ("notify", "quiet"): (
        "ask confirm prompt warn notif remind alert спрос подтвержд предупрежд уведомл напомин опове",
        "silent quiet without no stop mute less interrupt disturb тих без отвлек меньше отключ",
    ),
    ("locked", "editable"): (
        "lock freez fix readonly read-only prevent block forbid заблок заморо зафикс запре нельзя",
        "edit chang correct update adjust allow reopen измен правит редактир исправ мен разреш",
    ),
}
