"""Templates are written with plain spaces; they are read with the non-breaking ones that French wants.

Done once a template, when it is compiled. What is between ``{{ }}`` is left alone, and of a tag only its quoted words
change; code, examples to copy and scripts keep their spaces.
"""

import re

from django.template import Origin
from django.template.loaders.app_directories import Loader

from portulan.socle.typographie import espaces_insecables

_INTACT = re.compile(
    r"<(?P<nom>script|style|textarea|pre|code|samp|kbd)\b.*?</(?P=nom)>|\{\{.*?\}\}|\{#.*?#\}|\{%.*?%\}", re.DOTALL
)
_MOTS = re.compile(r'"[^"]*"')


def franciser(source: str) -> str:
    """Source of a template with its non-breaking spaces."""
    morceaux, fin = [], 0
    for trouve in _INTACT.finditer(source):
        morceaux += [espaces_insecables(source[fin : trouve.start()]), _intact(trouve[0])]
        fin = trouve.end()
    morceaux.append(espaces_insecables(source[fin:]))
    return "".join(morceaux)


def _intact(morceau: str) -> str:
    """A tag: only the words that it shows."""
    if not morceau.startswith("{%"):
        return morceau
    return _MOTS.sub(lambda mots: espaces_insecables(mots[0]), morceau)


class Chargeur(Loader):
    """The templates of the applications, in French spaces."""

    def get_contents(self, origin: Origin) -> str:
        """Source of a template, as it is compiled."""
        return franciser(super().get_contents(origin))
