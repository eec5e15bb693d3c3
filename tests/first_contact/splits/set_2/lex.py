"""Words and sentence patterns for make.py: five languages, several subjects each."""
def W(s): return [w.strip() for w in s.replace("\n", " ").split("|") if w.strip()]

EN = dict(
 n=W("""ladder|kettle|bridge|notebook|harbour|curtain|bicycle|chimney|lantern|orchard|staircase|mattress|ferry|pavement|violin|
 wardrobe|greenhouse|compass|teapot|fountain|blanket|drawer|balcony|candle|fence|tractor|tunnel|mirror|envelope|umbrella|basket|
 pillow|garage|statue|telescope|barrel|calendar|hammer|cottage|island|meadow|printer|sandwich|tablecloth|waterfall|whistle|zipper|
 aquarium|bakery|cupboard|doorbell|engine|feather|guitar|hallway|inkwell|jacket|keyboard|library|microscope|necklace|oven|
 parachute|quilt|radiator|saddle|thermostat|vineyard|windmill|backpack|carpet|dashboard|elevator|flashlight|gutter|helmet|
 icebox|jigsaw|kiosk|lawnmower|mailbox|nursery|ornament|pulley|quarry|rooftop|scaffold|trumpet|upholstery|valve|workshop|
 anchor|beehive|cathedral|dictionary|easel|fireplace|glacier|hammock|iron|jar|kennel|locker|magnet|needle|observatory|piano|
 raincoat|shovel|typewriter|vase|wheelbarrow|attic|bench|canoe|drum|escalator|farmhouse|gate|hinge|inn|kite|lighthouse|map|
 napkin|oar|poster|railing|sculpture|tent|vault|wallet|yacht|almanac|broom|coin|dagger|eraser|flute|globe|hose"""),
 ns=W("""tomatoes|receipts|bolts|pages|neighbours|tickets|parcels|photographs|marbles|volunteers|bricks|chairs|lamps|letters|
 pigeons|samples|shelves|sketches|songs|spoons|stamps|students|tiles|trees|visitors|wires|apples|batteries|buckets|cables|cards|
 carrots|crates|cushions|farmers|gloves|handles|jackets|kilometres|lemons|minutes|nails|onions|pencils|plates|puzzles|ropes|sheep"""),
 a=W("""rusty|narrow|brilliant|noisy|wooden|fragile|cheerful|crooked|damp|elegant|faded|gloomy|hollow|immense|jagged|lively|massive|
 neat|odd|pale|quiet|rough|shiny|tidy|uneven|vivid|weary|ancient|blunt|clumsy|dusty|empty|frozen|gentle|hidden|icy|lonely|modern|
 nervous|ordinary|plain|reliable|silent|tall|unusual|vague|wet|young|broken|curious|delicate|famous|grey|humble|large|muddy|
 polished|round|slippery|transparent"""),
 v=W("""check|replace|paint|move|compare|repair|measure|borrow|collect|deliver|describe|discover|examine|follow|gather|ignore|inspect|
 clean|label|load|mention|notice|open|order|pack|photograph|present|question|reach|record|remove|rent|rescue|review|save|search|
 select|share|sketch|sort|study|test|touch|trade|unfold|value|visit|wash|watch|weigh|wrap|admire|assemble|attach|balance|capture|
 cover|decorate|defend|display|enter|finish|guard|handle|imagine|join|launch|mail|obtain|polish|reserve|scratch|tighten|unload"""),
 adv=W("""Yesterday|Afterwards|Oddly enough|In the end|Luckily|Before lunch|Later that week|Meanwhile|To my surprise|Since then|At first|
 Sadly|Honestly|Near midnight|By accident|Early on|Once again|Without warning|Every Tuesday|On paper|At the corner|Against all odds|
 Last winter|Quite often|In practice|Around noon|Strangely|For a while|Almost immediately|Until recently|Nobody knows why, but|
 After some debate|At sunrise|Under pressure|As expected|Now and then|During autumn|Rather late|Somewhere upstairs|Just in time"""),
 c=W("""behind the station|with great care|before breakfast|in heavy rain|for three hours|without any help|after the storm|
 beside the river|during the holidays|on a ladder|under the roof|across the valley|in the cellar|with a borrowed knife|at half price|
 near the old mill|despite the cold|between two meetings|within a week|along the coast|on the second floor|by candlelight|
 against our advice|with both hands|outside the museum|until the evening|from the balcony|over the weekend|in complete silence|
 at the last minute|through a small window|because of the noise|on the way home|next to the bakery|without a map|twice a day|
 around the campfire|inside the tent|for no reason|with a wet cloth|since early spring|at the town hall|above the kitchen|
 by the northern gate|in front of everyone|after long negotiations|on an empty road|with a broken arm|for the first time|
 close to the border|in a single afternoon|like a professional|instead of sleeping|beyond the hills|on public holidays|
 as a joke|with mixed results|during the concert|in poor light|before the deadline"""),
 name=W("""Harriet|Oswald|Priya|Mateo|Ingrid|Tobias|Amara|Declan|Yusuf|Beatrice|Lionel|Noor|Fergus|Camille|Rashid|Wanda|Kofi|Elspeth|
 Dmitri|Saoirse|Benedict|Leila|Hugo|Marguerite|Anselm|Tamsin|Vikram|Odette|Cedric|Zainab|Rupert|Ilse|Caspian|Nadia|Percy|Solveig|
 Gideon|Mirabel|Tariq|Winifred|Alistair|Juno|Ezekiel|Paloma|Roderick|Thandi|Bruno|Clementine|Idris|Greta"""),
 place=W("""Aberdeen|Bristol|Cardiff|Denver|Exeter|Fargo|Galway|Halifax|Inverness|Jakarta|Kampala|Lisbon|Memphis|Nairobi|Oslo|Portland|
 Quito|Rotterdam|Salem|Tallinn|Utrecht|Vienna|Windsor|Yokohama|Zagreb|Auckland|Boston|Calgary|Dublin|Edmonton|Florence|Geneva|Hanoi|
 Istanbul|Juneau|Krakow|Lagos|Montreal|Naples|Ottawa|Perth|Reno|Seville|Toledo|Valencia|Warsaw"""),
 p=W("""{adv}, the {a} {N} {V} {name} {c}.|I {V} the {N} {c}, and then a {a} {n} {V} the rest.|{name} from {place} {V} {num} {ns} {c}.|
 The {N} was {a} and {a}, so we {V} it {c}.|Nobody {V} my {N} {c}; the {n} looked {a}.|
 When the {n} arrived, {name} {V} the {N} {c}.|Can anyone explain why the {a} {N} never {V} a {n}?|
 We paid {num} dollars for the {N}, although its {n} is {a}.|My {a} {n} and {name}'s {N} {V} each other {c}.|
 {adv}, {num} {ns} {V} the {N} of {place}.|The {n} in {place} stayed {a} until {name} {V} the {N}.|
 It took {num} {ns} to {v} the {a} {N}.|{name} wanted to {v} a {n} {c}, yet the {N} turned {a}.|
 Between {place} and {place}, the {N} {V} every {a} {n}.|If you {v} the {N} {c}, the {n} becomes {a}.|
 The {a} side of the {N} reminds {name} of a {n}.|Please {v} my {N}, then {v} the {a} {n} {c}.|
 {adv}, they {V} both the {N} and the {n}, which {name} found {a}.|There were {num} {a} {ns} near the {N} {c}.|
 Without the {N}, {name} would {v} the {n} in {place}."""),
 q=W("""Which {a} {N} did {name} {v} {c}, and what became of the {n}?|Why was the {N} in {place} so {a} that {name} had to {v} it {c}?|
 How many {ns} did the {a} {N} {v} {c} near {place}?|Who {V} the {N} {c} after {name} lost the {n}?|
 What happens when a {a} {n} and a {N} from {place} {v} {num} {ns}?|Where could {name} {v} the {N} without the {a} {n} {c}?|
 Is it true that {num} {ns} of {place} {V} a {a} {N} {c}?|Should {name} {v} the {a} {n} before the {N} {c}?"""))
