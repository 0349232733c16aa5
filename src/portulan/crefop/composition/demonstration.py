"""The committee of the demonstration: the composition of the code, invented people, a recorded règlement intérieur.

Unions and employers' organisations are not named: nobody is to read an invented vote as that of a real organisation.
"""

from datetime import date, timedelta

from portulan.comptes.demonstration import DOMAINE
from portulan.comptes.droits import Titulaire
from portulan.comptes.enums import Role
from portulan.comptes.models import Compte, Habilitation, Organisation
from portulan.crefop.composition.emploi import arreter_voix, creer_comite_emploi, reprendre_membres
from portulan.crefop.composition.enums import GenreOrgane, Rang
from portulan.crefop.composition.models import Organe, Personne, Siege
from portulan.crefop.composition.operations import creer_comite, modifier_siege, nommer
from portulan.crefop.composition.reglement import enregistrer_reglement
from portulan.crefop.composition.voix import EMPLOYEURS, SYNDICATS, Demande
from portulan.crefop.registre.operations import inscrire
from portulan.socle import geographie
from portulan.socle.horloge import maintenant
from portulan.socle.territoire import Niveau, Territoire

_PRENOMS = {
    "madame": ("Aline", "Béatrice", "Coralie", "Denise", "Élise", "Fanny", "Gwenn", "Hélène", "Irène", "Jeanne"),
    "monsieur": ("Aymeric", "Bastien", "Côme", "Damien", "Émile", "Fabrice", "Gaspard", "Hervé", "Ivan", "Jules"),
}
_NOMS = ("Amarre", "Bouée", "Cabotin", "Drisse", "Écoute", "Foc", "Galhauban", "Hune", "Jusant", "Lofeur", "Misaine")
_ANONYMES = {
    "syndicats": "Syndicat",
    "patronat_interpro": "Organisation d’employeurs",
    "patronat_multipro": "Organisation multiprofessionnelle",
    "syndicats_interesses": "Syndicat intéressé",
}
_PERSONNAGES = {
    "prefet-region": ("presidence-etat", "madame", "Anne", "Timonier", "préfète de région"),
    "presidence-region": ("presidence-region", "monsieur", "Marc", "Hauban", "président du conseil régional"),
    "cfdt": ("membre", "monsieur", "Yves", "Alidade", "secrétaire régional"),
}
_VACANT = "region-6"
ACTE = "Arrêté préfectoral de démonstration"
REGLEMENT = "Règlement intérieur de démonstration, adopté par le comité"


def peupler(region: str, jour: date) -> None:
    """Create the committee, its people, the accounts of those who vote on a device, and its recorded rules."""
    secretariat = Compte.objects.get(courriel=f"secretariat@{DOMAINE}").titulaire(verifie=True)
    debut = jour - timedelta(days=540)
    nom = geographie.nom(Territoire(Niveau.REGION, region))
    departements = min(len(tuple(geographie.departements_de_region(region))), 6)
    organe = creer_comite(
        titulaire=secretariat, region=region, nom=f"CREFOP – {nom}", departements=departements, du=debut, fictif=True
    )
    sieges = list(
        Siege.objects.filter(college__organe=organe).select_related("college").order_by("college__rang", "rang")
    )
    _taire_les_noms(secretariat, sieges)
    for rang, siege in enumerate(sieges):
        if siege.code != _VACANT:
            _pourvoir(secretariat, siege, rang, debut)
    _pourvoir_le_bureau(secretariat, organe, debut)
    _instituer_l_emploi(secretariat, organe, max(debut, date(2024, 7, 1)))
    enregistrer_reglement(
        titulaire=secretariat,
        organe=organe,
        acte=REGLEMENT,
        du=debut,
        regles={
            "convocation.delai": (10, f"{REGLEMENT}, art. 4"),
            "quorum.base": ("tous_sieges", f"{REGLEMENT}, art. 7"),
            "quorum.seuil": ("moitie_au_moins", f"{REGLEMENT}, art. 7"),
            "mandat.max_par_porteur": (1, f"{REGLEMENT}, art. 8"),
            "vote.base_majorite": ("exprimes", f"{REGLEMENT}, art. 9"),
            "vote.egalite": ("partage", f"{REGLEMENT}, art. 9"),
            "publication.delai": (15, f"{REGLEMENT}, art. 12"),
        },
    )


def _taire_les_noms(secretariat: Titulaire, sieges: list[Siege]) -> None:
    for college, nom in _ANONYMES.items():
        du_college = [s for s in sieges if s.college.code == college]
        for rang, siege in enumerate(du_college):
            lettre = chr(ord("A") + rang)
            modifier_siege(
                titulaire=secretariat, siege=siege, libelle=f"{nom} {lettre}", organisation=None, groupe=siege.groupe
            )


