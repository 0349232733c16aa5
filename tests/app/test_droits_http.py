"""Rights over HTTP: every address that carries an identifier, tried by people to whom the record is nothing.

The strangers hold every role that is bounded (by an organisation, a territory, what was given), elsewhere: another
organisation, another region. The second factor is given, so that nothing but the rights stands in the way. Each
address is opened then posted to with the identifier of a real record: refused, and nothing changes in the database.
"""

import hashlib

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import IntConverter

from fabriques.parties import autres, mots, noms, sujets
from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Compte, Demande, Habilitation, Invitation, Organisation
from portulan.comptes.operations import creer_compte, habiliter
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.seance.models import PointOrdre
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.accueil.models import DemandeAccueil
from portulan.terrain.adhesion.models import Adhesion, PieceAdhesion, SiteAdhesion
from portulan.terrain.animation.models import (
    CampagneMiseAJour,
    DeclarationMoyens,
    Protocole,
    Rencontre,
    Sollicitation,
)
from portulan.terrain.evaluation.models import ActionProgres, Campagne, Evaluation, Preuve
from portulan.terrain.reseau.models import Conflit, Disponibilite, ImportReseau, Rapprochement, Service, Structure

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"
AILLEURS = Territoire(Niveau.REGION, "76")
BORNES = {
    Role.AGENT: None,
    Role.RESPONSABLE: None,
    Role.UNIVERSITE: None,
    Role.MISSION_SPRO: AILLEURS,
    Role.RECTORAT: Territoire(Niveau.ACADEMIE, "16"),
    Role.PSAD: Territoire(Niveau.DEPARTEMENT, "31"),
}
# Which record the identifier of an address is, by the beginning of its name
SUJETS = {
    "adhesion": Adhesion,
    "maj_campagne": CampagneMiseAJour,
    "maj_lancer": CampagneMiseAJour,
    "maj_relancer": CampagneMiseAJour,
    "maj_clore": CampagneMiseAJour,
    "maj_": Sollicitation,
    "rencontre": Rencontre,
    "protocole": Protocole,
    "moyens": DeclarationMoyens,
    "revue": Evaluation,
    "campagne": Campagne,
    "carte_niveaux": Campagne,
    "evaluation": Evaluation,
    "structure": Structure,
    "service": Service,
    "disponibilite": Disponibilite,
    "doublon": Rapprochement,
    "reseau_conflit": Conflit,
    "reseau_import": ImportReseau,
    "retirer_role": Habilitation,
    "changer_role": Habilitation,
    "renvoyer_invitation": Invitation,
    "revoquer_invitation": Invitation,
    "decider_demande": Demande,
    "un_compte": Compte,
    "activer_compte": Compte,
    "remettre_second_facteur": Compte,
    "effacer_compte": Compte,
    "scrutin_point": PointOrdre,
    "scrutin": Scrutin,
}
# Parts that declare them beside their addresses
SUJETS |= sujets()
AUTRES = {"piece_id": PieceAdhesion, "site_id": SiteAdhesion, "preuve": Preuve, "action": ActionProgres} | autres()
MOTS = {"rubrique": "organisation", "etape": "deposer", "acte": "accepter", "critere": "P1.1", "code": "P1"} | mots()
# The table opens these to every mission and rectorat, wherever they are, or to whoever holds a link
PAR_LA_TABLE = (
    "aiguillage",
    "charte",
    "referentiel",
    "registre",
    "nouveau_mot_de_passe",
    "invitation",
    "gabarit_courriel",
)
COMMUNES = {"travail", "avancement", "ecarter", "annuler", "relancer", "diagnostiquer", "publier"}
# A campaign is read by every operator: its own part of it
LUES = {"campagne", "carte_niveaux", "maj_campagne"}
NE_COMPTENT_PAS = {"session", "dbtaskresult", "sessionouverte"}


def sujet(nom):
    return next((m for debut, m in sorted(SUJETS.items(), key=lambda s: -len(s[0])) if nom.startswith(debut)), None)