EN_D = dict(
 general=[],
 reddit=W("graphics card|game server|sourdough starter|landlord|roommate|resume|subreddit wiki|controller|boss fight|commute|houseplant|old laptop|hiking trail|tax refund|dating profile|router|cat|podcast|motorcycle|ramen recipe|gym plan|mechanical keyboard|savings account|speedrun|season finale"),
 retail=W("blender|charging cable|yoga mat|coffee grinder|phone case|air fryer|screen protector|dog leash|vacuum cleaner|desk lamp|water bottle|earbuds|shower head|tape measure|baby monitor|cutting board|hair dryer|power bank|storage bin|garden hose|space heater|bath towel|rice cooker|bike pump|night light"),
 food=W("brunch menu|taco stand|waiter|patio|espresso bar|noodle soup|parking lot|dessert cart|sushi platter|host desk|steak|oyster bar|breakfast burrito|pizza crust|craft beer|salad bowl|ice cream counter|drive-through|buffet|hotel lobby|nail salon|oil change|barber|gluten-free bun|hot sauce"),
 news=W("city council|budget vote|coal plant|rail strike|flood barrier|school board|trade pact|ferry operator|vaccine clinic|police inquiry|stadium plan|housing bill|port authority|oil spill|tax reform|wildfire crew|airline merger|court ruling|pension fund|census office|border post|water utility|hospital wing|election recount|steel tariff"),
 office=W("quarterly forecast|gas contract|conference call|travel policy|expense report|draft agreement|trading desk|pipeline nomination|meeting room|org chart|slide deck|budget line|remote control design|user interface|marketing plan|prototype case|legal review|staffing request|badge reader|invoice queue|training session|status update|vendor list|board memo|press release"),
 patent=W("rotor assembly|actuator|semiconductor wafer|catheter sheath|optical waveguide|antenna array|valve seat|heat exchanger|polymer film|battery electrode|fuel injector|sensor housing|memory controller|display panel|gear train|nozzle plate|wireless transceiver|coupling member|filter membrane|hinge bracket|piston ring|encoder circuit|cooling channel|clamp arm|drive shaft"),
 tech=W("mutex|regex|linked list|async handler|foreign key|stack trace|Docker image|iterator|compiler flag|JSON parser|hash map|unit test|segfault|cron job|CSS grid|lambda function|git branch|thread pool|nested query|pointer cast|proxy setting|decorator|template class|race condition|websocket"),
 school=W("photosynthesis lesson|treaty|parallelogram|volcano|poem|enzyme|monarch|constellation|fraction|novel|magnetic field|empire|river delta|chemical bond|peninsula|symphony|parliament|fossil|comet|vaccine|alphabet|earthquake|rainforest|locomotive|probability"),
 lyrics=W("midnight train|broken radio|silver moon|dusty highway|heartbeat|summer rain|empty bottle|neon sign|lonely river|wedding ring|burning bridge|paper crown|cold December|jukebox|wildflower|shadow|thunder|velvet voice|last dance|prison door|whiskey glass|morning star|ocean floor|open window|steel guitar"),
 clinical=W("chest tube|left ventricle|abdominal film|wound dressing|central line|blood culture|sputum sample|insulin drip|right hip|airway|feeding tube|pacemaker|oxygen mask|urine output|CT scan|heparin dose|lung base|skin graft|bedside monitor|pain score|renal function|ankle splint|lumbar drain|stool sample|blood gas"))

