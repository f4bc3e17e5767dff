"""The ledger: what it tells, what it refuses, and how it grows."""

from __future__ import annotations

import json
from itertools import permutations

import pytest

from release.errors import StateError
from release.ledger import Baseline, Intent, Ledger, Released, append_baseline, parse_ledger

SHA = "0123456789abcdef0123456789abcdef01234567"
BACKEND = Released("1.4.2", "backend@1.4.2")
LINE = (
    '{"schema":1,"kind":"baseline","commit":"' + SHA + '",'
    '"released":{"backend":{"version":"1.4.2","tag":"backend@1.4.2"}}}'
)
OTHER = LINE.replace("1.4.2", "1.5.0")
RELEASE = (
    '{"intents":[{"hash":"sha256:1","id":"x","packages":{"backend":"1.5.0"}}],'
    '"kind":"release","pre":null,"releases":[],"schema":1,"tags":[]}'
)
_INTENT = "an intent of this line has no `id`, `hash` and versions in `packages`"


def test_no_ledger_tells_nothing() -> None:
    assert parse_ledger(None) == parse_ledger("") == parse_ledger("\n  \n") == Ledger()


def test_a_baseline_is_read() -> None:
    assert parse_ledger(LINE + "\n") == Ledger((Baseline(SHA, {"backend": BACKEND}),))


def test_a_ledger_knows_versions_and_tags() -> None:
    ledger = parse_ledger(f"{LINE}\n{OTHER}\n")

    assert ledger.versions("backend") == ("1.4.2", "1.5.0")
    assert ledger.versions("web") == ()
    assert ledger.released_tags == {"backend@1.4.2", "backend@1.5.0"}


def test_neither_order_nor_repetition_matters() -> None:
    """Git's union merge keeps the lines of both sides in any order, some of them twice."""
    told = {
        (frozenset(ledger.versions("backend")), ledger.released_tags)
        for lines in permutations([LINE, OTHER, LINE, RELEASE])
        for ledger in [parse_ledger("\n".join(lines))]
    }

    assert told == {(frozenset({"1.4.2", "1.5.0"}), frozenset({"backend@1.4.2", "backend@1.5.0"}))}


def test_a_release_is_no_proof_that_a_version_is_out() -> None:
    ledger = parse_ledger(RELEASE)

    assert (ledger.versions("backend"), ledger.released_tags) == ((), frozenset())
    assert list(ledger.consumed()) == [Intent("x", "sha256:1", {"backend": "1.5.0"})]


def test_prereleases_are_told_only_when_asked_for() -> None:
    ledger = parse_ledger(RELEASE.replace("null", '"next"'))

    assert list(ledger.consumed()) == []
    assert len(list(ledger.consumed(prereleases=True))) == 1


@pytest.mark.parametrize("text", ["\ufeff" + LINE, LINE + "\r\n", f"\n{LINE}\n\n"])
def test_what_editors_leave_is_no_damage(text: str) -> None:
    assert parse_ledger(text).versions("backend") == ("1.4.2",)


def test_a_commit_may_be_missing_or_long() -> None:
    text = f"{LINE.replace(chr(34) + SHA + chr(34), 'null')}\n{LINE.replace(SHA, 'a' * 64)}"

    assert [line.commit for line in parse_ledger(text).baselines] == [None, "a" * 64]