def _pourvoir(secretariat: Titulaire, siege: Siege, rang: int, debut: date) -> None:
    titulaire = _personne(siege, rang, suppleant=False)
    nommer(titulaire=secretariat, siege=siege, personne=titulaire, rang=Rang.TITULAIRE, du=debut, acte=ACTE)
    if rang % 3 != 2:  # noqa: PLR2004 (two seats out of three have an alternate)
        suppleant = _personne(siege, rang, suppleant=True)
        nommer(titulaire=secretariat, siege=siege, personne=suppleant, rang=Rang.SUPPLEANT1, du=debut, acte=ACTE)


def _personne(siege: Siege, rang: int, *, suppleant: bool) -> Personne:
    connue = None if suppleant else _PERSONNAGES.get(siege.code)
    if connue:
        cle, civilite, prenom, nom, qualite = connue
        compte = Compte.objects.get(courriel=f"{cle}@{DOMAINE}")
    else:
        civilite = "madame" if (rang + suppleant) % 2 else "monsieur"
        prenom = _PRENOMS[civilite][(rang + 5 * suppleant) % 10]
        nom = _NOMS[(3 * rang + 4 * suppleant) % len(_NOMS)]
        qualite = siege.libelle
        cle = f"{'suppleant' if suppleant else 'siege'}.{siege.code}"
        compte = _compte(cle, f"{prenom} {nom}") if siege.poids and not suppleant else None
    return Personne.objects.create(
        civilite=civilite,
        prenom=prenom,
        nom=nom,
        qualite=qualite,
        courriel=f"{cle}@{DOMAINE}",
        compte=compte,
        fictif=True,
    )


def _compte(cle: str, nom: str) -> Compte:
    """An account without a password, for those who vote on a device in a rehearsal."""
    compte = Compte(courriel=f"{cle}@{DOMAINE}", nom=nom, created_at=maintenant())
    compte.set_unusable_password()
    compte.save()
    Habilitation.objects.create(
        compte=compte,
        role=Role.MEMBRE,
        organisation=Organisation.objects.filter(code__startswith="syndicat-exemple-").first(),
        du=maintenant().date() - timedelta(days=540),
        accordee_par="systeme",
    )
    return compte


def _instituer_l_emploi(secretariat: Titulaire, pleniere: Organe, debut: date) -> None:
    """The employment committee, held by the same people, its voices fixed from invented audiences."""
    emploi = creer_comite_emploi(
        titulaire=secretariat,
        pleniere=pleniere,
        nom=f"Comité régional pour l’emploi – {geographie.nom(Territoire(Niveau.REGION, pleniere.region))}",
        etat=6,
        region=6,
        du=debut,
    )
    reprendre_membres(titulaire=secretariat, organe=emploi, acte=ACTE, du=debut)
    syndicats, employeurs = (
        list(Siege.objects.filter(college__organe=emploi, college__code=code).order_by("rang"))
        for code in (SYNDICATS, EMPLOYEURS)
    )
    arreter_voix(
        titulaire=secretariat,
        organe=emploi,
        acte=ACTE,
        du=debut,
        demande=Demande(
            20,  # more than the departments of any region
            dict(zip((s.pk for s in syndicats), (3000, 2500, 1700, 1500, 1300), strict=True)),
            dict(zip((s.pk for s in employeurs), ((60, 50), (30, 10), (10, 40)), strict=True)),
        ),
    )


def _pourvoir_le_bureau(secretariat: Titulaire, pleniere: Organe, debut: date) -> None:
    """The bureau is drawn from the plenary: the same people, by institution."""
    bureau = Organe.objects.get(parent=pleniere, genre=GenreOrgane.BUREAU)
    tenus = {
        o.siege.code: o.personne
        for s in Siege.objects.filter(college__organe=pleniere)
        for o in s.occupations.filter(rang=Rang.TITULAIRE).select_related("personne", "siege")
    }
    ailleurs = {"prefet": "prefet-region", "presidence": "presidence-region", "etat": "etat-1"}
    for siege in Siege.objects.filter(college__organe=bureau).select_related("college__organe"):
        origine = siege.code.removeprefix("bureau-")
        personne = tenus.get(ailleurs.get(origine, origine))
        if personne is not None:
            nommer(
                titulaire=secretariat,
                siege=siege,
                personne=personne,
                rang=Rang.TITULAIRE,
                du=debut,
                acte="Désignation par le comité, démonstration",
            )
    inscrire(
        type="bureau.designer", objet=f"organe:{bureau.code}", organe=bureau.code, charge={"du": debut.isoformat()}
    )
