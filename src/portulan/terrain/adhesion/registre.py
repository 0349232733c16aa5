"""The public register of members: who is a member on a day, for which sites, and the history of an organisation."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from portulan.comptes.droits import Titulaire
from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.adhesion.droits import registre
from portulan.terrain.adhesion.enums import Base, Partie
from portulan.terrain.adhesion.models import Adhesion, SiteAdhesion
from portulan.terrain.adhesion.queries import avec_renouvellement_signe, en_vigueur, sites_couverts
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure

LIES = tuple(o.code for o in OPERATEURS if o.attache == "C" and o.code in {"cio", "scuio"})


@dataclass(frozen=True)
class Membre:
    """A line of the register: an organisation, its adhesion, and the sites covered on the day."""

    adhesion: Adhesion
    sites: tuple[Structure, ...]

    @property
    def departements(self) -> tuple[str, ...]:
        """Départements of the sites covered."""
        return tuple(sorted({s.departement for s in self.sites if s.departement}))


def membres(titulaire: Titulaire, region: str, jour: date) -> list[Membre]:
    """Members on a day (past, present or to come), with the sites covered that day."""
    valables = en_vigueur(jour, registre(titulaire)).filter(region=region).select_related("organisation")
    couverts: dict[int, list[Structure]] = defaultdict(list)
    for site in sites_couverts(jour).filter(adhesion__region=region).select_related("structure"):
        couverts[site.adhesion_id].append(site.structure)
    return [Membre(a, tuple(couverts[a.pk])) for a in valables.order_by("organisation__nom", "pk")]


def lies_par_la_convention(region: str) -> QuerySet[Structure]:
    """CIO and SCUIO of a region: in the network by the convention, never members (SP-10)."""
    ouvertes = Structure.objects.filter(region=region, operateur__in=LIES, etat=EtatStructure.OUVERTE)
    return ouvertes.order_by("operateur", "nom")


def histoire_publique(titulaire: Titulaire, code: str) -> list[Adhesion]:
    """Signed adhesions of an organisation, the last one first, with their sites and signatures."""
    lues = avec_renouvellement_signe(registre(titulaire)).filter(organisation__code=code)
    return list(
        lues.select_related("organisation").prefetch_related("sites__structure", "signatures").order_by("-du", "-pk")
    )


def publier(membres: Sequence[Membre]) -> list[dict[str, Any]]:
    """Lines of the open data: one for each member, in JSON values."""
    return [
        {
            "organisation": m.adhesion.organisation.code,
            "nom": m.adhesion.organisation.nom,
            "operateur": m.adhesion.operateur,
            "base": m.adhesion.base,
            "du": m.adhesion.du,
            "au": m.adhesion.au,
            "fictif": m.adhesion.fictif,
            "sites": [_site(s) for s in m.sites],
        }
        for m in membres
    ]


def _site(structure: Structure) -> dict[str, Any]:
    return {
        "id": structure.identifiant,
        "nom": structure.nom,
        "code_insee": structure.code_insee,
        "commune": structure.commune,
        "departement": structure.departement,
    }


def beneficiaires_de_la_taxe(region: str, jour: date) -> list[dict[str, Any]]:
    """Bodies that take part in the SPRO and may receive the balance of the apprenticeship tax (SP-14).

    Sites covered by an adhesion in force, on any basis, and the CIO and SCUIO bound by the convention. SIRET, SIREN
    and postal codes are texts: they keep their zeros.
    """
    couverts = sites_couverts(jour).filter(adhesion__region=region)
    lignes = [
        _beneficiaire(s.structure, s.adhesion.base)
        for s in couverts.select_related("structure__organisation", "adhesion")
        if s.structure.etat == EtatStructure.OUVERTE
    ]
    lies = lies_par_la_convention(region).select_related("organisation")
    lignes += [_beneficiaire(s, Base.CONVENTION) for s in lies]
    return sorted(lignes, key=lambda x: (x["departement"], x["nom"], x["structure"]))


def _beneficiaire(structure: Structure, base: str) -> dict[str, Any]:
    organisation = structure.organisation
    return {
        "structure": structure.identifiant,
        "nom": structure.nom,
        "organisation": organisation.nom if organisation else "",
        "operateur": structure.operateur,
        "siret": structure.siret,
        "siren": structure.siret[:9] or (organisation.siren if organisation else ""),
        "adresse": structure.adresse,
        "code_postal": structure.code_postal,
        "commune": structure.commune,
        "code_insee": structure.code_insee,
        "departement": structure.departement,
        "base": base,
        "fondement": Base(base).label,
        "fictif": structure.fictif,
    }


def signee_par_la_region(adhesion: Adhesion) -> date | None:
    """Day of the last signature."""
    return next((s.signee_le.date() for s in adhesion.signatures.all() if s.partie == Partie.REGION), None)


def sites_de(adhesion: Adhesion) -> list[SiteAdhesion]:
    """Sites that are or were covered by an adhesion."""
    return [s for s in adhesion.sites.all() if s.du is not None]
