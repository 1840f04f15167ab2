"""Which site of the organisation the words of a list mean: 'DIC Imphal West ' is 'Imphal West centre'."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from twofold.exchange.incoming.words import fold, folded
from twofold.programme.models import Site


def match(
    words: Iterable[str], sites: Sequence[Site], told: Mapping[str, str], default: str = ""
) -> dict[str, uuid.UUID]:
    """Word of the list -> site, for those that are sure. `told` and `default` hold codes of sites; rows may name none."""
    by_code = {site.code: site.pk for site in sites}
    chosen = {fold(word): code for word, code in told.items()}
    found = {}
    for word in words:
        code = chosen.get(fold(word)) or (default if not word else "")
        hit = by_code.get(code) if code else None
        if hit is None and not code:
            hit = _alike(word, sites) if word else (sites[0].pk if len(sites) == 1 else None)
        if hit is not None:
            found[word] = hit
    return found


def _alike(word: str, sites: Sequence[Site]) -> uuid.UUID | None:
    """The one site whose name says the same, words such as 'centre' left aside."""
    plain = fold(word)
    same = [site for site in sites if plain in (fold(site.name), fold(site.code))]
    if len(same) == 1:
        return same[0].pk
    own = _core(word)
    equal = [site for site in sites if own and _core(site.name) == own]
    near = equal or [
        site for site in sites if own and (own <= _core(site.name) or (_core(site.name) and _core(site.name) <= own))
    ]
    return near[0].pk if len(near) == 1 else None


def _core(text: str) -> frozenset[str]:
    return frozenset(fold(text).split()) - folded("generic_site")
