"""The opinion and the minutes on screen, as the secretariat, both chairs, a member and anyone use them."""

import re

import pytest
from django.test import Client

from fabriques.avis import CONSIDERANT, DELIBERATIFS, seance_votee, un_scrutin
from fabriques.comite import une_saisine, une_seance
from portulan.crefop.avis import actes
from portulan.crefop.avis.models import AvisComite, CorrectionPV, ProcesVerbal
from portulan.crefop.scrutin import explications
from portulan.crefop.seance.models import PointOrdre
from portulan.publication.actes import publier_avis
from portulan.web.espaces import crefop_avis as espace
from portulan.web.identite import SECOND_FACTEUR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"


def navigateur(compte, *, verifie=True):
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    if verifie:
        session = client.session
        session[SECOND_FACTEUR] = True
        session.save()
    return client


def lire(reponse, statut=200):
    assert reponse.status_code == statut, reponse.content.decode()[:2000]
    html = reponse.content.decode()
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "None" not in re.sub(r"<[^>]+>", " ", html)
    identifiants = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants))
    return html


def telecharger(client, lien):
    """Media type of a file, read to its end the way a browser does."""
    reponse = client.get(lien)
    assert reponse.status_code == 200
    assert b"".join(reponse.streaming_content)
    return reponse["Content-Type"]


def version(html):
    return re.search(r'name="version" value="(\d+)"', html)[1]


def jusqu_au_gel(comite, bureau, point):
    bureau.post(f"/avis/ouvrir/{point.pk}/")
    avis = AvisComite.objects.get()
    page = f"/avis/{avis.numero}/redaction/"
    html = lire(bureau.get(page))
    saisie = {"version": version(html), "considerants": CONSIDERANT, "vigilances": ""}
    assert bureau.post(page, saisie).status_code == 302
    html = lire(bureau.get(page))
    assert bureau.post(f"/avis/{avis.numero}/figer/", {"version": version(html)}).status_code == 302
    avis.refresh_from_db()
    return avis


def test_la_redaction_puis_l_apercu():
    comite, _, point = seance_votee()
    bureau = navigateur(comite.secretariat)
    assert "Rédiger l’avis" in lire(bureau.get("/avis/en-cours/"))
    assert [t.titre for t in espace.taches(comite.bureau()) if "avis" in t.titre] == [f"Rédiger l’avis : {point.titre}"]
    bureau.post(f"/avis/ouvrir/{point.pk}/")
    bureau.post(f"/avis/ouvrir/{point.pk}/")
    avis = AvisComite.objects.get()
    page = f"/avis/{avis.numero}/redaction/"
    html = lire(bureau.get(page))
    assert "favorable avec réserves" in html
    assert "L’ensemble est adopté, et une réserve a été adoptée." in html
    assert "Aucun considérant n’est écrit." in html
    assert "{IND-F1.O1-1}" in html.replace("&#123;", "{").replace("&#125;", "}")
    invisibles = "Considérant que \u202e99 lieux\x08 manquent."
    faux = {"version": version(html), "considerants": invisibles, "vigilances": ""}
    bureau.post(page, faux)
    assert AvisComite.objects.get().considerants == "Considérant que 99 lieux manquent."
    assert "99 : ce nombre n’est pas dans le dossier figé" in lire(bureau.get(page))
    # an older version of the page: both texts, nothing lost
    conflit = bureau.post(page, faux | {"considerants": CONSIDERANT})
    assert conflit.status_code == 409
    assert "Quelqu’un d’autre a enregistré entre-temps" in conflit.content.decode()
    html = lire(bureau.get(page))
    reponse = bureau.post(
        page, {"version": version(html), "considerants": CONSIDERANT, "vigilances": "", "apercu": "oui"}
    )
    assert reponse.url == f"/avis/{avis.numero}/apercu/"
    apercu = lire(bureau.get(reponse.url))
    assert "1\u202f234" in apercu
    assert "ni figé, ni signé, ni publié" in apercu
    # not for anyone yet
    assert Client().get(reponse.url).status_code == 404
    html = lire(bureau.get(page))
    assert bureau.post(f"/avis/{avis.numero}/figer/", {"version": version(html)}).status_code == 302
    assert "Cet avis est figé" in lire(bureau.get(page))