def adresses():
    """(name, address) of every reserved address that carries an identifier, with those of real records."""
    motifs = get_resolver().namespace_dict["web"][1].reverse_dict
    mission_locale = Habilitation.objects.get(role=Role.RESPONSABLE, compte__courriel__contains="mission-locale")
    for nom in sorted(noms("RESERVEES") | noms("ACTES")):
        if nom.startswith(PAR_LA_TABLE) or nom in COMMUNES:
            continue
        ((gabarit, arguments),), _, _, convertisseurs = motifs.getlist(nom)[0]
        if not arguments:
            continue
        if "organisation" in nom or nom == "equipe":
            yield nom, "/" + gabarit % {"code": mission_locale.organisation.code}
            continue
        for ligne in echantillon(sujet(nom)):
            valeurs = {}
            for a in arguments:
                if isinstance(convertisseurs.get(a), IntConverter):
                    lies = echantillon(AUTRES[a], ligne) if a in AUTRES else [ligne]
                    valeurs[a] = lies[0].pk if lies else 1
                else:
                    valeurs[a] = MOTS[a]
            yield nom, "/" + gabarit % valeurs


def echantillon(modele, de=None):
    """A record, or one of those of another one when it is given."""
    assert modele is not None
    lignes = modele.objects.order_by("pk")
    if de is not None:
        champ = {Adhesion: "adhesion", Evaluation: "evaluation", DemandeAccueil: "demande"}.get(type(de))
        noms_champs = {f.name for f in modele._meta.get_fields()}
        lignes = lignes.filter(**{champ: de}) if champ in noms_champs else lignes
    par_etat = {}
    for ligne in lignes[:400]:
        par_etat.setdefault(getattr(ligne, "etat", None), ligne)
    return list(par_etat.values())[:1]


def empreinte_de_la_base():
    """Everything that the registers hold."""
    somme = hashlib.sha256()
    for modele in apps.get_models():
        if modele._meta.app_label.startswith(("django", "otp")) or modele._meta.model_name in NE_COMPTENT_PAS:
            continue
        for ligne in modele.objects.order_by("pk").values_list():
            somme.update(repr(ligne).encode())
    return somme.hexdigest()


@pytest.fixture
def etrangers(terrain_demo, seances_jouees):
    """One account for each bounded role, of an organisation and a place that have nothing to do with the records."""
    orga = Organisation.objects.create(
        code="ailleurs", nom="Ailleurs", genre=GenreOrganisation.OPERATEUR, operateur="mission_locale", region="76"
    )
    clients = {}
    for role, lieu in BORNES.items():
        compte = creer_compte(courriel=f"{role}@ailleurs.example", nom=f"Ailleurs {role}", role=None)
        habiliter(compte=compte, role=role, organisation=orga, territoire=lieu)
        client = Client(raise_request_exception=False)
        client.force_login(compte, backend=MOTEUR)
        session = client.session
        session["second_facteur_donne"] = True
        session.save()
        clients[role] = client
    return clients


def test_personne_d_ailleurs_n_ouvre_ni_ne_change_rien(etrangers):
    avant = empreinte_de_la_base()
    fautes, essais = [], 0
    for nom, adresse in list(adresses()):
        for role, client in etrangers.items():
            for verbe in ("get", "post"):
                reponse = getattr(client, verbe)(adresse)
                essais += 1
                if reponse.status_code not in {403, 404, 405} and nom not in LUES:
                    fautes.append((nom, str(role), verbe, adresse, reponse.status_code))
    assert not fautes, "\n".join(map(str, fautes))
    assert essais > 400
    assert empreinte_de_la_base() == avant


LISTES = (
    "/adhesions/",
    "/evaluations/",
    "/relectures/",
    "/annuaire/campagnes/",
    "/animation/rencontres/",
    "/animation/protocoles/",
    "/animation/moyens/",
    "/reseau/doublons/",
    "/journal/",
    "/comptes/",
    "/organisations/",
)


def test_les_listes_et_les_exports_ne_montrent_rien_d_ailleurs(etrangers):
    """The page, its search and its CSV: no name of a structure, an organisation or a person of the region."""
    siens = set(Organisation.objects.exclude(code="ailleurs").values_list("nom", flat=True))
    siens |= set(Structure.objects.values_list("nom", flat=True)) | set(
        Compte.objects.exclude(courriel__endswith="@ailleurs.example").values_list("nom", flat=True)
    )
    siens = {n for n in siens if len(n) > 12}
    fautes = []
    for adresse in LISTES:
        for role, client in etrangers.items():
            for suite in ("", "?q=a", "?format=csv"):
                reponse = client.get(adresse + suite)
                corps = b"".join(reponse) if reponse.streaming else reponse.content
                page = corps.decode("utf-8-sig")
                page = page.split("<main", 1)[1] if "<main" in page else page
                vus = [n for n in siens if n in page]
                if reponse.status_code == 200 and vus:
                    fautes.append((adresse + suite, str(role), vus[:3]))
    assert not fautes
