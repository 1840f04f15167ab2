"""What the web server runs: the application; beside it the log is sealed, coverings are placed, planning is
worked out, and what figures are counted from is kept up to date.

Refuses to start on a database that may lose work, or without the phrase: a page that half works tells half a truth.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twofold.config.settings")
application = get_wsgi_application()

if os.environ.get("TWOFOLD_SEAL", "1") == "1":
    from twofold.config import sealing
    from twofold.core import checks
    from twofold.core.crypto import keyring
    from twofold.indicators import keeping
    from twofold.outreach import placing
    from twofold.planning import work

    checks.assert_durable()
    keyring.ring()
    sealing.start()
    placing.start()
    work.start()
    keeping.start()
