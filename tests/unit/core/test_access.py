"""The policy in single sentences. The full product of its arguments is walked in `tests/proofs/authorisation`."""

import ast
import inspect
import itertools
import uuid

import pytest

from twofold.core import access
from twofold.core.access import (
    Actor,
    Case,
    Compartment,
    Consent,
    Door,
    Relation,
    Role,
    Verb,
    allow,
    may_enter,
    readable,
)

OWN = Case(Relation.CASELOAD, Consent.FULL)


def actor(*roles: Role, second_factor: bool = True) -> Actor:
    return Actor(uuid.UUID(int=1), uuid.UUID(int=2), frozenset(roles), second_factor=second_factor)


def cells() -> list[tuple[Verb, Compartment, Relation, Consent]]:
    return list(itertools.product(Verb, Compartment, Relation, Consent))


def test_who_holds_no_role_may_do_nothing() -> None:
    assert not any(allow(actor(), verb, part, Case(near, said)) for verb, part, near, said in cells())


@pytest.mark.parametrize("role", [Role.ME_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR, Role.OPERATOR, Role.DONOR])
def test_a_role_without_a_grant_may_do_nothing_with_a_file(role: Role) -> None:
    assert not any(allow(actor(role), verb, part, Case(near, said)) for verb, part, near, said in cells())
    assert access.reaches(actor(role)) == frozenset()


def test_a_block_beats_every_role_at_once() -> None:
    everybody = actor(*Role)
    for verb, part, near, said in cells():
        assert not allow(everybody, verb, part, Case(near, said, blocked=True))
    assert readable(everybody, Case(Relation.CASELOAD, Consent.FULL, blocked=True)) == frozenset()


def test_nothing_opens_before_the_second_factor() -> None:
    everybody = actor(*Role, second_factor=False)
    assert not any(allow(everybody, verb, part, Case(near, said)) for verb, part, near, said in cells())
    assert access.reaches(everybody) == frozenset()
    opened = {door for door in Door if may_enter(everybody.roles, door, second_factor=False)}
    assert opened == {Door.OPEN, Door.ACCOUNT}


def test_another_organisation_is_out_of_reach_for_all_roles_together() -> None:
    everybody = actor(*Role)
    assert not any(allow(everybody, verb, part, Case(Relation.ELSEWHERE, said)) for verb, part, _, said in cells())


@pytest.mark.parametrize("part", [Compartment.CLINICAL, Compartment.SAFETY, Compartment.SEX_WORK, Compartment.COUPLE])
@pytest.mark.parametrize("said", [Consent.NONE, Consent.CARD, Consent.WITHDRAWN])
def test_what_needs_consent_in_full_waits_for_it(part: Compartment, said: Consent) -> None:
    everybody = actor(*Role)
    assert allow(everybody, Verb.READ, part, OWN)
    assert not allow(everybody, Verb.READ, part, Case(Relation.CASELOAD, said))
    assert not allow(everybody, Verb.WRITE, part, Case(Relation.CASELOAD, said))


@pytest.mark.parametrize("said", list(Consent))
def test_supplies_and_the_wish_to_be_left_alone_never_wait_for_consent(said: Consent) -> None:
    worker = actor(Role.OUTREACH_WORKER)
    for part in (Compartment.SERVICE, Compartment.BLOCKS):
        assert allow(worker, Verb.WRITE, part, Case(Relation.CASELOAD, said))


def test_roles_add_up_each_within_its_own_reach() -> None:
    both = actor(Role.OUTREACH_WORKER, Role.NURSE)
    at_site = Case(Relation.SITE, Consent.FULL)
    assert allow(both, Verb.READ, Compartment.CLINICAL, at_site)
    assert allow(both, Verb.WRITE, Compartment.SEX_WORK, OWN)
    assert not allow(both, Verb.WRITE, Compartment.SEX_WORK, at_site), "the reach of one role is not lent to another"


def test_a_manager_finds_and_assigns_and_reads_no_identity() -> None:
    manager, anywhere = actor(Role.MANAGER), Case(Relation.ORGANISATION, Consent.FULL)
    assert readable(manager, anywhere) == {Compartment.SERVICE}
    assert allow(manager, Verb.ASSIGN, Compartment.SERVICE, anywhere)
    assert not any(allow(manager, Verb.WRITE, part, anywhere) for part in Compartment)


def test_violence_is_read_by_counsellors_only() -> None:
    readers = {role for role in Role if allow(actor(role), Verb.READ, Compartment.SAFETY, OWN)}
    assert readers == {Role.COUNSELLOR, Role.SUPERVISOR}


def test_who_blocks_whom_is_read_by_no_field_role() -> None:
    readers = {role for role in Role if allow(actor(role), Verb.READ, Compartment.BLOCKS, OWN)}
    assert readers == {Role.SUPERVISOR}


def test_the_operator_has_no_account_and_reads_no_file() -> None:
    operator = access.operator()
    assert operator.organisation is None
    assert not any(allow(operator, verb, part, Case(near, said)) for verb, part, near, said in cells())


def test_every_door_and_every_compartment_is_decided() -> None:
    assert set(access.DOORS) == set(Door)
    assert set(access.CONSENT_NEEDED) == set(Compartment)


def test_an_open_door_needs_no_role_and_every_other_one_does() -> None:
    assert may_enter([], Door.OPEN, second_factor=False)
    assert not [door for door in Door if door is not Door.OPEN and may_enter([], door, second_factor=True)]


def test_who_asks_cannot_be_changed_on_the_way() -> None:
    for thing, name in ((actor(), "roles"), (OWN, "blocked"), (access.GRANTS[Role.PEER], "reads")):
        with pytest.raises(AttributeError):
            setattr(thing, name, frozenset(Role))


def test_the_policy_is_pure() -> None:
    tree = ast.parse(inspect.getsource(access))
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert named <= {"uuid", "collections.abc", "dataclasses", "enum"}
