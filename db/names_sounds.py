"""What is heard of a word: signs for sounds, keys that spellings share, how alike two words are.

A *sound* is a word in signs, one for each sound: Latin lower-case letters; capitals and a few
phonetic letters for sounds that Latin writes with two letters, or that a letter of another
script leaves open. A *key* is the consonants alone, kin made one, for looking up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

LONGEST = 28  # letters of one word that are looked at
KEY = 7  # consonants of a key
_ALTERNATIVES = 4  # keys of one word

_SPELT = (
    ("tsch", "C"),
    ("shch", "S"),
    ("sch", "S"),
    ("tch", "C"),
    ("dzh", "j"),
    ("kh", "X"),
    ("sh", "S"),
    ("ch", "C"),
    ("zh", "Z"),
    ("gh", "G"),
    ("th", "T"),
    ("dh", "D"),
    ("ph", "f"),
    ("dj", "j"),
    ("ck", "k"),
    ("ts", "ʦ"),
    ("tz", "ʦ"),
    ("dz", "ʣ"),
    ("qu", "k"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("eo", "o"),
    ("oe", "o"),
)
# The same of scripts that leave vowels out; tS is how Arabic writes a foreign ch.
_SPELT_BARE = (("tS", "C"), ("dz", "ʣ"), ("ts", "ʦ"))
_SPELLING = re.compile("|".join(spelt for spelt, _ in _SPELT))
_SOUND = dict(_SPELT)
_TWICE = re.compile(r"(.)\1+")
VOWELS = frozenset("aeiou")
_UNVOWELLED = re.compile(r"[AIWYɟħʕθðɖʐʂʝ]")

# Korean family names that are written as English would.
_SURNAMES = {"lee": "ɾi", "ri": "ɾi", "rhee": "ɾi", "park": "pak", "choi": "Co", "choe": "Co"}

# For a key: kin made one. Two letters: either may be meant.
_KIN = {
    **dict.fromkeys("bp", "b"),
    **dict.fromkeys("td", "t"),
    **dict.fromkeys("kgqG", "k"),
    **dict.fromkeys("szS", "s"),
    **dict.fromkeys("jʣ", "j"),
    "ɟ": "jk",
    "ɾ": "lr-",
    "Z": "js",
    "C": "js",
    "c": "ks",
    "X": "hk",
    "x": "sh",
    "h": "h",
    "T": "ts",
    "D": "ts",
    "θ": "st",
    "ð": "st",
    "ɖ": "ts",
    "ʐ": "st",
    "ʂ": "sh",
    "ʝ": "js",
    "ʦ": "s",
    "f": "f",
    "v": "wf",
    **{letter: letter for letter in "lmnr"},
}


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """A written word (see `names_roman.written`) in signs of sounds."""
    word = word[:LONGEST]
    if word in _SURNAMES:
        return _SURNAMES[word]
    if is_unvowelled(word):
        heard = word
        for spelt, sign in _SPELT_BARE:
            heard = heard.replace(spelt, sign)
    else:
        heard = _TWICE.sub(r"\1", _SPELLING.sub(lambda spelt: _SOUND[spelt.group()], word))
    heard = heard.replace("'", "").replace("ħ", "h")
    if len(heard) > 2 and heard[-1] == "h" and heard[-2] in VOWELS:
        return heard[:-1]
    if heard[-1:] == "Y":
        return heard[:-1] + "I"  # may be said a, too
    return heard


def is_unvowelled(heard: str) -> bool:
    """Whether a word comes from a script that leaves short vowels out."""
    return bool(_UNVOWELLED.search(heard)) or not VOWELS.intersection(heard[1:])


@lru_cache(maxsize=200_000)
def keys(heard: str) -> tuple[str, ...]:
    """The keys of a sound, the likeliest first; never none, and empty ones only alone."""
    ways: list[tuple[str, ...]] = []
    count = 1
    last = len(heard) - 1
    for place, sign in enumerate(heard):
        kin = _key_letters(sign, place == 0, place == last)
        if sign == "h" and 0 < place < last and heard[place - 1] not in _SPOKEN:
            kin = ("h", "-")  # s and h of another script are sh in Latin letters
        if len(kin) > 1 and count * len(kin) > _ALTERNATIVES:
            kin = kin[:1]
        count *= len(kin)
        ways.append(kin)
    made = ["".join(way) for way in product(*ways)]
    if not is_unvowelled(heard):
        made = [_TWICE.sub(r"\1", way) for way in made]
    return tuple(dict.fromkeys(way.replace("-", "")[:KEY] for way in made))


_SPOKEN = frozenset("AaeiouWYIwy")


def _key_letters(sign: str, first: bool, last: bool) -> tuple[str, ...]:
    """What a sign leaves in a key; "-" for nothing, so that what it parts stays parted."""
    if sign in "wW":
        return ("w", "-") if first else ("-",)
    if sign in "yY":
        return ("y", "-") if first else ("-",)
    if sign == "v" and not first:
        return ("-", "f")
    if sign == "h" and last:
        return ("-",)
    if sign == "c" and first:
        return ("k", "s", "-")  # Somali writes ayn so
    if sign == "j" and last:
        return ("j", "-")  # Sergej
    return tuple(_KIN.get(sign, sign if sign.isdigit() else "-"))


def _related() -> dict[tuple[str, str], float]:
    """What it costs to take one sign for another; a pair that is not in it costs most."""
    costs: dict[tuple[str, str], float] = {}

    def set_all(pairs: str, cost: float) -> None:
        for pair in pairs.split():
            costs[pair[0], pair[1]] = costs[pair[1], pair[0]] = cost

    set_all("Aa ɟj", 0.0)
    set_all("ɾl ɾr", 0.04)
    set_all("ɾy ɟg ɟZ", 0.15)
    set_all("ɟC ɟʣ ɟz ɟG ɾn", 0.3)
    set_all("ou ie", 0.04)
    set_all("ae", 0.07)
    set_all("Ae", 0.06)
    set_all("ai Ai Ao Au eu au ao eo io iu", 0.16)
    set_all("iy uw ow ey vw kq", 0.06)
    set_all("ay aw ew uv ov", 0.2)
    set_all("Wu Wo Ww Yi Yy ʕa θs θT ðd ðz ðD ɖd ɖz ɖD ʐz ʐd ʐD ʂS ʂX ʝZ ʝG ʝj", 0.03)
    set_all("Wv Ye ʕe ʕo ʕu ʕi θt ʕ' ʦs ʦC ʣz ʣj ʣd", 0.07)
    set_all("Ii Iy IY", 0.02)
    set_all("Ie Ia IA", 0.06)
    set_all("ʕA ʕc ʕh We", 0.14)
    set_all("Ya Wa YA Wi Yu", 0.32)
    set_all("Wf Wb Yj WY", 0.35)
    set_all("kc gG qG Xk Xh Dd Dz Ts Tt cs cC xX xS jC jZ ZC SC gk gq Zz xs kG ʂk ʂs", 0.22)
    set_all("pb td gj zs Ss fv fp bv xh cj XG Xq zd ʦt ʣs hx jy ck fb Tθ dT Dð Zj Zg Cs js", 0.34)
    set_all("mn lr sC zj Cɖ hG kX hk qh", 0.6)
    return costs


_COSTS = _related()
_WEIGHT = {
    **dict.fromkeys("Aaeiou", 0.35),
    "ʕ": 0.12,
    "W": 0.5,
    "Y": 0.45,
    "I": 0.4,
    "w": 0.6,
    "y": 0.5,
    "h": 0.7,
}


_GLIDES = frozenset("aeiouwy")


def _drops(heard: str, bare: bool) -> list[float]:
    """What it costs that each sign has no counterpart; `bare`: the other writes no short vowels.

    Long vowels and diphthongs are written even there, and so is the ending of a nisba.
    """
    last = len(heard) - 1
    costs = []
    for place, sign in enumerate(heard):
        if sign in VOWELS:
            beside = heard[max(0, place - 1) : place] + heard[place + 1 : place + 2]
            cost = 0.3
            if bare:
                cost = 0.1 if _GLIDES.intersection(beside) else 0.04
            if place == last and sign == "i" and place > 2:
                cost = 0.5
        elif sign == "h" and place == last:
            cost = 0.1
        elif sign == "h" and place and heard[place - 1] not in _SPOKEN:
            cost = 0.25
        elif sign == "ɾ":
            cost = 0.12
        elif sign == "I" and place > 2:
            cost = 0.5
        elif sign in "WY":
            cost = 0.45
        else:
            cost = _WEIGHT.get(sign, 1.0) * (0.6 if sign in "AIhywʕ" else 1.0)
        costs.append(cost)
    return costs


@lru_cache(maxsize=500_000)
def likeness(one: str, other: str) -> float:
    """How alike two sounds are, 0 to 1: a weighted edit distance."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    alike = _likeness(one, other)
    if alike < _NEARLY:
        # An article may be written together with its word.
        if one[:2] in _ARTICLES and len(one) > 5 and other[0] not in "aeA":
            alike = max(alike, 0.93 * _likeness(one[2:], other))
        elif other[:2] in _ARTICLES and len(other) > 5 and one[0] not in "aeA":
            alike = max(alike, 0.93 * _likeness(one, other[2:]))
    return alike


