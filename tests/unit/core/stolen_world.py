"""Builds an installation full of planted words in a process of its own, for `test_stolen.py`. Prints what it planted.

Runs the software's own actions; second factors are set up by way of a session, as the page does it.
"""

import json
import sys
from itertools import count


def words(kind: str, number: int) -> str:
    """A word that can be nothing else: findable in any file it should not be in."""
    return f"planted{kind}{number:03}zq"


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    from twofold.config.opening import open_installation
    from twofold.core.crypto import keyring

    settings.PASSWORD_HASHERS = ["tests.machinery.hashing.QuickArgon2"]  # what is proved here is where words go
    keyring.ARGON2_MEMORY_KIB = 1024

    open_installation(first=False)
    from tests import universe
    from twofold.people.models import Client

    world = universe.build()
    planted = plant(world)
    planted["code"] += [row.code for row in Client.objects.unscoped("test")]
    planted["code"] += [code.replace("-", "") for code in planted["code"]]
    planted["second factor"] = [set_up_second_factor(world, "tomba"), *second_factor_secrets(world)]
    planted["password"] = [universe.PASSWORD]
    ids = {"clients": [str(one) for one in world.clients.values()], "staff": [str(s.pk) for s in world.staff.values()]}
    json.dump({"planted": planted, "ids": ids}, sys.stdout)
    sys.stdout.flush()
    if "--pull-the-plug" in sys.argv:
        import os

        os._exit(0)


def plant(world: object) -> dict[str, list[str]]:
    """Words in every column that is a person's: profile, note, place; and ingredients and own words, which are not kept."""
    from twofold.outreach import actions as outreach
    from twofold.outreach.actions import NewContact, NewCovering
    from twofold.people import actions as people
    from twofold.people.uic import Ingredients

    number, planted = count(), {}

    def word(kind: str) -> str:
        made = words(kind, next(number))
        planted.setdefault(kind, []).append(made)
        return made

    for worker, client in (("tomba", "bilal"), ("marta", "aisha"), ("ibemhal", "chandra"), ("sara", "deepa")):
        by, site = world.actor(worker), world.caseloads[worker].site_id
        reach = {name: word("reach") for name in ("where", "when", "never")}
        told = {"gender": "woman", "birth_year": 1991, "nickname": word("nickname") + " मीरा", "reach": reach}
        people.change_profiles(by=by, profiles=[(world.clients[client], told)])
        said = NewContact(site=site, client=world.clients[client], note=word("note"), place=word("place"))
        made = outreach.record_contacts(by=by, contacts=[said])[0]
        again = NewContact(site=site, client=world.clients[client], note=word("note"), place=word("place"))
        outreach.correct_contact(by=by, contact=made.id, new=again)
        texts = {name: word("ingredient") for name in ("surname", "mother", "father", "first_name", "birth_region")}
        new = people.NewClient(site=site, nickname=word("nickname"), ingredients=Ingredients(texts=texts))
        people.register_clients(by=by, clients=[new])
        people.choose_words(by=by, words=[(world.clients[client], word("word"))])
        outreach.cover_clients(by=by, coverings=[NewCovering(word("code"), word("word"), site)])
        people.block_staff(by=by, client=world.clients[client], staff=world.staff[worker].pk)
    return planted


def second_factor_secrets(world: object) -> list[str]:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    made = {login: generate_totp_secret() for login in ("marta", "nina", "priya")}
    for login, secret in made.items():
        TOTP.activate(world.staff[login], secret)
    return list(made.values())


def set_up_second_factor(world: object, login: str) -> str:
    """As the page does it: the secret waits in the session until the first code is typed."""
    from importlib import import_module

    from allauth.mfa.totp.internal import auth
    from django.conf import settings

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    secret = session[auth.SECRET_SESSION_KEY] = auth.generate_totp_secret()
    session.save()
    auth.TOTP.activate(world.staff[login], secret)
    again = import_module(settings.SESSION_ENGINE).SessionStore(session.session_key)
    assert again.pop(auth.SECRET_SESSION_KEY) == secret
    again.save()
    return secret


if __name__ == "__main__":
    main()
