"""How people write house numbers, phones, emails and ways into chats, and what only looks like them.

Read by `private_words`. Each pattern calls what is to be marked `private`; spaces in patterns mean nothing.
"""

import re


def _verbose(*patterns: str) -> list[re.Pattern[str]]:
    return [re.compile(pattern, re.VERBOSE) for pattern in patterns]


# --- Emails and chats ---------------------------------------------------------------------------------

_BEFORE = r"(?<![\w.+-])"
EMAILS = _verbose(
    rf"{_BEFORE} (?P<private> [\w.+-]+ \s?@\s? [\w-]+ (?:\.[\w-]+)* \.(?i:[a-z]{{2,}}) )",
    # ana [at] example [dot] org, ana arroba ejemplo punto org
    rf"""(?i){_BEFORE} (?P<private>
        [\w.+-]+ (?: \s?[\[({{]\s?(?:at|arroba)\s?[\])}}]\s? | \sarroba\s )
        [\w-]+ (?: (?: \. | \s?[\[({{]\s?(?:dot|punto)\s?[\])}}]\s? | \s(?:dot|punto)\s ) [\w-]+ )+ )""",
    rf"""(?i){_BEFORE} (?P<private> [\w.+-]+ \sat\s [\w-]+ (?:\sdot\s[\w-]+)*
        \sdot\s (?:com|org|net|info|edu|coop|eu|es|uk|mx|ar|cl|co|pe|de|fr|nl|be|pt|ie|ca|au|nz) ) \b""",
)
CHATS = _verbose(
    r"""(?i)(?P<private> (?:https?://)? (?:www\.)? \b (?:
        chat\.whatsapp\.com | wa\.me | t\.me | telegram\.me | m\.me | signal\.(?:me|group) | fb\.com
        | discord\.(?:gg|com) | (?:\w+\.)?facebook\.com | instagram\.com ) / [^\s)]+ )""",
    r"(?i)(?<![\w@./]) (?P<private> @(?!(?:home|work|noon|the|my)\b) [a-z_][\w.]{2,29} )",
    r"""(?i)\b (?:instagram|insta|telegram|signal|snapchat|facebook|fb|discord|skype) \s?:\s?
        (?P<private> @?[\w.]{3,30} )""",
)

# --- Addresses ----------------------------------------------------------------------------------------

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_NAME = rf"{_CAPITAL}[\w'’.-]*"
# Streets by their own word. The others are words of every day too: they count with a capital only.
_STREET = "(?:street|st|avenue|ave|road|rd|lane|ln|boulevard|blvd)"
_ANY_STREET = rf"""(?:(?i:{_STREET})|Drive|Dr|Court|Ct|Close|Crescent|Terrace|Way|Place|Pl|Square|Sq|Gardens
    |Grove|Mews|Row|Walk|Hill|Park|Parkway|Pkwy|Circle|Highway|Hwy|Quay)"""
_CALLE = r"""(?i:(?<!\w)(?:calle|c/|cl\.|avenida|avda?\.?|av\.|plaza|pza\.?|paseo|p\.º|camino|carretera
    |ctra\.?|ronda|traves[ií]a|callej[oó]n|pasaje|urbanizaci[oó]n|urb\.|r[úu]a|rue|carrer))"""
_OF = r"(?:(?:de|del|la|las|los|el|d[’'])\s)*"
_MONTH = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)"
# No street is called so: "the road", "a 20 minute road", "la calle con 5 mesas".
_NO_NAME = r"""(?:the|a|an|this|that|my|our|your|one|of|on|in|at|to|per|side|way|lane|min|mins|minutes?|hours?
    |km|miles?|blocks?|metres?|meters?|people|kids|con|sin|para|por|en|al|a|de|desde|hasta|entre|hay|y|o|que)\b"""
_HOUSE = r"\d{1,5}(?:\s?bis|[a-zA-Z])?\b(?:\s?[-/]\s?\d{1,4}[a-zA-Z]?\b)?"
_FIRST = rf"(?<![\w.,/:–-])(?P<private>{_HOUSE})"
_LAST = rf"""\(?(?P<private>(?:(?i:n[º°o]\.?|n[úu]m(?:ero|\.)?|no\.|nr\.?|number)\s?|\#\s?)?{_HOUSE})"""
# What may follow the number of a house. Before anything else ("14 jars", "5 pm", "9 to 11") it counts.
_ENDS = rf"""(?=
    \s*$ | \s*[\n,;!?)…] | \.(?!\d) | \s\( | \s(?i:and|or|y|o)\s(?!\d) | \s(?!{_MONTH}){_CAPITAL}
  | \s(?i:in|near|at|on|by|is|if|for|from|with|please|next|opposite|behind|between|beside|across|where|when
      |thanks|bell|ring|apt|apartment|flat|floor|door|upstairs|en|cerca|junto|frente|al|por|para|con|si|es
      |desde|entre|detrás|esquina|bajo|piso|puerta|portal|esc|escalera|timbre|gracias)\b )"""
