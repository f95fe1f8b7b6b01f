"""Whom a name on a sheet means: surely one who is here, perhaps one, or nobody yet.

Names are compared by the one matcher. A name alone can't tell two people of one name apart, so
what a sheet says beside it is heard as a witness: kind, country, posts, organisations. What they
can't settle is left to a person, with what speaks for each candidate; what a person once decided
is not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from workbench import countries
from workbench.distinctions import Told
from workbench.exchange.labels import Finder, Rows, place
from workbench.exchange.report import Progress, no_progress
from workbench.exchange.staging import Candidate
from workbench.kinds import KINDS
from workbench.messages import Refused, _, message
from workbench.names import Matcher, fold, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOKED_AT = 8
_LEAST = 0.45  # hits of the matcher that score less are not compared
_A_PART = 0.8  # from this score on, a name that is part of another may be the same one's
_STEP = 500
_ALIKE = 85  # of 100: two titles of posts as alike as that are one post


@dataclass(frozen=True)
class Witness:
    """What is said of a stakeholder beside its name, there or here."""

    kind: str = ""
    country: str = ""
    posts: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    guessed: bool = False
    """Whether the kind is no more than what the name sounds like."""

    def and_also(self, other: Witness) -> Witness:
        """All that either of the two says."""
        return Witness(
            self.kind or other.kind,
            self.country or other.country,
            self.posts | other.posts,
            self.organisations | other.organisations,
            self.guessed,
        )


def _bare(name: str, kind: str) -> bool:
    """Whether a name is one word that may be a person's."""
    return kind == "person" and len(re.findall(r"[^\W_]+", name)) < 2


class Verdict(NamedTuple):
    """The stakeholder that a name surely means; else those it may mean; else neither: new."""

    uid: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass
class _Heard:
    """One candidate: how well its name agrees, what else speaks for and against it."""

    uid: str
    sure: bool
    score: float
    backed: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    name: str = ""


