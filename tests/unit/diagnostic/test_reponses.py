"""Short answers: agreement, dates, estimates, and what stays unknown."""

from datetime import date

import pytest

from portulan.diagnostic.catalogue import QUESTIONS, question
from portulan.diagnostic.mise_en_forme import ce_qui_manque
from portulan.diagnostic.reponses import Manque, manques, phrase, reponse_courte
from portulan.diagnostic.resultats import Diagnostic, Ligne, table_resultats
from portulan.socle.dates import date_fr
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


def test_la_phrase_partielle_dit_ce_qui_est_connu():
    contributions = figure("IND-F1.O1-3", 88.0, numerateur=22.0, denominateur=25.0)
    sans = phrase(question("F1.O1").indicateurs[2], diagnostic_de("F1.O1", **contributions))
    assert sans.endswith("motivée, soit 88,0\u202f%.")
    absents = figure("IND-F1.O1-3", 2.0, composante="types_sans_reunion")
    avec = phrase(question("F1.O1").indicateurs[2], diagnostic_de("F1.O1", **contributions, **absents))
    assert avec.endswith("jamais conviés à une séance\u00a0: 2.")


def test_une_phrase_nomme_les_modalites_et_la_plus_haute():
    statuts = {"conforme": 1.0, "conforme_avec_plan": 5.0, "non_conforme": 3.0, "non_evalue": 0.0}
    d = diagnostic_de(
        "F1.3",
        **figure("IND-F1.3c-1", 9.0),
        **{k: v for s, n in statuts.items() for k, v in figure("IND-F1.3c-1", n, ventilation=f"statut={s}").items()},
        **figure("IND-F1.3c-3", 40.0),
        **figure("IND-F1.3c-3", 40.0, ventilation="critere=P2.3"),
        **figure("IND-F1.3c-3", 12.5, ventilation="critere=P1.1"),
        **figure("IND-F1.3c-3", 1.0, composante="fragiles"),
    )
    dites = {i.code: phrase(i, d) for i in question("F1.3").indicateurs}
    assert dites["IND-F1.3c-1"] == (
        "Sur 9 structures à évaluer\u00a0: 1 conforme, 5 conformes avec un plan de progrès, 3 non conformes et 0 non "
        "évaluée."
    )
    assert dites["IND-F1.3c-3"].startswith("Le critère le plus fragile, P2.3, n’est pas atteint par 40,0\u202f%")


def test_chaque_partie_d_une_question_parle_avant_les_seconds_chiffres_d_une_autre():
    d = diagnostic_de(
        "F1.10",
        **figure("IND-F1.10-2", 50.0, numerateur=2.0, denominateur=4.0),
        **figure("IND-F1.10-2", 1.0, composante="regards_croises"),
    )
    assert "structures à évaluer, 2" in reponse_courte(question("F1.10"), d)
    d = diagnostic_de(
        "F1.O3",
        **figure("IND-F1.O3a-1", 2.7),
        **figure("IND-F1.O3a-1", 10.0, composante="effectif"),
        **figure("IND-F1.O3a-2", 9.0),
        **figure("IND-F1.O3a-2", 30.0, composante="p90"),
        **figure("IND-F1.O3b-1", 90.0, numerateur=9.0, denominateur=10.0),
        **figure("IND-F1.O3d-1", 50.0, numerateur=1.0, denominateur=2.0),
        **figure("IND-F1.O3d-1", 60.0, composante="couples"),
    )
    reponse = reponse_courte(question("F1.O3"), d)
    assert "déclarés gratuits" in reponse
    assert "dans 1 des 2 bassins" in reponse
    assert "neuf sur dix" not in reponse


def test_un_registre_vide_dit_qui_le_tient():
    detail = "Rien n’est encore inscrit dans le registre «\u00a0Preuves déposées à l'appui des évaluations\u00a0»."
    lignes = [Ligne("IND-F1.10-3", OCCITANIE, "", "", NonCalculable(Raison.TABLE_ABSENTE, detail))]
    d = Diagnostic("x", "76", date(2026, 3, 1), False, False, table_resultats(lignes))
    (manque,) = manques(question("F1.10"), d)
    assert manque.quoi == "le registre «\u00a0Preuves déposées à l’appui des évaluations\u00a0»"
    assert manque.detenteur == "les structures du SPRO, qui déposent leurs preuves"


def test_un_denominateur_nul_n_est_pas_une_table_absente():
    lignes = [Ligne("IND-F1.10-4", OCCITANIE, "", "", NonCalculable(Raison.DENOMINATEUR_NUL))]
    d = Diagnostic("x", "76", date(2026, 3, 1), False, False, table_resultats(lignes))
    (manque,) = manques(question("F1.10"), d)
    assert manque.quoi.startswith("un premier cas à compter dans «\u00a0actions de progrès")
    assert "plan de progrès" in manque.detenteur
