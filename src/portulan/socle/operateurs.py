"""Catalogue of the operators of a SPRO (reference of the field): code, name, and how each is attached.

``attache``: L member by law, C State or university service bound by the convention (never « adheres »), R recognisable,
P partner, IJ State label. ``di``: value of the data·inclusion « réseaux porteurs » list, when there is one.
"""

from dataclasses import dataclass

from portulan.socle.erreurs import Introuvable


@dataclass(frozen=True, slots=True)
class Operateur:
    """One kind of operator; ``alias`` keeps former names findable (Pôle emploi)."""

    code: str
    nom: str
    pluriel: str
    attache: str
    di: str = ""
    alias: tuple[str, ...] = ()


OPERATEURS: tuple[Operateur, ...] = (
    Operateur("cio", "centre d'information et d'orientation (CIO)", "CIO", "C"),
    Operateur(
        "scuio", "service universitaire d'information et d'orientation (SCUIO-IP)", "SCUIO-IP", "C", alias=("suio",)
    ),
    Operateur("dronisep", "délégation régionale de l'Onisep", "délégations Onisep", "C"),
    Operateur("mission_locale", "mission locale", "missions locales", "L", "mission-locale"),
    Operateur(
        "france_travail",
        "agence France Travail (ex-Pôle emploi)",
        "agences France Travail",
        "L",
        "france-travail",
        alias=("pole_emploi",),
    ),
    Operateur("cap_emploi", "Cap emploi", "Cap emploi", "L", "cap-emploi-reseau-cheops"),
    Operateur("apec", "Apec", "centres Apec", "L"),
    Operateur("apecita", "Apecita", "délégations Apecita", "P"),
    Operateur("cep_actifs", "opérateur régional du CEP des actifs", "opérateurs du CEP des actifs", "L"),
    Operateur("cci", "chambre de commerce et d'industrie", "CCI", "L", "chambres-consulaires"),
    Operateur(
        "cma", "chambre de métiers et de l'artisanat", "CMA", "L", "chambres-consulaires", alias=("chambre_metier",)
    ),
    Operateur(
        "ca",
        "chambre d'agriculture",
        "chambres d'agriculture",
        "L",
        "chambres-consulaires",
        alias=("chambre_agriculture",),
    ),
    Operateur(
        "ij",
        "structure information jeunesse",
        "structures information jeunesse",
        "IJ",
        "reseau-information-jeunesse",
        alias=("cij", "info_jeunes"),
    ),
    Operateur("transitions_pro", "Transitions Pro", "Transitions Pro", "P"),
    Operateur("carif_oref", "CARIF-OREF", "CARIF-OREF", "P"),
    Operateur(
        "maison_emploi", "maison de l'emploi ou de la formation", "maisons de l'emploi", "R", "maisons-de-l-emploi"
    ),
    Operateur("prc_vae", "point relais conseil VAE", "points relais VAE", "R"),
    Operateur("cidff", "CIDFF", "CIDFF", "P", "cidff", alias=("cidf",)),
    Operateur(
        "e2c", "école de la deuxième chance", "écoles de la deuxième chance", "P", "ecoles-de-la-deuxieme-chance"
    ),
    Operateur("epide", "EPIDE", "EPIDE", "P", "epide"),
    Operateur("afpa", "Afpa", "centres Afpa", "P", "afpa"),
    Operateur("greta", "GRETA", "GRETA", "P"),
    Operateur("france_services", "France services", "espaces France services", "P", "france-service", alias=("msap",)),
    Operateur("crous", "Crous", "Crous", "P"),
    Operateur("rectorat", "rectorat", "rectorats", "C"),
    Operateur("autre", "autre structure", "autres structures", "P"),
)

_PAR_CODE = {nom: o for o in OPERATEURS for nom in (o.code, *o.alias)}


def operateur(code: str) -> Operateur:
    """Operator of a code or of one of its aliases; ``Introuvable`` for an unknown one."""
    try:
        return _PAR_CODE[code]
    except KeyError:
        raise Introuvable(f"« {code} » n'est pas un opérateur connu.") from None


# The four networks whose distance is followed for every commune (access by commune)
RESEAUX_DE_PROXIMITE = ("cio", "mission_locale", "ij", "france_travail")