DE = dict(
 n=W("""m:Koffer|f:Brücke|n:Fenster|m:Garten|f:Lampe|n:Klavier|m:Bahnhof|f:Leiter|n:Regal|m:Schlüssel|f:Treppe|n:Boot|m:Teppich|f:Geige|
 n:Zelt|m:Kalender|f:Werkstatt|n:Denkmal|m:Leuchtturm|f:Scheune|n:Mikroskop|m:Hammer|f:Decke|n:Gewächshaus|m:Spiegel|f:Schublade|
 n:Lexikon|m:Rucksack|f:Bäckerei|n:Rad|m:Brunnen|f:Kerze|n:Tagebuch|m:Kamin|f:Trommel|n:Dach|m:Regenschirm|f:Mühle|n:Schaufenster|
 m:Aufzug|f:Fähre|n:Gemälde|m:Zaun|f:Kapelle|n:Paket|m:Ofen|f:Landkarte|n:Tor|m:Traktor|f:Insel|n:Schloss|m:Weinberg|f:Bibliothek|
 n:Geländer|m:Käfig|f:Kiste|n:Orchester|m:Kompass|f:Matratze|n:Sofa|m:Anker|f:Quelle|n:Kissen|m:Turm|f:Uhr|n:Seil"""),
 ns=W("Briefe|Äpfel|Besucher|Fotos|Stühle|Nachbarn|Ziegel|Karten|Kabel|Schafe|Löffel|Münzen|Bäume|Pakete|Seiten|Schrauben|Zitronen|Kinder|Flaschen|Lieder|Kilometer|Minuten|Handschuhe|Tauben|Zettel|Bücher|Nägel|Hefte|Eimer|Teller"),
 a=W("schmal|laut|zerbrechlich|rostig|hell|leer|feucht|ungewöhnlich|still|schwer|modern|staubig|rund|blass|freundlich|krumm|alt|kühl|glatt|müde|bunt|verlassen|praktisch|seltsam|günstig|sauber|stabil|dunkel|riesig|berühmt|neugierig|hohl|nass|steil|sparsam|gemütlich|brüchig|selten|matt|lebhaft"),
 v=W("prüfte|ersetzte|bemalte|verkaufte|reparierte|suchte|holte|kaufte|verpackte|erklärte|entdeckte|öffnete|putzte|sammelte|zeigte|markierte|mietete|besuchte|zeichnete|ordnete|testete|erwähnte|lieferte|bewachte|wickelte|erreichte|fotografierte|bezahlte|sortierte|bewunderte|legte|verteidigte|tauschte|beobachtete|rettete|kontrollierte|verschenkte|berührte|dekorierte|schleppte"),
 adv=W("Gestern|Später|Am Ende|Zum Glück|Vor dem Essen|Inzwischen|Seltsamerweise|Gegen Mitternacht|Aus Versehen|Letzten Winter|Jeden Dienstag|Auf dem Papier|Eine Woche danach|Plötzlich|Im Herbst|Ehrlich gesagt|Anfangs|Noch einmal|Unter Druck|Wie erwartet|Trotz allem|Nach langem Streit|Bei Sonnenaufgang|Ab und zu|Kurz darauf|Wider Erwarten|Um acht Uhr|In der Praxis|Sonntags|Bis vor kurzem"),
 c=W("hinter dem Bahnhof|mit großer Sorgfalt|bei strömendem Regen|ohne fremde Hilfe|nach dem Sturm|am Flussufer|während der Ferien|auf einer Leiter|im Keller|zum halben Preis|trotz der Kälte|innerhalb einer Woche|an der Küste|im zweiten Stock|bei Kerzenlicht|gegen unseren Rat|mit beiden Händen|vor dem Museum|bis zum Abend|am Wochenende|in völliger Stille|im letzten Moment|durch ein kleines Loch|wegen des Lärms|auf dem Heimweg|neben der Bäckerei|ohne Karte|zweimal täglich|rund ums Lagerfeuer|ohne jeden Grund|seit dem Frühling|im Rathaus|über der Küche|am nördlichen Tor|vor aller Augen|nach langen Verhandlungen|auf leerer Straße|zum ersten Mal|nahe der Grenze|an einem Nachmittag|statt zu schlafen|an Feiertagen|aus Spaß|mit wechselndem Erfolg|bei schlechtem Licht"),
 name=W("Annika|Konrad|Friederike|Jannis|Roswitha|Matthis|Sabine|Detlef|Ottilie|Gregor|Heidrun|Malte|Svenja|Wolfram|Elke|Thorben|Gudrun|Lennart|Marlies|Ansgar|Birte|Eckhard|Franziska|Hartmut|Ines|Jürgen|Katrin|Ludger|Mechthild|Norbert|Petra|Ruprecht|Silke|Tilman|Ute|Volker"),
 place=W("Aachen|Bamberg|Cottbus|Dresden|Erfurt|Flensburg|Göttingen|Husum|Ingolstadt|Jena|Kassel|Lübeck|Mainz|Nürnberg|Oldenburg|Passau|Regensburg|Stralsund|Trier|Ulm|Viersen|Wismar|Zwickau|Bregenz|Chur|Graz|Linz|Luzern|Bern|Husum"),
 p=W("""{adv} {v} {name} {N4} {c}.|{N1} war {a} und {a}, deshalb {v} {name} {n4} {c}.|{name} aus {place} {v} {num} {ns} {c}.|
 Niemand {v} {N4} {c}, denn {n1} wirkte {a}.|Als {n1} eintraf, {v} {name} {N4} {c}.|Warum {v} {name} {N4} nicht, obwohl {n1} so {a} schien?|
 Wir zahlten {num} Euro für {N4}, aber {n1} bleibt {a}.|{adv} {v} ich {N4} {c}, und {n1} wurde {a}.|{num} {ns} lagen {c}, und {name} {v} {N4}.|
 In {place} blieb {n1} {a}, bis {name} {N4} {v}.|Zwischen {place} und {place} {v} man {N4} {c}.|Ohne {N4} wäre {n1} in {place} {a}.|
 {name} fand {N4} {a}, doch {n1} {v} alle {ns}.|Statt {num} {ns} {v} {name} nur {N4} {c}.|{N1} gehört {name}, {n1} stammt aus {place}.|
 {adv} {v} {N1} jeden, der {n4} für {a} hielt."""))
