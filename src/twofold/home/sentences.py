"""How a row of the log reads as a sentence: one for each verb, in the reader's language. A verb without one fails the tests.

In a sentence stand {who} and {what} (a short reference, never a name or a code of a client), and what the row's detail
holds. `refused` says what somebody was refused, and finishes 'was refused: to ...'.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twofold.core.access import Compartment, Door

Words = str | Promise


@dataclass(frozen=True)
class Sentence:
    """One verb: the group it is filtered by, what was done, what was refused."""

    group: str
    done: Words
    refused: Words = ""


GROUPS: dict[str, Words] = {
    "files": _("Clients’ files"),
    "contacts": _("Contacts"),
    "signin": _("Signing in"),
    "staff": _("Staff and accounts"),
    "programme": _("Sites, caseloads, plans"),
    "figures": _("Figures"),
    "phones": _("Phones"),
    "pages": _("Pages that were refused"),
    "installation": _("The installation"),
}

REFUSED: Words = _("{who} was refused: {doing}")
KEPT_OUT: Words = _("{who} was not let into a page: {page}")
NOT_THERE: Words = _("{who} asked for something that is not there, or not theirs: {page}")
UNKNOWN: Words = _("{who}: {verb} ({what})")

SENTENCES: dict[str, Sentence] = {
    "client.registered": Sentence("files", _("{who} opened a card: {what}"), _("to open a card")),
    "client.read": Sentence("files", _("{who} opened a file ({parts}): {what}")),
    "clients.read": Sentence("files", _("{who} looked at a list that shows {parts}")),
    "client.profile_changed": Sentence(
        "files", _("{who} changed how a client is known and reached: {what}"), _("to change how a client is reached")
    ),
    "client.kinds_stated": Sentence(
        "files", _("{who} wrote down what holds for a client: {what}"), _("to write down what holds for a client")
    ),
    "client.injecting_stated": Sentence(
        "files", _("{who} wrote down how often: {what}"), _("to write down how often a client injects")
    ),
    "client.consent_recorded": Sentence("files", _("{who} recorded a consent: {what}"), _("to record a consent")),
    "client.standing_recorded": Sentence(
        "files", _("{who} recorded that somebody left or came back: {what}"), _("to record that a client left")
    ),
    "client.listed": Sentence(
        "files", _("{who} wrote down under which id another list knows a client: {what}"), _("to write down an id")
    ),
    "list.opened": Sentence("files", _("{who} began to bring in a list"), _("to begin with a list")),
    "list.mapped": Sentence("files", _("{who} said how a list is read"), _("to say how a list is read")),
    "list.started": Sentence("files", _("{who} let a list of {rows} rows come in"), _("to let a list come in")),
    "list.stopped": Sentence("files", _("{who} stopped a list after {rows} rows"), _("to stop a list")),
    "list.closed": Sentence("files", _("{who} removed what was kept of a list"), _("to remove a list")),
    "list.brought_in": Sentence("files", _("{who} brought in {rows} rows of a list"), _("to bring in a list")),
    "client.word_chosen": Sentence(
        "files", _("{who} wrote down that a client chose an own word: {what}"), _("to write down an own word")
    ),
    "client.placed": Sentence("files", _("{who} moved to another caseload: {what}"), _("to move clients")),
    "client.placed_back": Sentence("files", _("{who} took a move back: {what}"), _("to take a move back")),
    "client.blocked_staff": Sentence(
        "files", _("{who} recorded whom a client keeps out of the file: {what}"), _("to keep a worker out of a file")
    ),
    "partner.named": Sentence(
        "files", _("{who} wrote down what a client told in confidence: {what}"), _("to write down what a client told")
    ),
    "partner.step_noted": Sentence(
        "files",
        _("{who} wrote down what came of a private talk: {what}"),
        _("to write down what came of a private talk"),
    ),
    "contact.recorded": Sentence("contacts", _("{who} recorded a contact: {what}"), _("to record a contact")),
    "contact.listed": Sentence(
        "contacts", _("{who} brought in {lines} lines of a list: {what}"), _("to bring in months from a list")
    ),
    "contact.covered": Sentence(
        "contacts", _("{who} handed out for a colleague's client: {what}"), _("to hand out for a colleague's client")
    ),
    "covering.placed": Sentence(
        "contacts", _("What {who} handed out for a colleague's client went in: {what}"), _("to bring a covering in")
    ),
    "covering.closed": Sentence(
        "contacts", _("{who} settled what was handed out for a colleague's client: {what}"), _("to settle a covering")
    ),
    "contact.corrected": Sentence("contacts", _("{who} corrected a contact: {what}"), _("to correct a contact")),
    "contact.taken_back": Sentence("contacts", _("{who} took a contact back: {what}"), _("to take a contact back")),
    "referral.offered": Sentence("contacts", _("{who} offered a referral: {what}"), _("to offer a referral")),
    "referral.followed": Sentence("contacts", _("{who} followed a referral: {what}"), _("to follow a referral")),
    "referral.taken_back": Sentence(
        "contacts", _("{who} took back a step of a referral: {what}"), _("to take a step of a referral back")
    ),
    "group.held": Sentence("contacts", _("{who} wrote down a group: {what}"), _("to write down a group")),
    "group.attended": Sentence(
        "contacts", _("{who} wrote down who attended a group: {what}"), _("to write down who attended a group")
    ),
    "group.taken_back": Sentence("contacts", _("{who} took a group back: {what}"), _("to take a group back")),
    "visit.began": Sentence("contacts", _("{who} set out on a home visit: {what}"), _("to set out on a home visit")),
    "visit.told": Sentence("contacts", _("{who} gave word of a home visit: {what}"), _("to give word of a home visit")),
    "signin.done": Sentence("signin", _("{who} signed in")),
    "signin.ended": Sentence("signin", _("{who} signed out")),
    "signin.refused": Sentence("signin", _("A sign-in was refused: {who}")),
    "signin.code_accepted": Sentence("signin", _("{who} gave the second key"), _("to give the second key")),
    "staff.created": Sentence("staff", _("{who} opened an account: {what}"), _("to open an account")),
    "staff.changed": Sentence("staff", _("{who} changed a worker: {what}"), _("to change a worker")),
    "staff.account_closed": Sentence("staff", _("{who} closed an account: {what}"), _("to close or open an account")),
    "staff.account_opened": Sentence("staff", _("{who} opened a closed account again: {what}")),
    "staff.password_changed": Sentence("staff", _("{who} changed their own password"), _("to change a password")),
    "staff.password_given": Sentence("staff", _("{who} gave a new password: {what}"), _("to give a new password")),
    "staff.second_factor_reset": Sentence("staff", _("{who} reset a second key: {what}"), _("to reset a second key")),
    "staff.language_changed": Sentence("staff", _("{who} chose another language"), _("to choose another language")),
    "role.given": Sentence("staff", _("{who} gave the role “{role}”: {what}")),
    "role.ended": Sentence("staff", _("{who} took away the role “{role}”: {what}")),
    "posting.began": Sentence("staff", _("{who} posted a worker to {site}: {what}")),
    "posting.ended": Sentence("staff", _("{who} ended a posting to {site}: {what}")),
    "organisation.created": Sentence(
        "programme", _("{who} set up an organisation: {what}"), _("to set up an organisation")
    ),
    "place.created": Sentence("programme", _("{who} added a place: {what}"), _("to add a place")),
    "site.opened": Sentence("programme", _("{who} opened a site: {what}"), _("to open a site")),
    "site.changed": Sentence("programme", _("{who} changed a site: {what}"), _("to change a site")),
    "site.closed": Sentence("programme", _("{who} closed a site: {what}"), _("to close or open a site")),
    "site.reopened": Sentence("programme", _("{who} opened a closed site again: {what}")),
    "caseload.opened": Sentence("programme", _("{who} made a caseload: {what}"), _("to make a caseload")),
    "caseload.renamed": Sentence("programme", _("{who} renamed a caseload: {what}"), _("to rename a caseload")),
    "caseload.handed_over": Sentence(
        "programme", _("{who} handed a caseload over to {holder}: {what}"), _("to hand a caseload over")
    ),
    "catalogue.changed": Sentence(
        "programme", _("{who} changed whether “{item}” is offered: {offered}"), _("to change what is offered")
    ),
    "facility.added": Sentence("programme", _("{who} added a facility: {what}"), _("to add a facility")),
    "facility.changed": Sentence("programme", _("{who} changed a facility: {what}"), _("to change a facility")),
    "facility.closed": Sentence(
        "programme", _("{who} closed a facility for referrals: {what}"), _("to close or open a facility")
    ),
    "facility.reopened": Sentence("programme", _("{who} opened a facility for referrals again: {what}")),
    "target.set": Sentence("programme", _("{who} set a target of {value}: {what}"), _("to set a target")),
    "estimate.recorded": Sentence(
        "programme", _("{who} recorded a size estimate of {value}: {what}"), _("to record a size estimate")
    ),
    "report.submitted": Sentence(
        "figures", _("{who} handed in the report of {period}, version {version}"), _("to hand a report in")
    ),
    "workbook.brought": Sentence(
        "figures", _("{who} brought in the programme’s workbook"), _("to bring in a workbook")
    ),
    "workbook.mapped": Sentence(
        "figures", _("{who} wrote which figure goes into which cell of the workbook"), _("to write a mapping")
    ),
    "quality.looked": Sentence(
        "figures", _("{who} looked through the records for what may be wrong"), _("to look through the records")
    ),
    "finding.settled": Sentence("figures", _("{who} settled a finding: {what}"), _("to settle a finding")),
    "scenario.saved": Sentence(
        "programme", _("{who} kept version {version} of a planning question: {what}"), _("to keep a planning question")
    ),
    "scenario.opened": Sentence(
        "programme", _("{who} opened a brief to funders: {what}"), _("to open a brief to funders or close it")
    ),
    "scenario.closed": Sentence("programme", _("{who} closed a brief to funders: {what}")),
    "run.asked": Sentence(
        "programme", _("{who} had a planning question worked out: {what}"), _("to have a planning question worked out")
    ),
    "run.cancelled": Sentence(
        "programme", _("{who} cancelled the working out of a planning question: {what}"), _("to cancel the working out")
    ),
    "run.taken": Sentence("programme", _("{who} took up a planning question"), _("to take up a planning question")),
    "run.heard": Sentence("programme", _("{who} worked on a planning question"), _("to work on a planning question")),
    "run.ended": Sentence(
        "programme", _("{who} ended the working out of a planning question: {what}"), _("to end the working out")
    ),
    "report.exact": Sentence("figures", _("{who} printed figures without suppression")),
    "device.offered": Sentence("phones", _("{who} offered a phone to a worker: {what}"), _("to offer a phone")),
    "device.enrolled": Sentence("phones", _("{who} took a phone into use: {what}"), _("to take a phone into use")),
    "device.suspended": Sentence("phones", _("{who} stopped a phone for now: {what}"), _("to stop a phone for now")),
    "device.resumed": Sentence("phones", _("{who} let a phone go on: {what}")),
    "device.revoked": Sentence("phones", _("{who} took a phone out of use: {what}"), _("to take a phone out of use")),
    "device.told_to_wipe": Sentence("phones", _("a phone was told to empty itself: {what}"), _("to tell a phone")),
    "entries.received": Sentence("phones", _("{who} sent from a phone"), _("to send from a phone")),
    "entries.tried_again": Sentence("phones", _("{who} tried again what waited"), _("to try again what waits")),
    "entries.kept": Sentence("phones", _("what a phone sent was kept as it came"), _("to keep what a phone sent")),
    "entry.held": Sentence("phones", _("{who} sent what waits for somebody to look at it: {what}")),
    "entry.read": Sentence("phones", _("{who} read what waits ({parts}): {what}")),
    "entry.settled": Sentence("phones", _("{who} settled what had waited: {what}")),
    "entry.closed": Sentence("phones", _("{who} closed what had waited: {what}"), _("to close what waits")),
    "cards.given": Sentence("phones", _("{who} took cards along on a phone"), _("to take cards along")),
    "client.updated": Sentence("files", _("{who} changed a card: {what}"), _("to change a card")),
    "backup.published": Sentence("installation", _("{who} made a backup and proved it"), _("to make a backup")),
    "server.restored": Sentence("installation", _("{who} restored a backup"), _("to restore a backup")),
    "state.rebuilt": Sentence("installation", _("{who} derived all state anew from the facts")),
    "key.changed": Sentence("installation", _("{who} put the installation under a new phrase")),
}

DOOR_NAMES: dict[str, Words] = {
    Door.OPEN: _("open to all"),
    Door.ACCOUNT: _("your account"),
    Door.HOME: _("start page"),
    Door.CLIENTS: _("clients"),
    Door.REGISTER: _("a new card"),
    Door.CONTACTS: _("contacts"),
    Door.STRANGERS: _("supplies without a card"),
    Door.REFERRALS: _("referrals"),
    Door.VISITS: _("home visits"),
    Door.ALARMS: _("who is out"),
    Door.TALKS: _("private talks"),
    Door.DUPLICATES: _("possible duplicates"),
    Door.CASELOADS: _("caseloads"),
    Door.PROGRAMME: _("sites and supplies"),
    Door.SITES: _("changing sites"),
    Door.PLANS: _("targets and estimates"),
    Door.STAFF: _("staff"),
    Door.AUDIT: _("the log"),
    Door.REPORTS: _("figures"),
    Door.MONTHS: _("reports of months"),
    Door.SUBMIT: _("handing reports in"),
    Door.QUALITY: _("data quality"),
    Door.CHECKS: _("looking through the records"),
    Door.PLANNING: _("planning"),
    Door.BRIEFS: _("briefs"),
    Door.EXACT: _("exact figures"),
    Door.DEVICES: _("phones"),
    Door.HELD: _("what waits to be looked at"),
    Door.IMPORTS: _("bringing in lists"),
}

PARTS: dict[str, Words] = {
    Compartment.SERVICE: _("code, site, contacts"),
    Compartment.IDENTITY: _("how a client is known and reached"),
    Compartment.CLINICAL: _("health"),
    Compartment.DRUG_USE: _("drug use"),
    Compartment.SAFETY: _("safety"),
    Compartment.SEX_WORK: _("sex work"),
    Compartment.COUPLE: _("couple"),
    Compartment.BLOCKS: _("whom a client keeps out"),
}

OBJECTS: dict[str, Words] = {
    "client": _("client"),
    "list": _("list"),
    "clients": _("clients"),
    "contact": _("contact"),
    "referral": _("referral"),
    "group": _("group"),
    "facility": _("facility"),
    "visit": _("home visit"),
    "staff": _("worker"),
    "site": _("site"),
    "caseload": _("caseload"),
    "organisation": _("organisation"),
    "place": _("place"),
    "item": _("item"),
    "target": _("target"),
    "estimate": _("estimate"),
    "scenario": _("planning question"),
    "run": _("answer in the making"),
}


def verbs_of(group: str) -> list[str]:
    """The verbs that belong to a group."""
    return [verb for verb, sentence in SENTENCES.items() if sentence.group == group]
