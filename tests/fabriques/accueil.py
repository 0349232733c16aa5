"""Requests and hand-overs for the tests: two structures in Ajaccio, a person who agreed, the routing kept."""

from datetime import UTC, date, datetime

from portulan.comptes.droits import Acces, Titulaire
from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Organisation
from portulan.methodes.aiguillage import Proposition, Reponse
from portulan.socle.horloge import a_l_instant
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.accueil.operations import DonneesIdentite, aiguiller, enregistrer_demande
from portulan.terrain.reseau.models import Service, Structure

LUNDI = date(2026, 3, 2)
THEME = "se-former--trouver-sa-formation"
REGION = Territoire(Niveau.REGION, "94")
MISSION = Titulaire(2, (Acces(Role.MISSION_SPRO, None, REGION),), verifie=True)
PERSONNE = DonneesIdentite("Ange", "Secret", "06 11 22 33 44", "ange.secret@personne.example", "Je veux changer.")


def le(jour, heure=9):
    return a_l_instant(datetime(jour.year, jour.month, jour.day, heure, tzinfo=UTC))


def structure(code, *, courriel=True, **autres):
    org = Organisation.objects.create(
        code=code, nom=f"Organisation {code}", genre=GenreOrganisation.OPERATEUR, operateur="ij", region="94"
    )
    lieu = Structure.objects.create(
        source="essai", id_source=code, nom=f"Lieu {code}", operateur="ij", organisation=org, code_insee="2A004",
        departement="2A", region="94", academie="27", bassin="200040764", date_maj=LUNDI, telephone="04 95 00 00 00",
        courriel=f"{code}@structure.example" if courriel else "", **autres,
    )  # fmt: skip
    Service.objects.create(
        structure=lieu, source="essai", id_source=f"s-{code}", nom=f"Service {code}", thematiques=[THEME],
        date_maj=LUNDI,
    )  # fmt: skip
    return lieu


def agent(lieu, compte=10, role=Role.AGENT):
    return Titulaire(compte, (Acces(role, lieu.organisation_id, None),), verifie=True)


def demande(porte, identite=PERSONNE, **autres):
    options = {
        "titulaire": agent(porte) if porte else None, "structure": porte, "canal": "sur_place" if porte else "site",
        "besoins": [THEME], "code_insee": "2A004", "identite": identite, "accord_transmission": True,
        "accord_enquete": True,
    }  # fmt: skip
    return enregistrer_demande(**{**options, **autres})


def reponse(*lieux, elargissement=""):
    propositions = tuple(
        Proposition(n, f"essai--s-{x.id_source}", x.identifiant, x.nom, "ij", (), None, None, False)
        for n, x in enumerate(lieux, 1)
    )
    gardee = Reponse(propositions, (), elargissement, len(lieux), 0, "1", "essai")
    return Reponse(propositions, (), elargissement, len(lieux), 0, "1", "essai", gardee.signer())


def aiguillee(porte, *lieux, **autres):
    """(need, kept routing) of a request of this door, routed to these places in this order."""
    besoin = demande(porte, **autres).besoins.get()
    return besoin, aiguiller(titulaire=agent(porte) if porte else None, besoin=besoin, reponse=reponse(*lieux))
