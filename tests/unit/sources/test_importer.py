"""Importing: recognition, all or nothing, dry run, folders, and what files do to harm."""

import gzip
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from portulan.socle.erreurs import DonneeInvalide, ErreurUtilisateur, Introuvable, RessourceIndisponible
from portulan.sources.entrepot import Entrepot
from portulan.sources.importer import importer, importer_dossier

ENTETE = "id,type_annuaire,nom,code_insee_2019,code_insee,commune,code_postal,lon,lat,precision_geo\n"


def ligne(rang, code="31555", postal="31000", ville="Toulouse", type_annuaire="cio"):
    return f"{type_annuaire}-{code}-{rang:02d},{type_annuaire},CIO n° {rang},{code},{code},{ville},{postal},,,\n"


@pytest.fixture
def entrepot(tmp_path):
    return Entrepot(tmp_path / "chargements")


@pytest.fixture
def annuaire(tmp_path):
    fichier = tmp_path / "annuaire.csv"
    fichier.write_text(ENTETE + ligne(1) + ligne(2), "utf-8")
    return fichier


@pytest.fixture
def annuaire_fautif(tmp_path):
    fichier = tmp_path / "fautif.csv"
    fichier.write_text(ENTETE + ligne(1) + ligne(2, code="99999"), "utf-8")
    return fichier


def test_le_connecteur_est_reconnu(entrepot, annuaire):
    rapport = importer(entrepot, None, str(annuaire))
    assert rapport.charge
    assert rapport.fiche.code == "annuaire"
    assert rapport.fiche.origine == "annuaire.csv", "le chemin de la machine ne s'écrit pas"
    assert rapport.chargement.identifiant == entrepot.courants()[0].identifiant
    assert "2 lignes retenues sur 2 lues" in rapport.message


def test_recommencer_ne_relit_rien(entrepot, annuaire, monkeypatch):
    premier = importer(entrepot, "annuaire", str(annuaire))
    monkeypatch.setattr("portulan.sources.annuaire.Annuaire.lire", lambda *_, **__: pytest.fail("relu"))
    second = importer(entrepot, "annuaire", str(annuaire))
    assert second.deja
    assert second.charge
    assert second.chargement.identifiant == premier.chargement.identifiant


def test_une_ligne_refusee_refuse_tout_et_le_precedent_reste(entrepot, annuaire, annuaire_fautif):
    importer(entrepot, "annuaire", str(annuaire))
    avant = entrepot.courants()
    rapport = importer(entrepot, "annuaire", str(annuaire_fautif))
    assert not rapport.charge
    assert entrepot.courants() == avant
    (refus,) = rapport.bloquants
    assert (refus.ligne, refus.valeur) == (3, "99999")
    assert refus.remede
    assert "Rien n'a été chargé" in rapport.message


def test_ecarter_charge_le_reste_et_la_fiche_le_dit(entrepot, annuaire_fautif):
    rapport = importer(entrepot, "annuaire", str(annuaire_fautif), ecarter=True)
    assert rapport.charge
    (charge,) = entrepot.courants()
    assert charge.fiche.lignes_retenues == 1
    assert charge.fiche.refus_total == 1
    assert charge.fiche.refus[0].ligne == 3
    assert any("écartées" in note for note in charge.fiche.notes)
    strict = importer(entrepot, "annuaire", str(annuaire_fautif))
    assert not strict.charge, "ce qui fut écarté une fois n'est pas admis sans le redemander"


def test_un_refus_apres_mille_avertissements_refuse_encore(entrepot, tmp_path):
    colonnes = "id,type,nom,adresse,complement,code_postal,ville,departement,code_safir,lon,lat,region,geo_suspecte\n"
    bon = "itou-{0},FRANCE_TRAVAIL,France Travail - A {0},{0} RUE HAUTE,,31000,TOULOUSE,31,{0},,,76,False\n"
    mauvais = "itou-x,FRANCE_TRAVAIL,France Travail - B,1 RUE,,00000,NULLE PART,00,x,,,76,False\n"
    fichier = tmp_path / "agences.csv"
    fichier.write_text(colonnes + "".join(bon.format(rang) for rang in range(1200)) + mauvais, "utf-8")
    rapport = importer(entrepot, None, str(fichier))
    assert rapport.refus_total == 1201
    assert not rapport.charge
    assert rapport.bloquants


