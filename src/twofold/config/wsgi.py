"""What the web server runs: the application, with the audit log sealed every second beside it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twofold.config.settings")
application = get_wsgi_application()

if os.environ.get("TWOFOLD_SEAL") == "1":
    from twofold.config import sealing

    sealing.start()