def test_figer_sans_attendre_les_explications_se_confirme_et_les_suivantes_se_publient(vierge):
    comite, _, point = seance_votee(il_y_a=2)
    point.refresh_from_db()
    bureau = navigateur(comite.secretariat)
    bureau.post(f"/avis/ouvrir/{point.pk}/")
    avis = AvisComite.objects.get()
    page, gel = f"/avis/{avis.numero}/redaction/", f"/avis/{avis.numero}/figer/"
    bureau.post(page, {"version": version(lire(bureau.get(page))), "considerants": CONSIDERANT, "vigilances": ""})
    html = lire(bureau.get(page))
    assert "Figer sans attendre les explications de vote" in html
    assert "Les explications de vote se remettent jusqu’au" in lire(
        bureau.post(gel, {"version": version(html)}), statut=409
    )
    assert bureau.post(gel, {"version": version(html), "sans_attendre": "on"}).status_code == 302
    explications.expliquer(
        titulaire=comite.titulaire("cgt"), point=point, siege=comite.sieges["cgt"].pk, genre="desaccord",
        texte="La CGT regrette les délais.",
    )  # fmt: skip
    avis.refresh_from_db()
    for code in ("prefet", "president"):
        actes.signer(
            titulaire=comite.titulaire(code), acte=avis, empreinte_lue=avis.empreinte, nom=code, qualite="présidence"
        )
    avis.refresh_from_db()
    publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)
    publique = lire(Client().get(f"/avis/{avis.numero}/"))
    assert "Remises après le gel de l’avis" in publique
    assert "La CGT regrette les délais." in publique


def test_les_signatures_puis_l_avis_public(vierge):
    comite, _, point = seance_votee()
    bureau = navigateur(comite.secretariat)
    avis = jusqu_au_gel(comite, bureau, point)
    for code, suite in (("prefet", "L’autre présidence peut signer"), ("president", "Les deux présidences ont signé")):
        assert any("Signer l’avis" in t.titre for t in espace.taches(comite.titulaire(code)))
        chaire = navigateur(comite.compte(code))
        signature = f"/avis/{avis.numero}/signature/"
        html = lire(chaire.get(signature))
        assert f'value="Camille {code.title()}"' in html
        empreinte = re.search(r'name="empreinte" value="([0-9a-f]{64})"', html)[1]
        assert chaire.post(signature, {"empreinte": empreinte, "nom": "P", "qualite": ""}).status_code == 422
        champs = {"empreinte": empreinte, "nom": f"Camille {code}", "qualite": "présidence", "lu": "on"}
        assert chaire.post(signature, champs).status_code == 302
        assert suite in lire(chaire.get(signature))
        assert not any("Signer l’avis" in t.titre for t in espace.taches(comite.titulaire(code)))

    publication = f"/avis/{avis.numero}/publication/"
    assert any("Publier l’avis" in t.titre and t.echeance for t in espace.taches(comite.bureau()))
    assert "Publier l’avis" in lire(bureau.get(publication))
    # without the second factor, the code is asked and nothing is published
    assert navigateur(comite.secretariat, verifie=False).post(publication).status_code == 403
    assert bureau.post(publication).status_code == 302
    assert bureau.post(publication).status_code == 302
    html = lire(bureau.get(publication))
    liens = re.findall(rf'href="(/avis/{avis.numero}/fichiers/[^"]+)"', html)
    assert len(liens) == 7
    types = {lien.rsplit(".", 1)[1]: telecharger(Client(), lien) for lien in liens}
    assert types["pdf"] == "application/pdf"
    assert types["csv"].startswith("text/csv")
    assert types["odt"] == "application/vnd.oasis.opendocument.text"
    assert Client().get(f"/avis/{avis.numero}/fichiers/../../cle_secrete").status_code == 404
    public = lire(Client().get(f"/avis/{avis.numero}/apercu/"))
    assert "Registre des actes" in public
    assert "Camille Cgt" not in public


def test_ce_que_chacun_peut_faire():
    comite, _, point = seance_votee()
    avis = jusqu_au_gel(comite, navigateur(comite.secretariat), point)
    membre, numero = navigateur(comite.compte("cgt")), avis.numero
    assert membre.get(f"/avis/{numero}/apercu/").status_code == 200
    for adresse in ("redaction", "signature", "publication"):
        assert membre.get(f"/avis/{numero}/{adresse}/").status_code == 403
        assert Client().get(f"/avis/{numero}/{adresse}/").status_code == 302
    assert membre.post(f"/avis/{numero}/figer/", {"version": "1"}).status_code == 403
    assert navigateur(comite.secretariat).get(f"/avis/{numero}/signature/").status_code == 403
    assert Client().get("/proces-verbaux/").status_code == 302
    assert Client().get("/avis/A-1999-01/apercu/").status_code == 404


