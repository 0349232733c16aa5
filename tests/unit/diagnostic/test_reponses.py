"""Short answers: agreement, dates, estimates, and what stays unknown."""

from datetime import date

import pytest

from portulan.diagnostic.catalogue import QUESTIONS, question
from portulan.diagnostic.mise_en_forme import ce_qui_manque
from portulan.diagnostic.reponses import Manque, date_fr, manques, phrase, reponse_courte
from portulan.diagnostic.resultats import Diagnostic, Ligne, table_resultats
from portulan.socle.declaration import PieceAttendue
from portulan.socle.resultat import ADocumenter, Calcule, NonCalculable, Raison
from portulan.socle.territoire import FRANCE, Niveau, Territoire

OCCITANIE = Territoire(Niveau.REGION, "76")


def diagnostic_de(code_question, **figures):
    """A diagnostic where every indicator of a question waits, but for the figures given (« code/composante »)."""
    lignes = []
    for i in question(code_question).indicateurs:
        siennes = [f for cle, f in figures.items() if cle.split("/")[0] == i.code]
        if not any(not f.composante and not f.ventilation for f in siennes):
            attente = i.attente
            vide = (
                ADocumenter(attente.piece, attente.detenteur)
                if isinstance(attente, PieceAttendue)
                else NonCalculable(Raison.TABLE_ABSENTE, ce_qui_manque(attente) if attente else "La table est vide.")
            )
            lignes.append(Ligne(i.code, OCCITANIE, "", "", vide))
        lignes += siennes
    return Diagnostic("76-2026-03-01-abc", "76", date(2026, 3, 1), False, False, table_resultats(lignes))


def figure(code, valeur, *, territoire=OCCITANIE, composante="", ventilation="", **parts):
    return {
        f"{code}/{territoire}/{composante}/{ventilation}": Ligne(
            code, territoire, composante, ventilation, Calcule(valeur, **parts)
        )
    }


@pytest.mark.parametrize("q", QUESTIONS, ids=lambda q: q.code)
def test_sans_aucune_donnee_dit_ce_qui_manque_et_qui_le_detient(q):
    reponse = reponse_courte(q, diagnostic_de(q.code))
    assert "il manque" in reponse
    assert "détenteur" in reponse
    assert reponse.endswith(".")
    assert "'" not in reponse
    assert "{" not in reponse
    assert sorted(c for m in manques(q, diagnostic_de(q.code)) for c in m.indicateurs) == sorted(
        i.code for i in q.indicateurs
    )


def test_chiffres_ecrits_en_francais_dates_et_estimes():
    d = diagnostic_de(
        "F1.O3",
        **figure("IND-F1.O3a-1", 2.7, estime=True),
        **figure("IND-F1.O3a-1", 163804.0, composante="effectif", estime=True),
    )
    reponse = reponse_courte(question("F1.O3"), d)
    assert reponse.startswith(
        "D’après l’instantané du 1er mars 2026, 2,7\u202f% de la population de la région, soit 163\u202f804 habitants, "
        "vit à plus de trente minutes de la structure d’accueil la plus proche (estimation)."
    )
    assert "11 indicateurs sur 12 restent sans valeur\u202f; il manque notamment\u00a0:" in reponse


@pytest.mark.parametrize(
    ("nombre", "ecrit"), [(0, "0 site d"), (1, "1 site d"), (2, "2 sites d"), (1200, "200 sites d")]
)
def test_accord_du_nom_avec_le_nombre(nombre, ecrit):
    d = diagnostic_de("F1.6", **figure("IND-F1.6-1", float(nombre), composante="sites_connus"))
    reponse = reponse_courte(question("F1.6"), d)
    assert ecrit in reponse
    assert "l’annuaire recense" in reponse
    assert "Ces effectifs mis à part, aucun des 4 indicateurs" in reponse


def test_la_france_quand_la_source_ne_parle_que_d_elle():
    d = diagnostic_de(
        "F2.4",
        **figure("IND-F2.4b-3", 85.6, territoire=FRANCE),
        **figure("IND-F2.4b-3", 83.5, territoire=FRANCE, ventilation="annee=2022"),
        **figure("IND-F2.4b-3", 85.6, territoire=FRANCE, ventilation="annee=2023"),
    )
    assert "en 2023 et pour la France entière, 85,6\u202f% des bacheliers" in reponse_courte(question("F2.4"), d)


def test_une_phrase_dont_un_chiffre_manque_n_est_pas_dite():
    d = diagnostic_de("F1.O3", **figure("IND-F1.O3a-1", 2.7))
    assert not phrase(question("F1.O3").indicateurs[0], d)


def test_indicateur_absent_du_diagnostic_ignore():
    d = Diagnostic("x", "76", date(2026, 3, 1), False, False, table_resultats([]))
    assert manques(question("F1.5"), d) == []
    assert reponse_courte(question("F1.5"), d) == ""


def test_secret_statistique_ni_piece_ni_zero():
    lignes = [Ligne("IND-F1.9-3", OCCITANIE, "", "", NonCalculable(Raison.NON_DIFFUSABLE))]
    d = Diagnostic("x", "76", date(2026, 3, 1), False, False, table_resultats(lignes))
    (manque,) = manques(question("F1.9"), d)
    assert manque.quoi == "la valeur régionale de «\u00a0doublons d’annuaire\u00a0»"


def test_une_piece_demandee_par_deux_indicateurs_n_est_citee_qu_une_fois():
    q = question("F1.0")
    (manque,) = manques(q, diagnostic_de("F1.0"))
    assert manque.indicateurs == tuple(i.code for i in q.indicateurs)
    assert str(Manque("le registre", "la Région")) == "Le registre (détenteur\u00a0: la Région)."


def test_date_en_toutes_lettres():
    assert date_fr(date(2026, 8, 1)) == "1er août 2026"
    assert date_fr(date(2025, 12, 31)) == "31 décembre 2025"
