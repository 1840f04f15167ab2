"""The pytest plugin of this repository, named in pyproject.toml so that it stands before Django is loaded.

It prepares the environment, takes `--postgres`, and marks what it can tell by itself. Fixtures that are about
the database or an installation are in `tests/conftest.py`; the browser and the templates have modules of
their own.
"""

from collections.abc import Callable, Generator
from typing import Any

import pytest

from tests.machinery import environment, planting, postgres, translations

pytest_plugins = ["tests.machinery.browser", "tests.machinery.rendered"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        action="store_true",
        help="run on a PostgreSQL server started for this run (default: SQLite)",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """A wrapper, because pytest-django imports the settings in this very hook and we must be before it."""
    try:
        shared = environment.prepare(with_postgres=early_config.known_args_namespace.postgres)
    except (postgres.Missing, postgres.Failed) as problem:
        raise pytest.UsageError(str(problem)) from problem
    if shared:
        early_config.add_cleanup(shared.clear)
        translations.compile_stale()
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """What the tests want otherwise than the settings say; and styles and scripts as in production, with their hash."""
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler

    if not settings.configured:
        return
    settings.PASSWORD_HASHERS = ["tests.machinery.hashing.QuickArgon2"]
    # The live server would answer for styles and scripts itself, and knows no hashed name; the application does.
    StaticFilesHandler._should_handle = lambda self, path: False
    look_at_files_once()
    planting.watch()
    if environment.worker() is None:
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)


def look_at_files_once() -> None:
    """Every client of a test loads the middleware anew, and would look at hundreds of files that stay as they are in a run."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    WhiteNoiseMiddleware.update_files_dictionary = _once(WhiteNoiseMiddleware.update_files_dictionary)
    WhiteNoiseMiddleware.add_files_from_finders = _once(WhiteNoiseMiddleware.add_files_from_finders)


def _once(look: Callable[..., None]) -> Callable[..., None]:
    found: dict[tuple[str, ...], dict[str, Any]] = {}

    def known(noise: Any, *where: str) -> None:
        if where not in found:
            before, noise.files = noise.files, {}
            look(noise, *where)
            found[where], noise.files = noise.files, before
        noise.files.update(found[where])

    return known


BROWSER = {"chromium", "new_page", "page"}
DATABASE = {"db", "transactional_db", "live_server", "installation", "django_db_setup"}


def uses(item: pytest.Item, names: set[str]) -> bool:
    return bool(names & set(getattr(item, "fixturenames", ())))


def asks_the_database(item: pytest.Item) -> bool:
    return uses(item, DATABASE) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whoever asks for a page drives a browser, and whoever asks for the world has a database: nobody has to
    remember the marker. (pytest-django makes databases only for tests that say so before they run.)

    A run of everything on PostgreSQL leaves out what asks no database: it has run on SQLite, and would do the same.
    """
    for item in items:
        if uses(item, {"keys", "universe"}) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(transaction="live_server" in item.fixturenames))
        if uses(item, BROWSER):
            item.add_marker("browser")
    if config.option.postgres and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        left_out = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if asks_the_database(item)]


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {'PostgreSQL, started for this run' if config.option.postgres else 'SQLite'}"
