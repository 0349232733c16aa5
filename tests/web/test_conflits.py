"""Two people on the same form, part by part: both values side by side, nothing lost, sent again it replaces."""

from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django import forms
from django.test import Client

from portulan.comptes.enums import Role
from portulan.comptes.operations import habiliter
from portulan.socle.erreurs import VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.adhesion.models import Adhesion, Candidature
from portulan.terrain.animation.models import DeclarationMoyens, Protocole, Rencontre
from portulan.terrain.charte.models import Contribution, Engagement
from portulan.terrain.charte.redaction import creer_version
from portulan.terrain.evaluation.enums import Etat, Regard
from portulan.terrain.evaluation.models import ActionProgres, Campagne, Constat, Evaluation, Relecture
from portulan.terrain.reseau.models import Rapprochement, Service, Structure
from portulan.web.conflit import confronter, dire
from portulan.web.identite import SECOND_FACTEUR

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"
ALERTE = "Quelqu’un d’autre a enregistré entre-temps"
# To be said as it was typed: the recorded value of the other person is compared with it
UN, DEUX = "Premier texte, de l’autre", "Second texte, le mien"


class _Formulaires(HTMLParser):
    """Forms of a page, as a browser would send them: (address, fields)."""

    def __init__(self):
        super().__init__()
        self.formulaires, self.texte, self.liste = [], None, None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.formulaires.append((a.get("action", ""), {}))
        elif tag == "input" and a.get("name") and self.formulaires:
            coche = a.get("type") in {"checkbox", "radio"}
            if a.get("type") != "file" and (not coche or "checked" in a):
                self._noter(a["name"], a.get("value", "on" if coche else ""))
        elif tag == "textarea":
            self.texte = a["name"]
            self._noter(self.texte, "")
        elif tag == "select":
            self.liste = a["name"]
        elif tag == "option" and "selected" in a:
            self._noter(self.liste, a["value"])

    def handle_endtag(self, tag):
        if tag == "textarea":
            champs = self.formulaires[-1][1]
            champs[self.texte][-1] = champs[self.texte][-1].removeprefix("\n").lstrip("\r\n")
            self.texte = None

    def handle_data(self, data):
        if self.texte:
            self.formulaires[-1][1][self.texte][-1] += data

    def _noter(self, nom, valeur):
        self.formulaires[-1][1].setdefault(nom, []).append(valeur)


def champs(reponse, adresse=""):
    """What the form of a page would send to this address (to the page itself by default)."""
    lecteur = _Formulaires()
    lecteur.feed(reponse.content.decode())
    return next(c for action, c in lecteur.formulaires if action == adresse and len(c) > 1)


def ouvrir(compte):
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    session = client.session
    session[SECOND_FACTEUR] = True
    session.save()
    return client


def _structure(personnes):
    return Structure.objects.filter(organisation=personnes["agent"].acces[0].organisation).order_by("pk").first()


def _rencontre(personnes):
    tenue = Rencontre.objects.filter(region="94").order_by("pk").first()
    return "mission_spro", f"/animation/rencontres/{tenue.pk}/modifier/", "objet", tenue, "objet"


def _protocole(personnes):
    signe = Protocole.objects.filter(organisation__in=personnes["responsable"].titulaire().organisations).first()
    return "responsable", f"/animation/protocoles/{signe.pk}/modifier/", "objet", signe, "objet"


def _moyens(personnes):
    dits = DeclarationMoyens.objects.filter(organisation__in=personnes["responsable"].titulaire().organisations).first()
    return "responsable", f"/animation/moyens/{dits.pk}/modifier/", "precisions", dits, "precisions"


def _fiche(personnes):
    lieu = _structure(personnes)
    return "agent", f"/reseau/structures/{lieu.pk}/modifier/", "description", lieu, "description"


def _service(personnes):
    offert = Service.objects.filter(structure__organisation=personnes["agent"].acces[0].organisation).first()
    return "agent", f"/reseau/services/{offert.pk}/modifier/", "nom", offert, "nom"