DE_D = dict(general=[],
 court=W("m:Kläger|f:Beklagte|m:Mietvertrag|f:Kündigung|n:Gutachten|m:Bescheid|f:Berufung|n:Amtsgericht|m:Schadensersatz|f:Revision|n:Grundstück|m:Arbeitgeber|f:Versicherung|n:Protokoll|m:Zeuge|f:Frist|n:Testament|m:Bebauungsplan|f:Klageschrift|n:Urteil|m:Widerspruch|f:Satzung|n:Darlehen|m:Vollstreckungstitel|f:Beweisaufnahme"),
 voice=W("m:Zug|f:Schule|n:Dorf|m:Fluss|f:Zeitung|n:Konzert|m:Verein|f:Straße|n:Rathaus|m:Sänger|f:Gemeinde|n:Spiel|m:Trainer|f:Partei|n:Album|m:Hafen|f:Kirche|n:Buch|m:Wald|f:Firma"),
 home=W("m:Rasenmäher|f:Waschmaschine|n:Waschbecken|m:Dübel|f:Tapete|n:Parkett|m:Akkuschrauber|f:Fliese|n:Rohr|m:Heizkörper|f:Steckdose|n:Hochbeet|m:Kompost|f:Hecke|n:Dämmmaterial|m:Estrich|f:Markise|n:Garagentor|m:Lack|f:Dusche"),
 songs=W("f:Sehnsucht|m:Mondschein|n:Herz|f:Nacht|m:Regen|n:Feuer|f:Straßenbahn|m:Traum|n:Meer|f:Träne|m:Wind|n:Lied|f:Liebe|m:Schatten|n:Versprechen|f:Freiheit|m:Stern|n:Fieber|f:Heimat|m:Kuss"))

