"""Words of a request held to the vocabularies: those of the schema v1 and those of the extension, as bare codes."""

from collections.abc import Iterable

from portulan.socle.erreurs import DonneeInvalide
from portulan.sources.data_inclusion_schema import libelles
from portulan.terrain.reseau.vocabulaire import libelle, valeurs

_DU_SCHEMA = frozenset({"thematiques", "publics", "modes_accueil"})
_PREFIXE, _SOUS = "spro:", "--"


def exiger_mots(liste: str, codes: Iterable[str], quoi: str) -> list[str]:
    """The bare codes, once each, in their order. Raises ``DonneeInvalide`` for one that no vocabulary knows."""
    gardes = list(dict.fromkeys(code.removeprefix(_PREFIXE) for code in codes))
    for code in gardes:
        if not _connu(liste, code):
            raise DonneeInvalide(f"{quoi} inconnu : « {code[:60]} ».", remede="Choisissez dans la liste proposée.")
    return gardes


def _connu(liste: str, code: str) -> bool:
    if liste not in _DU_SCHEMA:
        return code in valeurs(liste)
    return (
        code in libelles(liste)
        or (liste != "modes_accueil" and code in valeurs(liste))
        or (liste == "thematiques" and any(v.startswith(code + _SOUS) for v in libelles(liste)))
    )


def dire(liste: str, code: str) -> str:
    """« Faire un bilan de compétences »: the French words of a code; the code itself when it left the vocabulary."""
    connu = libelles(liste).get(code) if liste in _DU_SCHEMA else None
    return connu or (code if liste == "modes_accueil" else libelle(liste, code))
