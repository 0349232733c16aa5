"""Words of the Affelnet files in ours: level of entry, speciality, place of the establishment."""

import re
from functools import cache
from typing import Any

from portulan.socle import geographie
from portulan.socle.noms import cle
from portulan.socle.territoire import Niveau
from portulan.sources.rattachement import departement_de_uai, rattacher

PREMIERE_PRO, SECONDE_PRO, CAP, AUTRE = "première professionnelle", "seconde professionnelle", "CAP", "autre"
SCOLAIRE, APPRENTISSAGE = "scolaire", "apprentissage"

# First four characters of the MEF STAT 11 (kind and year of the programme)
_PAR_MEF = {"2382": PREMIERE_PRO, "2381": SECONDE_PRO, "2311": CAP, "2321": CAP, "2331": CAP}
_PAR_LIBELLE = (
    (re.compile(r"1\s?(?:ER|RE)E?\s?PRO\w*\s+"), PREMIERE_PRO),
    (re.compile(r"2\s?N?DE?\s?PRO\w*\s+"), SECONDE_PRO),
    (re.compile(r"1\s?CAP\s?\d?\s+"), CAP),
)
_ARRONDISSEMENT = re.compile(r" (?:\d{1,2}(?:er?|eme|nd)? ?arrondissement|\d{1,2}(?:er?|eme))$| cedex(?: \d+)?$")
_ABREGES = {"st": "saint", "ste": "sainte", "hte": "haute"}


def entree(mef: str, libelle: str) -> str:
    """Class the programme opens on, from its code, else from the beginning of its label."""
    if mef:
        return _PAR_MEF.get(mef[:4], AUTRE)
    return next((niveau for motif, niveau in _PAR_LIBELLE if motif.match(libelle.upper())), AUTRE)


def specialite(libelle: str) -> str:
    """Label without its level (« 1ERPRO MENUISERIE » → « MENUISERIE »)."""
    for motif, _ in _PAR_LIBELLE:
        trouve = motif.match(libelle.upper())
        if trouve:
            return libelle[trouve.end() :].strip()
    return libelle


def statut(brut: str) -> str:
    """« ST » pupil, « AP » apprentice; pupil when the file does not say."""
    return APPRENTISSAGE if cle(brut) in {"ap", "apprentissage", "apprenti"} else SCOLAIRE


def palier(brut: str) -> str | None:
    """Class from which the wish is made; None when the file does not say."""
    premier = cle(brut)[:1]
    return {"3": "troisième", "2": "seconde"}.get(premier)


def secteur(brut: str) -> str | None:
    """« public » or « privé »; None otherwise."""
    return {"public": "public", "prive": "privé"}.get(cle(brut))


def oui_non(brut: str) -> bool | None:
    """« O » and « N »; None when empty or something else."""
    return {"o": True, "oui": True, "n": False, "non": False}.get(cle(brut))


class Lieux:
    """Where establishments are: the département the file names, else the one of the UAI; the commune by its name."""

    def __init__(self) -> None:
        self._connus: dict[tuple[str, str, str], dict[str, Any]] = {}

    def situer(self, uai: str, departement: str, commune: str) -> dict[str, Any]:
        """Columns ``code_insee``, ``departement``, ``academie`` and ``region``."""
        entrees = (uai[:3], departement, commune)
        if entrees not in self._connus:
            code = _departements().get(cle(departement)) or departement_de_uai(uai)
            lieu = rattacher(code or "", uai)
            self._connus[entrees] = {
                "code_insee": commune_nommee(commune, lieu.departement) if lieu.departement else None,
                "departement": lieu.departement,
                "academie": lieu.academie,
                "region": lieu.region,
            }
        return self._connus[entrees]


def commune_nommee(nom: str, departement: str) -> str | None:
    """Commune of a département from its name (« PARIS 13E ARRONDISSEMENT », « ST ETIENNE »); None when in doubt."""
    ecrit = _ARRONDISSEMENT.sub("", cle(nom))
    communes = _communes_par_nom()
    for essai in (ecrit, " ".join(_ABREGES.get(m, m) for m in ecrit.split(" "))):
        trouvees = communes.get((departement, essai), frozenset())
        if len(trouvees) == 1:
            return next(iter(trouvees))
    return None


@cache
def _departements() -> dict[str, str]:
    lignes = geographie.territoires().select(["niveau", "code", "nom"]).to_pylist()
    return {cle(t["nom"]): t["code"] for t in lignes if t["niveau"] == Niveau.DEPARTEMENT.value}


@cache
def _communes_par_nom() -> dict[tuple[str, str], frozenset[str]]:
    index: dict[tuple[str, str], set[str]] = {}
    for c in geographie.communes().select(["code_insee", "nom", "departement"]).to_pylist():
        index.setdefault((c["departement"], cle(c["nom"])), set()).add(c["code_insee"])
    return {nom: frozenset(codes) for nom, codes in index.items()}