FR = dict(
 n=W("""le valise|la lampe|le jardin|la fenêtre|le piano|la gare|le tapis|la clé|le bateau|la tente|le calendrier|la grange|le marteau|
 la couverture|le miroir|le tiroir|la boulangerie|le vélo|la fontaine|la bougie|le carnet|la cheminée|le tambour|le toit|le parapluie|
 le moulin|la vitrine|le tableau|la clôture|la chapelle|le colis|le four|la carte|le portail|le tracteur|le château|le vignoble|
 la bibliothèque|la rampe|la cage|la caisse|le matelas|le canapé|la source|le coussin|la tour|la montre|la corde|le phare|le pont|
 la statue|le télescope|le tonneau|le panier|la cascade|le sifflet|le placard|la guitare|le couloir|la veste|le collier|la selle|
 le balcon|la bouilloire|le violon|le compas|le rideau|le verger""".replace("le valise","la valise")),
 ns=W("lettres|pommes|visiteurs|photos|chaises|voisins|briques|cartes|câbles|moutons|cuillères|pièces|arbres|colis|pages|vis|citrons|enfants|bouteilles|chansons|kilomètres|minutes|gants|pigeons|billets|livres|clous|cahiers|seaux|assiettes"),
 a=W("étrange|fragile|utile|calme|rapide|vide|humide|moderne|pâle|propre|sombre|solide|célèbre|rare|immense|lisse|aimable|ordinaire|bizarre|énorme|sale|souple|triste|tranquille|visible|magnifique|pratique|robuste|jaune|rouge|rustique|minuscule|superbe|instable|agréable|insolite|banale|modeste|honnête|sobre".replace("banale|","")),
 v=W("vérifié|remplacé|réparé|cherché|acheté|emballé|expliqué|nettoyé|montré|marqué|loué|visité|dessiné|classé|testé|mentionné|livré|gardé|photographié|payé|trié|admiré|posé|échangé|observé|sauvé|contrôlé|donné|touché|décoré|porté|comparé|déplacé|oublié|examiné|pesé|signalé|apporté|retrouvé|commandé"),
 adv=W("Hier|Plus tard|Finalement|Par chance|Avant le repas|Entre-temps|Vers minuit|Par erreur|L'hiver dernier|Chaque mardi|Sur le papier|Une semaine après|Soudain|En automne|Franchement|Au début|Encore une fois|Sous la pression|Comme prévu|Malgré tout|Après une dispute|À l'aube|De temps en temps|Peu après|Contre toute attente|À huit heures|En pratique|Le dimanche|Récemment|Sans prévenir"),
 c=W("derrière la gare|avec grand soin|sous une pluie battante|sans aucune aide|après la tempête|au bord du fleuve|pendant les vacances|sur une échelle|dans la cave|à moitié prix|malgré le froid|en une semaine|le long de la côte|au deuxième étage|à la bougie|contre notre avis|à deux mains|devant le musée|jusqu'au soir|ce week-end|en silence|à la dernière minute|par un petit trou|à cause du bruit|sur le chemin du retour|près de la boulangerie|sans carte|deux fois par jour|autour du feu|sans raison|depuis le printemps|à la mairie|au-dessus de la cuisine|à la porte nord|devant tout le monde|après de longues négociations|sur une route déserte|pour la première fois|près de la frontière|en un après-midi|au lieu de dormir|les jours fériés|pour rire|avec un succès mitigé"),
 name=W("Mathilde|Gaspard|Solène|Baptiste|Odile|Rémi|Clarisse|Thibault|Noémie|Armand|Ghislaine|Loïc|Perrine|Bastien|Yvette|Corentin|Aurore|Fabrice|Maëlle|Quentin|Sandrine|Urbain|Véronique|Xavier|Zoé|Benoît|Delphine|Étienne|Florence|Hector|Inès|Jules|Lucie|Marcel|Nadège|Pascal"),
 place=W("Amiens|Bayonne|Caen|Dijon|Épinal|Foix|Grenoble|Hyères|Issoire|Laval|Metz|Nantes|Orléans|Poitiers|Quimper|Rennes|Strasbourg|Toulouse|Valence|Limoges|Albi|Brest|Colmar|Dax|Évreux|Genève|Liège|Namur|Québec|Tours"),
 p=W("""{adv}, {name} a {v} {N} {c}.|{N} était {a} et {a}, donc {name} a {v} {n} {c}.|{name}, de {place}, a {v} {num} {ns} {c}.|
 Personne n'a {v} {N} {c}, car {n} semblait {a}.|Avec {n} en vue, {name} a {v} {N} {c}.|Pourquoi {name} n'a pas {v} {N} si {n} paraît {a} ?|
 Nous avons payé {num} euros pour {N}, mais {n} reste {a}.|{adv}, j'ai {v} {N} {c} et {n} devenait {a}.|
 Il y avait {num} {ns} {c} quand {name} a {v} {N}.|À {place}, {n} restait {a} tant que {name} gardait {N}.|
 Entre {place} et {place}, on a {v} {N} {c}.|Sans {N}, {n} serait {a} à {place}.|{name} trouvait {N} {a}, pourtant {n} a {v} {num} {ns}.|
 Au lieu de {num} {ns}, {name} a {v} {N} {c}.|{N} appartient à {name}, {n} vient de {place}.|Selon {name}, {n} {a} et {N} ont disparu {c}."""))
