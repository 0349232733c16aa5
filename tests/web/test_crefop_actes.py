"""The register of acts on the site: read, exported, verified, tampered with; what it hides, erased."""

import subprocess
import sys

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fabriques.comite import compte_de, petit_comite
from portulan.crefop.registre.models import Ouverture
from portulan.crefop.registre.operations import engager, inscrire, poser_point_de_controle
from portulan.crefop.registre.verification import verifier
from portulan.web.vues.crefop_actes_verifier import VERROU

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"


@pytest.fixture
def registre():
    """Three entries, one of which hides a name; a checkpoint after the second."""
    inscrire(type="seance.ouvrir", objet="seance:1", organe="crefop-94", charge={"quorum": 12})
    inscrire(type="scrutin.annuler", objet="scrutin:1", organe="crefop-94", charge={"par": engager("Camille Durand")})
    point = poser_point_de_controle(motif="cloture", objet="seance:1")
    inscrire(
        type="avis.publier", objet="avis:2026-01", organe="crefop-94", charge={"nom": "avis.pdf", "sha256": "a" * 64}
    )
    return f"{point.seq}:{point.empreinte}:{point.racine}"


def contenu(reponse):
    return b"".join(reponse.streaming_content)


def envoyer(client, **champs):
    reponse = client.post(reverse("web:actes_verifier"), champs)
    return reponse.status_code, reponse.content.decode()


def test_la_liste_se_lit_se_filtre_et_se_cherche(client, registre):
    page = client.get(reverse("web:actes")).content.decode()
    assert "3 entrées" in page.replace("\u00a0", " ")
    assert "Durand" not in page
    assert "scrutin:1" not in client.get(reverse("web:actes") + "?type=seance.ouvrir").content.decode()
    trouve = client.get(reverse("web:actes") + "?q=avis:2026").content.decode()
    assert "avis:2026-01" in trouve
    assert "seance:1" not in trouve
    assert "avis.publier" in contenu(client.get(reverse("web:actes") + "?format=csv")).decode()


def test_une_entree(client, registre):
    page = client.get(reverse("web:acte", args=[2])).content.decode()
    assert registre in page
    assert "Durand" not in page
    assert client.get(reverse("web:acte", args=[9])).status_code == 404
    assert registre in client.get(reverse("web:actes_points")).content.decode()


