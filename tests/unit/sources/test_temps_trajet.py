"""Travel-time matrices: found by their header, refused with line and column, former communes brought to the present."""

from datetime import date

import pytest

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.tables import TEMPS_TRAJET
from portulan.sources.catalogue import reconnaitre
from portulan.sources.lecture import apercu
from portulan.sources.temps_trajet import TempsTrajet


def lire(dossier, texte, nom="temps_trajet_2026-09-30.csv"):
    fichier = dossier / nom
    fichier.write_text(texte, "utf-8")
    return TempsTrajet().lire(fichier, origine=nom)


def lus(lecture):
    assert lecture.tables[TEMPS_TRAJET].schema.equals(TEMPS_TRAJET.schema())
    return {(r["origine"], r["destination"]): r["minutes"] for r in lecture.tables[TEMPS_TRAJET].to_pylist()}


@pytest.mark.parametrize(
    "entete",
    [
        "origine;destination;minutes",
        "from_id;to_id;travel_time_p50",
        "Commune origine;Commune destination;Durée minutes",
    ],
)
def test_communes_et_structures(tmp_path, entete):
    lecture = lire(tmp_path, f"{entete}\n31555;31069;17,5\n1004;annuaire--abc;8\n31555;31555;0\n")
    assert lus(lecture) == {("31555", "31069"): 17.5, ("01004", "annuaire--abc"): 8.0, ("31555", "31555"): 0.0}
    assert lecture.refus == ()
    assert (lecture.fiche.version, lecture.fiche.date_donnees) == ("trajets", date(2026, 9, 30))
    assert (lecture.fiche.lignes_lues, lecture.fiche.lignes_retenues) == (3, 3)
    assert "3 trajets depuis 2 communes" in lecture.fiche.notes[0]


def test_reconnu_parmi_les_autres(tmp_path):
    fichier = tmp_path / "temps_trajet_2026-09-30.csv"
    fichier.write_text("origine,destination,minutes\n31555,31069,12\n", "utf-8")
    assert reconnaitre(fichier).code == "temps_trajet"
    fichier.write_text("origine,minutes\n31555,12\n", "utf-8")
    assert not TempsTrajet().reconnait(apercu(fichier))


def test_chaque_refus_dit_sa_ligne_et_sa_colonne(tmp_path):
    lecture = lire(
        tmp_path,
        "origine;destination;minutes\n99999;31069;5\n31555;Blagnac;5\n31555;31069;vite\n31555;31069;-3\n"
        "31555;31069;2000\n31555;31069;\n;31069;4\n31555;31069;9\n31555;31069;9\n",
    )
    assert [(r.ligne, r.colonne) for r in lecture.refus] == [
        (2, "origine"),
        (3, "destination"),
        (4, "minutes"),
        (5, "minutes"),
        (6, "minutes"),
        (7, "minutes"),
        (8, "origine"),
        (10, "origine, destination"),
    ]
    assert all(r.remede and r.bloquant for r in lecture.refus)
    assert lus(lecture) == {("31555", "31069"): 9.0}


def test_communes_fusionnees(tmp_path):
    # 01033 (Valserhône) took in 01091 and 01205 in 2019
    lecture = lire(tmp_path, "origine;destination;minutes\n01091;01004;40\n01205;01004;44\n01004;01091;39\n")
    assert lus(lecture) == {("01033", "01004"): 40.0, ("01004", "01033"): 39.0}
    assert [(r.ligne, r.bloquant) for r in lecture.refus] == [(3, False)]
    assert "Anciens codes ramenés aux codes actuels : 3." in lecture.fiche.notes


def test_sans_date_ou_sans_colonne(tmp_path):
    with pytest.raises(DonneeInvalide, match="ne dit pas de quand date") as erreur:
        lire(tmp_path, "origine;destination;minutes\n31555;31069;9\n", "trajets.csv")
    assert "temps_trajet_2026-09-30.csv" in erreur.value.remede
    with pytest.raises(DonneeInvalide, match="il manque la colonne « minutes »"):
        lire(tmp_path, "origine;destination\n31555;31069\n")