def test_le_pv_de_bout_en_bout(vierge):
    comite, seance, _ = seance_votee()
    bureau, membre = navigateur(comite.secretariat), navigateur(comite.compte("cgt"))
    assert "Établir le procès-verbal" in lire(bureau.get("/proces-verbaux/"))
    bureau.post(f"/proces-verbaux/etablir/{seance.pk}/")
    ici = f"/proces-verbaux/{seance.numero}/"
    assert "La séance est ouverte à" in lire(bureau.get(ici))
    assert membre.get(f"{ici}corriger/").status_code == 200
    bureau.post(f"{ici}soumettre/")
    assert any("Relire le procès-verbal" in t.titre for t in espace.taches(comite.titulaire("cgt")))
    lire(membre.get(f"{ici}corriger/"))
    fausse = {"passage": "point-1", "ancien": "absent", "propose": "x"}
    assert "ne sont pas dans le passage" in lire(membre.post(f"{ici}corriger/", fausse), 422)
    demande = {"passage": "point-1", "ancien": "sur les délais", "propose": "sur les délais d’accueil"}
    assert membre.post(f"{ici}corriger/", demande).status_code == 302
    correction = CorrectionPV.objects.get()
    html = lire(bureau.get(ici))
    assert "1\xa0demande attend une réponse" in html
    decision = f"{ici}corrections/{correction.pk}/"
    champ = f"c{correction.pk}-decision"
    assert bureau.post(decision, {champ: "refuser"}).status_code == 422
    assert bureau.post(decision, {champ: "accepter"}).status_code == 302
    html = lire(membre.get(f"{ici}versions/"))
    assert re.search(r"<ins>.*d’accueil", html)
    lire(membre.get(f"{ici}versions/?avant=2&apres=2"))
    lire(membre.get(f"{ici}versions/?avant=x&apres=999999999999999999999"))

    suivante = une_seance(comite, numero="P-2026-09", saisine=une_saisine(comite, "S-2026-09"))
    point = PointOrdre.objects.create(
        seance=suivante, rang=2, genre="approbation_pv", titre="Approbation", seance_pv=seance, ajoute=True
    )
    assert bureau.post(f"{ici}approuver/", {"point": point.pk}).status_code == 404
    un_scrutin(comite, point, dict.fromkeys(DELIBERATIFS, "pour"), objet="proces_verbal", apres=130)
    assert "l’a approuvé par un vote" in lire(bureau.get(ici))
    assert bureau.post(f"{ici}approuver/", {"point": point.pk}).status_code == 302
    assert bureau.post(f"{ici}approuver/", {"point": point.pk}).status_code == 302
    assert "n’attend pas de correction" in lire(membre.get(f"{ici}corriger/"))
    for code in ("prefet", "president"):
        chaire = navigateur(comite.compte(code))
        html = lire(chaire.get(f"{ici}signature/"))
        empreinte = re.search(r'name="empreinte" value="([0-9a-f]{64})"', html)[1]
        champs = {"empreinte": empreinte, "nom": code, "qualite": "présidence", "lu": "on"}
        assert chaire.post(f"{ici}signature/", champs).status_code == 302
    assert ProcesVerbal.objects.get().etat == "signe"
    assert bureau.post(f"{ici}documents/").status_code == 302
    html = lire(membre.get(ici))
    pdf = re.search(r'href="(/proces-verbaux/[^"]+\.pdf)"', html)[1]
    assert telecharger(membre, pdf) == "application/pdf"
    assert Client().get(pdf).status_code == 302
    assert bureau.post(f"{ici}rectifier/", {"texte": "Lire « onze »."}).status_code == 302
    assert "Lire « onze »." in lire(bureau.get(f"{ici}rectifier/"))
    assert "Écrire les documents" in lire(bureau.get(ici))


def test_les_pages_d_une_installation_vide():
    from fabriques.comite import petit_comite

    comite = petit_comite()
    bureau = navigateur(comite.secretariat)
    assert "Aucun avis n’est en cours" in lire(bureau.get("/avis/en-cours/"))
    assert "Aucun procès-verbal" in lire(bureau.get("/proces-verbaux/"))
    assert bureau.post("/avis/ouvrir/99/").status_code == 404
    assert bureau.post("/proces-verbaux/etablir/99/").status_code == 404
    assert espace.taches(comite.bureau()) == []
