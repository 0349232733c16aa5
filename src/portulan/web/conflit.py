"""Two people wrote the same thing: what is recorded and what was typed side by side, nothing lost, one way everywhere.

A view catches ``VersionDepassee`` and gives the page a ``Opposition`` (409). Its form keeps what was typed and carries
the recorded version: sent again, it replaces what is recorded, knowingly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.forms import BooleanField, BoundField, FileField, Form, Textarea

from portulan.socle.erreurs import VersionDepassee
from portulan.socle.mesure import nombre_fr
from portulan.terrain.charte.comparaison import Segment, comparer_textes


class Difference(NamedTuple):
    """A field that does not say the same. ``segments``: of a long text, what was typed compared word by word."""

    champ: str
    enregistree: str
    saisie: str
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Opposition:
    """What the page shows, and the version that its form must carry to be sent again."""

    version: int
    differences: tuple[Difference, ...]
    abandon: str = ""


def opposer(refus: VersionDepassee, differences: Iterable[Difference], *, abandon: str = "") -> Opposition:
    """Differences that were told apart by hand; those that say the same are left out.

    ``abandon``: where what is recorded is read, when it is not the page itself.
    """
    return Opposition(refus.version, tuple(d for d in differences if d.enregistree != d.saisie), abandon)


def confronter(
    formulaire: Form, refus: VersionDepassee, enregistrees: Mapping[str, Any], *, verrou: str = "version"
) -> Opposition:
    """Both values of each field of a form that was sent.

    ``enregistrees``: its first values, from the record read again. ``verrou``: its field that carries the version,
    when it has one.
    """
    lues = tuple(_difference(formulaire, champ, enregistrees.get(champ.name)) for champ in _champs(formulaire))
    if verrou in formulaire.fields:
        envoye: Any = formulaire.data.copy()
        envoye[formulaire.add_prefix(verrou)] = str(refus.version)
        formulaire.data = envoye
    return opposer(refus, lues)


def _champs(formulaire: Form) -> list[BoundField]:
    return [c for c in formulaire.visible_fields() if not isinstance(c.field, FileField)]


def _difference(formulaire: Form, champ: BoundField, enregistree: Any) -> Difference:
    propres = formulaire.cleaned_data
    saisie = propres[champ.name] if champ.name in propres else champ.value()
    avant, apres = dire(enregistree, champ.field), dire(saisie, champ.field)
    long = isinstance(champ.field.widget, Textarea) and enregistree and saisie
    return Difference(str(champ.label), avant, apres, tuple(comparer_textes(avant, apres)) if long else ())


def dire(valeur: Any, champ: Any = None) -> str:
    """A value as the page writes it; with its field, by the names of its choices."""
    if champ is not None and hasattr(champ, "choices"):
        return _choix(champ, valeur)
    if isinstance(valeur, bool) or isinstance(champ, BooleanField):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return nombre_fr(float(valeur), 1).removesuffix(",0")
    return "" if valeur is None else str(valeur).replace("\r\n", "\n").strip()


def _choix(champ: Any, valeur: Any) -> str:
    """Names of what is chosen, in the order of the field; a choice that is not offered any more, as it is written."""
    brute = champ.prepare_value(valeur)
    plusieurs = isinstance(brute, list | tuple | set)
    voulues = [str(v) for v in brute] if plusieurs else ["" if brute is None else str(brute)]
    noms = {str(cle): str(nom) for cle, nom in _a_plat(champ.choices)}
    rangs = {cle: rang for rang, cle in enumerate(noms)}
    ordonnees = sorted(voulues, key=lambda cle: rangs.get(cle, len(rangs)))
    return ", ".join(noms.get(cle, cle) for cle in ordonnees)


def _a_plat(choix: Iterable[tuple[Any, Any]]) -> Iterable[tuple[Any, Any]]:
    for cle, nom in choix:
        if isinstance(nom, list | tuple):
            yield from nom
        else:
            yield cle, nom