def test_l_export_se_verifie_avec_le_verificateur_telecharge(client, registre, tmp_path):
    export = contenu(client.get(reverse("web:actes_export")))
    assert b"Durand" not in export
    (tmp_path / "registre.jsonl").write_bytes(export)
    (tmp_path / "verification.py").write_bytes(client.get(reverse("web:actes_verificateur")).content)
    commande = [sys.executable, "-I", "verification.py", "registre.jsonl", "--point", registre]
    fait = subprocess.run(commande, cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8")
    assert fait.returncode == 0, fait.stderr
    (tmp_path / "registre.jsonl").write_bytes(export.replace(b'"quorum":12', b'"quorum":13'))
    fait = subprocess.run(commande, cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8")
    assert fait.returncode == 65
    assert "L’entrée 1 a été modifiée" in fait.stdout


def test_verifier_le_registre_du_site(client, registre):
    code, page = envoyer(client, points=registre)
    assert code == 200
    assert "Conforme" in page
    assert "entrée 2" in page
    code, page = envoyer(client, points=registre.replace(":", ":f", 1)[:-1])
    assert code == 422
    assert "point de contrôle" in page


def test_verifier_un_fichier_envoye(client, registre):
    export = contenu(client.get(reverse("web:actes_export")))
    for octets, attendu in (
        (export, "Conforme"),
        (export.replace(b"seance.ouvrir", b"seance.Ouvrir"), "L’entrée 1 a été modifiée"),
        (b"".join(x for x in export.splitlines(keepends=True) if b'"seq":2,' not in x), "L’entrée 2 a été retirée"),
        (b"autre chose", "n’est pas un export"),
    ):
        code, page = envoyer(client, fichier=SimpleUploadedFile("registre.jsonl", octets))
        assert code == 200
        assert attendu in page


def test_une_ancienne_sauvegarde_se_voit_au_point_imprime(client, registre):
    export = contenu(client.get(reverse("web:actes_export")))
    inscrire(type="seance.clore", objet="seance:1", organe="crefop-94", charge={})
    point = poser_point_de_controle(motif="cloture", objet="seance:2")
    imprime = f"{point.seq}:{point.empreinte}:{point.racine}"
    _, page = envoyer(client, fichier=SimpleUploadedFile("registre.jsonl", export), points=imprime)
    assert "ancienne sauvegarde" in page


def test_un_fichier_publie_ou_remplace(client, registre):
    _, page = envoyer(client, piece=SimpleUploadedFile("avis.pdf", b"%PDF- autre"))
    assert "n’est plus le fichier que nomme l’entrée 3" in page
    _, page = envoyer(client, piece=SimpleUploadedFile("inconnu.pdf", b"%PDF-"))
    assert "Aucune entrée ne nomme" in page


def test_un_envoi_trop_lourd_est_refuse(client, registre):
    gros = SimpleUploadedFile("registre.jsonl", b"x" * 20_300_000)
    code, page = envoyer(client, fichier=gros)
    assert code == 413
    assert "20 Mo" in page.replace("\u00a0", " ").replace("\u202f", " ")


def test_effacer_une_valeur_masquee(client, registre):
    comite = petit_comite()
    adresse = reverse("web:actes_effacer")
    assert client.get(adresse).status_code == 302
    client.force_login(comite.compte("cfdt"), backend=MOTEUR)
    assert client.get(adresse).status_code == 403
    client.force_login(comite.secretariat, backend=MOTEUR)
    for page in (adresse, adresse + "?q=durand", reverse("web:acte", args=[2])):  # before the second factor
        assert "Camille Durand" not in client.get(page).content.decode()
    assert "second facteur" in client.get(adresse).content.decode().lower()
    envoi = {"engagements": [Ouverture.objects.get().engagement], "motif": "demande", "compris": "on"}
    demande = client.post(adresse, envoi)
    assert "second facteur" in demande.content.decode().lower()
    assert Ouverture.objects.exists()
    session = client.session
    session["second_facteur_donne"] = True
    session.save()
    assert "Camille Durand" in client.get(adresse + "?q=durand").content.decode()
    assert "Camille Durand" not in client.get(adresse + "?q=autre").content.decode()
    assert "Camille Durand" in client.get(reverse("web:acte", args=[2])).content.decode()
    assert client.post(adresse, {**envoi, "compris": ""}).status_code == 422
    assert client.post(adresse, envoi).status_code == 302
    assert not Ouverture.objects.exists()
    assert "Conforme" in envoyer(client, points=registre)[1]


def test_l_administration_efface_sans_lire_les_votes(client, registre):
    inscrire(type="siege.nommer", objet="siege:1", organe="crefop-94", charge={"acte": engager("Arrêté Durand")})
    administration = compte_de("administration", "administrateur")
    client.force_login(administration, backend=MOTEUR)
    session = client.session
    session["second_facteur_donne"] = True
    session.save()
    adresse = reverse("web:actes_effacer")
    page = client.get(adresse).content.decode()
    assert "Camille Durand" not in page
    assert "Valeur que votre rôle ne lit pas" in page
    assert "Arrêté Durand" in page
    assert "Camille Durand" not in client.get(reverse("web:acte", args=[2])).content.decode()
    masquee = Ouverture.objects.get(valeur__contains="Camille")
    assert masquee.engagement not in client.get(adresse + "?q=camille").content.decode()
    assert masquee.engagement in client.get(adresse + "?q=scrutin").content.decode()
    assert client.post(
        adresse, {"engagements": [masquee.engagement], "motif": "demande", "compris": "on"}
    ).status_code == 302  # fmt: skip
    assert not Ouverture.objects.filter(pk=masquee.pk).exists()


def test_une_seule_verification_a_la_fois(client, registre):
    cache.add(VERROU, 1, 60)
    reponse = client.post(reverse("web:actes_verifier"), {"points": registre})
    assert (reponse.status_code, reponse["Retry-After"]) == (503, "60")
    assert "réessayez" in reponse.content.decode()
    cache.delete(VERROU)
    assert envoyer(client, points=registre)[0] == 200
    assert cache.get(VERROU) is None


def test_le_registre_du_site_n_est_pas_reverifie_tant_qu_il_ne_change_pas(client, registre, monkeypatch):
    faites = []
    monkeypatch.setattr(
        "portulan.web.vues.crefop_actes_verifier.verifier", lambda *args: faites.append(args) or verifier(*args)
    )
    for _ in range(2):
        assert "Conforme" in envoyer(client, points=registre)[1]
    assert len(faites) == 1
    inscrire(type="seance.clore", objet="seance:1", organe="crefop-94", charge={})
    assert "Conforme" in envoyer(client, points=registre)[1]
    assert len(faites) == 2
    assert "point de contrôle" in envoyer(client, points="3:" + "a" * 64 + ":" + "b" * 64)[1]
    assert len(faites) == 3