def test_simuler_n_ecrit_rien(entrepot, annuaire):
    rapport = importer(entrepot, None, str(annuaire), simuler=True)
    assert not rapport.charge
    assert rapport.fiche.lignes_retenues == 2
    assert entrepot.courants() == ()


def test_le_mauvais_connecteur_dit_lequel_est_le_bon(entrepot, annuaire):
    with pytest.raises(DonneeInvalide) as erreur:
        importer(entrepot, "parcoursup", str(annuaire))
    assert "Annuaire de l'administration" in erreur.value.message
    assert "importer annuaire" in erreur.value.remede


def test_un_fichier_que_personne_ne_reconnait(entrepot, tmp_path):
    (tmp_path / "autre.csv").write_text("a;b\n1;2\n")
    with pytest.raises(DonneeInvalide, match="Aucun connecteur"):
        importer(entrepot, None, str(tmp_path / "autre.csv"))
    with pytest.raises(DonneeInvalide, match="en-tête"):
        importer(entrepot, "annuaire", str(tmp_path / "autre.csv"))
    with pytest.raises(Introuvable, match="pas une source connue"):
        importer(entrepot, "inconnu", str(tmp_path / "autre.csv"))


def test_un_chemin_absent_ou_un_dossier(entrepot, tmp_path):
    with pytest.raises(Introuvable, match="n'existe pas"):
        importer(entrepot, None, str(tmp_path / "absent.csv"))
    with pytest.raises(DonneeInvalide, match="est un dossier"):
        importer(entrepot, None, str(tmp_path))


def test_un_tube_une_boucle_de_liens_un_nom_demesure(entrepot, tmp_path):
    tube, boucle = tmp_path / "tube.csv", tmp_path / "boucle.csv"
    os.mkfifo(tube)
    boucle.symlink_to(boucle)
    with pytest.raises(DonneeInvalide, match="pas un fichier ordinaire"):
        importer(entrepot, "annuaire", str(tube))
    with pytest.raises(RessourceIndisponible, match="un lien tourne en rond"):
        importer(entrepot, "annuaire", str(boucle))
    with pytest.raises(RessourceIndisponible, match="nom trop long"):
        importer(entrepot, "annuaire", str(tmp_path / ("x" * 300)))


def test_aucune_ligne_utile_n_est_pas_un_chargement(entrepot, tmp_path):
    fichier = tmp_path / "vide.csv"
    fichier.write_text(ENTETE + ligne(1, code="99999"), "utf-8")
    with pytest.raises(DonneeInvalide, match="aucune ligne"):
        importer(entrepot, "annuaire", str(fichier), ecarter=True)
    assert entrepot.courants() == ()


def octets_html():
    return b"<!DOCTYPE html><html><body>Connexion</body></html>"


def octets_gzip_tronque():
    return gzip.compress((ENTETE + "".join(ligne(rang) for rang in range(5000))).encode())[:-200]


@pytest.mark.parametrize(
    ("octets", "attendu"),
    [
        (b"", "vide"),
        (octets_html(), "page web"),
        (octets_gzip_tronque(), "tronquée"),
        (ENTETE.encode() + b"cio-31555-01,\0\0,cio\n", "nul"),
    ],
    ids=["vide", "html", "gzip tronqué", "octet nul"],
)
def test_fichiers_abimes(entrepot, tmp_path, octets, attendu):
    (tmp_path / "abime.csv").write_bytes(octets)
    with pytest.raises(ErreurUtilisateur, match=attendu) as erreur:
        importer(entrepot, "annuaire", str(tmp_path / "abime.csv"), ecarter=True)
    assert erreur.value.remede
    assert entrepot.courants() == ()


def test_bombe_de_decompression(entrepot, tmp_path):
    with zipfile.ZipFile(tmp_path / "bombe.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.csv", ENTETE.encode() + b" " * (60 << 20))
    assert (tmp_path / "bombe.zip").stat().st_size < 1 << 20
    with pytest.raises(DonneeInvalide, match=r"bombe|seule ligne"):
        importer(entrepot, "annuaire", str(tmp_path / "bombe.zip"), ecarter=True)
    assert entrepot.courants() == ()