def test_unknown_keys_and_kinds_are_passed_over() -> None:
    text = f'{LINE[:-1]},"note":"x"}}\n{RELEASE}\n{{"schema":1}}\n'

    assert parse_ledger(text).versions("backend") == ("1.4.2",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "this line is not JSON"),
        (LINE[:-5], "this line is not JSON"),
        (LINE + LINE, "this line is two entries that a merge has glued together"),
        (LINE + "x", "this line is not JSON"),
        ("[" * 100_000, "this line is not JSON"),
        ("[]", "this line is not an entry of the ledger"),
        ("1", "this line is not an entry of the ledger"),
        ("{}", "this line is not an entry of the ledger"),
        ('{"schema": 2}', "this line has schema `2`, and this version reads 1"),
        ("<<<<<<< HEAD", "this line was left by a merge conflict"),
        ("=======", "this line was left by a merge conflict"),
        (">>>>>>> main", "this line was left by a merge conflict"),
        ("||||||| 1234567", "this line was left by a merge conflict"),
        (LINE.replace(SHA, "main"), "`commit` of this baseline is neither a commit nor null"),
        ('{"schema":1,"kind":"baseline"}', "`released` of this baseline is not an object"),
        (
            '{"schema":1,"kind":"baseline","released":{"a":{"version":1,"tag":"a"}}}',
            "`a` of this baseline has no `version` and `tag`",
        ),
        (
            '{"schema":1,"kind":"baseline","released":{"a":"1.0.0"}}',
            "`a` of this baseline has no `version` and `tag`",
        ),
        ('{"schema":1,"kind":"release"}', "`intents` of this line is not a list"),
        (RELEASE.replace("null", "1"), "`pre` of this release is neither a tag nor null"),
        (RELEASE.replace('"x"', "1"), _INTENT),
        (RELEASE.replace('"1.5.0"', "1"), _INTENT),
        (RELEASE.replace('{"backend":"1.5.0"}', "[]"), _INTENT),
        ('{"schema":1,"kind":"release","intents":["x"]}', _INTENT),
    ],
)
def test_a_damaged_line_is_told_with_its_number(line: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        parse_ledger(f"{LINE}\n\n{line}\n{OTHER}\n")

    problem = caught.value.problems[0]
    assert (problem.message, str(problem.where)) == (message, ".changeset/ledger.jsonl:3")
    assert problem.hint


def test_all_damage_is_told_at_once() -> None:
    with pytest.raises(StateError) as caught:
        parse_ledger(f"<<<<<<< HEAD\n{LINE}\n=======\n{OTHER}\n>>>>>>> main\n")

    assert [str(problem.where) for problem in caught.value.problems] == [
        ".changeset/ledger.jsonl:1",
        ".changeset/ledger.jsonl:3",
        ".changeset/ledger.jsonl:5",
    ]


@pytest.mark.parametrize("before", [None, "", RELEASE, RELEASE + "\n", OTHER + "\r\n"])
def test_a_baseline_is_appended_and_the_rest_stays(before: str | None) -> None:
    text = append_baseline(before, Baseline(SHA, {"backend": BACKEND}))

    assert text.startswith(before or "")
    assert text.removeprefix(before or "").strip() == LINE
    assert text.endswith("}\n")


def test_what_is_recorded_is_not_recorded_again() -> None:
    text = append_baseline(None, Baseline(SHA, {"backend": BACKEND}))

    assert append_baseline(text, Baseline("f" * 40, {"backend": BACKEND})) == text


def test_only_what_is_new_is_recorded() -> None:
    text = append_baseline(
        LINE + "\n", Baseline(None, {"backend": BACKEND, "web": Released("2.0.0", "web@2.0.0")})
    )

    assert json.loads(text.splitlines()[1]) == {
        "schema": 1,
        "kind": "baseline",
        "commit": None,
        "released": {"web": {"version": "2.0.0", "tag": "web@2.0.0"}},
    }


def test_an_intent_that_is_recorded_is_not_recorded_again() -> None:
    """Neither when a release has it nor when a baseline has, whatever the order of packages."""
    line = RELEASE.replace('"backend":"1.5.0"', '"backend":"1.5.0","web":null')
    intent = Intent("x", "sha256:1", {"web": None, "backend": "1.5.0"})
    new = intent._replace(packages={"backend": "1.6.0"})

    assert append_baseline(line, Baseline(None, {}, (intent,))) == line
    text = append_baseline(line, Baseline(None, {}, (intent, new)))
    assert parse_ledger(text).baselines == (Baseline(None, {}, (new,)),)
    assert append_baseline(text, Baseline(SHA, {}, (intent, new))) == text


def test_a_damaged_ledger_is_not_appended_to() -> None:
    with pytest.raises(StateError):
        append_baseline("{", Baseline(SHA, {"backend": BACKEND}))


def test_hostile_names_stay_on_their_line() -> None:
    name = 'a"\n\u2028}{'

    text = append_baseline(None, Baseline(None, {name: Released("1.0.0", f"{name}@1.0.0")}))

    assert (text.count("\n"), parse_ledger(text).versions(name)) == (1, ("1.0.0",))
