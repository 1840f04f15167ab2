"""Print the second factor's code of a demonstration account.

Works in a demonstration only: in a real programme the code is on the worker's own phone.
"""

import argparse

from twofold.core.errors import Denied, Invalid


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", help="whose code")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation
    from twofold.demo import marker
    from twofold.demo.accounts import current_code

    open_installation(first=False)
    if not marker.is_demonstration():
        raise Denied("This is not a demonstration. The code is on the worker's own phone.")
    code = current_code(arguments.login)
    if code is None:
        raise Invalid("There is no such login with a second factor.")
    print(code)
    return 0