FR_D = dict(general=[],
 news=W("le maire|la préfecture|le budget|la grève|le syndicat|la centrale|le tribunal|la mairie|le ministre|la réforme|le tramway|la crue|le stade|la sécheresse|le scrutin|la gendarmerie|le lycée|la coopérative|le chantier|la subvention|le festival|la douane|le plan social|la pénurie"),
 book=W("le capitaine|la marquise|le notaire|la gouvernante|le duel|la calèche|le manuscrit|la taverne|le cocher|la lande|le manoir|la veuve|le forgeron|la dague|le bal|la tempête|le testament|la servante|le naufrage|la lanterne|le curé|la forêt|le colonel|la broderie"),
 voice=W("le quartier|la rivière|le village|la commune|le musicien|la rue|le parc|la saison|le chanteur|la province|le championnat|la bataille|le peintre|la montagne|le roman|la gare centrale|le match|la paroisse|le député|la colline"),
 school=W("le théorème|la fraction|le volcan|la poésie|le traité|la cellule|le verbe|la dictée|le triangle|la galaxie|le climat|la monarchie|le fossile|la molécule|le continent|la révolution|le glacier|la prairie|le sonnet|la planète"))

PT = dict(
 n=W("""a mala|a lâmpada|o jardim|a janela|o piano|a estação|o tapete|a chave|o barco|a tenda|o calendário|o celeiro|o martelo|o cobertor|
 o espelho|a gaveta|a padaria|a bicicleta|a fonte|a vela|o caderno|a lareira|o tambor|o telhado|o guarda-chuva|o moinho|a vitrine|
 o quadro|a cerca|a capela|o pacote|o forno|o mapa|o portão|o trator|o castelo|o vinhedo|a biblioteca|o corrimão|a gaiola|a caixa|
 o colchão|o sofá|a nascente|a almofada|a torre|o relógio|a corda|o farol|a ponte|a estátua|o telescópio|o barril|a cesta|a cachoeira|
 o apito|o armário|o violão|o corredor|a jaqueta|o colar|a sela|a varanda|a chaleira|o violino|a bússola|a cortina|o pomar"""),
 ns=W("cartas|maçãs|visitantes|fotos|cadeiras|vizinhos|tijolos|cartões|cabos|ovelhas|colheres|moedas|árvores|pacotes|páginas|parafusos|limões|crianças|garrafas|canções|quilômetros|minutos|luvas|pombos|bilhetes|livros|pregos|cadernos|baldes|pratos"),
 a=W("frágil|simples|grande|verde|útil|forte|leve|quente|triste|azul|enorme|recente|importante|brilhante|diferente|elegante|comum|raro e firme|suave|estável|visível|excelente|doce|ágil|fácil|difícil|humilde|pobre|flexível|incrível|inútil|constante|resistente|agradável|impossível|presente|terrível|feliz|nobre|breve".replace("raro e firme|","")),
 v=W("verificar|trocar|comprar|procurar|explicar|limpar|mostrar|marcar|alugar|visitar|desenhar|separar|testar|mencionar|guardar|fotografar|pagar|admirar|observar|salvar|controlar|tocar|decorar|carregar|comparar|deslocar|examinar|pesar|encontrar|lavar|pintar|consertar|embrulhar|anotar|vigiar|cortar|montar|ligar|fechar|esvaziar"),
 adv=W("Ontem|Mais tarde|No fim|Por sorte|Antes do almoço|Enquanto isso|Perto da meia-noite|Por engano|No inverno passado|Toda terça|No papel|Uma semana depois|De repente|No outono|Sinceramente|No começo|Outra vez|Sob pressão|Como esperado|Apesar de tudo|Depois da briga|Ao amanhecer|De vez em quando|Logo depois|Contra todas as previsões|Às oito horas|Na prática|Aos domingos|Recentemente|Sem avisar"),
 c=W("atrás da estação|com muito cuidado|debaixo de chuva|sem nenhuma ajuda|depois da tempestade|na beira do rio|durante as férias|em cima da escada|no porão|pela metade do preço|apesar do frio|em uma semana|ao longo da costa|no segundo andar|à luz de velas|contra nosso conselho|com as duas mãos|na frente do museu|até de noite|no fim de semana|em silêncio|na última hora|por um buraco pequeno|por causa do barulho|no caminho de casa|perto da padaria|sem mapa|duas vezes por dia|em volta da fogueira|sem motivo|desde a primavera|na prefeitura|acima da cozinha|no portão norte|diante de todos|após longa negociação|numa estrada vazia|pela primeira vez|perto da fronteira|numa só tarde|em vez de dormir|nos feriados|de brincadeira"),
 name=W("Joaquim|Benedita|Caetano|Dalva|Evaristo|Fabiana|Gilberto|Heloísa|Iracema|Jonas|Lúcia|Marcelo|Nair|Otávio|Priscila|Raimundo|Sônia|Tadeu|Ubiratan|Vanessa|Zuleica|Anderson|Bruna|Cícero|Débora|Eduardo|Flávia|Guilherme|Ivone|Júlio|Larissa|Mauro|Neide|Osvaldo|Renata|Simone"),
 place=W("Aracaju|Belém|Curitiba|Diadema|Erechim|Fortaleza|Goiânia|Ilhéus|Joinville|Londrina|Manaus|Natal|Olinda|Palmas|Recife|Santos|Teresina|Uberaba|Vitória|Blumenau|Coimbra|Braga|Évora|Faro|Lisboa|Luanda|Maputo|Niterói|Petrópolis|Sobral"),
 p=W("""{adv}, {name} {v} {N} {c}.|{N} estava {a} e {a}, por isso {name} {v} {n} {c}.|{name}, de {place}, {v} {num} {ns} {c}.|
 Ninguém {v} {N} {c}, pois {n} parecia {a}.|Quando {n} chegou, {name} {v} {N} {c}.|Por que {name} não {v} {N} se {n} é {a}?|
 Pagamos {num} reais e levamos {N}, mas {n} continua {a}.|{adv}, eu {v1} {N} {c} e {n} ficou {a}.|Havia {num} {ns} {c} quando {name} {v} {N}.|
 Em {place}, {n} seguia {a} até {name} {vi} {N}.|Entre {place} e {place}, a gente {v} {N} {c}.|Sem {N}, {n} seria {a} em {place}.|
 {name} achava {N} {a}, porém {n} {v} {num} {ns}.|Em vez de {num} {ns}, {name} {v} {N} {c}.|{N} pertence a {name}, {n} veio de {place}.|
 Preciso {vi} {N} {c}, senão {n} deixa de ser {a}."""))
