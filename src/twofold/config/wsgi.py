"""What the web server runs: the application; beside it the log is sealed, coverings are placed, planning is
worked out, and what figures are counted from is kept up to date.

Refuses to start on a database that may lose work, or without the phrase: a page that half works tells half a truth.
"""

import multiprocessing
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twofold.config.settings")
application = get_wsgi_application()

if os.environ.get("TWOFOLD_SEAL", "1") == "1":
    from twofold.core import audit, beside, checks
    from twofold.core.crypto import keyring
    from twofold.indicators import extract
    from twofold.outreach import placing
    from twofold.planning import warming, work

    checks.assert_durable()
    keyring.ring()
    beside.keep_doing("sealing", audit.seal_all, every=1)
    beside.keep_doing("placing", placing.place_all, every=5)
    beside.keep_doing("planning", work.all_waiting, every=1)
    # What has just started has more pressing things to do; a model that is ready stays ready.
    beside.keep_doing("warming", warming.ready, every=600, after=10)
    beside.keep_doing("keeping", extract.refresh, every=60, after=60)

if (parent := multiprocessing.parent_process()) is not None:
    # Killed outright, the process that started this one stops nobody: this would go on, beside the next start and on a database
    # that a restore has put aside.
    threading.Thread(target=lambda: (parent.join(), os._exit(1)), name="parent", daemon=True).start()