def _engagement(personnes):
    creer_version(
        titulaire=personnes["mission_spro"].titulaire(),
        region="94",
        genre="convention",
        annee=aujourdhui().year,
        depuis="precedente",
    )
    pris = Engagement.objects.filter(version__etat="brouillon").order_by("pk").first()
    adresse = f"/charte/versions/{pris.version_id}/engagements/{pris.pk}/"
    return "mission_spro", adresse, "libelle", pris, "libelle"


def _contribution(personnes):
    recue = Contribution.objects.filter(suite="retenue", version__etat="concertation").first()
    return "mission_spro", f"/charte/concertation/contributions/{recue.pk}/repondre/", "motif", recue, "motif"


def _action(personnes):
    siennes = Evaluation.objects.filter(structure__organisation__in=personnes["responsable"].titulaire().organisations)
    evaluation = siennes.first()
    prevue = ActionProgres.objects.create(
        structure=evaluation.structure,
        evaluation=evaluation,
        critere="P1.1",
        action="Afficher les horaires",
        responsable="Direction",
        echeance=aujourdhui() + timedelta(days=30),
        creee_le=aujourdhui(),
        fictif=True,
    )
    return "responsable", f"/evaluations/{evaluation.pk}/plan/{prevue.pk}/", "action", prevue, "action"


def _candidature(personnes):
    dossier = Adhesion.objects.filter(etat="incomplete").first()
    habiliter(compte=personnes["responsable"], role=Role.RESPONSABLE, organisation=dossier.organisation)
    etape = f"/adhesions/{dossier.pk}/dossier/territoire/"
    return "responsable", etape, "zone", Candidature.objects.get(adhesion=dossier), "zone"


CAS = (_rencontre, _protocole, _moyens, _fiche, _service, _engagement, _contribution, _action, _candidature)


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.__name__.strip("_"))
def test_deux_personnes_sur_le_meme_formulaire(personnes, cas):
    role, adresse, champ, ligne, attribut = cas(personnes)
    client = ouvrir(personnes[role])
    lus = champs(client.get(adresse))
    premiere = client.post(adresse, lus | {champ: UN})
    assert premiere.status_code == 302
    reponse = client.post(adresse, lus | {champ: DEUX})
    html = reponse.content.decode()
    assert reponse.status_code == 409
    assert html.count(ALERTE) == 1
    tableau = html[html.index(ALERTE) : html.index("Abandonner ma saisie")]
    assert UN in tableau
    assert "le mien" in tableau
    assert champs(reponse)[champ] == [DEUX]
    ligne.refresh_from_db()
    assert getattr(ligne, attribut) == UN
    assert client.post(adresse, champs(reponse)).status_code == 302
    ligne.refresh_from_db()
    assert getattr(ligne, attribut) == DEUX


def test_fermer_une_fiche_qui_a_change_garde_le_motif(personnes):
    client, lieu = ouvrir(personnes["responsable"]), _structure(personnes)
    adresse = f"/reseau/structures/{lieu.pk}/fermer/"
    lus = champs(client.get(adresse))
    Structure.objects.filter(pk=lieu.pk).update(version=lieu.version + 1)
    reponse = client.post(adresse, lus | {"motif": "Regroupement avec l’antenne voisine"})
    assert reponse.status_code == 409
    assert ALERTE in reponse.content.decode()
    assert champs(reponse)["motif"] == ["Regroupement avec l’antenne voisine"]
    lieu.refresh_from_db()
    assert lieu.etat == "ouverte"
    assert client.post(adresse, champs(reponse)).status_code == 302
    lieu.refresh_from_db()
    assert lieu.etat == "fermee"


