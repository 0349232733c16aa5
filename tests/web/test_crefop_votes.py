"""Pages of the votes from both sides: the secretariat that conducts, the member who votes on a phone, the public."""

import csv
import io
import json
import re

import pytest
from django.test import Client

from fabriques.scrutins import (
    DELIBERATIFS,
    en_debat,
    jusqu_au_resultat,
    saisir,
    un_scrutin,
    une_proposition,
)
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.scrutin import isoloir
from portulan.crefop.scrutin.francais import (
    dire_autre,
    dire_badge,
    dire_compte,
    dire_egalite,
    dire_issue,
    dire_majorite,
    sujet,
)
from portulan.crefop.scrutin.models import Contestation, Scrutin
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.web.espaces.crefop_votes import taches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"
ESPACE = "\u00a0"


def session(compte, *, verifie=True):
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    ouverte = client.session
    ouverte["second_facteur_donne"] = verifie
    ouverte.save()
    return client


def texte(reponse):
    """The page, its unbreakable spaces as plain ones."""
    return re.sub("[\u00a0\u202f]", " ", reponse.content.decode())


def lue(client, adresse, statut=200):
    """The page, well formed: one title, unique identifiers, nothing unsaid."""
    reponse = client.get(adresse)
    assert reponse.status_code == statut, (adresse, reponse.status_code)
    html = texte(reponse)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "None" not in re.sub(r"<[^>]+>", " ", html)
    identifiants = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants)), adresse
    return html


def test_le_secretariat_conduit_un_point_de_bout_en_bout():
    comite, point = en_debat()
    reserve = une_proposition(point)
    bureau, adresse = session(comite.secretariat), f"/scrutins/point-{point.pk}/"
    html = lue(bureau, adresse)
    assert "L’ensemble se vote après les propositions" in html
    envoi = {"objet": "proposition", "proposition": reserve.pk, "mode": "main_levee", "ouvrir": "oui"}
    suite = bureau.post(f"{adresse}preparer/", envoi)
    scrutin = Scrutin.objects.get()
    assert suite["Location"] == f"/scrutins/{scrutin.pk}/saisir/"
    page = lue(bureau, suite["Location"])
    assert page.count("<select") == 1 + 4 + 10, "tous, quatre collèges, dix sièges"
    cgt = scrutin.electeurs.get(code="cgt")
    saisie = {"tous": "pour", "college-region": "abstention", f"siege-{cgt.pk}": "contre"}
    apercu = bureau.post(suite["Location"], saisie)
    assert "Rien n’est encore enregistré" in texte(apercu)
    assert "Conseillère 1 : <strong>abstention</strong>" in texte(apercu)
    assert isoloir.lire(scrutin.pk) == []
    corrige = bureau.post(suite["Location"], saisie | {"corriger": "oui"})
    assert f'name="siege-{cgt.pk}"' in texte(corrige)
    assert '<option value="contre" selected>' in texte(corrige)
    fin = bureau.post(suite["Location"], saisie | {"confirmer": "oui"})
    assert fin["Location"] == f"/scrutins/{scrutin.pk}/"
    assert len(isoloir.lire(scrutin.pk)) == 10
    page = lue(bureau, f"/scrutins/{scrutin.pk}/")
    assert "Clore et dépouiller" in page
    assert "Résultat" not in page, "aucun résultat partiel, même pour le secrétariat"
    bureau.post(f"/scrutins/{scrutin.pk}/etapes/clore/")
    page = lue(bureau, f"/scrutins/{scrutin.pk}/")
    assert "7 voix pour, une voix contre et 2 abstentions." in page
    assert "Plus de la moitié de" in page
    assert "Ce qu’une autre base aurait donné" in page
    assert "La réserve R1 est adoptée." in page
    membre = session(comite.compte("fo"))
    assert "La réserve R1 est adoptée." not in lue(membre, f"/scrutins/{scrutin.pk}/"), "pas avant la proclamation"
    bureau.post(f"/scrutins/{scrutin.pk}/etapes/proclamer/")
    assert "La réserve R1 est adoptée." in lue(membre, f"/scrutins/{scrutin.pk}/")
    assert "L’ensemble se vote après" not in lue(bureau, adresse)
    assert lue(bureau, "/scrutins/")