PT_D = dict(general=[],
 support=W("a fatura|o boleto|o roteador|a senha|o aplicativo|a entrega|o reembolso|o cadastro|a garantia|o chip|a assinatura|o técnico|a nota fiscal|o cartão|a conexão|o protocolo|a portabilidade|o estorno|a mensalidade|o pedido"),
 news=W("a prefeitura|o vereador|a greve|o orçamento|a enchente|o ministério|a safra|o porto|a vacina|o sindicato|a seca|o estádio|a licitação|o tribunal|a rodovia|o hospital|a eleição|o governador|a usina|o metrô"),
 app=W("o login|a tela|o mapa do aplicativo|a notificação|o saldo|a câmera|o anúncio|a playlist|o modo escuro|a atualização|o cupom|a bateria|o perfil|a legenda|o backup|a transferência|o filtro|a assinatura|o teclado|a busca"),
 school=W("a fração|o vulcão|o poema|o tratado|a célula|o verbo|o triângulo|a galáxia|o clima|a monarquia|o fóssil|a molécula|o continente|a revolução|o planeta|a bactéria|o romance|a equação|o mangue|a república"))

ZH = dict(
 n=W("行李箱|台灯|花园|窗户|钢琴|车站|地毯|钥匙|小船|帐篷|日历|谷仓|锤子|毛毯|镜子|抽屉|面包店|自行车|喷泉|蜡烛|笔记本|壁炉|大鼓|屋顶|雨伞|磨坊|橱窗|油画|篱笆|教堂|包裹|烤箱|地图|铁门|拖拉机|城堡|葡萄园|图书馆|栏杆|鸟笼|木箱|床垫|沙发|泉水|枕头|塔楼|手表|绳子|灯塔|石桥|雕像|望远镜|水桶|篮子|瀑布|口哨|衣柜|吉他|走廊|外套|项链|马鞍|阳台|水壶|小提琴|指南针|窗帘|果园|风筝|书架|楼梯|砚台|竹筐|茶杯|围巾|算盘|屏风|砂锅|蓑衣|磁铁"),
 ns=W("封信|个苹果|位游客|张照片|把椅子|个邻居|块砖|张卡片|根电线|只羊|把勺子|枚硬币|棵树|件包裹|页纸|颗螺丝|个柠檬|个孩子|只瓶子|首歌|公里路|分钟|双手套|只鸽子|张车票|本书|根钉子|个盘子|支铅笔|条毛巾"),
 a=W("狭窄|吵闹|脆弱|生锈|明亮|空荡|潮湿|奇特|安静|沉重|现代|布满灰尘|圆润|苍白|友好|弯曲|古老|凉爽|光滑|疲惫|鲜艳|冷清|实用|古怪|便宜|干净|结实|昏暗|巨大|出名|好奇|空心|湿滑|陡峭|节俭|舒适|稀少|暗淡|热闹|精致"),
 v=W("检查|更换|粉刷|卖掉|修理|寻找|取回|购买|包装|解释|发现|打开|擦洗|收集|展示|标记|租用|参观|描画|整理|测试|提到|运送|看守|缠绕|抵达|拍摄|付清|分类|欣赏|放下|保护|交换|观察|拯救|赠送|触摸|装饰|拖动|称量"),
 adv=W("昨天|后来|最终|幸好|午饭前|与此同时|奇怪的是|接近午夜|不小心|去年冬天|每逢周二|理论上|一周之后|忽然|秋天里|说实话|起初|再一次|压力之下|不出所料|尽管如此|争论过后|日出时分|偶尔|没过多久|出乎意料|八点整|实际上|星期天|直到最近"),
 c=W("在车站后面|小心翼翼地|冒着大雨|独自一人|趁暴风雨过后|沿着河边|利用假期|站在梯子上|躲进地下室|以半价|不顾寒冷|花一周时间|顺着海岸|在二楼|借着烛光|不听劝告|用双手|在博物馆外|直到傍晚|趁周末|默默地|在最后一刻|透过小洞|因为噪音|在回家路上|挨着面馆|没带地图|每天两次|围着篝火|毫无理由地|从春天起|在市政厅|于厨房上方|在北门口|当着众人|经过长谈|在空旷公路上|头一回|靠近边境|用一个下午"),
 name=W("王建国|李秀英|张伟民|刘思远|陈雨桐|杨柳青|黄志强|赵晓曼|周文博|吴佩珊|徐海涛|孙丽华|马俊杰|朱婉清|胡一鸣|郭子涵|何晨曦|高向东|林月如|罗大勇|郑可欣|梁启明|宋雅琴|唐国栋|许静怡|韩少华|冯玉兰|邓凯文|曹雪莹|彭家豪"),
 place=W("成都|青岛|昆明|哈尔滨|苏州|厦门|洛阳|兰州|桂林|大连|长沙|南昌|贵阳|海口|拉萨|银川|温州|绍兴|泉州|珠海|烟台|丽江|敦煌|扬州|徐州|宜昌|柳州|包头|吉林|台南"),
 p=W("""{adv}，{name}{c}{v}了那{N}。|{N}既{a}又{a}，所以{name}{c}{v}了{n}。|来自{place}的{name}{c}清点{num}{ns}。|没有人{c}{v}过{N}，因为{n}显得{a}。|
 {n}送到时，{name}正{c}{v}{N}。|为什么{name}不肯{v}{N}，难道{n}不够{a}？|我们花了{num}元买{N}，可{n}依旧{a}。|{adv}我{c}{v}{N}，{n}竟变得{a}。|
 {name}看见{num}{ns}，便{c}{v}起{N}来。|{place}的{n}一直很{a}，{name}于是{v}{N}。|从{place}到{place}，大家{c}{v}{N}。|少了{N}，{place}的{n}就太{a}了。|
 {name}嫌{N}{a}，{n}却引来{num}{ns}。|与其数{num}{ns}，不如{c}{v}{N}。|{N}归{name}，{n}产自{place}。|听{name}讲，{a}的{n}和{N}{c}不见了。"""))
ZH_D = dict(general=[],
 weibo=W("演唱会|热搜|地铁早高峰|奶茶|综艺|猫咪|快递|加班|火锅|追剧|健身房|自拍杆|电影票|直播间|高铁|考研资料|口红|耳机|外卖|露营车"),
 dialog=W("订单|退款|优惠券|会员卡|发票|物流单|售后工单|收货地址|充电器|验证码|套餐|宽带|维修单|客服电话|保修卡|余额|账单|预约号|门票|积分"),
 news=W("市政府|地铁新线|台风|空气质量|高考|养老金|电商平台|防汛堤坝|医保政策|芯片工厂|粮食收购|法院|海关|博览会|房地产市场|航天中心|环保局|国企改革|水库|铁路局"),
 shop=W("电饭煲|羽绒服|蓝牙音箱|床单|洗衣液|保温杯|平底锅|书包|台式风扇|运动鞋|手机壳|空气净化器|牙刷|羊绒衫|茶具|加湿器|行车记录仪|茶叶|剃须刀|儿童座椅"))