_UNSEEN = 0.07  # what differs as a matter of course between scripts with and without vowels
_ARTICLES = ("al", "el")
_NEARLY = 0.8


def _likeness(one: str, other: str) -> float:
    bare_one, bare_other = is_unvowelled(one), is_unvowelled(other)
    drop_one = _drops(one, bare_other)
    drop_other = _drops(other, bare_one)
    row = [0.0]
    for cost in drop_other:
        row.append(row[-1] + cost)
    costs = _COSTS
    for sign, lost in zip(one, drop_one, strict=True):
        before = row[0]
        row[0] = left = before + lost
        for place, (against, gained) in enumerate(zip(other, drop_other, strict=True), 1):
            above = row[place]
            best = before if sign == against else before + costs.get((sign, against), 1.0)
            if above + lost < best:
                best = above + lost
            if left + gained < best:
                best = left + gained
            before = above
            row[place] = left = best
    weight = max(sum(_WEIGHT.get(s, 1.0) for s in one), sum(_WEIGHT.get(s, 1.0) for s in other))
    same_start = one[0] == other[0] or (one[0], other[0]) in costs
    spent = row[-1] if same_start else row[-1] * 1.15
    if bare_one != bare_other:
        spent = max(0.0, spent - _UNSEEN)
    return max(0.0, 1.0 - spent / max(weight, 1.0))
