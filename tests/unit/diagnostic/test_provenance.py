"""A figure cites the loads it comes from, and says when one of them is invented."""

from dataclasses import replace

from fabriques.petit_sol import petit_instantane, source, structures
from portulan.diagnostic.catalogue import indicateur
from portulan.diagnostic.provenance import fictif, sources_de

ACCES = indicateur("IND-F1.O3a-1")
PRESSION = indicateur("IND-F2.4b-6")


def _codes(fiches):
    return [f.code for f in fiches]


def test_geler_note_ce_que_chaque_source_apporte(tmp_path):
    vide = source(code="parcoursup", version="2025")
    instantane = petit_instantane(tmp_path, source(structures()), vide)
    par_code = {f.code: f for f in instantane.sources}
    assert par_code["annuaire"].tables == ("structures",)
    assert par_code["annuaire"].operateurs == ("cio", "ij", "mission_locale")
    assert par_code["parcoursup"].tables == ()
    assert par_code["geographie"].tables == ("communes", "territoires")


def test_un_chiffre_cite_ses_sources_et_elles_seules(tmp_path):
    sources = petit_instantane(tmp_path, source(structures())).sources
    assert _codes(sources_de(ACCES, sources)) == ["annuaire", "geographie"]
    assert sources_de(PRESSION, sources) == ()


def test_les_lieux_d_autres_operateurs_ne_sont_pas_cites(tmp_path):
    annuaire, sol = petit_instantane(tmp_path, source(structures())).sources
    autres = replace(annuaire, code="demonstration", operateurs=("apec",), fictif=True)
    assert _codes(sources_de(ACCES, (annuaire, autres, sol))) == ["annuaire", "geographie"]
    assert not fictif(ACCES, (annuaire, autres, sol))


def test_un_seul_lieu_invente_suffit_a_le_dire(tmp_path):
    annuaire, sol = petit_instantane(tmp_path, source(structures())).sources
    invente = replace(annuaire, code="demonstration", operateurs=("ij",), fictif=True)
    assert fictif(ACCES, (annuaire, invente, sol))
    assert not fictif(PRESSION, (annuaire, invente, sol))
