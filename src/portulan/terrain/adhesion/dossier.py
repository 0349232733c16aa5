"""The file of a candidacy: its steps, what each one asks on each basis, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portulan.terrain.adhesion.enums import Base, EtatSite, GenrePiece
from portulan.terrain.adhesion.models import Adhesion, Candidature
from portulan.terrain.adhesion.regles import un_seul_public

R, P, L = Base.RECONNAISSANCE, Base.PARTENARIAT, Base.LOI


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A step of the form: its fields, and what must be filled on each basis (field → what is missing, in words)."""

    code: str
    titre: str
    champs: tuple[str, ...]
    bases: tuple[str, ...]
    exiges: Mapping[str, tuple[str, tuple[str, ...]]]


RUBRIQUES: tuple[Rubrique, ...] = (
    Rubrique(
        "organisation",
        "L’organisation",
        ("representant", "qualite", "contact_nom", "contact_courriel"),
        (R, P, L),
        MappingProxyType(
            {
                "representant": ("le nom du représentant légal", (R, P, L)),
                "qualite": ("la qualité du représentant légal", (R, P, L)),
                "contact_nom": ("la personne à contacter", (R, P)),
                "contact_courriel": ("un courriel de contact", (R, P)),
            }
        ),
    ),
    Rubrique(
        "territoire",
        "Zone et besoins",
        ("zone", "besoins"),
        (R, P),
        MappingProxyType({"zone": ("la zone géographique", (R, P)), "besoins": ("l’analyse des besoins", (R,))}),
    ),
    Rubrique("sites", "Les sites", (), (R, P, L), MappingProxyType({})),
    Rubrique(
        "services",
        "Publics et services",
        ("tout_public", "publics", "information", "droits_16_30", "conseil", "label_ij_fin"),
        (R, P),
        MappingProxyType(
            {
                "tout_public": ("si vos services sont ouverts à toute personne", (R,)),
                "publics": ("les publics accueillis", (R, P)),
                "information": ("la première condition : l’information sur les métiers et les formations", (R,)),
                "droits_16_30": ("la deuxième condition : l’information des 16-30 ans sur leurs droits", (R,)),
                "conseil": ("la troisième condition : le conseil personnalisé et la réorientation", (R,)),
            }
        ),
    ),
    Rubrique("pieces", "Pièces", (), (R, P), MappingProxyType({})),
    Rubrique(
        "engagements",
        "Engagements",
        ("engagement",),
        (R, P, L),
        MappingProxyType({"engagement": ("l’engagement à respecter le cahier des charges", (R, P, L))}),
    ),
)


def rubriques(base: str) -> tuple[Rubrique, ...]:
    """Steps of the form on a basis."""
    return tuple(r for r in RUBRIQUES if base in r.bases)


def manques_de(
    rubrique: Rubrique, base: str, candidature: Candidature, sites: int, pieces: set[str]
) -> tuple[str, ...]:
    """What is missing in a step, in words. ``pieces``: kinds of the documents of the file."""
    if rubrique.code == "pieces":
        absent = candidature.label_ij_fin and GenrePiece.LABEL_IJ not in pieces
        return ("la décision de label Information jeunesse",) if absent else ()
    if rubrique.code == "sites":
        return () if sites else ("au moins un site",)
    return tuple(
        mots
        for champ, (mots, bases) in rubrique.exiges.items()
        if base in bases and getattr(candidature, champ) in {"", None, False} and not _repondu(champ, candidature)
    )


def _repondu(champ: str, candidature: Candidature) -> bool:
    """« non » is an answer to a question; an unticked commitment is not."""
    return champ == "tout_public" and candidature.tout_public is not None


def manques(adhesion: Adhesion) -> tuple[str, ...]:
    """Everything missing in a file, in the order of the form."""
    sites = adhesion.sites.filter(etat__in=(EtatSite.PROPOSE, EtatSite.COUVERT)).count()
    pieces = set(adhesion.pieces.values_list("genre", flat=True))
    return tuple(
        m for r in rubriques(adhesion.base) for m in manques_de(r, adhesion.base, adhesion.candidature, sites, pieces)
    )


def alertes(adhesion: Adhesion) -> tuple[str, ...]:
    """What the person who instructs must see, and which blocks nothing (SP-09)."""
    if adhesion.base != Base.RECONNAISSANCE:
        return ()
    dites = []
    if un_seul_public(adhesion.operateur) or adhesion.candidature.tout_public is False:
        dites.append(
            "Cette organisation ne s’adresse pas à toute personne : l’article L. 6111-5 du Code du travail réserve la "
            "reconnaissance aux organismes qui proposent leurs services à toute personne. "
            "Un partenariat est possible."
        )
    vides = [
        mots
        for champ, mots in (("information", "première"), ("droits_16_30", "deuxième"), ("conseil", "troisième"))
        if not getattr(adhesion.candidature, champ).strip()
    ]
    if vides:
        dites.append(f"Condition non décrite ({', '.join(vides)}) : les trois conditions sont cumulatives.")
    return tuple(dites)