def test_le_membre_vote_confirme_et_retrouve_son_recepisse():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    client, adresse = session(comite.compte("cgt")), f"/scrutins/{scrutin.pk}/voter/"
    assert [t.lien for t in taches(comite.titulaire("cgt"))] == [adresse]
    page = lue(client, adresse)
    assert "Le texte." in page, "ce qui est voté, en entier"
    assert "hx-" not in page, "le bulletin n’est jamais dans un fragment rafraîchi"
    siege = comite.sieges["cgt"].pk
    confirmation = client.post(adresse, {"siege": siege, "choix": "contre"})
    assert "Confirmer : contre" in texte(confirmation)
    assert isoloir.lire(scrutin.pk) == []
    jeton = re.search(r'name="jeton" value="(\w+)"', texte(confirmation)).group(1)
    assert client.post(adresse, {"siege": siege, "choix": "contre", "revenir": "oui"}).status_code == 200
    envoi = {"siege": siege, "choix": "contre", "jeton": jeton, "confirmer": "oui"}
    for _ in range(2):  # a double click is one ballot
        assert client.post(adresse, envoi)["Location"] == "/scrutins/mes-votes/"
    assert isoloir.lire(scrutin.pk) == [("cgt", "contre")]
    electeur = scrutin.electeurs.get(code="cgt")
    mes_votes = lue(client, "/scrutins/mes-votes/")
    assert electeur.recepisse in mes_votes
    entree = re.search(r'href="(/registre-des-actes/\d+/)"', mes_votes).group(1)
    assert electeur.recepisse in lue(Client(), entree), "le récépissé se retrouve au registre public"
    assert "contre" not in re.search("<main.*</main>", lue(Client(), entree), re.DOTALL).group()
    assert "<strong>contre</strong>" in mes_votes
    autre = client.post(adresse, envoi | {"choix": "pour"})
    assert autre.status_code == 409
    assert "n’a rien changé" in texte(autre)
    assert taches(comite.titulaire("cgt")) == []
    assert electeur.recepisse not in lue(session(comite.compte("fo")), f"/scrutins/{scrutin.pk}/")


def test_voter_demande_le_second_facteur_sans_rien_perdre():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    client = session(comite.compte("cgt"), verifie=False)
    envoi = {"siege": comite.sieges["cgt"].pk, "choix": "pour", "jeton": "0" * 16, "confirmer": "oui"}
    reponse = client.post(f"/scrutins/{scrutin.pk}/voter/", envoi)
    assert reponse.status_code == 403
    assert "Second facteur" in texte(reponse)
    assert isoloir.lire(scrutin.pk) == []


def test_le_compteur_ne_montre_que_des_nombres_et_s_arrete():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    bureau = session(comite.secretariat)
    adresse = f"/scrutins/{scrutin.pk}/avancement/"
    assert f'hx-get="{adresse}"' in lue(bureau, f"/scrutins/{scrutin.pk}/")
    fragment = bureau.get(adresse)
    assert "0 / 10" in texte(fragment)
    assert "<form" not in texte(fragment)
    assert not re.search("pour|contre|abstention", texte(fragment))
    assert session(comite.compte("cgt")).get(adresse).status_code == 403
    jusqu_au_resultat(comite, scrutin)
    assert bureau.get(adresse).status_code == 286


def test_contester_repondre_annuler():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="main_levee")
    saisir(comite, scrutin, defaut="pour")
    adresse = f"/scrutins/{scrutin.pk}/"
    membre, bureau = session(comite.compte("cgt")), session(comite.secretariat)
    assert "Ce n’est pas mon vote" in lue(membre, adresse)
    membre.post(f"{adresse}contester/", {"siege": comite.sieges["cgt"].pk, "motif": "J’ai voté contre"})
    assert "en attente de réponse" in lue(membre, adresse)
    bureau.post(f"{adresse}etapes/clore/")
    assert bureau.post(f"{adresse}etapes/proclamer/").status_code == 409
    electeur = Contestation.objects.get().electeur_id
    assert "J’ai voté contre" in lue(bureau, adresse)
    bureau.post(f"{adresse}contestations/{electeur}/", {"reponse": "Vu en salle"})
    assert "Vu en salle" in lue(membre, adresse)
    assert bureau.post(f"{adresse}etapes/annuler/", {"motif": " "}).status_code == 409
    assert bureau.post(f"{adresse}etapes/annuler/", {"motif": "Erreur de saisie"}).status_code == 302
    assert "Erreur de saisie" in lue(membre, adresse)
    assert bureau.post(f"{adresse}etapes/ouvrir/").status_code == 409


