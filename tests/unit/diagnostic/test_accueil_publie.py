"""What is published of the reception: nothing without a register, nothing below the thresholds of secrecy."""

import pytest

from fabriques.petit_sol import petit_instantane, source
from portulan.diagnostic.catalogue import indicateur
from portulan.diagnostic.moteur import diagnostiquer
from portulan.socle.resultat import Calcule, NonCalculable, Raison
from portulan.socle.tables_accueil import ACCUEIL, ACCUEILS, DELAIS, TRANSMISSIONS
from portulan.socle.territoire import Niveau, Territoire
from spec.tableau import tableau

SEULS = [i for t in ACCUEIL for i in ("F1.O3c-3", "F1.O3c-4", "F1.4a-3", "F1.4b-1") if t in indicateur(i).tables]
OCCITANIE, LAURAGAIS = Territoire(Niveau.REGION, "76"), Territoire(Niveau.BASSIN, "200000002")


def mesurer(racine, code, *contenu, moteur="duckdb"):
    return diagnostiquer(petit_instantane(racine, source(*contenu)), indicateurs=[indicateur(code)], moteur=moteur)


@pytest.mark.parametrize("code", sorted(set(SEULS)))
def test_sans_registre_le_manque_et_qui_le_tient_sont_dits(tmp_path, code):
    resultat = mesurer(tmp_path, code).principal(f"IND-{code}").resultat
    assert isinstance(resultat, NonCalculable)
    assert resultat.raison is Raison.TABLE_ABSENTE
    assert "les structures du SPRO, qui accueillent et orientent" in resultat.detail


@pytest.mark.parametrize("moteur", ["duckdb", "polars"])
def test_une_duree_de_moins_de_vingt_personnes_n_est_pas_publiee(tmp_path, moteur):
    histogramme = """
        bassin    | etape       | jours | nombre
        200000001 | rendez_vous | 4     | 40
        200000001 | rendez_vous | 9     | 20
        200000002 | rendez_vous | 30    | 19
    """
    diagnostic = mesurer(tmp_path, "F1.O3c-4", (DELAIS, tableau(DELAIS, histogramme)), moteur=moteur)
    secret = diagnostic.ligne("IND-F1.O3c-4", LAURAGAIS).resultat
    assert secret == NonCalculable(Raison.NON_DIFFUSABLE, secret.detail)
    assert diagnostic.ligne("IND-F1.O3c-4", LAURAGAIS, "p90").valeur is None
    assert isinstance(diagnostic.ligne("IND-F1.O3c-4", OCCITANIE).resultat, Calcule)


def test_un_petit_nombre_de_renvois_ne_se_lit_nulle_part(tmp_path):
    accueils = """
        bassin    | operateur | accueils | renvois
        200000001 | cio       | 90       | 8
        200000002 | cio       | 90       | 2
    """
    diagnostic = mesurer(tmp_path, "F1.4a-3", (ACCUEILS, tableau(ACCUEILS, accueils)))
    lignes = {ligne.territoire: ligne.valeur for ligne in diagnostic.lignes("IND-F1.4a-3", ventilation="")}
    assert lignes[LAURAGAIS] is None
    # The other bassin or the region goes too: their difference would tell
    assert None in {lignes[OCCITANIE], lignes[Territoire(Niveau.BASSIN, "200000001")]}


def test_une_personne_perdue_se_compte_sans_se_nommer(tmp_path):
    transmissions = """
        bassin    | emettrice | receveuse | emises | perdues
        200000001 | cio       | ij        | 90     | 6
    """
    diagnostic = mesurer(tmp_path, "F1.O3c-3", (TRANSMISSIONS, tableau(TRANSMISSIONS, transmissions)))
    assert diagnostic.principal("IND-F1.O3c-3").valeur == 6
    assert {d.seuil for d in diagnostic.declenchements} == {"V-F1.O3c-3"}