def test_les_horaires_se_comparent_en_clair(personnes):
    client, lieu = ouvrir(personnes["agent"]), _structure(personnes)
    adresse = f"/reseau/structures/{lieu.pk}/horaires/"
    lus = champs(client.get(adresse)) | {"mode": "texte"}
    assert client.post(adresse, lus | {"texte": "Mo-Fr 09:00-12:00"}).status_code == 302
    reponse = client.post(adresse, lus | {"texte": "Mo-Fr 10:00-13:00"})
    html = reponse.content.decode()
    assert reponse.status_code == 409
    tableau = html[html.index(ALERTE) : html.index("Abandonner ma saisie")]
    assert "lundi au vendredi" in tableau.lower()
    assert "09:00-12:00" not in tableau


def test_une_etape_qui_n_est_plus_la_garde_le_motif_ecrit(personnes):
    dossier = Adhesion.objects.filter(etat="deposee").first()
    client = ouvrir(personnes["mission_spro"])
    adresse = f"/adhesions/{dossier.pk}/etapes/declarer_incomplete/"
    lus = champs(client.get(f"/adhesions/{dossier.pk}/"), adresse)
    Adhesion.objects.filter(pk=dossier.pk).update(etat="incomplete", version=dossier.version + 1)
    reponse = client.post(adresse, lus | {"motif": "Il manque les statuts, longuement expliqué"})
    html = reponse.content.decode()
    assert reponse.status_code == 409
    assert "Il manque les statuts, longuement expliqué" in html[html.index(ALERTE) : html.index("Abandonner ma")]
    dossier.refresh_from_db()
    assert dossier.etat == "incomplete"


def test_signer_ce_qui_a_change_demande_de_cocher_a_nouveau(personnes):
    dossier = Adhesion.objects.filter(etat="a_signer", organisation__code="mission-locale-d2a").first()
    habiliter(compte=personnes["responsable"], role=Role.RESPONSABLE, organisation=dossier.organisation)
    client = ouvrir(personnes["responsable"])
    adresse = f"/adhesions/{dossier.pk}/signer/"
    lus = champs(client.get(adresse)) | {"nom": "Rose Boussole", "qualite": "Directrice", "engagement": "on"}
    Adhesion.objects.filter(pk=dossier.pk).update(version=dossier.version + 1)
    reponse = client.post(adresse, lus)
    assert reponse.status_code == 409
    assert ALERTE in reponse.content.decode()
    assert champs(reponse)["qualite"] == ["Directrice"]
    assert "engagement" not in champs(reponse)
    assert not dossier.signatures.exists()
    assert client.post(adresse, champs(reponse) | {"engagement": "on"}).status_code == 302
    assert dossier.signatures.count() == 1


def test_deux_fins_de_campagne(personnes):
    tour = Campagne.objects.order_by("pk").first()
    client = ouvrir(personnes["mission_spro"])
    page, adresse = f"/campagnes/{tour.pk}/", f"/campagnes/{tour.pk}/fin/"
    lus = champs(client.get(page), adresse)
    un, deux = (tour.au + timedelta(days=n) for n in (30, 60))
    assert client.post(adresse, lus | {"au": un.isoformat()}).status_code == 302
    reponse = client.post(adresse, lus | {"au": deux.isoformat()})
    html = reponse.content.decode()
    assert reponse.status_code == 409
    tableau = html[html.index(ALERTE) : html.index("Abandonner ma saisie")]
    assert f"{un:%d/%m/%Y}" in tableau
    assert f"{deux:%d/%m/%Y}" in tableau
    assert f'href="{page}"' in tableau
    assert client.post(adresse, champs(reponse, adresse)).status_code == 302
    tour.refresh_from_db()
    assert tour.au == deux