def test_une_motion_se_dit_et_le_refus_garde_la_saisie():
    comite, point = en_debat()
    bureau, adresse = session(comite.secretariat), f"/scrutins/point-{point.pk}/preparer/"
    refus = bureau.post(adresse, {"objet": "procedure", "mode": "main_levee", "intitule": ""})
    assert refus.status_code == 422
    assert bureau.post(adresse, {"objet": "tout", "mode": "main_levee"}).status_code == 422
    bureau.post(adresse, {"objet": "procedure", "mode": "electronique", "intitule": "Suspendre <b>dix</b> minutes"})
    scrutin = Scrutin.objects.get()
    assert "Suspendre &lt;b&gt;dix" in lue(bureau, f"/scrutins/{scrutin.pk}/")
    assert bureau.post(f"/scrutins/{scrutin.pk}/etapes/ouvrir/")["Location"] == f"/scrutins/{scrutin.pk}/"
    assert bureau.get(f"/scrutins/{scrutin.pk}/saisir/").status_code == 200
    assert bureau.post(f"/scrutins/{scrutin.pk}/etapes/inconnue/").status_code == 404


def test_qui_n_est_pas_du_comite_ne_conduit_ni_ne_vote(client, administratrice):
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    etrangere = session(administratrice)
    for adresse in (
        f"/scrutins/point-{point.pk}/",
        f"/scrutins/{scrutin.pk}/saisir/",
        f"/scrutins/{scrutin.pk}/voter/",
    ):
        assert etrangere.get(adresse).status_code == 403
        assert client.get(adresse).status_code == 302
    assert client.get(f"/scrutins/{scrutin.pk}/").status_code == 404
    assert session(comite.compte("onisep")).get(f"/scrutins/{scrutin.pk}/voter/").status_code == 403


@pytest.mark.parametrize("nominatif", ["college", "organisation"])
def test_le_public_lit_le_resultat_d_un_avis_publie_selon_la_regle(client, nominatif):
    comite, point = en_debat(regles={"publication.nominatif": nominatif})
    scrutin = un_scrutin(comite, point, mode="main_levee")
    saisir(comite, scrutin, defaut="pour", cgt="contre")
    jusqu_au_resultat(comite, scrutin)
    adresse = f"/scrutins/{scrutin.pk}/"
    assert client.get(adresse).status_code == 404
    AvisComite.objects.create(
        saisine=point.saisine, point=point, numero="2026-01", sens="favorable", etat="publie", contenu="{}",
        empreinte="0" * 64, rendu_le=aujourdhui(), publie_le=maintenant(),
    )  # fmt: skip
    html = lue(client, adresse)
    assert ("Votes par siège" in html) == (nominatif == "organisation")
    assert ("CGT" in html) == (nominatif == "organisation")
    donnees = json.loads(texte(client.get(f"{adresse}resultat.json")))
    assert donnees["resultat"]["choix"]["pour"] == {"sieges": 9, "voix": 9}
    assert bool(donnees["resultat"]["sieges"]) == (nominatif == "organisation")
    assert all("code" not in s for s in donnees["resultat"]["sieges"])
    reponse = client.get(f"{adresse}resultat.csv")
    lignes = list(csv.DictReader(io.StringIO(b"".join(reponse).decode("utf-8-sig")), delimiter=";"))
    assert [ligne["college"] for ligne in lignes] == ["copres", "etat", "region", "syndicats", "total"]
    assert (lignes[-1]["pour_voix"], lignes[3]["contre_sieges"]) == ("9", "1")
    assert client.get(f"{adresse}resultat.pdf").status_code == 404


def test_expliquer_son_vote():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="main_levee")
    saisir(comite, scrutin, defaut="pour")
    jusqu_au_resultat(comite, scrutin)
    client, adresse = session(comite.compte("onisep")), f"/scrutins/point-{point.pk}/expliquer/"
    assert "Expliquer mon vote" in lue(client, f"/scrutins/{scrutin.pk}/")
    lue(client, adresse)
    envoi = {"siege": comite.sieges["onisep"].pk, "genre": "desaccord", "texte": "Trop <i>tard</i>."}
    assert client.post(adresse, envoi | {"texte": ""}).status_code == 422
    assert client.post(adresse, envoi | {"siege": comite.sieges["cgt"].pk}).status_code == 422
    assert client.post(adresse, envoi).status_code == 302
    assert "Trop &lt;i&gt;tard&lt;/i&gt;." in lue(client, f"/scrutins/{scrutin.pk}/")
    assert session(comite.secretariat).get(adresse).status_code == 403