def test_un_dossier_entier(entrepot, tmp_path, annuaire, annuaire_fautif):
    dossier = tmp_path / "depot"
    (dossier / "sous").mkdir(parents=True)
    annuaire.rename(dossier / "sous" / "annuaire.csv")
    annuaire_fautif.rename(dossier / "z.csv")
    (dossier / "LISEZMOI.md").write_text("# Bonjour\n")
    (dossier / "page.csv").write_bytes(octets_html())
    (dossier / "autre.csv").write_text("a;b\n1;2\n")
    (dossier / "photo.parquet").write_bytes(b"PAR1 tronque")
    (dossier / ".cache").write_text("x")
    bilan = {f.fichier.name: f for f in importer_dossier(entrepot, dossier, ecarter=False)}
    assert {nom: f.etat for nom, f in bilan.items()} == {
        "LISEZMOI.md": "laissé",
        "annuaire.csv": "utilisé",
        "autre.csv": "laissé",
        "page.csv": "laissé",
        "photo.parquet": "laissé",
        "z.csv": "refusé",
    }
    assert all(f.raison for f in bilan.values())
    assert "99999" in bilan["z.csv"].raison
    with pytest.raises(Introuvable):
        importer_dossier(entrepot, tmp_path / "absent")


def test_l_avancement_va_jusqu_au_bout(entrepot, annuaire):
    etapes = []
    importer(entrepot, None, str(annuaire), progression=lambda nom, part: etapes.append((nom, part)))
    assert etapes[-1][1] == 1.0
    assert all(0 <= part <= 1 for _, part in etapes)
    assert json.dumps(etapes)


def archive_tar(chemin, **membres):
    with tarfile.open(chemin, "w:bz2") as archive:
        for nom, octets in membres.items():
            info = tarfile.TarInfo(nom.replace("_", "."))
            info.size = len(octets)
            archive.addfile(info, io.BytesIO(octets))
    return str(chemin)


def test_l_archive_quotidienne_de_l_annuaire(entrepot, tmp_path):
    fiche = {
        "id": "1",
        "nom": "CIO",
        "pivot": [{"type_service_local": "cio"}],
        "plage_ouverture": [],
        "code_insee_commune": "12202",
        "date_modification": "18/12/2024 17:42:39",
    }
    octets = json.dumps({"service": [fiche]}).encode()
    rapport = importer(
        entrepot, None, archive_tar(tmp_path / "all_latest.tar.bz2", annuaire_json=octets, lisez_txt=b"x")
    )
    assert rapport.charge
    assert rapport.fiche.origine == "all_latest.tar.bz2"
    assert not list(entrepot.racine.glob(".telechargement-*"))


def test_une_archive_tar_piegee_double_ou_tronquee(entrepot, tmp_path):
    bombe = archive_tar(tmp_path / "bombe.tar.bz2", a_json=b" " * (80 << 20))
    double = archive_tar(tmp_path / "double.tar.bz2", a_json=b"[]", b_json=b"[]")
    tronquee = tmp_path / "tronquee.tar.bz2"
    tronquee.write_bytes(Path(double).read_bytes()[:-30])
    for chemin, attendu in ((bombe, "une fois décompressé"), (double, "2 fichiers"), (str(tronquee), "tronquée")):
        with pytest.raises(DonneeInvalide, match=attendu):
            importer(entrepot, "annuaire", chemin)
    assert entrepot.courants() == ()


def test_des_donnees_plus_anciennes_que_les_precedentes_se_disent(entrepot, tmp_path, annuaire):
    recent = tmp_path / "recent.csv"
    recent.write_text((ENTETE + ligne(1)).replace("_2019", "_2024"), "utf-8")
    assert "Attention" not in importer(entrepot, None, str(recent)).message
    assert "plus anciennes" in importer(entrepot, None, str(annuaire)).message


AFFELNET = "Etablissement d'accueil;MEF STAT 11;Capacité carte scolaire;Demandes vœux 1\n0310001H;23820022703;15;12\n"


def test_annee_donnee_a_un_fichier_qui_ne_la_dit_pas(entrepot, annuaire, tmp_path):
    fichier = tmp_path / "voeux.csv"
    fichier.write_text(AFFELNET, "utf-8")
    with pytest.raises(DonneeInvalide, match="ne dit pas son année"):
        importer(entrepot, None, str(fichier))
    assert importer(entrepot, None, str(fichier), annee=2024).fiche.date_donnees.year == 2024
    assert importer(entrepot, None, str(fichier), annee=2024).deja
    assert not importer(entrepot, "affelnet", str(fichier), annee=2023).deja
    assert [c.fiche.date_donnees.year for c in entrepot.courants()] == [2023, 2024]
    with pytest.raises(DonneeInvalide, match="disent eux-mêmes leur année"):
        importer(entrepot, None, str(annuaire), annee=2024)
