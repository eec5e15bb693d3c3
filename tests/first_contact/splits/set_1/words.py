"""Own words for the texts of make.py.  Per domain: subjects, verbs, adjectives, nouns (plural objects), adjuncts."""


def _w(text):
    return [part.strip() for part in text.replace("\n", " ").split("|") if part.strip()]


DOMAINS = {
    ("en", "clinic"): dict(
        s=_w("the ward nurse|Dr. Okafor|the night registrar|the patient's sister|our physiotherapist|the triage desk|the visiting dietitian|a junior surgeon|the lab courier|the radiographer|her family doctor|the pharmacist|the stroke team|the dialysis unit|the midwife|the pain clinic|the porter|the anaesthetist"),
        v=_w("noted|ruled out|asked about|treated|recorded|worried over|followed up|described|dismissed|monitored|discussed|photographed|charted|suspected|explained|compared"),
        j=_w("mild|recurrent|painless|sudden|chronic|swollen|unusual|left-sided|nocturnal|drug-related|superficial|hereditary|stubborn|fading|bilateral|post-operative|intermittent|sharp|harmless|borderline"),
        n=_w("rashes|headaches|tremors|palpitations|ankle sprains|blood clots|ear infections|wheezing spells|gallstones|bruises|fainting episodes|cramps|allergies|tonsils|cataracts|kidney values|fever peaks|burns|hernias|muscle tears|dizzy turns|ulcers|migraines|fractures|hearing losses|stomach upsets"),
        a=_w("after breakfast|before the scan|on the second ward round|without further imaging|during the home visit|at discharge|despite the antibiotics|over the long weekend|under local anaesthetic|in the waiting room|following the transfer|while fasting|by telephone|since the last transfusion|ahead of surgery|with an interpreter present|on admission|until the cast came off"),
    ),
    ("en", "support"): dict(
        s=_w("the customer|our reseller in Leeds|second-line support|a school administrator|the billing clerk|the courier firm|an impatient caller|the warehouse manager|the hotel night porter|one of our beta users|the accountant|a retired teacher|the field technician|the franchise owner|a parish council|the on-call engineer|the trainee|a museum shop"),
        v=_w("reported|could not cancel|returned|reset|complained about|replaced|lost|reinstalled|escalated|disputed|paid twice for|unplugged|reordered|praised|misread|forwarded"),
        j=_w("frozen|duplicate|expired|mislabelled|wireless|refurbished|overheated|unpaid|noisy|encrypted|shared|outdated|missing|scratched|locked|regional|prepaid|automatic|incompatible|unsigned"),
        n=_w("routers|invoices|printer drivers|gift cards|login codes|parcels|headsets|card readers|licence keys|backups|calendar invites|tablets|thermostats|door sensors|loyalty points|docking stations|newsletters|charging cables|receipts|toner cartridges|voicemails|webcams|subscriptions|barcodes|scanners|password hints"),
        a=_w("since the last update|on a Sunday evening|from an office abroad|inside the grace period|through the old portal|after a power cut|behind a company firewall|with two-factor switched on|in the middle of a sale|without any warning|for the third time|via live chat|against our advice|during the migration|near the end of the contract|using a borrowed phone|before the audit|at the service counter"),
    ),
    ("en", "code"): dict(
        s=_w("this commit|the parser|the release script|a flaky test|the new maintainer|our linter|the cache layer|the Windows build|a contributor from Oslo|the scheduler|the command line tool|the pull request|the docs generator|the retry loop|the migration|the memory profiler|the plugin loader|the type checker"),
        v=_w("removes|rewrites|ignores|splits up|reverts|documents|breaks|benchmarks|validates|deprecates|leaks|normalises|postpones|isolates|shadows|serialises"),
        j=_w("nested|stale|recursive|signed|optional|lazy|malformed|platform-specific|unused|circular|generic|hard-coded|blocking|undocumented|temporary|asynchronous|orphaned|verbose|immutable|legacy"),
        n=_w("imports|file handles|regular expressions|sockets|type hints|log messages|index pages|default arguments|symlinks|semaphores|unit tests|environment variables|byte offsets|config keys|error codes|worker threads|hash tables|docstrings|iterators|lock files|callbacks|assertions|timers|stack traces|enums|checksums"),
        a=_w("on big-endian machines|before the freeze|behind a feature flag|in the nightly channel|when the disk is full|for readers of the changelog|without touching the public interface|under heavy load|after three failed reviews|as agreed in the thread|at import time|across all supported versions|to please the compiler|during shutdown|inside containers|whenever the locale changes|until the next major release|with a fixed seed"),
    ),
    ("en", "review"): dict(
        s=_w("my mother-in-law|the seller|our toddler|the instruction booklet|a neighbour with allergies|the delivery driver|the whole choir|my left-handed brother|the campsite owner|our cat|the upholsterer|the smallest size|the second box|my yoga teacher|the cheaper model|our book club|the apprentice baker|the designer"),
        v=_w("adored|scratched|sent back|outlasted|recommended|mixed up|borrowed|assembled|hid|ruined|polished|overrated|washed|measured|wrapped|ridiculed"),
        j=_w("fluffy|wobbly|waterproof|oversized|hand-stitched|flimsy|lemon-scented|foldable|heavy|rust-free|cheerful|matte|adjustable|leaky|ergonomic|second-hand|transparent|crooked|velvet|biodegradable"),
        n=_w("pillows|frying pans|rain boots|bookshelves|lampshades|tea towels|garden chairs|bike lights|candles|board games|suitcases|knitting needles|water bottles|picture frames|dog leads|curtains|paint brushes|earrings|desk fans|cake tins|tent pegs|alarm clocks|gloves|binoculars|puzzles|coat hooks"),
        a=_w("within a fortnight|for the price of a pizza|on our trip to the fjords|after one wash|straight out of the box|in the rainiest spring|to my great surprise|over Christmas|with hardly any effort|for a rented flat|despite the glowing ratings|next to the old ones|at my daughter's wedding|without a single tool|every other morning|in the attic|under the stairs|until the zip gave up"),
    ),
    ("en", "news"): dict(
        s=_w("the harbour authority|a provincial court|the central bank|the opposition|a group of beekeepers|the railway union|the city's archivist|the national orchestra|the fisheries minister|a small publisher|the weather service|the island's mayor|the football federation|an independent auditor|the dairy cooperative|the border police|the planning office|a retired admiral"),
        v=_w("criticised|approved|unveiled|postponed|investigated|auctioned|banned|subsidised|defended|inherited|abandoned|restored|taxed|counted|inspected|financed"),
        j=_w("coastal|controversial|medieval|solar-powered|illegal|rural|costly|underground|foreign|bilingual|seasonal|abandoned|record-breaking|tax-free|municipal|secret|wooden|cross-border|disputed|volcanic"),
        n=_w("ferry routes|wind farms|pension plans|bridges|vineyards|border posts|tram lines|fishing quotas|school mergers|reservoirs|street markets|lighthouses|mining permits|housing blocks|airport slots|carnivals|customs rules|oil tanks|museums|orchards|cycle paths|postal branches|ice rinks|grain exports|hospitals|radio masts"),
        a=_w("amid angry protests|ahead of the referendum|in a closed session|for the first time in decades|by a narrow margin|after months of silence|along the eastern border|at a televised hearing|despite warnings from economists|under pressure from neighbours|during the heatwave|without consulting residents|in exchange for loans|on live radio|following two resignations|near the old capital|as harvests failed|to the delight of tourists"),
    ),
    ("en", "science"): dict(
        s=_w("the survey|a team from Nairobi|the second experiment|the telescope|the reviewer|a field assistant|the control group|the simulation|the chemist|an earlier paper|the ice core|the marine station|our statistician|the herbarium|the satellite|a doctoral student|the mass spectrometer|the appendix"),
        v=_w("revealed|contradicted|mapped|catalogued|excluded|predicted|filtered|sampled|explained away|simulated|confirmed|overlooked|dated|classified|estimated|visualised"),
        j=_w("tropical|magnetic|juvenile|fossil|alkaline|migratory|faint|microscopic|nocturnal|crystalline|stratified|synthetic|invasive|acoustic|thermal|sedimentary|dormant|spiral|enzymatic|asymmetric"),
        n=_w("beetles|mineral veins|galaxies|bird calls|pollen grains|reaction rates|sea currents|mutations|soil layers|orbits|jawbones|aerosols|spore clouds|tree rings|proteins|coral reefs|tidal pools|shock waves|lichens|isotopes|nesting sites|glaciers|dunes|antibodies|whale songs|craters"),
        a=_w("at low temperature|across four seasons|within the confidence interval|below the thermocline|in a blinded trial|with borrowed instruments|after recalibration|beyond the tree line|under polarised light|on the southern plateau|as a by-product|without prior training|in three of the caves|at the limit of detection|throughout the Holocene|for a fraction of the cost|near the vent|during the eclipse"),
    ),
    ("de", "alltag"): dict(
        s=_w("die Nachbarin|der Hausmeister|unser Bäcker|die Schulleiterin|mein Onkel|der Schaffner|die Apothekerin|das Tierheim|der Gemeinderat|die Stadtgärtnerin|der Gitarrenlehrer|das Standesamt|die Briefträgerin|der Imker|unsere Vermieterin|der Fahrradhändler|die Museumswärterin|das Freibad"),
        v=_w("verkaufte|reparierte|suchte|verschenkte|bemalte|verlor|zählte|bestellte|lobte|versteckte|fotografierte|ersetzte|sammelte|putzte|verwechselte|prüfte"),
        j=_w("alte|rostige|bunte|winzige|gestreifte|teure|gläserne|krumme|hölzerne|duftende|seltsame|leere|frische|verbeulte|handgemachte|nasse|faltbare|stumpfe|silberne|gebrauchte"),
        n=_w("Fahrräder|Blumentöpfe|Schlüssel|Regenschirme|Kuchenformen|Teppiche|Laternen|Briefkästen|Kirschbäume|Zäune|Wanduhren|Socken|Gartenstühle|Kerzen|Leitern|Notenhefte|Messer|Honiggläser|Vorhänge|Koffer|Fensterläden|Brillen|Wasserhähne|Tassen|Decken|Spielkarten"),
        a=_w("am frühen Morgen|trotz des Regens|auf dem Dachboden|während der Ferien|nach langem Zögern|hinter der Turnhalle|ohne jede Hilfe|für das Sommerfest|kurz vor Ladenschluss|im vergangenen Herbst|mit großer Geduld|unter der Brücke|zum zweiten Mal|neben dem Bahnhof|aus reiner Neugier|bei Kerzenlicht|seit dem Umzug|gegen Mitternacht"),
    ),
    ("de", "technik"): dict(
        s=_w("die Steuerung|der Prüfingenieur|das Getriebe|die Werkstatt|der Zulieferer|die Pumpenanlage|der Netzbetreiber|das Labor|die Spätschicht|der Lehrling|die Konstrukteurin|das Messgerät|der Kranführer|die Leitwarte|der Monteur|das Walzwerk|die Abnahmestelle|der Disponent"),
        v=_w("meldete|verursachte|ignorierte|dokumentierte|tauschte|verzögerte|berechnete|überwachte|verwarf|lieferte|zerlegte|kalibrierte|beanstandete|zeichnete|schmierte|beschriftete"),
        j=_w("fehlerhafte|verschlissene|hydraulische|elektrische|undichte|genormte|lose|überlastete|gefräste|isolierte|magnetische|schwere|verbogene|doppelte|thermische|austauschbare|verzinkte|schwankende|vergoldete|gekühlte"),
        n=_w("Lager|Ventile|Kabelbäume|Dichtungen|Sensoren|Schweißnähte|Sicherungen|Zahnräder|Schaltpläne|Förderbänder|Kolben|Relais|Messwerte|Bolzen|Filter|Spulen|Leiterplatten|Wellen|Kupplungen|Schläuche|Drehzahlen|Gehäuse|Bremsen|Turbinen|Federn|Klemmen"),
        a=_w("bei hoher Drehzahl|laut Protokoll|nach der Revision|außerhalb der Toleranz|während des Probelaufs|im Dauerbetrieb|vor dem Versand|unter Volllast|wegen eines Messfehlers|an der dritten Linie|ohne Freigabe|mit neuer Software|im Kaltstart|zwischen zwei Wartungen|auf dem Prüfstand|durch Vibrationen|gemäß Norm|trotz Schmierung"),
    ),
    ("de", "presse"): dict(
        s=_w("der Landtag|die Ministerin|ein Bündnis von Winzern|das Verfassungsgericht|der Rechnungshof|die Gewerkschaft|der Deichverband|die Bürgermeisterin|das Statistikamt|ein Chor aus Kiel|der Wetterdienst|die Staatsanwaltschaft|der Bauernverband|das Theater|die Hafenbehörde|der Fußballverein|die Denkmalpflege|das Umweltamt"),
        v=_w("kritisierte|genehmigte|verbot|förderte|vertagte|eröffnete|untersuchte|verteidigte|kürzte|erbte|sanierte|versteigerte|zählte|forderte|besteuerte|verlegte"),
        j=_w("umstrittene|ländliche|historische|illegale|grenznahe|kostenlose|marode|zweisprachige|geheime|sonnige|befristete|überflutete|steuerfreie|regionale|leerstehende|nächtliche|denkmalgeschützte|unterirdische|private|ökologische"),
        n=_w("Windparks|Fährlinien|Schulen|Brücken|Weinberge|Renten|Radwege|Kraftwerke|Talsperren|Märkte|Wohnblöcke|Museen|Moore|Bahnstrecken|Kliniken|Fangquoten|Leuchttürme|Verträge|Deiche|Sporthallen|Bergwerke|Kreuzungen|Wälder|Postfilialen|Hafenbecken|Bibliotheken"),
        a=_w("unter lautem Protest|mit knapper Mehrheit|vor der Kommunalwahl|in nichtöffentlicher Sitzung|nach monatelangem Streit|entlang der Elbe|gegen den Rat der Fachleute|wegen der Dürre|im Eilverfahren|zugunsten der Anwohner|ohne Gegenstimme|bis zum Jahresende|auf Druck aus Brüssel|zum Ärger der Pendler|nach zwei Rücktritten|am Rande der Messe|trotz leerer Kassen|zur Freude der Kinder"),
    ),
    ("es", "barrio"): dict(
        s=_w("la vecina|el panadero|mi abuelo|la maestra|el cartero|la dueña del hostal|nuestro alcalde|el pescador|la costurera|el músico|la bibliotecaria|un turista perdido|el jardinero|la farmacéutica|el taxista|mi prima|el relojero|la pintora"),
        v=_w("vendió|arregló|perdió|regaló|escondió|pidió|contó|limpió|alquiló|rompió|encontró|devolvió|fotografió|confundió|guardó|envolvió"),
        j=_w("verdes|grandes|frágiles|brillantes|dulces|enormes|inútiles|elegantes|azules|fuertes|simples|suaves|naturales|populares|flexibles|alegres|impermeables|iguales|originales|resistentes"),
        n=_w("sillas|relojes|paraguas|naranjas|guitarras|llaves|cortinas|bicicletas|zapatos|macetas|cuadros|manteles|lámparas|cuchillos|maletas|botones|espejos|velas|cometas|alfombras|tazas|escobas|abanicos|candados|mantas|sombreros"),
        a=_w("antes del amanecer|en la plaza mayor|por un precio ridículo|durante la siesta|sin pedir permiso|a pesar del viento|junto al mercado|con mucha paciencia|después de la misa|para la fiesta del pueblo|en pleno agosto|detrás de la estación|por segunda vez|bajo la lluvia|desde la mudanza|a escondidas|camino del puerto|hasta medianoche"),
    ),
    ("es", "salud"): dict(
        s=_w("la enfermera|el doctor Salcedo|la paciente|el residente de guardia|la matrona|el fisioterapeuta|la hija del enfermo|el laboratorio|la pediatra|el celador|la nutricionista|el cirujano|la unidad de dolor|el farmacéutico|la psicóloga|el médico rural|la radióloga|el equipo móvil"),
        v=_w("anotó|descartó|describió|trató|vigiló|comentó|sospechó|registró|explicó|revisó|comparó|negó|fotografió|midió|alivió|detectó"),
        j=_w("leves|persistentes|graves|intermitentes|estables|inusuales|febriles|locales|recurrentes|musculares|visibles|nasales|abdominales|tolerables|simples|evidentes|faciales|notables|superficiales|lumbares"),
        n=_w("dolores|mareos|manchas|temblores|alergias|calambres|úlceras|náuseas|hematomas|quemaduras|jaquecas|fracturas|desmayos|lesiones|infecciones|cicatrices|espasmos|picores|vértigos|inflamaciones|hernias|varices|contracturas|molestias|erupciones|migrañas"),
        a=_w("tras la operación|en la segunda visita|sin fiebre aparente|durante el turno de noche|antes del alta|por vía telefónica|pese al tratamiento|al retirar la venda|en ayunas|desde el último análisis|bajo sedación|con ayuda de un intérprete|en la sala de espera|después del ejercicio|al llegar a urgencias|hasta el control semanal|fuera de consulta|junto a su familia"),
    ),
    ("zh", "生活"): dict(
        s=_w("隔壁的王阿姨|小区保安|我的表哥|卖豆腐的老人|语文老师|楼下的理发师|快递员小陈|退休的船长|刚搬来的房客|图书管理员|钓鱼的邻居|幼儿园园长|修表师傅|合唱团指挥|出租车司机|爱下棋的爷爷|花店老板|实习护士"),
        v=_w("买下了|弄丢了|修好了|送走了|称赞了|藏起了|数了数|退回了|拍下了|擦干净了|借来了|打碎了|画出了|搬走了|嘲笑了|换掉了"),
        j=_w("陈旧|鲜艳|沉重|透明|便宜|奇怪|潮湿|木制|圆形|闪亮|柔软|破损|香甜|迷你|昂贵|粗糙|淡紫色|手工|空荡荡|锋利"),
        n=_w("自行车|雨伞|花盆|钥匙|毛毯|相框|茶壶|灯笼|板凳|风筝|箱子|棋盘|耳环|窗帘|水壶|蜡烛|菜刀|围巾|鱼缸|闹钟|手套|邮票|吉他|镜子|拖鞋|算盘"),
        a=_w("天还没亮|台风过后|元宵节那晚|趁大家午睡|为了省钱|在旧货市场|毫无准备地|搬家那天|听完广播以后|冒着大雨|当着孩子的面|在医院门口|第二次见面时|关店之前|凭着记忆|坐地铁途中|停电的夜里|假期结束前"),
    ),
    ("zh", "客服"): dict(
        s=_w("上海的客户|售后主管|仓库管理员|一位大学生|物流公司|财务同事|新来的客服|外地代理商|值班工程师|健身房会员|民宿房东|测试用户|商场经理|一位退休教师|社区诊所|维修技师|采购部门|海外买家"),
        v=_w("投诉了|退订了|申请更换|重新安装了|无法打开|反复提到|上报了|误删了|质疑|续费了|重置了|找回了|核对了|拒收了|升级了|漏发了"),
        j=_w("过期|重复|无线|加密|损坏|延迟|未付款|翻新|共享|发烫|绑定|缺货|自动|旧版|限时|异常|离线|不兼容|预付|进口"),
        n=_w("路由器|发票|会员卡|验证码|包裹|耳机|订单|优惠券|打印机|账号|充电线|门锁|摄像头|备份文件|积分|短信提醒|平板电脑|合同附件|显示屏|快递单|音箱|安装包|密码提示|墨盒|押金|扫描仪"),
        a=_w("更新以后|周日晚上|在旧版网页上|促销期间|断电重启后|通过在线聊天|合同到期前|换手机时|没有任何提示|第三次来电时|在国外出差时|清理缓存之后|盘点的时候|审计前一天|网络高峰时段|活动结束后|经理在场时|凌晨两点左右"),
    ),
    ("zh", "新闻"): dict(
        s=_w("市规划局|省高院|渔业协会|铁路部门|气象台|考古队|环保组织|地方足协|茶农合作社|海关总署|国家交响乐团|水利专家|独立审计员|边境哨所|教育厅|小镇镇长|航天研究所|博物馆"),
        v=_w("批准了|推迟了|公布了|调查了|拍卖了|禁止了|修复了|资助了|批评了|放弃了|统计了|检查了|开放了|扩建了|拆除了|保护了"),
        j=_w("沿海|地下|古老|非法|季节性|跨境|废弃|双语|免税|高价|乡村|秘密|木结构|节能|火山|创纪录|公立|有争议|海岛|临时"),
        n=_w("渡轮航线|风电场|石桥|葡萄园|矿井|灯塔|水库|集市|果园|学校|电车线路|城墙|捕鱼配额|住宅楼|滑冰场|货运码头|医院|盐田|湿地|邮局|粮仓|油罐|花灯会|天文台|自行车道|隧道"),
        a=_w("在一片抗议声中|听证会之后|酷暑期间|几十年来首次|以微弱多数|沉默数月后|沿着东部边界|未征求居民意见|为换取贷款|两人辞职以后|公投前夕|在直播节目里|歉收之年|令游客欣喜的是|靠近旧都|迫于邻省压力|闭门会议中|雨季来临前"),
    ),
}

FIRST = _w("Amara|Bruno|Celia|Dmitri|Elin|Farid|Greta|Hiro|Ines|Jorge|Katya|Lamin|Mirela|Noor|Oskar|Paloma|Quentin|Rosa|Sanjay|Thea|Umberto|Vesna|Wanda|Xavier|Yara|Zoltan")
LAST = _w("Abente|Bjorklund|Castano|Dlamini|Ekwueme|Ferrand|Gruber|Hallberg|Ibarra|Jankovic|Kowal|Lindqvist|Marchetti|Nakata|Oduya|Petrov|Quispe|Rahimi|Sorensen|Tavares|Ulloa|Villar|Weiss|Yilmaz|Zanetti")
