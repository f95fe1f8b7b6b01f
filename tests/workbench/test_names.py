"""Names: one person in many spellings is found, and told from others of the same name."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.names import Hit, Matcher, fold, judge, romanise, script_of, skeleton

# Spellings of stakeholders as a desk would keep them.
DESK = {
    "emirate": ["Islamic Emirate of Afghanistan", "Taliban", "de facto authorities", "طالبان"],
    "ministry": ["Taliban foreign ministry", "Ministry of Foreign Affairs, Kabul"],
    "akhundzada": ["Hibatullah Akhundzada", "Hebatullah Akhunzada", "هبت الله اخندزاده"],
    "muttaqi": ["Amir Khan Muttaqi", "Amir Khan Mottaqi", "امیر خان متقي"],
    "us": ["United States", "USA", "United States of America", "Washington"],
    "held": ["US nationals held in Afghanistan", "remaining US hostages"],
    "india": ["India", "New Delhi", "Delhi"],
    "misri": ["Vikram Misri", "विक्रम मिस्री"],
    "iran": ["Iran", "Islamic Republic of Iran", "Tehran", "جمهوری اسلامی ایران"],
    "araghchi": ["Abbas Araghchi", "Seyed Abbas Araghchi", "عباس عراقچی"],
    "pakistan": ["Pakistan", "Islamabad"],
    "ttp": ["Tehreek-e-Taliban Pakistan", "TTP", "Pakistani Taliban", "تحریک طالبان پاکستان"],
    "iskp": ["Islamic State Khorasan Province", "ISKP", "IS-KP", "ISIS-K"],
    "qatar": ["Qatar", "Doha", "قطر"],
    "uae": ["United Arab Emirates", "UAE", "Abu Dhabi"],
    "uzbekistan": ["Uzbekistan", "Tashkent"],
    "west": ["Western donor states", "The West", "European donors"],
}


@pytest.fixture(scope="module")
def desk() -> Matcher[str]:
    return Matcher((key, name) for key, names in DESK.items() for name in names)


@pytest.mark.parametrize(
    "query", ["mottaqi", "Ameer Motaqi", "Mutaqqi", "Muttaki", "متقی", "متقي", "Muttaqi Amir"]
)
def test_one_man_is_found_by_any_spelling_and_clearly_first(desk, query) -> None:
    best, *others = desk.find(query)
    assert best.key == "muttaqi"
    assert not others or others[0].score < best.score - 0.2


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("Emirate", "emirate"),
        ("Taliban", "emirate"),
        ("Iran", "iran"),
        ("Pakistan", "pakistan"),
        ("US", "us"),
        ("USA", "us"),
        ("India", "india"),
        ("Qatar", "qatar"),
        ("West", "west"),
        ("TTP", "ttp"),
        ("ttp", "ttp"),
        ("Delhi", "india"),
        ("UAE", "uae"),
        ("MFAK", "ministry"),
        ("misri vikram", "misri"),
        ("मिस्री", "misri"),
        ("Araqchi", "araghchi"),
        ("H.E. Dr Abbas Araghchi", "araghchi"),
        ("Hibat Ullah", "akhundzada"),
        ("Heybatollah Akhundzadeh", "akhundzada"),
    ],
)
def test_whole_names_and_acronyms_come_before_names_that_hold_them(desk, query, key) -> None:
    best, *others = desk.find(query)
    assert best.key == key
    assert not others or others[0].score < best.score


def test_a_name_is_found_while_its_last_word_is_being_typed(desk) -> None:
    for typed in ("mut", "mutt", "amir khan mo", "abbas ara", "ara", "uzb", "akhun", "pak"):
        first = [hit.key for hit in desk.find(typed)[:2]]
        assert set(first) & {"muttaqi", "araghchi", "uzbekistan", "akhundzada", "pakistan"}, typed


def test_what_begins_just_as_typed_is_found_among_very_many() -> None:
    ends = [a + b + c for a in "bdklr" for b in "aiou" for c in ("sar", "nat", "lim", "kot", "fiz")]
    crowd = [f"{start}{end}" for start in ("Ma", "Mi", "Mo") for end in ends]
    people = Matcher((name, name) for name in [*crowd, "Muttaqi"])
    assert people.find("mut")[0].key == "Muttaqi"


def test_a_finished_word_is_no_beginning(desk) -> None:
    assert "begins" in {hit.why for hit in desk.find("uzb")}
    assert "begins" not in {hit.why for hit in desk.find("uzb", unfinished=False)}


def test_a_hit_says_by_which_spelling_and_why(desk) -> None:
    assert desk.find("tehran")[0] == Hit("iran", "Tehran", 1.0, "exact")
    assert desk.find("TTP")[0].why == "exact"
    assert desk.find("USOA")[0][1:] == ("United States of America", 0.97, "acronym")
    assert desk.find("Khan Muttaqi")[0].spelling == "Amir Khan Muttaqi"


SAME = [
    ["Muttaqi", "Mottaqi", "Motaqi", "Mutaqqi", "Muttaki", "متقی", "متقي"],
    ["Abd al-Rahman", "Abdurrahman", "Abdul Rahman", "Abdel-Rahman", "عبد الرحمن", "عبدالرحمن"],
    ["Abdallah", "Abd Allah", "Abdullah", "Abdulla", "عبدالله", "عبد الله"],
    ["Salah al-Din", "Salahuddin", "Salah Eddine", "Salahudin", "صلاح الدين"],
    ["Habib Ullah", "Habibullah", "Habibollah", "حبيب الله", "حبیب‌الله"],
    ["Jalaluddin Haqqani", "Jalal-ud-Din Haqqani", "Mawlawi Jalaluddin Haqani", "جلال الدین حقانی"],
    ["Mohammad Omar", "Mullah Muhammad Omar", "Mohamed Umar", "محمد عمر", "ملا محمد عمر"],
    ["Vikram Misri", "विक्रम मिस्री"],
    ["Izmaylov", "Izmailov", "Измайлов"],
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_name_share_a_skeleton(spellings) -> None:
    assert len({skeleton(spelling) for spelling in spellings}) == 1


OTHER_SCRIPTS = {
    "Mohammad Hasan Akhund": "محمد حسن آخوند",
    "Sirajuddin Haqqani": "سراج الدین حقانی",
    "Abdul Salam Hanafi": "عبدالسلام حنفی",
    "Zabihullah Mujahid": "ذبیح الله مجاهد",
    "Sher Mohammad Abbas Stanikzai": "شیر محمد عباس ستانکزی",
    "Abdul Ghani Baradar": "عبدالغنی برادر",
    "Khairullah Khairkhwa": "خیرالله خیرخواه",
    "Ramazan Bashardost": "رمضان بشردوست",
    "Osman Ghazi": "عثمان غازی",
    "Muammar al-Gaddafi": "معمر القذافي",
    "Volodymyr Zelenskyy": "Володимир Зеленський",
    "Sergei Lavrov": "Сергей Лавров",
    "Xi Jinping": "习近平",
    "Kim Jong Un": "김정은",
    "Pak Pong Ju": "박봉주",
    "Narendra Modi": "नरेन्द्र मोदी",
    "Nawaz Sharif": "نواز شریف",
    "Hina Rabbani Khar": "حنا ربانی کھر",
}


def test_a_name_is_found_by_its_spelling_in_another_script() -> None:
    latin = Matcher(enumerate(OTHER_SCRIPTS))
    others = Matcher(enumerate(OTHER_SCRIPTS.values()))
    for key, (name, other) in enumerate(OTHER_SCRIPTS.items()):
        assert latin.find(other, unfinished=False)[0].key == key, other
        assert others.find(name, unfinished=False)[0].key == key, name


def test_what_is_rare_in_a_name_counts_more_than_what_is_common() -> None:
    people = Matcher(
        (n, f"Mohammad Ali {name}") for n, name in enumerate(["Rastagar"] + ["Jan"] * 9)
    )
    assert people.find("Hasan Rastegar")[0].key == 0


def test_titles_neither_find_nor_hinder() -> None:
    people = Matcher([("a", "Mullah Abdul Manan"), ("b", "Mullah Yaqoob"), ("c", "Haji Gul Agha")])
    assert people.find("Mawlawi Mohammad Yaqub")[0].key == "b"
    assert people.find("Mawlawi Abd al-Mannan Akhund")[0].key == "a"


def test_names_that_are_only_titles_are_found_nevertheless() -> None:
    people = Matcher([("a", "The Doctor"), ("b", "Haji Mullah"), ("c", "Yaqoob")])
    assert people.find("Doctor")[0].key == "a"
    assert people.find("Mulla Haji")[0].key == "b"


def test_several_names_in_one_cell_are_each_found() -> None:
    people = Matcher(
        [
            ("a", "Naser Maleki"),
            ("b", "Hosain Salimi; Hossein Saleemi"),
            ("c", "Abu Khattab (original script: Абу Хаттаб)"),
            ("d", "Yamahdi (UK) Limited"),
        ]
    )
    assert people.find("Hossein Saleemi")[0][:3] == ("b", "Hosain Salimi; Hossein Saleemi", 1.0)
    assert people.find("Абу Хаттаб")[0][2] == 1.0
    assert people.find("UK")[0].score < 0.9


def test_words_run_together_are_found() -> None:
    people = Matcher(
        [("a", "Alisher Usmanov"), ("b", "Nikolai Patrushev"), ("c", "Osama Binladen")]
    )
    assert people.find("AlisherUsmanov")[0].key == "a"
    assert people.find("alisherusmanov")[0].key == "a"
    assert people.find("Nikolai Patr ushev")[0].key == "b"
    assert people.find("bin Laden")[0].key == "c"


def test_names_that_come_and_go_are_found_and_forgotten() -> None:
    people: Matcher[int] = Matcher()
    assert people.find("Omari") == []
    for key in range(1500):
        people.add(key, [f"Person Number{key}", f"Other {key}"])
    people.add(7, ["Hassan Omari"])
    assert 7 in people and len(people) == 1500
    assert people.find("Umari Hasan")[0].key == 7
    for key in range(1490):
        people.remove(key)
    people.remove(7)
    assert len(people) == 10
    assert not [hit for hit in people.find("Umari Hasan") if hit.key == 7]
    assert people.find("Other 1495")[0].key == 1495
    people.add(7, ["Hassan Omari"])
    assert people.find("Hassan Omari")[0].key == 7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sergei Lavrov", "Sergi Lavrov"),
        ("Sergey Viktorovich Lavrov", "Lavrov Sergey"),
        ("Nuristani, Abdul Aziz", "'Abd al-Aziz al-Nooristani"),
        ("Dr. Rami Makhlouf", "Rami Makhlof"),
        ("Ali A. Velayati", "Ali Akbar Velayati"),
        ("Muttaqi, Amir Khan", "Amir Khan Mottaqi"),
        ("امیر خان متقی", "Ameer Khan Mutaqi"),
        ("Siemens AG", "Siemens Aktiengesellschaft"),
        ("OAO Gazprom", "Gazprom JSC"),
        ("Brigade Forty-Four", "Brigade 44"),
        ("Al Qaeda", "Al-Qa'ida"),
    ],
)
def test_what_differs_only_in_writing_is_surely_the_same(one, other) -> None:
    assert judge([one], [other]).level == "surely"
    assert judge([other], [one]).level == "surely"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abu Abdallah", "Abou Abdellah"),
        ("Friedrich Hans", "Hans Friedrich"),
        ("Deutsche Bank AG", "Deutsche Bank GmbH"),
        ("Sergey Ivanovich Lavrov", "Sergey Viktorovich Lavrov"),
        ("William G. Frost", "William W. Frost"),
        ("Mohammad Omar", "Mohamed Umar"),
        ("Omar Uthman Mohammed", "Omar Mohammed Othman"),
        ("Snow", "Snoe"),
        ("Hamid Karzai", "Ahmad Wali Karzai"),
    ],
)
def test_what_may_be_another_is_never_surely_the_same(one, other) -> None:
    assert judge([one], [other]).level != "surely"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Usama bin Laden", "Shaikh Isa bin Tarif Al bin Ali"),
        ("Pol Pot", "Paul Murphy"),
        ("Government of Estonia", "Ministry of Ethiopia"),
        ("Hamid Karzai", "Abdullah Abdullah"),
        ("", "Hamid Karzai"),
        ("", ""),
        ("💧", "🔥"),
    ],
)
def test_others_are_no_match(one, other) -> None:
    assert judge([one], [other]).level == "no"


def test_the_best_of_all_spellings_decides() -> None:
    one, other = ["The Minister", "Amir Khan Muttaqi"], ["Foreign minister", "امیر خان متقي"]
    assert judge(one, other).level == "surely"
    assert judge([], other) == ("no", 0.0)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Muttaqi", "Latin"),
        ("متقی (Amir Khan Muttaqi)", "Latin"),
        ("متقی", "Arabic"),
        ("विक्रम मिस्री", "Devanagari"),
        ("Лавров", "Cyrillic"),
        ("김정은", "Hangul"),
        ("习近平", "Han"),
        ("バラク", "Katakana"),
        ("", ""),
        ("123 💧", ""),
    ],
)
def test_the_script_of_a_text_is_what_most_letters_are_of(text, script) -> None:
    assert script_of(text) == script


def test_any_script_can_be_read_in_latin_letters() -> None:
    assert romanise("Amīr Khān Muttaqī") == "amir khan muttaqi"
    assert romanise("امیر خان متقي") == "amyr khan mtqy"
    assert romanise("Лавров") == "lavrov"
    assert romanise("习近平").replace(" ", "") == "xijinping"


STRANGE = [
    "",
    " ",
    "a",
    "م",
    "\u0301\u0301",
    "\u200f\u202e\u2066\u2069",
    "💧💧",
    "'\"()[]{}*:^-+~",
    'NEAR("a b" AND NOT (c*',
    "a" * 10_000,
    "ab " * 4_000,
    "م" * 10_000,
    "Abdul " * 2_000,
    "((((" * 3_000,
    "al-al-al-al",
    "Mullah",
    "ملا حاجی",
    "abc متقی def",
    "\ud800",
    "\x00",
    "习" * 3_000,
    "٤٤",
    "一",
    "of the and",
    "'abd",
    "عبد",
    "Abd al-",
    "forty forty four four",
]


@pytest.mark.parametrize("text", STRANGE, ids=lambda text: ascii(text[:12]))
def test_anything_at_all_gets_an_answer(desk, text) -> None:
    for hit in desk.find(text):
        assert 0 <= hit.score <= 1
    assert judge([text], ["Amir Khan Muttaqi", text]).level in ("surely", "perhaps", "no")
    assert isinstance(skeleton(text) + romanise(text) + script_of(text) + fold(text), str)
    own = Matcher([("it", text), ("other", "Amir Khan Muttaqi")])
    own.find(text)
    own.remove("it")
    assert own.find("Muttaqi")[0].key == "other"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_kept_asked_for_and_judged(kept, asked) -> None:
    people = Matcher([("kept", kept), ("other", "Amir Khan Muttaqi")])
    scores = [hit.score for hit in people.find(asked)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert judge([kept], [asked]).level == judge([asked], [kept]).level


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(sorted(OTHER_SCRIPTS)), min_size=1, max_size=5, unique=True))
def test_a_spelling_finds_itself(names) -> None:
    people = Matcher(enumerate(names))
    for key, name in enumerate(names):
        assert people.find(name)[0][:3] == (key, name, 1.0)


def test_signs_alone_find_only_themselves() -> None:
    people = Matcher([("drop", "💧"), ("fire", "🔥")])
    assert [hit.key for hit in people.find("🔥")] == ["fire"]


def test_direction_controls_do_not_hide_a_name(desk) -> None:
    assert desk.find("\u202eMut\u200btaqi\u202c")[0].key == "muttaqi"
    people = Matcher([("a", "\u202eAmir\u2066 Mut\u200dtaqi")])
    assert people.find("amir muttaqi")[0].score == 1.0


def test_no_more_hits_are_given_than_asked_for(desk) -> None:
    assert len(desk.find("i", 3)) <= 3
    assert desk.find("Taliban", 0) == []


def test_the_module_loads_without_the_libraries_that_it_only_needs_to_search() -> None:
    code = (
        "import sys, workbench.names; print([m for m in ('numpy', 'rapidfuzz', 'anyascii')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_benches_print_one_json_value(tmp_path, capsys) -> None:
    from tests.bench import names, pairs

    listed = tmp_path / "list.csv"
    rows = [(key, name) for key, spelled in DESK.items() for name in spelled]
    _write(listed, ["id", "name"], rows)
    assert names.main([str(listed), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["persons"] == len(DESK)
    assert set(figures["workbench"]) == {"other script", "akin", "another name"}
    judged = tmp_path / "pairs.csv"
    _write(
        judged, ["name1", "name2", "is_match"], [("Usama", "Osama", "true"), ("A", "B", "false")]
    )
    assert pairs.main([str(judged), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["perhaps"]["recall"] == 1.0


def _write(path: Path, header: list[str], rows: list[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def test_people_of_a_real_list_are_found_again() -> None:
    folder = os.environ.get("WORKBENCH_REAL_DATA")
    if not folder:
        pytest.skip("WORKBENCH_REAL_DATA names no folder with people_names.csv")
    from tests.bench import names, pairs

    found = names.measure(names.read_list(Path(folder) / "people_names.csv"), [])["workbench"]
    assert found["other script"]["recall at 1"] >= 0.92
    assert found["other script"]["recall at 5"] >= 0.99
    assert found["akin"]["recall at 1"] >= 0.82
    assert found["akin"]["recall at 5"] >= 0.93
    judged = pairs.measure(pairs.read_pairs(Path(folder) / "name_pairs.csv"))["surely"]
    assert judged["precision"] >= 0.995
    assert judged["recall"] >= 0.6
