from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from release.changeset.names import ADJECTIVES, NOUNS, VERBS, new_changeset_id


class First:
    """A chooser that does not choose."""

    def choice(self, words: Sequence[str], /) -> str:
        return words[0]


def test_a_name_is_an_adjective_a_noun_and_a_verb() -> None:
    adjective, noun, verb = new_changeset_id((), Random(1)).split("-")

    assert (adjective in ADJECTIVES, noun in NOUNS, verb in VERBS) == (True, True, True)


def test_the_words_are_plain_and_there_are_enough() -> None:
    for words in (ADJECTIVES, NOUNS, VERBS):
        assert len(set(words)) == len(words) >= 120
        assert [word for word in words if not re.fullmatch("[a-z]+", word)] == []


def test_a_taken_name_is_not_given_again() -> None:
    taken = new_changeset_id((), Random(1))

    assert new_changeset_id({taken.upper()}, Random(1)) != taken


def test_a_chooser_that_repeats_itself_gets_a_number() -> None:
    taken = new_changeset_id((), First())

    assert new_changeset_id({taken, f"{taken}-2"}, First()) == f"{taken}-3"