# It is one of these that is counted, and no house: "bus 14 Elm Street", "talla nº 38".
COUNTED = re.compile(
    r"""(?ix)\b(?:bus(?:es)?|autob[uú]s|tram|tranv[ií]a|metro|trains?|tren|lines?|l[ií]neas?|routes?|rutas?
    |platform|and[eé]n|sizes?|tallas?|ages?|aged|edad(?:es)?|pages?|p[aá]ginas?|books?|libros?|vol|issue
    |episode)[ ]$"""
)
ADDRESSES = _verbose(
    # 14 Elm Street, 221b Baker St, 100 West 42nd Street
    rf"{_FIRST}(?= ,?\s (?!{_MONTH}) (?:(?:{_NAME}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,3}} {_ANY_STREET}\b )",
    # 14 elm street, where the sentence goes on as it does behind an address
    rf"{_FIRST}(?= ,?\s (?!{_NO_NAME}|{_MONTH}) [a-zà-ÿ][\w'’-]+ \s{_STREET}\b\.? {_ENDS})",
    # Elm St. 14, elm street no. 12
    rf"(?:{_NAME}\s){{1,3}} {_ANY_STREET}\b\.?,?\s {_LAST} {_ENDS}",
    rf"\b(?!{_NO_NAME})[a-zà-ÿ]+ \s{_STREET}\b\.?,?\s {_LAST} {_ENDS}",
    # calle Olmo 14; C/ Mayor, 5; Avda. de la Constitución nº 23
    rf"""{_CALLE}\s? (?:\d{{1,2}}\sde\s)? (?i:{_OF}(?!{_NO_NAME})[^\W\d_][\w'’.-]+)
        (?:\s{_OF}(?:y\s)?{_NAME}){{0,4}} ,?\s {_LAST} {_ENDS}""",
    # Carrera 7 # 12-34
    r"""(?i)\b (?:calle|carrera|cra|kr|cll|diagonal|transversal)\b\.? \s\d{1,3}\s?[a-z]?\s?
        (?P<private> (?:\#|n[º°o]\.?)\s? \d{1,3}\s?[a-z]?\s?-\s?\d{1,3} )""",
    # 12, rue de la Paix; Elmstraße 14
    rf"{_FIRST}(?= ,?\s (?:rue|chemin|impasse|boulevard|avenue) \s(?:de|du|des|la|le|les|d[’']|{_CAPITAL}) )",
    rf"\b{_CAPITAL}[\w-]{{2,}}(?:straße|strasse|straat|str\.|gasse|allee|laan|plein) \s {_LAST} {_ENDS}",
    # Apt 3B, flat 2, house number 12, piso 2, but not "piso 3 sin ascensor"
    rf"""(?<!\w)(?P<private> (?i: (?:apt|apartment|flat|suite|apto|apartamento|depto|dpto|departamento|piso
        |puerta|pta|portal|escalera|esc|bloque|house\s(?:no|number))\b\.? \s?
        (?:(?:no\.?|n[º°]|\#)\s?)? \d{{1,4}}(?:[a-z]|[º°ª])?(?!\w) ) )
        (?! ,?\s(?i:sin|con|no|without|with)\b ) {_ENDS}""",
    rf"(?P<private> (?i:\b(?:apt|apartment|flat|piso|puerta))\b\.? \s[A-Z]\b ) {_ENDS}",
    # 3º B, 2º izq., bajo A
    r"""(?P<private> (?: \b\d{1,2}\s?[º°ª] | (?i:\b(?:bajo|[áa]tico|entlo\.?)) ) \s?
        (?: [A-Z]\b(?!['’.]\w) | (?i:izq|izda|izquierda|dcha|dch|derecha)\b\.? ) )""",
    # No. 12, nº 12
    rf"(?<!\w)(?P<private> (?:No\.|Nr\.|[Nn][º°]|[Nn][úu]m\.)\s? \d{{1,4}}[a-zA-Z]?\b ) {_ENDS}",
    # A point on a map, in any of its writings
    r"(?<![\d.])(?P<private> -?\d{1,2}\.\d{4,} \s?[,;]\s? -?\d{1,3}\.\d{4,} )",
    r"\b(?P<private> [2-9CFGHJMPQRVWX]{4,8} \+ [2-9CFGHJMPQRVWX]{2,3} )\b",
    r"(?<![:/\w])(?P<private> /// [^\W\d_]+ \. [^\W\d_]+ \. [^\W\d_]+ )",
    r"""(?i)(?P<private> (?:https?://)? \b(?: maps\.app\.goo\.gl | goo\.gl/maps | maps\.google\.[a-z.]+
        | (?:www\.)?google\.[a-z.]+/maps | maps\.apple\.com | (?:www\.)?openstreetmap\.org
        | what3words\.com ) / \S+ )""",
)

