"""What is asked on the pages of outreach: `contacts` (lists, registration, contacts), `referrals` and
`visits`."""

from twofold.outreach.forms.contacts import (
    AnswersForm,
    ContactForm,
    CoverForm,
    FilterForm,
    RegisterForm,
    StrangerForm,
)

__all__ = ["AnswersForm", "ContactForm", "CoverForm", "FilterForm", "RegisterForm", "StrangerForm"]
