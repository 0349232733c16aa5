import json
from datetime import UTC, date, datetime

import pytest

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.horloge import a_l_instant
from portulan.socle.tables import SPECIALITES
from portulan.sources.lecture import ValeurIllisible, apercu
from portulan.sources.parcoursup_specialites import TOTAL, ParcoursupSpecialites, formation, paire

ENTETE = (
    "Année du Baccalauréat;Enseignements de spécialité;Formation;"
    "Nombre de candidats bacheliers ayant confirmé au moins un vœu;"
    "Nombre de candidats bacheliers ayant reçu au moins une proposition d’admission;"
    "Nombre de candidats bacheliers ayant accepté une proposition d'admission\n"
)
LIGNES = (
    f"2023;Maths,SES;{TOTAL};100;90.0;80\n"
    "2023;Maths,SES;Licence AES;40;30.0;20\n"
    "2023;Maths,SES;CPGE ECG;70;65.0;60\n"
    f"2023;HLP,LLCER;{TOTAL};10;9.0;8\n"
    "2023;HLP,LLCER;Licence Arts;10;9.0;8\n"
)


def lire(dossier, texte, nom="specialites.csv"):
    fichier = dossier / nom
    fichier.write_text(texte, "utf-8")
    connecteur = ParcoursupSpecialites()
    assert connecteur.reconnait(apercu(fichier))
    return connecteur.lire(fichier, origine="essai")


def test_csv(tmp_path):
    lecture = lire(tmp_path, ENTETE + LIGNES)
    table = lecture.tables[SPECIALITES]
    assert table.schema.equals(SPECIALITES.schema())
    assert table.num_rows == lecture.fiche.lignes_lues == lecture.fiche.lignes_retenues == 5
    total = next(r for r in table.to_pylist() if r["doublette"] == "Maths,SES" and r["formation"] == TOTAL)
    assert (total["annee"], total["candidats"], total["proposes"], total["acceptants"]) == (2023, 100, 90, 80)
    assert lecture.refus_total == 0
    assert lecture.fiche.date_donnees == date(2023, 9, 30)
    assert any("Personnes" in n for n in lecture.fiche.notes)


def test_json_de_l_api_donne_la_meme_table(tmp_path):
    longs = {
        "Maths": "Mathématiques Spécialité",
        "SES": "Sciences Economiques et Sociales Spécialité",
        "HLP": "Humanités, Littérature et Philosophie",
        "LLCER": "Langues, littératures et cultures étrangères et régionales",
    }
    objets = []
    for ligne in LIGNES.splitlines():
        annee, doublette, formation, *nombres = ligne.split(";")
        objets.append(
            {
                "annee_du_bac": annee,
                "doublette": [longs[n] for n in doublette.split(",")],
                "formation": formation,
                "voeux": int(nombres[0]),
                "propositions_d_admissions": float(nombres[1]),
                "acceptations": int(nombres[2]),
            }
        )
    en_json = lire(tmp_path, json.dumps(objets), "x.json").tables[SPECIALITES]
    assert en_json.equals(lire(tmp_path, ENTETE + LIGNES).tables[SPECIALITES])


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [
        ("Maths,SES", "Maths,SES"),
        (" Art , Art ", "Art,Art"),
        ("Art,Humanités, Littérature et Philosophie", "Art,HLP"),
        ("Humanités, Littérature et Philosophie,Mathématiques Spécialité", "HLP,Maths"),
        (["Biologie/Ecologie", "Nouvelle spécialité"], "Biologie-Ecologie,Nouvelle spécialité"),
    ],
)
def test_paire(ecrite, lue):
    assert paire(ecrite) == lue


def test_formation_de_meme_nom_dans_les_deux_formes():
    assert formation("Licence Psychlogie, Sciences cognitives") == "Licence Psychologie, Sciences cognitives"
    assert formation("D.E  social ") == "D.E social"
    assert formation(None) == ""


@pytest.mark.parametrize("mauvaise", ["Maths", "", None, ["Maths"], ["Maths", ""], "a,b,c", 12])
def test_paire_illisible(mauvaise):
    with pytest.raises(ValeurIllisible):
        paire(mauvaise)


@pytest.mark.parametrize(
    ("ligne", "colonne", "morceau"),
    [
        ("2023;Maths,SES;PASS;10;11;5", "proposition", "dépasse"),
        ("2023;Maths,SES;PASS;10;9;10", "accepté", "dépasse"),
        ("2023;Maths,SES;PASS;-1;-2;-3", "confirmé", "négatif"),
        ("2023;SES,Maths;PASS;10;9;8", "spécialité", "déjà écrite « Maths,SES »"),
        ("2023;Maths,SES;Licence AES;40;30;20", "Formation", "déjà celle de la ligne 3"),
        ("2019;Maths,SES;PASS;1;1;1", "Année", "trop petite"),
        ("2124;Maths,SES;PASS;1;1;1", "Année", "pas passée"),
        ("2023;Maths;PASS;1;1;1", "spécialité", "deux enseignements"),
        ("2023;Maths,SES;PASS;x;1;1", "confirmé", "pas un nombre"),
        ("2023;Maths,SES;;1;1;1", "Formation", "obligatoire"),
    ],
)
def test_lignes_refusees(tmp_path, ligne, colonne, morceau):
    lecture = lire(tmp_path, ENTETE + LIGNES + ligne + "\n")
    bloquant = [r for r in lecture.refus if r.bloquant]
    assert bloquant[0].ligne == 7
    assert colonne in bloquant[0].colonne
    assert morceau in bloquant[0].motif
    assert bloquant[0].remede
    assert (lecture.fiche.lignes_lues, lecture.tables[SPECIALITES].num_rows) == (6, 5)


def test_un_extrait_sans_total_est_refuse(tmp_path):
    extrait = ENTETE + LIGNES.replace(f"2023;HLP,LLCER;{TOTAL};10;9.0;8\n", "")
    with pytest.raises(DonneeInvalide, match=r"est un extrait : .*HLP,LLCER") as erreur:
        lire(tmp_path, extrait)
    assert "export complet" in erreur.value.remede


def test_une_somme_differente_du_total_est_signalee(tmp_path):
    lecture = lire(tmp_path, ENTETE + LIGNES.replace("CPGE ECG;70;65.0;60", "CPGE ECG;70;65.0;59"))
    assert [(r.ligne, r.bloquant) for r in lecture.refus] == [(2, False)]
    assert "79" in lecture.refus[0].motif


def test_aucune_ligne(tmp_path):
    with pytest.raises(DonneeInvalide, match="aucune ligne"):
        lire(tmp_path, ENTETE)


def test_l_annee_en_cours_est_admise(tmp_path):
    with a_l_instant(datetime(2023, 10, 1, tzinfo=UTC)):
        assert lire(tmp_path, ENTETE + LIGNES).refus_total == 0
    with a_l_instant(datetime(2022, 10, 1, tzinfo=UTC)), pytest.raises(DonneeInvalide, match="pas passée"):
        lire(tmp_path, ENTETE + LIGNES)
