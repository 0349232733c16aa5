"""A small committee for tests: three voting colleges, one without voice, accounts, a referral, a frozen dossier."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from portulan.comptes.models import Compte, Habilitation, Organisation
from portulan.crefop.composition.models import College, Occupation, Organe, Personne, Siege
from portulan.crefop.dossier.models import Dossier, Saisine
from portulan.crefop.seance.models import EvenementPresence, PointOrdre, SeanceComite
from portulan.socle.horloge import aujourdhui, maintenant

PARIS = ZoneInfo("Europe/Paris")
# college, label, voice, seats (code, label, chairs for)
COLLEGES = (
    ("copres", "Coprésidence", "deliberative", (("prefet", "Préfet", "etat"), ("president", "Présidente", "region"))),
    ("etat", "État", "deliberative", (("recteur", "Recteur", ""), ("dreets", "DREETS", ""))),
    ("region", "Région", "deliberative", (("region-1", "Conseillère 1", ""), ("region-2", "Conseiller 2", ""))),
    (
        "syndicats",
        "Organisations syndicales",
        "deliberative",
        (("cfdt", "CFDT", ""), ("cgt", "CGT", ""), ("fo", "FO", ""), ("cftc", "CFTC", "")),
    ),
    ("operateurs", "Opérateurs", "consultative", (("france-travail", "France Travail", ""), ("onisep", "Onisep", ""))),
)


@dataclass
class Comite:
    """What was built; ``sieges`` by code, ``titulaires`` and ``suppleants`` (people) by code of the seat."""

    organe: Organe
    sieges: dict
    titulaires: dict
    suppleants: dict
    secretariat: Compte

    def compte(self, code):
        """Account of the titular of a seat."""
        return self.titulaires[code].compte

    def titulaire(self, code, *, verifie=True):
        """The same, as the rights see it."""
        return self.compte(code).titulaire(verifie=verifie)

    def bureau(self, *, verifie=True):
        """The secretariat, as the rights see it."""
        return self.secretariat.titulaire(verifie=verifie)


def compte_de(cle, role, organisation=None):
    """An account that holds a role."""
    compte = Compte(courriel=f"{cle}@comite.example", nom=cle.capitalize(), created_at=maintenant())
    compte.set_unusable_password()
    compte.save()
    Habilitation.objects.create(
        compte=compte,
        role=role,
        organisation=organisation,
        du=aujourdhui() - timedelta(days=30),
        accordee_par="systeme",
    )
    return compte


def petit_comite(region="94", *, avant=400):
    """Ten voting seats (two chairing), two without voice; a titular and an alternate in each."""
    debut = aujourdhui() - timedelta(days=avant)
    organe = Organe.objects.create(
        code=f"crefop-{region}", nom="CREFOP d’essai", genre="pleniere", region=region, cree_le=debut
    )
    secretariat = compte_de(
        "secretariat",
        "secretariat",
        Organisation.objects.create(code="secretariat-essai", nom="Secrétariat", genre="comite", region=region),
    )
    sieges, titulaires, suppleants = {}, {}, {}
    for rang_college, (code, libelle, voix, places) in enumerate(COLLEGES, 1):
        college = College.objects.create(
            organe=organe,
            code=code,
            libelle=libelle,
            base_legale="Code du travail, art. R. 6123-3-3",
            rang=rang_college,
        )
        for rang, (siege, nom, copreside) in enumerate(places, 1):
            organisation = Organisation.objects.create(code=f"org-{siege}", nom=nom, genre="comite", region=region)
            sieges[siege] = Siege.objects.create(
                college=college,
                code=siege,
                libelle=nom,
                organisation=organisation,
                groupe=code,
                voix=voix,
                poids=1 if voix == "deliberative" else 0,
                copreside=copreside,
                rang=rang,
                du=debut,
            )
            for suppleant in (False, True):
                cle = f"suppleant-{siege}" if suppleant else siege
                role = "presidence" if copreside else "membre"
                personne = Personne.objects.create(
                    civilite="madame" if (rang + suppleant) % 2 else "monsieur",
                    prenom="Camille",
                    nom=cle.replace("-", " ").title(),
                    qualite=nom,
                    courriel=f"{cle}@comite.example",
                    compte=compte_de(cle, role, organisation),
                )
                Occupation.objects.create(
                    siege=sieges[siege],
                    personne=personne,
                    rang="suppleant1" if suppleant else "titulaire",
                    du=debut,
                    acte="Arrêté préfectoral d’essai",
                )
                (suppleants if suppleant else titulaires)[siege] = personne
    return Comite(organe, sieges, titulaires, suppleants, secretariat)


def une_saisine(comite, numero="S-2026-01", **champs):
    """A referral on a cahier des charges, its dossier frozen."""
    auteur, _ = Organisation.objects.get_or_create(
        code="conseil-regional-essai", defaults={"nom": "Conseil régional", "genre": "region", "region": "94"}
    )
    texte = {"titre": "Cahier des charges du SPRO", "articles": [{"titre": "Objet", "texte": "Le texte."}]}
    valeurs = {
        "type": "cahier_charges_spro",
        "auteur": auteur,
        "titre": texte["titre"],
        "texte_version": "version 3",
        "texte_empreinte": sha256(json.dumps(texte, sort_keys=True).encode()).hexdigest(),
        "contenu": texte,
        "recue_le": aujourdhui() - timedelta(days=40),
        "adoption_prevue_le": aujourdhui() + timedelta(days=40),
        "etat": "dossier_fige",
        "created_at": maintenant(),
        **champs,
    }
    saisine = Saisine.objects.create(organe=comite.organe, numero=numero, **valeurs)
    contenu = json.dumps({"saisine": numero})
    Dossier.objects.create(
        saisine=saisine,
        numero=1,
        instantane="94-2026-01-15-000000000000",
        etat="fige",
        cree_le=maintenant(),
        fige_le=maintenant(),
        contenu=contenu,
        empreinte=sha256(contenu.encode()).hexdigest(),
    )
    return saisine


def une_seance(comite, *, etat="ouverte", jour: date | None = None, saisine=None, numero="P-2026-01"):
    """A meeting with the rules of its day and one item on an opinion, convened unless ``etat`` is « preparee ».

    Everybody is still outside. An agenda is frozen by the convocation: a later item is added (``ajoute=True``).
    """
    # Without a day: two hours ago, so that what is noted at its beginning has happened whatever the hour of the tests
    prevue = datetime.combine(jour, time(9, 30), PARIS) if jour else maintenant() - timedelta(hours=2)
    jour = jour or aujourdhui()
    seance = SeanceComite.objects.create(
        organe=comite.organe,
        numero=numero,
        prevue_le=prevue,
        lieu="Ajaccio",
        created_at=prevue - timedelta(days=20),
    )
    saisine = saisine or une_saisine(comite)
    PointOrdre.objects.create(
        seance=seance,
        rang=1,
        genre="avis",
        titre="Avis sur le cahier des charges",
        saisine=saisine,
        dossier=saisine.dossiers.get(etat="fige"),
    )
    if etat != "preparee":
        convoquer_sans_signer(comite, seance, etat=etat, jour=jour)
    return seance


def convoquer_sans_signer(comite, seance, *, etat="ouverte", jour: date | None = None):
    """Freeze the agenda and the rules of a meeting, as its convocation does."""
    from portulan.crefop.composition.queries import jeu_au
    from portulan.crefop.seance.ordre import empreinte
    from portulan.crefop.seance.queries import ordre_en_valeurs

    seance.etat = etat
    seance.regles = jeu_au(comite.organe, jour or aujourdhui()).en_valeurs()
    seance.ordre_empreinte = empreinte(ordre_en_valeurs(seance))
    seance.convoquee_le = seance.prevue_le - timedelta(days=12)
    seance.ouverte_le = seance.prevue_le if etat in {"ouverte", "close"} else None
    seance.save()


def une_information(comite, *, etat="en_debat"):
    """An item that presents a referral for information, in an open meeting where everybody is."""
    seance = une_seance(comite, etat="preparee")
    PointOrdre.objects.filter(seance=seance).update(genre="information", titre="Présentation du cahier des charges")
    convoquer_sans_signer(comite, seance)
    faire_entrer(comite, seance)
    point = seance.points.get()
    Saisine.objects.filter(pk=point.saisine_id).update(etat="inscrite")
    PointOrdre.objects.filter(pk=point.pk).update(etat=etat)
    point.refresh_from_db()
    return point


def faire_entrer(comite, seance, *codes, quand=None, mode="salle", suppleants=()):
    """Titulars of these seats enter (all of them when none is named), and these alternates."""
    heure = quand or seance.prevue_le
    for code in codes or comite.sieges:
        _evenement(seance, comite.sieges[code], comite.titulaires[code], heure, mode)
    for code in suppleants:
        _evenement(seance, comite.sieges[code], comite.suppleants[code], heure, mode)


def _evenement(seance, siege, personne, quand, mode):
    EvenementPresence.objects.create(
        seance=seance, siege=siege, personne=personne, genre="entre", mode=mode, quand=quand, auteur="systeme"
    )
