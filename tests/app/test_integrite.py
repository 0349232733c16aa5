"""``./portulan preuves``: every store is read again, a changed byte and a missing file are told, with their digests."""

import json
from pathlib import Path

import pytest

from portulan.cli.evaluations import preuves
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import DonneeInvalide
from portulan.terrain.adhesion.models import Adhesion, PieceAdhesion
from portulan.terrain.adhesion.pieces import deposer_piece, depot
from portulan.terrain.animation.models import Protocole
from portulan.terrain.animation.operations import signer_protocole
from portulan.terrain.evaluation.operations_preuves import depot as depot_des_preuves
from portulan.terrain.evaluation.petit_pdf import petit_pdf
from portulan.terrain.integrite import verifier

pytestmark = pytest.mark.django_db
PIECES, PROTOCOLES = "pièces des adhésions", "protocoles signés"


@pytest.fixture
def documents(personnes, settings, tmp_path, monkeypatch):
    """A document of an adhesion and a signed protocol, in a home of their own where no evidence is asked for."""
    settings.PORTULAN_MAISON = Maison(tmp_path / "var").preparer()
    settings.MEDIA_ROOT = settings.PORTULAN_MAISON.racine / "documents"
    monkeypatch.setattr("portulan.cli.evaluations.preparer_site", lambda: None)
    monkeypatch.setattr("portulan.terrain.integrite.empreintes_gardees", set)
    PieceAdhesion.objects.all().delete()  # that of the demonstration is in another home
    mission = personnes["mission_spro"].titulaire()
    dossier = Adhesion.objects.filter(etat="incomplete").first()
    piece = deposer_piece(
        titulaire=mission, adhesion=dossier, genre="statuts", nom="statuts.pdf", morceaux=[petit_pdf("Statuts", ("a",))]
    )
    modele = Protocole.objects.order_by("pk").first()
    signe = signer_protocole(
        titulaire=mission,
        region="94",
        organisation=modele.organisation,
        partenaire="cap_emploi",
        objet="Protocole à vérifier",
        signe_le=modele.signe_le,
        fin_le=None,
        codes_bassins=[modele.bassins.first().bassin],
        fichier=petit_pdf("Protocole", ("b",)),
    )
    return depot().chemin(piece.empreinte), Path(signe.fichier.path)


def etat(nom):
    return next(e for e in verifier() if e.nom == nom)


def test_tout_est_intact(documents, capsys):
    preuves(en_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "preuves : 0 fichier(s), 0 altéré(s), 0 absent(s).",
        "pièces des adhésions : 1 fichier(s), 0 altéré(s), 0 absent(s).",
        "protocoles signés : 1 fichier(s), 0 altéré(s), 0 absent(s).",
        "pièces du comité : 0 fichier(s), 0 altéré(s), 0 absent(s).",
        "actes publiés : 0 fichier(s), 0 altéré(s), 0 absent(s).",
    ]


@pytest.mark.parametrize(("rang", "nom"), [(0, PIECES), (1, PROTOCOLES)])
def test_un_octet_change_se_voit(documents, rang, nom):
    contenu = documents[rang].read_bytes()
    documents[rang].write_bytes(contenu[:-1] + bytes([contenu[-1] ^ 1]))
    trouve = etat(nom)
    assert (len(trouve.alteres), trouve.absents, trouve.intact) == (1, (), False)
    with pytest.raises(DonneeInvalide, match=f"1 fichier.*altéré.*{nom}"):
        preuves(en_json=False)


@pytest.mark.parametrize(("rang", "nom"), [(0, PIECES), (1, PROTOCOLES)])
def test_un_fichier_absent_se_voit(documents, rang, nom, capsys):
    empreinte = documents[rang].name.removesuffix(".pdf")
    documents[rang].unlink()
    with pytest.raises(DonneeInvalide, match=f"1 absent.*{nom}"):
        preuves(en_json=True)
    dits = {d["nom"]: d["absents"] for d in json.loads(capsys.readouterr().out)["depots"]}
    vides = {"preuves": [], PIECES: [], PROTOCOLES: [], "pièces du comité": [], "actes publiés": []}
    assert dits == vides | {nom: [empreinte]}


def test_une_preuve_que_la_base_attend_et_que_le_depot_n_a_pas(documents, monkeypatch):
    attendue = "0" * 64
    monkeypatch.setattr("portulan.terrain.integrite.empreintes_gardees", lambda: {attendue})
    assert etat("preuves").absents == (attendue,)
    assert depot_des_preuves().racine != depot().racine
