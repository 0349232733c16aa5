"""Writes on the employment committee held inside the CREFOP: created, filled from the plenary, its voices fixed."""

from collections import defaultdict
from datetime import date

from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.enums import GenreOrgane, Rang
from portulan.crefop.composition.jeu import jeux_livres
from portulan.crefop.composition.modele import SiegePrevu, comite_emploi_type
from portulan.crefop.composition.models import ArreteVoix, Organe, VoixSiege
from portulan.crefop.composition.operations import creer_sieges, nommer, noter_sur
from portulan.crefop.composition.queries import sieges_au
from portulan.crefop.composition.voix import Demande, projeter
from portulan.crefop.registre.operations import engager, inscrire
from portulan.socle import geographie
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant
from portulan.socle.territoire import Niveau, Territoire

REGIME = "cre"


def creer_comite_emploi(
    *, titulaire: Titulaire, pleniere: Organe, nom: str, etat: int, region: int, du: date
) -> Organe:
    """Create the employment committee of a region inside its CREFOP (L. 5311-10), seats drawn from the plenary, vacant.

    Asked again, the one that exists is returned. Raises ``DonneeInvalide``: before the rules exist, too many members.
    """
    exiger(titulaire, "comite", "composer")
    if pleniere.genre != GenreOrgane.PLENIERE:
        raise DonneeInvalide("Ce comité se crée dans le comité plénier.", remede="Ouvrez la page du comité plénier.")
    if not nom.strip():
        raise DonneeInvalide("Le comité n’a pas de nom.", remede="Écrivez le nom qu’il porte sur ses actes.")
    _exiger_des_regles(du)
    colleges = comite_emploi_type(_du_plenier(pleniere, du), _departements(pleniere.region), etat=etat, region=region)
    with transaction.atomic():
        Organe.objects.select_for_update().get(pk=pleniere.pk)
        existant = Organe.objects.filter(parent=pleniere, genre=GenreOrgane.EMPLOI).first()
        if existant is not None:
            return existant
        organe = Organe.objects.create(
            code=f"{pleniere.code}-emploi",
            nom=nom.strip()[:200],
            genre=GenreOrgane.EMPLOI,
            region=pleniere.region,
            parent=pleniere,
            regime=REGIME,
            cree_le=du,
            fictif=pleniere.fictif,
        )
        nombre = creer_sieges(organe, colleges, du)
        noter_sur("comite.creer", titulaire, organe, sieges=nombre)
        inscrire(
            type="comite.creer",
            objet=f"organe:{organe.code}",
            organe=organe.code,
            charge={"nom": organe.nom, "du": du.isoformat(), "sieges": nombre},
        )
    return organe


def _exiger_des_regles(du: date) -> None:
    debut = min(j.valide_du for j in jeux_livres() if j.regime == REGIME)
    if du < debut:
        raise DonneeInvalide(
            f"Ce comité n’existe pas avant le {debut:%d/%m/%Y} (décret n° 2024-560).",
            remede="Choisissez une date plus tardive.",
        )


def _du_plenier(pleniere: Organe, jour: date) -> dict[str, list[SiegePrevu]]:
    """Seats of the plenary by college, as seats to create."""
    colleges: dict[str, list[SiegePrevu]] = defaultdict(list)
    for tenu in sieges_au(pleniere, jour):
        s = tenu.siege
        colleges[s.college.code].append(SiegePrevu(s.code, s.libelle, organisation=s.organisation_id))
    return colleges


def _departements(region: str) -> list[tuple[str, str]]:
    codes = geographie.departements_de_region(region)
    return [(code, geographie.nom(Territoire(Niveau.DEPARTEMENT, code))) for code in codes]


def reprendre_membres(*, titulaire: Titulaire, organe: Organe, acte: str, du: date) -> int:
    """Name, in the seats still vacant, who holds the same seat of the plenary on that day; how many nominations.

    Nobody is moved: a seat that somebody holds, and a person who already sits, are left as they are.
    """
    exiger(titulaire, "comite", "composer")
    if organe.genre != GenreOrgane.EMPLOI or organe.parent is None:
        raise Impossible("Cet organe n’est pas tiré du comité plénier.", remede="Nommez ses membres siège par siège.")
    pleniers = {t.siege.code: t for t in sieges_au(organe.parent, du)}
    tenus = sieges_au(organe, du)
    assis = {p.pk for t in tenus for _, p in t.occupants}
    nombre = 0
    with transaction.atomic():
        for tenu in tenus:
            modele = pleniers.get(tenu.siege.code)
            if modele is None or not tenu.vacant:
                continue
            for rang, personne in modele.occupants:
                if personne.pk not in assis and rang != Rang.SUPPLEANT2:
                    nommer(titulaire=titulaire, siege=tenu.siege, personne=personne, rang=rang, du=du, acte=acte)
                    assis.add(personne.pk)
                    nombre += 1
    return nombre


def arreter_voix(*, titulaire: Titulaire, organe: Organe, acte: str, du: date, demande: Demande) -> ArreteVoix:
    """Record the order that fixes the voices of every seat from a day; ballots already opened keep theirs.

    Raises ``DonneeInvalide`` (an audience is missing, a tie), ``Impossible`` (R. 5311-38 is not satisfied, an order
    already starts that day).
    """
    exiger(titulaire, "comite", "composer")
    if organe.genre != GenreOrgane.EMPLOI:
        raise Impossible(
            "Cet organe compte une voix par siège.", remede="Seul le comité pour l’emploi pondère ses voix."
        )
    if not acte.strip():
        raise DonneeInvalide("L’acte manque.", remede="Citez l’arrêté du préfet de région qui fixe les voix.")
    projet = projeter(organe, du, demande)
    if projet.ecarts:
        raise Impossible(
            f"Ces voix ne satisfont pas l’article R. 5311-38. {' '.join(projet.ecarts)}",
            remede="Corrigez les voix, ou leur nombre à répartir.",
        )
    try:
        with transaction.atomic():
            arrete = ArreteVoix.objects.create(
                organe=organe,
                acte=acte.strip()[:200],
                du=du,
                audiences=demande.en_valeurs(),
                enregistre_le=maintenant(),
                enregistre_par=titulaire.auteur,
            )
            VoixSiege.objects.bulk_create(
                VoixSiege(arrete=arrete, siege_id=siege, nombre=nombre) for siege, nombre in projet.voix.items()
            )
            noter_sur("voix.arreter", titulaire, organe, sieges=len(projet.voix))
            lignes = arrete.voix.select_related("siege__college")
            inscrire(
                type="voix.arreter",
                objet=f"organe:{organe.code}",
                organe=organe.code,
                charge={
                    "acte": engager({"acte": arrete.acte}),
                    "du": du.isoformat(),
                    "voix": [[v.siege.college.code, v.siege.code, v.nombre] for v in lignes],
                    "audiences": arrete.audiences,
                },
            )
    except IntegrityError as erreur:
        raise Impossible(
            f"Un arrêté fixe déjà les voix à partir du {du:%d/%m/%Y}.",
            remede="Un arrêté modificatif prend effet un autre jour.",
        ) from erreur
    return arrete