class Matching:
    """Matches names with the stakeholders of a casebook. Each name is asked of once."""

    def __init__(
        self,
        stored: Mapping[str, Rows],
        finder: Finder,
        told: Told,
        report: Progress = no_progress,
    ) -> None:
        self._stored = stored
        self._finder = finder
        self._told = told
        self._report = report
        self._known: dict[tuple[str, Witness], Verdict] = {}
        self.said: dict[str, Witness] = {}
        """What the sheets say of each name, folded: rows of posts stand apart from it."""

    def surely(self, text: str) -> str:
        """The uid of whom a linked name surely means. `Refused` where that is not sure."""
        verdict = self.verdict(text)
        if verdict.uid:
            return verdict.uid
        if verdict.candidates:
            raise Refused(
                message("“{name}” may be a stakeholder who is here already", name=text),
                what_to_do=message("Write the name as the workbench shows it."),
                candidates=tuple(each.label for each in verdict.candidates),
            )
        raise Refused(
            message("There is no {kind} called “{name}”", kind=KINDS["stakeholder"].one, name=text),
            what_to_do=message("Write its name as the workbench shows it, or add it first."),
        )

    def verdict(self, name: str, witness: Witness = Witness()) -> Verdict:
        """Whom a name means, with what its row says beside it."""
        witness = witness.and_also(self.said.get(fold(name), Witness()))
        key = (name, witness)
        if key not in self._known:
            self._report(0, 0)
            self._known[key] = self._judged(name, witness)
        return self._known[key]

    def _judged(self, name: str, witness: Witness) -> Verdict:
        meant = self._told.means.get(fold(name))
        if meant in self._witnesses:
            return Verdict(meant or "")
        exact = [uid for uid in self._finder.exactly(name) if self._may_be(uid, name)]
        heard = [self._hear(_Heard(uid, True, 1.0), name, witness) for uid in exact]
        if not heard:
            heard = list(self._alike(name, witness))
        return self._settled(heard)

    def _settled(self, heard: list[_Heard]) -> Verdict:
        sure = [each for each in heard if each.sure and not each.against]
        if len(sure) > 1:
            backed = [each for each in sure if each.backed]
            sure = backed if len(backed) == 1 else []
        if len(sure) == 1 and not any(
            each.backed and not each.against for each in heard if each is not sure[0]
        ):
            return Verdict(sure[0].uid)
        heard.sort(key=lambda each: (not each.sure, -len(each.backed), -each.score))
        return Verdict("", tuple(self._candidate(each) for each in heard))

    def _may_be(self, uid: str, name: str) -> bool:
        return uid in self._witnesses and not self._told.are_apart(uid, name)

    def _alike(self, name: str, witness: Witness) -> Iterator[_Heard]:
        for hit in self._matcher.find(name, _LOOKED_AT, unfinished=False):
            if hit.score < _LEAST or not self._may_be(hit.key, name):
                continue
            level, score = judge(self._spellings[hit.key], [name])
            if level == "no" and not (hit.why == "part" and hit.score >= _A_PART):
                continue
            heard = self._hear(_Heard(hit.key, level == "surely", score), name, witness)
            heard.name = hit.spelling
            # A state is not the person who is called like it.
            if level == "surely" or not self._other_kind(heard.uid, witness):
                yield heard

    # -- witnesses -------------------------------------------------------------------------------

    def _other_kind(self, uid: str, witness: Witness) -> bool:
        here = self._witnesses[uid].kind
        return bool(here and witness.kind and here != witness.kind)

    def _hear(self, heard: _Heard, name: str, there: Witness) -> _Heard:
        here = self._witnesses[heard.uid]
        # A guess is none against the very name; but a state may be called like a person.
        guessed = there.guessed and heard.score >= 1.0 and not _bare(name, there.kind)
        if self._other_kind(heard.uid, there) and not guessed:
            kinds = dict(KINDS["stakeholder"].field("kind").choices)
            heard.against.append(
                _("Kind: {here} here, {there} there",
                  here=kinds.get(here.kind, here.kind), there=kinds.get(there.kind, there.kind))
            )  # fmt: skip
        if here.country and there.country:
            agree = countries.agree(here.country, there.country)
            if agree:
                heard.backed.append(_("The same country: {country}", country=here.country))
            elif agree is False:
                heard.against.append(
                    _("Country: {here} here, {there} there",
                      here=here.country, there=there.country)
                )  # fmt: skip
        for post in sorted(there.posts):
            if any(_one_post(post, other) for other in here.posts):
                heard.backed.append(_("The same post: {post}", post=post))
        for body in sorted(there.organisations):
            if any(_same(body, other) for other in here.organisations):
                heard.backed.append(_("The same organisation: {name}", name=body))
        return heard

    def _candidate(self, heard: _Heard) -> Candidate:
        if heard.score >= 1.0 and heard.sure:
            first = _("The name is the same")
        elif heard.sure:
            first = _("The same name, spelt “{name}”", name=heard.name)
        else:
            first = _("A name like it: “{name}”", name=heard.name)
        here = self._witnesses[heard.uid]
        detail = ", ".join([*sorted(here.posts), *sorted(here.organisations)][:3])
        kind = str(dict(KINDS["stakeholder"].field("kind").choices).get(here.kind, here.kind))
        return Candidate(
            heard.uid,
            self._finder.label(heard.uid),
            ": ".join(part for part in (kind, detail) if part),
            (first, *heard.backed, *heard.against),
        )

    # -- what is here ----------------------------------------------------------------------------

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        at = place("stakeholder", "name")
        found = {row[0]: [row[at]] for row in self._stored["stakeholder"]}
        by, spelt = place("name", "stakeholder"), place("name", "spelling")
        for row in self._stored["name"]:
            found[row[by]].append(row[spelt])
        return found

    @cached_property
    def _matcher(self) -> Matcher[str]:
        matcher: Matcher[str] = Matcher()
        for number, (uid, spellings) in enumerate(self._spellings.items()):
            if number % _STEP == 0:
                self._report(0, 0)
            matcher.add(uid, spellings)
        return matcher

    @cached_property
    def _witnesses(self) -> dict[str, Witness]:
        kind, country, part_of = (place("stakeholder", each) for each in
                                  ("kind", "country", "part_of"))  # fmt: skip
        name = place("stakeholder", "name")
        names = {row[0]: row[name] for row in self._stored["stakeholder"]}
        found = {
            row[0]: Witness(
                row[kind] or "",
                row[country] or "",
                frozenset(),
                frozenset({names[row[part_of]]} if row[part_of] else ()),
            )
            for row in self._stored["stakeholder"]
        }
        by, title, at = (place("post", each) for each in ("stakeholder", "title", "at"))
        for row in self._stored["post"]:
            said = found[row[by]]
            bodies = {names[row[at]]} if row[at] else set()
            found[row[by]] = replace(
                said, posts=said.posts | {row[title]}, organisations=said.organisations | bodies
            )
        return found


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other) or judge([one], [other]).level == "surely"


def _one_post(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(fold(one), fold(other)) >= _ALIKE


def said_of(
    names: Sequence[str], posts: Sequence[str], bodies: Sequence[str]
) -> dict[str, Witness]:
    """What rows of posts say of the people they name: folded name -> posts, organisations."""
    found: dict[str, Witness] = {}
    for name, post, body in zip(names, posts, bodies, strict=True):
        if not name.strip():
            continue
        said = Witness(
            posts=frozenset({post.strip()} - {""}), organisations=frozenset({body.strip()} - {""})
        )
        folded = fold(name)
        found[folded] = found.get(folded, Witness()).and_also(said)
    return found
