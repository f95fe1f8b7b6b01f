"""Words in names that are not the name: titles, articles, patronymic and kunya words, legal forms.

All are given as `romanise` writes them. How a name is read is in `names_parts`.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    mullah mulla molla mollah mula mullo mla mlla mawlawi maulawi mawlavi molavi molawi mowlavi
    moulvi molvi maulvi mawlvi mwlwy mwlvy mawlana maulana moulana mawlana mwlana akhund
    akhond akhwnd hajji haji hadji hadj haj hajj hagi alhaj alhaji alhajj elhadj hajy haja
    sheikh shaikh sheik shaykh cheikh cheik shekh shiekh sheykh cheikhou shykh
    qari kari qary ustad ustaz ostad ustadh ustadz astad engineer eng engr muhandis mohandes mhnds
    dr doctor doktor dktr dktwr dukhtur prof professor mr mrs ms miss monsieur madame mme sir lord
    lady herr frau hon honourable honorable rev excellency he hrh hh his her their highness majesty
    president prime minister ambassador senator governor chairman secretary judge justice
    general gen gral brigadier brig major maj colonel col lt lieutenant captain capt commander
    commandante cmdr marshal sergeant sgt admiral corporal comandante jnral jnrl qwmandan
    ayatollah ayatullah hojatoleslam hojjatoleslam emir imam maalim moalim mualim maalin mullim
    prezident prasident presidente
    """
)
"""Said of many; it tells hardly anything about who is meant."""

STYLES = _words(
    "sayyid sayed syed seyyed seyed sayid saiyid syd sardar srdar malik malek mlk khan "
    "xan begum bibi beg bey pasha agha aqa mir mirza sahib sahibzada khwaja khoja hafiz hafez "
    "qazi ghazi amir ameer amyr emir junior jr senior sr ii iii"
)
"""As often part of the name as a title: they count, but less."""

PARTICLES = _words(
    "bin ben ibn bn ibni bint binti bnt binte ould wld weld walad of oglu ogly "
    "ougli qizi kizi zada de da del della der den di do dos du des la le les lo van von vom zu "
    "zum ter the and und et und for al el wa ua ap aka alias known as"
)
"""Between name and name; written or left out, as one likes."""

ARTICLES = _words("al el ul ol")
"""The Arabic article, and as it sounds in Persian and Urdu. Before some letters it is said as
the letter itself (ar-Rahman, ud-Din), see `SUN`."""

SUN = {
    letter + ending: ending
    for letter in "aeuo"
    for ending in ("r", "s", "n", "d", "t", "z", "sh", "dh", "th")
}
"""Article as said before that letter: the letter that has to follow."""

SERVANT = _words(
    "abd abdul abdel abdal abdol abdil abdu abdur abdus abdush abdun abdud abdut abduz abder "
    "abdar abdes abdoul abdool abdoal abed abdan ebd cabd cabdul cabdil abdi obd"
)
"""`abd` and its spellings before a name of God."""

KUNYA = {
    **dict.fromkeys(("abu", "abou", "aboo", "abo", "abw", "aby", "abi", "bou", "cabu"), "abu"),
    **dict.fromkeys(("um", "umm", "oum", "oumm", "om", "omm", "umu"), "umm"),
}
"""Father of, mother of: with what follows one part of the name."""

ENDINGS = _words(
    "nejad nezhad nejat nZAd zada zadah zadeh zade zAdħ pour poor pur pWr zai zay zey zoi zY zAY "
    "khel XYl AY"
)
"""Endings of family names, as `names_roman.written` has them, that are written apart or not."""

FORMS = {
    **dict.fromkeys(("ltd", "limited"), "ltd"),
    **dict.fromkeys(("inc", "incorporated"), "inc"),
    **dict.fromkeys(("co", "company", "cie", "compagnie", "kompaniya"), "company"),
    **dict.fromkeys(("corp", "corporation"), "corporation"),
    **dict.fromkeys(("ag", "aktiengesellschaft"), "ag"),
    **dict.fromkeys(("jsc", "ojsc", "cjsc", "pjsc", "oao", "zao", "pao", "ao"), "jsc"),
    **dict.fromkeys(("llc", "ooo", "llp", "lp"), "llc"),
    "gmbh": "gmbh",
    "srl": "srl",
    "sa": "sa",
    "plc": "plc",
    "pty": "ltd",
    "mv": "mv",
    "mt": "mt",
}
"""Legal forms and the like, each with the one that it stands for."""

LOOSE_FORMS = frozenset(("company", "corporation", "inc", "ltd"))
"""Forms that are used for one another, and more than one at a time."""

PHRASES = (
    ("open joint stock company", "jsc"),
    ("closed joint stock company", "jsc"),
    ("public joint stock company", "jsc"),
    ("joint stock company", "jsc"),
    ("aktsionernoe obshchestvo", "jsc"),
    ("limited liability company", "llc"),
    ("obshchestvo s ogranichennoy otvetstvennost'yu", "llc"),
    ("obshchestvo s ogranichennoy otvetstvennostyu", "llc"),
    ("societatea cu raspundere limitata", "srl"),
    ("sp. z o.o.", "llc"),
    ("sp z o o", "llc"),
)

_COUNTED = (
    "zero",
    "one first 1st",
    "two second 2nd",
    "three third 3rd",
    "four fourth 4th",
    "five fifth 5th",
    "six sixth 6th",
    "seven seventh 7th",
    "eight eighth 8th",
    "nine ninth 9th",
    "ten tenth 10th",
    "eleven eleventh 11th",
    "twelve twelfth 12th",
)
NUMBERS = {word: number for number, words in enumerate(_COUNTED) for word in words.split()}
TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}

COMMON = _words(
    """
    muhammad ahmad ali hasan husayn abdallah umar uthman ibrahim yusuf khalid mahmud mustafa
    said salih khan abdrahman ismail hamid karim gul jan shah abdrahim abdaziz abdqadir omar
    mohammad mehdi reza abbas amir amin kim li pak chong choe cho kang yi wang zhang
    john james william david maria jean jose juan ivan sergei aleksandr vladimir singh kumar
    rahman rahim haq din fazl aziz musa yunus hamza abu umm bakr abubakr
    sulayman salman isa yahya bilal anas salim tariq rashid latif majid nasir samad wahid
    zahir zakir daud haydar jafar karima
    fatima aisha maryam zaynab michael thomas peter paul robert richard george anna elena
    michaela michelle
    """
)
"""Borne by so many that agreeing on one of them says little, where no list is at hand that
tells how rare a name is."""
