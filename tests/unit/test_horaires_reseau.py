"""Opening hours: read, written, said in French, and what the grid of the form can hold."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.terrain.reseau import horaires
from portulan.terrain.reseau.horaires import Jour, Semaine, cases, creneaux, dire, ecrire, lire, lire_heure, maintenant

PARIS = ZoneInfo("Europe/Paris")
MATIN, JOURNEE = (540, 720), ((540, 720), (840, 1020))


@st.composite
def jours(draw, bornes=(0, 2, 4, 6)):
    instants = sorted(draw(st.sets(st.integers(0, 1440), min_size=6, max_size=6)))[: draw(st.sampled_from(bornes))]
    mot = " ".join(draw(st.text("abcé ;-,:09", max_size=20)).split())
    return Jour(tuple(zip(instants[::2], instants[1::2], strict=True)), mot)


semaines = st.builds(Semaine, st.tuples(*[jours()] * 7), st.booleans())


@given(semaines)
def test_ecrire_puis_lire_rend_la_meme_semaine(semaine):
    assert lire(ecrire(semaine)) == semaine


@given(jours(bornes=(0, 2, 4)))
def test_la_grille_rend_les_memes_creneaux(jour):
    assert creneaux(cases(jour)) == jour.creneaux


@given(st.text(max_size=60))
def test_un_texte_quelconque_ne_fait_rien_tomber(texte):
    dire(texte)
    semaine = lire(texte)
    if semaine is not None:
        assert lire(ecrire(semaine)) == semaine


def test_lire_la_syntaxe_des_annuaires():
    semaine = lire('Mo-Th,Sa 09:00-12:00,14:00-17:00; Fr 09:00-12:00 "Sur rendez-vous; appelez"; PH off')
    assert semaine == Semaine(
        (*[Jour(JOURNEE)] * 4, Jour((MATIN,), "Sur rendez-vous; appelez"), Jour(JOURNEE), Jour()), feries_fermes=True
    )
    assert lire("24/7") == Semaine((Jour(((0, 1440),)),) * 7)
    assert lire("09:00-12:00").jours == (Jour((MATIN,)),) * 7


@pytest.mark.parametrize(
    "texte",
    ["Mo 09:00-12:00; Mo 14:00-17:00", "Apr-Oct Mo 09:00-12:00", "Mo 22:00-02:00", "Mo 09:00-25:00", "sur rendez-vous"],
)
def test_ce_qui_n_est_pas_compris_n_est_pas_devine(texte):
    assert lire(texte) is None
    assert maintenant(texte, datetime(2026, 3, 2, 10, 0, tzinfo=PARIS)).ouvert is None
    assert dire(texte)


def test_dire_en_francais():
    assert dire('Mo-Fr 09:00-12:30; Sa 10:00-12:00 "Uniquement sur rendez-vous"') == [
        ("lundi au vendredi", "9\u00a0h–12\u00a0h\u00a030"),
        ("samedi", "10\u00a0h–12\u00a0h, uniquement sur rendez-vous"),
        ("dimanche", "fermé"),
    ]
    assert dire("Mo 09:00-12:00; Mo 14:00-17:00")[1] == ("", "lundi 14:00-17:00")
    assert dire("") == []


@pytest.mark.parametrize(
    ("instant", "ouvert", "phrase"),
    [
        (datetime(2026, 3, 2, 9, 0, tzinfo=PARIS), True, "ouvert maintenant, jusqu’à 12\u00a0h"),
        (datetime(2026, 3, 2, 12, 0, tzinfo=PARIS), False, "fermé pour l’instant, ouvre à 14\u00a0h"),
        (datetime(2026, 3, 2, 18, 0, tzinfo=PARIS), False, "fermé pour l’instant, ouvre demain à 9\u00a0h"),
        (datetime(2026, 3, 6, 18, 0, tzinfo=PARIS), False, "fermé pour l’instant, ouvre lundi à 9\u00a0h"),
        (datetime(2026, 4, 6, 10, 0, tzinfo=PARIS), None, "jour férié : appelez avant de vous déplacer"),
    ],
)
def test_ouvert_maintenant(instant, ouvert, phrase):
    assert maintenant("Mo-Fr 09:00-12:00,14:00-17:00", instant) == horaires.Maintenant(ouvert, phrase)


def test_ferme_les_jours_feries_ouvre_le_lendemain():
    etat = maintenant("Mo-Fr 09:00-12:00; PH off", datetime(2026, 4, 6, 10, 0, tzinfo=PARIS))
    assert etat == horaires.Maintenant(ouvert=False, phrase="fermé pour l’instant, ouvre demain à 9\u00a0h")


@pytest.mark.parametrize("jour", [date(2024, 4, 1), date(2025, 5, 29), date(2026, 5, 25), date(2026, 7, 14)])
def test_jours_feries(jour):
    assert horaires.ferie(jour)
    assert not horaires.ferie(date(2026, 5, 26))


@pytest.mark.parametrize(
    ("texte", "minutes"),
    [("9", 540), ("9h", 540), ("9h30", 570), ("9 h 30", 570), ("09:30", 570), ("930", 570), ("24h", 1440)],
)
def test_lire_l_heure_que_l_on_tape(texte, minutes):
    assert lire_heure(texte) == minutes


@pytest.mark.parametrize("texte", ["", "25h", "9h75", "midi", "-1", "9:3"])
def test_heure_refusee(texte):
    assert lire_heure(texte) is None
