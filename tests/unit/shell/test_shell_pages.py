"""The frame of every page: what it always says, and what it must never say."""

import re

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.utils import translation

ERRORS = ["400", "403", "404", "500", "csrf"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def extend(engine):
    def rendered(blocks="", *, base="base", **context):
        source = f'{{% extends "shell/{base}.html" %}}' + blocks
        return engine.from_string(source).render(context)

    return rendered


@pytest.mark.parametrize("base", ["base", "bare"])
def test_the_title_is_always_the_same_word(extend, base):
    html = extend("{% block title %}Secret{% endblock %}{% block page_title %}Clients{% endblock %}", base=base)
    assert re.findall(r"<title>(.*?)</title>", html) == ["Twofold"]
    assert "<h1>Clients</h1>" in html
    assert "Secret" not in html


def test_the_language_is_declared(extend):
    with translation.override("hi"):
        assert '<html lang="hi">' in extend()
    assert '<html lang="en">' in extend()


def test_a_theme_is_only_set_when_it_was_chosen(extend):
    assert "data-theme" not in extend()
    assert '<html lang="en" data-theme="dark">' in extend(theme="dark")


def test_the_rail_lists_what_it_is_given(extend):
    rail = [
        {"label": "Home", "url": "/", "icon": "home", "key": "h", "current": True},
        {"label": "Clients", "url": "/clients/", "icon": "people", "key": "", "current": False},
    ]
    html = extend(rail=rail, worker="Lalrinawmi")
    assert '<a class="rail-item" href="/" data-key="g h" aria-current="page">' in html
    assert '<a class="rail-item" href="/clients/">' in html
    assert "Signed in as Lalrinawmi" in html
    assert "<kbd>g</kbd> <kbd>h</kbd>" in html


@pytest.mark.parametrize("base", ["base", "bare"])
def test_a_weak_key_is_told_on_every_page(extend, base):
    assert "twofold key --set-phrase" in extend(base=base, weak_key=True)
    assert "twofold key --set-phrase" not in extend(base=base, weak_key=False)


@pytest.mark.parametrize("base", ["base", "bare"])
def test_the_way_out_is_on_every_page_and_last_in_the_bar(extend, base):
    html = extend(base=base)
    bar = html[html.index('<header class="bar">') : html.index("</header>")]
    assert bar.rstrip().endswith("</button></form>")
    assert "data-quick-exit" in bar
    assert 'data-exit-url="/weather/"' in bar


def test_the_way_out_signs_out_where_somebody_is_signed_in(extend):
    html = extend(csrf_token="token")
    form = re.search(r'<form class="exit"[^>]*>.*?</form>', html, re.DOTALL)
    assert form
    assert 'method="post"' in form[0]
    assert 'data-signout-url="/sign-out/"' in form[0]
    assert 'name="next" value="/weather/"' in form[0]


def test_messages_are_toasts_or_stay(extend):
    said = [
        Message(constants.SUCCESS, "Saved.", extra_tags="undo:/undo/9"),
        Message(constants.INFO, "Two are waiting."),
        Message(constants.ERROR, "Not <b>sent</b>."),
    ]
    html = extend(messages=said, csrf_token="token")
    assert html.count('<div class="toast">') == 2 + 1  # the third waits for a lost connection
    assert '<form method="post" action="/undo/9">' in html
    assert "Not &lt;b&gt;sent&lt;/b&gt;." in html
    assert 'class="note stop"' in html


def test_without_warnings_no_alert_is_announced(extend):
    assert 'role="alert"' not in extend(messages=[Message(constants.SUCCESS, "Saved.")])


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_nothing_and_tell_nothing(engine, rf, name):
    template = engine.get_template(f"shell/{name}.html")
    alone = template.render()
    asked = template.render({"worker": "Lalrinawmi", "rail": [{"label": "Clients"}], "weak_key": True}, rf.get("/c/9"))
    assert alone == asked
    assert "csrf" not in alone.lower()
    assert "<title>Twofold</title>" in alone
    assert "<h1>" in alone


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_are_the_same_every_time_in_one_language(engine, name):
    template = engine.get_template(f"shell/{name}.html")
    assert len({template.render() for _ in range(3)}) == 1


def test_the_neutral_page_renders_alone(engine):
    html = engine.get_template("shell/exit.html").render()
    assert "<title>Weather</title>" in html
    assert "twofold" not in html.lower()


def test_a_tile_that_may_not_show_its_figure_shows_no_part_of_it(render):
    tile = '{% include "shell/tile.html" with name="Tested" value=3 suppressed=True trend=trend target=20 %}'
    html = render(tile, trend=[3, 3])
    assert "too few to show" in html
    assert ">3<" not in html
    assert "spark" not in html
    assert "mark-fill" not in html


def test_a_tile_says_how_it_is_counted(render):
    html = render('{% include "shell/tile.html" with name="Reached" value=1840 unit="people" how_url="/how" %}')
    assert "1,840" in html
    assert 'href="/how"' in html
    assert "How “Reached” is counted" in html


def test_the_pager_is_silent_on_a_single_page(render):
    assert render('{% include "shell/pager.html" %}').strip() == ""
    html = render('{% include "shell/pager.html" with next_url="?after=9" %}')
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


def test_an_empty_state_offers_the_next_step(render):
    html = render(
        '{% include "shell/empty.html" with title="No card" text="Look again." action_url="/n" action_label="New" %}'
    )
    assert "No card" in html
    assert '<a class="button" href="/n">New</a>' in html
