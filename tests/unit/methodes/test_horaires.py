"""Opening hours: what is understood is exact, the rest is unknown."""

import pytest

from portulan.methodes.horaires import semaine


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        ("24/7", 168),
        ("Mo-Fr 09:00-12:00", 15),
        ("Mo-Fr 09:00-12:00,13:30-17:00", 32.5),
        ("Mo-Fr 09:00-12:00, 13:30-17:00; Sa 09:00-12:00", 35.5),
        ("Mo,We 9:00-10:00", 2),
        ("Mo-Fr 09:00-12:00; We off", 12),
        ("Mo-Fr 09:00-12:00; PH off", 15),
        ("Mo-Fr 09:00-12:00; We 14:00-15:00", 13),
        ("Mo 09:00-12:00, Mo 14:00-16:00", 5),
        ("Mo 09:00-12:00, Tu 14:00-16:00", 5),
        ("Sa-Mo 10:00-11:00", 3),
        ("10:00-24:00", 98),
        ("PH 10:00-12:00", 0),
        ("Mo-Fr 08:00-12:00,10:00-13:00", 25),
        ("Mo-Su closed", 0),
    ],
)
def test_heures_par_semaine(texte, heures):
    assert semaine(texte).bit_count() == heures * 60


@pytest.mark.parametrize(
    "texte",
    [
        None,
        "",
        "  ",
        "sur rendez-vous",
        "Mo-Fr",
        "Mo-Fr 25:00-26:00",
        "Mo-Fr 12:00-09:00",
        "Mo-Fr 09:60-10:00",
        "Apr-Sep Mo 09:00-12:00",
        "Mo[1] 09:00-12:00",
        'Mo 09:00-12:00 "sur rendez-vous"',
        "Mo-Fr 09:00-12:00; sauf vacances",
        "lundi 9h-12h",
    ],
)
def test_ce_qui_n_est_pas_compris_reste_inconnu(texte):
    assert semaine(texte) is None


def test_les_minutes_sont_a_leur_place():
    masque = semaine("Tu 00:00-00:01")
    assert masque == 1 << (24 * 60)