# --- Phones -------------------------------------------------------------------------------------------

_DAY, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:19|20)\d\d"
_UNIT = r"""(?: [€$£] | (?:eur|euros?|dollars?|pounds?|pesos?|kg|kilos?|g|gr|gram\w*|l|ml|cl|lit(?:re|er|ro)s?
    |km|m|cm|mm|miles|kcal|watts?|w|people|personas|years|años|pieces|piezas|pages|páginas|times|veces)\b )"""
_ALONE = r"(?<!\d)(?<!\d[\ .-])"
# Dates, times, prices, sizes, amounts, postcodes and books: blanked before phones are looked for.
INNOCENT = re.compile(
    rf"""(?ix)
    (?<![\d/.-]) {_DAY}([/.-]){_DAY}\1(?:{_YEAR}|\d\d) (?!\d|[/.-]\d)
  | (?<!\d) {_YEAR}[-/.]{_DAY}[-/.]{_DAY} (?!\d)
  | (?<!\d) {_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) (?!\d)
  | (?<![\d-]) {_YEAR}\s?[-–/]\s?{_YEAR} (?![\d-])
  | (?<!\d) \d{{1,2}}(?:[:.h]\d\d)?\s?[-–]\s?\d{{1,2}}[:.h]\d\d (?!\d|[.-]\d)
  | (?<![\d.]) \d{{1,2}}[:.h][0-5]\d (?![\d.])
  | (?<![\d/]) \d{{1,2}}/\d{{1,2}} (?![\d/])
  | (?<![\d.,]) \d{{1,2}}(?:[.,]\d{{3}})+(?:[.,]\d\d?)? (?![\d.,-])
  | (?<!\d) \d+[.,]\d\d\s?[-–]\s?\d+[.,]\d\d (?!\d)
  | (?<!\d) \d{{1,3}}00\s?[-–]\s?[1-9]\d{{0,2}}00 (?!\d)
  | [€$£]\s? \d{{1,3}}(?:[\ .,]?\d{{3}})*(?:[.,]\d\d)? (?!\d)
  | {_ALONE} \d{{1,5}}(?:[.,]\d+)?(?:\s?[-–]\s?\d{{1,5}}){{0,2}}\s?{_UNIT}
  | {_ALONE} \d{{1,3}}(?:[\ .,]\d{{3}})+(?:[.,]\d\d)?\s?(?:[€$£]|euros?|eur|dollars?|pesos)
  | (?<!\d) 97[89][-\ ]?(?:\d[-\ ]?){{9}}[\dX] (?!\d)
  | (?<!\d) \d{{5}}-\d{{4}} (?!\d)
  | \b(?:sizes?|tallas?|ages?|aged|edades|lines?|l[ií]neas?|bus(?:es)?|autobuses|rooms?|pages?|p[aá]ginas?)
    \s\d{{1,3}}(?:[\ /-]+\d{{1,3}})+
    """
)
_GAP = r"[\ \u00a0\u2009\u202f.\-‐‑–/()·]"
PHONES = _verbose(
    rf"(?<![\w\#])(?<!\d[.,]) (?P<private> \(?\+?\(?\d (?:{_GAP}{{0,3}}\d){{6,18}} ) (?!\d)",
    # A short one of a village, where somebody says that it is a phone
    rf"""(?i)\b(?:tel[eé]fono|telephone|tel|phone|call|ring|text|sms|whats?app|wasap|m[oó]vil|mobile|cell
        |llama(?:r|me|d)?)\b\.? (?:\s(?:me|us|al|a|on|at|number|is|es))* :?\s?
        (?P<private> \d(?:{_GAP}?\d){{5}} ) (?!{_GAP}?\d|\w)""",
)
