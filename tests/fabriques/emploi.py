"""An employment committee for tests, created through the operations: its seats, its members, its voices."""

from datetime import timedelta

from fabriques.comite import Comite, compte_de
from portulan.comptes.models import Organisation
from portulan.crefop.composition.emploi import arreter_voix, creer_comite_emploi, reprendre_membres
from portulan.crefop.composition.models import Occupation, Personne, Siege
from portulan.crefop.composition.operations import creer_comite, nommer
from portulan.crefop.composition.voix import Demande
from portulan.socle.horloge import aujourdhui

# Golden vectors 5 and 6: highest averages of five unions; 30 % companies, 70 % employees of three employers
UNIONS = {"cfdt": 3000, "cgt": 2500, "fo": 1700, "cfe-cgc": 1500, "cftc": 1300}
EMPLOYEURS = {"medef": (60, 50), "cpme": (30, 10), "u2p": (10, 40)}
ARRETE = "Arrêté préfectoral du 4 mars 2026"


def comite_plenier(region="94", *, avant=400):
    """(plenary, secretariat) created through the operations, a titular with an account in every seat."""
    secretariat = compte_de(
        "secretariat",
        "secretariat",
        Organisation.objects.create(code="secretariat-essai", nom="Secrétariat", genre="comite", region=region),
    )
    debut = aujourdhui() - timedelta(days=avant)
    pleniere = creer_comite(
        titulaire=secretariat.titulaire(verifie=True), region=region, nom="CREFOP d’essai", departements=2, du=debut
    )
    for rang, siege in enumerate(Siege.objects.filter(college__organe=pleniere)):
        _occuper(siege, rang, debut, "titulaire")
        if siege.code == "fo":
            _occuper(siege, rang, debut, "suppleant1")
    return pleniere, secretariat


def _occuper(siege, rang, debut, place):
    cle = siege.code if place == "titulaire" else f"suppleant-{siege.code}"
    personne = Personne.objects.create(
        civilite="madame" if rang % 2 else "monsieur",
        prenom="Camille",
        nom=cle.replace("-", " ").title(),
        qualite=siege.libelle,
        courriel=f"{cle}@comite.example",
        compte=compte_de(cle, "presidence" if siege.copreside else "membre"),
    )
    Occupation.objects.create(siege=siege, personne=personne, rang=place, du=debut, acte="Arrêté d’essai")
    return personne


def sieges_de(organe):
    """Seats of a body by code."""
    return {s.code: s for s in Siege.objects.filter(college__organe=organe)}


def demande_de(organe, voix=10, **fixees):
    """What an order asks: golden audiences; ``fixees``: voices of seats, by code with « _ » for « - »."""
    sieges = sieges_de(organe)
    return Demande(
        voix,
        {sieges[code].pk: a for code, a in UNIONS.items()},
        {sieges[code].pk: a for code, a in EMPLOYEURS.items()},
        {sieges[code.replace("_", "-")].pk: n for code, n in fixees.items()},
    )


def comite_emploi(region="94", *, voix=10, arrete=True, **fixees):
    """The employment committee, its members, the departments included, and (unless told otherwise) its voices."""
    pleniere, secretariat = comite_plenier(region)
    qui, debut = secretariat.titulaire(verifie=True), aujourdhui() - timedelta(days=300)
    organe = creer_comite_emploi(titulaire=qui, pleniere=pleniere, nom="CRE d’essai", etat=6, region=6, du=debut)
    reprendre_membres(titulaire=qui, organe=organe, acte="Arrêté d’essai", du=debut)
    for siege in Siege.objects.filter(college__organe=organe, college__code="departements"):
        elu = Personne.objects.create(
            civilite="madame", prenom="Camille", nom=siege.libelle, compte=compte_de(siege.code, "membre")
        )
        nommer(titulaire=qui, siege=siege, personne=elu, rang="titulaire", du=debut, acte="Arrêté d’essai")
    if arrete:
        arreter_voix(titulaire=qui, organe=organe, acte=ARRETE, du=debut, demande=demande_de(organe, voix, **fixees))
    titulaires, suppleants = {}, {}
    for o in Occupation.objects.filter(siege__college__organe=organe).select_related("siege", "personne__compte"):
        (titulaires if o.rang == "titulaire" else suppleants)[o.siege.code] = o.personne
    return Comite(organe, sieges_de(organe), titulaires, suppleants, secretariat)
