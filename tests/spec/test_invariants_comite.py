"""What must hold whatever the committee did: medians among their cases, no case without a day, nothing late twice."""

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.diagnostic.tables import dates_de_reference
from spec.test_invariants import LIEUX, lignes_de, reglages

JOUR = date(2026, 3, 31)
REFERENCE = dates_de_reference(JOUR).to_pylist()
PREMIERE = {"cahier_charges_spro": "F1.0", "convention_etat_region": "F2.0"}
jour = st.dates(JOUR - timedelta(days=500), JOUR + timedelta(days=60))


@st.composite
def saisines(draw):
    """Referrals in any order of dates: what is irregular must be seen, not refused."""
    rangees = []
    for rang in range(draw(st.integers(0, 8))):
        avis = draw(st.none() | jour)
        rangees.append(
            {
                "numero": f"S-{rang}",
                "type": draw(st.sampled_from(sorted(PREMIERE))),
                "recue_le": draw(jour),
                "delai": draw(st.none() | st.integers(0, 120)),
                "jours_suspendus": draw(st.integers(0, 40)),
                "suspendue_depuis": draw(st.none() | jour),
                "en_cours": avis is None and draw(st.booleans()),
                "avis_rendu_le": avis,
                "adoptee_le": draw(st.none() | jour),
            }
        )
    return rangees


def passe(quand):
    return quand is not None and quand <= JOUR


def par_saisine(lignes):
    return {c[3].removeprefix("saisine="): r["valeur"] for c, r in lignes.items() if c[3]}


def valeur(lignes, composante=""):
    return lignes["region", "76", composante, ""]["valeur"]


@reglages
@given(saisines(), st.sampled_from(sorted(PREMIERE)))
def test_delai_de_la_saisine_a_l_avis(rangees, objet):
    lignes = lignes_de(f"{PREMIERE[objet]}-1", saisines=rangees, communes=LIEUX, reference=REFERENCE)
    siennes = [r for r in rangees if r["type"] == objet and passe(r["recue_le"])]
    rendues = {r["numero"]: (r["avis_rendu_le"] - r["recue_le"]).days for r in siennes if passe(r["avis_rendu_le"])}
    assert par_saisine(lignes) == rendues
    assert valeur(lignes) == (pytest.approx(median(rendues.values())) if rendues else None)
    assert valeur(lignes, "avis") == (len(rendues) if siennes else None)
    attendent = {
        r["numero"] for r in siennes if r["en_cours"] or (r["avis_rendu_le"] and not passe(r["avis_rendu_le"]))
    }
    assert valeur(lignes, "en_attente") == (len(attendent) if siennes else None)
    tardives = valeur(lignes, "hors_delai")
    suivies = [r for r in siennes if r["delai"] is not None and r["numero"] in {*attendent, *rendues}]
    assert (tardives is None) == (not suivies)
    assert (tardives or 0) <= len(suivies)


@reglages
@given(saisines(), st.sampled_from(sorted(PREMIERE)))
def test_delai_de_l_avis_a_l_acte(rangees, objet):
    lignes = lignes_de(f"{PREMIERE[objet]}-2", saisines=rangees, communes=LIEUX, reference=REFERENCE)
    adoptees = [r for r in rangees if r["type"] == objet and passe(r["recue_le"]) and passe(r["adoptee_le"])]
    avisees = {r["numero"]: (r["adoptee_le"] - r["avis_rendu_le"]).days for r in adoptees if passe(r["avis_rendu_le"])}
    assert par_saisine(lignes) == avisees
    assert valeur(lignes) == (pytest.approx(median(avisees.values())) if avisees else None)
    assert valeur(lignes, "sans_avis") == (len(adoptees) - len(avisees) if adoptees else None)