def test_un_constat_garde_le_niveau_et_le_texte(personnes):
    evaluation = Evaluation.objects.filter(etat=Etat.EN_REVUE).first()
    critere = evaluation.reponses.filter(niveau__isnull=False).first().critere
    evaluation.constats.filter(critere=critere).delete()
    Relecture.objects.get_or_create(
        evaluation=evaluation,
        relecteur=personnes["mission_spro"],
        defaults={"regard": Regard.REGION, "designee_le": aujourdhui()},
    )
    client = ouvrir(personnes["mission_spro"])
    adresse = f"/relectures/{evaluation.pk}/constat/"
    envoi = {"critere": critere, "version": "", "niveau": "1", "commentaire": UN}
    assert client.post(adresse, envoi).status_code == 302
    reponse = client.post(adresse, envoi | {"niveau": "3", "commentaire": DEUX})
    assert reponse.status_code == 409
    assert reponse.content.decode().count(ALERTE) == 1
    lecteur = _Formulaires()
    lecteur.feed(reponse.content.decode())
    rendus = next(c for a, c in lecteur.formulaires if a == adresse and c["critere"] == [critere])
    assert (rendus["niveau"], rendus["commentaire"]) == (["3"], [DEUX])
    assert client.post(adresse, rendus).status_code == 302
    assert Constat.objects.get(evaluation=evaluation, critere=critere).niveau == 3


def test_une_fusion_garde_les_choix(personnes):
    a, b = Structure.objects.filter(etat="ouverte", operateur="mission_locale").order_by("pk")[:2]
    paire = Rapprochement.objects.create(a=a, b=b, score=90, raisons=["même nom"], propose_le=maintenant())
    client = ouvrir(personnes["mission_spro"])
    adresse = f"/reseau/doublons/{paire.pk}/"
    lus = champs(client.get(adresse))
    choix = next(n for n in lus if n.startswith("choix-") and getattr(a, n.removeprefix("choix-")))
    Structure.objects.filter(pk=a.pk).update(version=a.version + 1)
    reponse = client.post(adresse, lus | {"gardee": [str(b.pk)], choix: [str(b.pk)], "acte": "fusionner"})
    assert reponse.status_code == 409
    assert ALERTE in reponse.content.decode()
    assert champs(reponse)["gardee"] == [str(b.pk)]
    assert champs(reponse)[choix] == [str(b.pk)]
    paire.refresh_from_db()
    assert paire.etat == "propose"


# --- what is said of each kind of field -----------------------------------------------------------


class _Essai(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    nom = forms.CharField(label="Nom")
    le = forms.DateField(label="Le", required=False)
    jours = forms.DecimalField(label="Jours", required=False)
    lieu = forms.ChoiceField(label="Lieu", choices=[("", "Aucun"), ("a", "Ajaccio"), ("b", "Bastia")], required=False)
    publics = forms.MultipleChoiceField(
        label="Publics", choices=[("Groupe", [("j", "Jeunes"), ("s", "Salariés")])], required=False
    )
    ferme = forms.BooleanField(label="Fermé", required=False)
    piece = forms.FileField(label="Pièce", required=False)


def test_seuls_les_champs_qui_different_sont_montres_et_en_clair():
    envoi = {"version": "1", "nom": "Même", "le": "2026-02-01", "jours": "2,5", "lieu": "b", "publics": ["s", "j"]}
    formulaire = _Essai(envoi)
    formulaire.fields["jours"].localize = True
    formulaire.is_valid()
    lues = {
        "nom": "Même",
        "le": date(2026, 1, 1),
        "jours": Decimal("3.0"),
        "lieu": "a",
        "publics": ["j"],
        "ferme": True,
    }
    formulaire.data = formulaire.data.copy()
    vu = confronter(formulaire, VersionDepassee(None, 7), lues)
    assert [(d.champ, d.enregistree, d.saisie) for d in vu.differences] == [
        ("Le", "01/01/2026", "01/02/2026"),
        ("Jours", "3", vu.differences[1].saisie),
        ("Lieu", "Ajaccio", "Bastia"),
        ("Publics", "Jeunes", "Jeunes, Salariés"),
        ("Fermé", "oui", "non"),
    ]
    assert formulaire.data["version"] == "7"


@pytest.mark.parametrize(
    ("valeur", "mot"), [(None, ""), ("", ""), (0, "0"), ("a\r\nb ", "a\nb"), (Decimal("2.5"), "2,5"), (True, "oui")]
)
def test_une_valeur_s_ecrit_en_clair(valeur, mot):
    assert dire(valeur) == mot