def test_le_vote_secret_dit_ce_qu_il_vaut():
    comite, point = en_debat()
    bureau = session(comite.secretariat)
    envoi = {"objet": "ensemble", "mode": "secret", "demandeurs": "4", "ouvrir": "oui"}
    bureau.post(f"/scrutins/point-{point.pk}/preparer/", envoi)
    scrutin = Scrutin.objects.get()
    for rang, code in enumerate(DELIBERATIFS):
        client = session(comite.compte(code))
        assert "organisationnel, pas cryptographique" in lue(client, f"/scrutins/{scrutin.pk}/voter/")
        choix = {"siege": comite.sieges[code].pk, "choix": "contre" if rang % 3 else "pour", "jeton": f"{rang:016x}"}
        client.post(f"/scrutins/{scrutin.pk}/voter/", choix | {"confirmer": "oui"})
    assert "vote secret" in lue(client, "/scrutins/mes-votes/")
    assert bureau.get(f"/scrutins/{scrutin.pk}/saisir/").status_code == 409
    bureau.post(f"/scrutins/{scrutin.pk}/etapes/clore/")
    page = lue(bureau, f"/scrutins/{scrutin.pk}/")
    assert "non communiqué : moins de trois votants" in page
    assert "Votes par siège" not in page


# --- sentences ------------------------------------------------------------------------------------


def compte(pour=0, contre=0, abstention=0, nppv=0, reste=0):
    dits = {"pour": pour, "contre": contre, "abstention": abstention, "ne_prend_pas_part": nppv}
    corps = dict.fromkeys(("sieges", "voix"), sum(dits.values()) + reste)
    return {"corps": corps, "choix": {c: {"voix": n} for c, n in dits.items()}, "sans_bulletin": {"voix": reste}}


@pytest.mark.parametrize(
    ("valeurs", "phrase"),
    [
        ({"pour": 9, "contre": 1, "abstention": 1}, "9 voix pour, une voix contre et une abstention."),
        ({"pour": 12}, "12 voix pour."),
        (
            {"abstention": 3, "nppv": 1},
            "Aucun suffrage exprimé, 3 abstentions. Une voix ne prend pas part au vote.",
        ),
        (
            {"pour": 1, "nppv": 2, "reste": 1},
            "Une voix pour. 2 voix ne prennent pas part au vote. Une voix est restée sans bulletin.",
        ),
        ({"pour": 1, "contre": 1, "reste": 2}, "Une voix pour et une voix contre. 2 voix sont restées sans bulletin."),
    ],
)
def test_le_compte_en_francais(valeurs, phrase):
    assert dire_compte(compte(**valeurs)).replace(ESPACE, " ") == phrase


@pytest.mark.parametrize(
    ("issue", "objet", "genre", "phrase"),
    [
        ("adopte", "proposition", "reserve", "La réserve R2 est adoptée."),
        ("rejete", "proposition", "amendement", "L’amendement n° 2 est rejeté."),
        ("partage", "proposition", "recommandation", "La recommandation n° 2 ne réunit pas de majorité."),
        ("adopte", "ensemble", "", "L’ensemble du texte est adopté."),
        ("rejete", "procedure", "", "La motion de procédure est rejetée."),
        ("adopte", "proces_verbal", "", "Le procès-verbal est adopté."),
    ],
)
def test_l_issue_s_accorde(issue, objet, genre, phrase):
    dit = sujet(objet, genre, 2)
    assert dire_issue(issue, dit).replace(ESPACE, " ") == phrase
    assert dire_badge(issue, dit) in {phrase.split()[-1].rstrip("."), "sans majorité"}


def test_le_calcul_en_francais():
    base = {"base": "presents_ou_representes", "voix": 10, "requise": 6, "issue": "partage"}
    assert dire_majorite(base).replace(ESPACE, " ") == (
        "Plus de la moitié de 10 voix (voix des membres présents ou représentés), soit 6 voix au moins."
    )
    assert "il n’y a pas de majorité" in dire_majorite({"base": "exprimes", "voix": 0, "requise": 1})
    autre = dire_autre({"base": "exprimes", "voix": 7, "requise": 4, "issue": "adopte"}, "partage")
    assert (
        autre.replace(ESPACE, " ") == "Sur les suffrages exprimés : adoption (4 voix requises sur 7), issue différente."
    )
    for regle, choix, dit in (
        ("voix_preponderante_etat", "pour", "du coprésident de l’État, pour, départage"),
        ("voix_preponderante_region", "abstention", "de la coprésidence de la Région ne s’est pas exprimée"),
        ("partage", None, "aucune règle ne donne de voix prépondérante"),
        ("rejet", None, "la règle en fait un rejet"),
    ):
        assert dit in dire_egalite({"egalite": True, "regle_egalite": regle, "preponderante": choix})
    assert dire_egalite({"egalite": False}) == ""
