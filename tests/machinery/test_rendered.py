"""The record of rendered templates: what no test renders is named, and an exception ends with its reason."""

from tests.machinery import rendered


def test_what_nobody_renders_is_named() -> None:
    assert rendered.verdict({"a.html", "b.html"}, {"a.html"}, set()) == ["no test renders b.html"]
    assert rendered.verdict({"a.html", "b.html"}, {"a.html"}, {"b.html"}) == []


def test_an_exception_ends_with_its_reason() -> None:
    assert rendered.verdict({"a.html"}, {"a.html"}, {"a.html"}) == [
        "a.html is rendered or gone: take it out of exceptions.toml"
    ]
    assert rendered.verdict(set(), set(), {"a.html"}) == ["a.html is rendered or gone: take it out of exceptions.toml"]


def test_what_is_rendered_is_noted() -> None:
    """Through Django itself: a page, the page it extends and the part it includes are three."""
    from django.template import engines

    before = set(rendered.seen)
    engine = engines["django"].engine
    template = engine.from_string("text")
    template.origin.name = str(rendered.SOURCE / "planted.html")
    from django.template import Context

    template.render(Context())
    assert rendered.seen - before == {str(rendered.SOURCE / "planted.html")}
    rendered.seen.discard(str(rendered.SOURCE / "planted.html"))
