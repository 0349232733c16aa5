"""Majority, ties, casting vote, counting: golden vectors of the domain and invariants."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.crefop.scrutin.depouillement import DISCRETION, Inscrit, colleges_tus, depouiller, depouiller_secret
from portulan.crefop.scrutin.diagramme import document
from portulan.crefop.scrutin.enums import Choix, EtatScrutin, Issue
from portulan.crefop.scrutin.regles import Base, Egalite, Voix, decider, demandeurs_requis, secret_accorde
from portulan.crefop.scrutin.transitions import TRANSITIONS, exiger
from portulan.instantane.canonique import json_canonique
from portulan.socle.erreurs import DonneeInvalide, Impossible

RACINE = Path(__file__).parents[2]
COLLEGES = ("copres", "etat", "syndicats", "patronat", "region")


def regles(base="exprimes", egalite="partage", composition=60):
    return {
        "base_majorite": {"valeur": base},
        "egalite": {"valeur": egalite},
        "composition": {"sieges": composition, "voix": composition},
    }


def corps_de(nombre, *, poids=None, presidences=()):
    return [
        Inscrit(
            code=f"s{n:02}",
            libelle=f"Siège {n}",
            organisation=f"Organisation {n}",
            college=COLLEGES[n % len(COLLEGES)],
            college_libelle=COLLEGES[n % len(COLLEGES)].capitalize(),
            poids=poids[n] if poids else 1,
            rang=n,
            copreside=presidences[n] if n < len(presidences) else "",
        )
        for n in range(nombre)
    ]


def votes(pour, contre, abstention=0, nppv=0):
    dits = ["pour"] * pour + ["contre"] * contre + ["abstention"] * abstention + ["ne_prend_pas_part"] * nppv
    return [(f"s{n:02}", choix) for n, choix in enumerate(dits)]


# --- golden vectors -------------------------------------------------------------------------------


def test_vecteur_3_la_base_de_la_majorite():
    """Ten present, 4 for, 3 against, 3 abstentions: not adopted among those present, adopted among votes cast."""
    resultat = depouiller(corps_de(10), votes(4, 3, 3), regles("presents_ou_representes", composition=34))
    assert resultat["issue"] == "partage"
    assert resultat["majorite"]["voix"] == 10
    assert resultat["majorite"]["requise"] == 6
    autres = {b["base"]: (b["issue"], b["requise"]) for b in resultat["autres_bases"]}
    assert autres == {"exprimes": ("adopte", 4), "composition": ("partage", 18)}
    assert resultat["exprimes"] == 7


@pytest.mark.parametrize(
    ("egalite", "choix_etat", "issue", "departage"),
    [
        ("partage", "pour", "partage", ""),
        ("voix_preponderante_etat", "pour", "adopte", "etat"),
        ("voix_preponderante_etat", "contre", "rejete", "etat"),
        ("voix_preponderante_region", "pour", "rejete", "region"),
        ("rejet", "pour", "rejete", ""),
    ],
)
def test_vecteur_4_cinq_contre_cinq_deux_copresidents(egalite, choix_etat, issue, departage):
    """CRPA: « partage » unless the règlement intérieur names a casting vote, which follows the chair's own vote."""
    autre = "contre" if choix_etat == "pour" else "pour"
    dits = [("s00", choix_etat), ("s01", autre)] + [(f"s{n:02}", "pour" if n % 2 else "contre") for n in range(2, 10)]
    corps = corps_de(10, presidences=("etat", "region"))
    resultat = depouiller(corps, dits, regles("presents_ou_representes", egalite))
    assert resultat["majorite"]["egalite"] is True
    assert resultat["issue"] == issue
    assert resultat["voix_preponderante"] == departage


def test_vecteur_4_le_copresident_de_l_etat_s_est_abstenu():
    corps = corps_de(11, presidences=("etat", "region"))
    dits = [("s00", "abstention")] + [(f"s{n:02}", "pour" if n % 2 else "contre") for n in range(1, 11)]
    resultat = depouiller(corps, dits, regles("exprimes", "voix_preponderante_etat"))
    assert (resultat["issue"], resultat["majorite"]["egalite"]) == ("partage", True)
    assert resultat["majorite"]["preponderante"] == "abstention"
    assert resultat["voix_preponderante"] == ""


def test_la_voix_preponderante_d_un_absent_ne_departage_pas():
    corps = corps_de(10, presidences=("etat", "region"))
    dits = [(f"s{n:02}", "pour" if n % 2 else "contre") for n in range(1, 9)]
    assert depouiller(corps, dits, regles("exprimes", "voix_preponderante_etat"))["issue"] == "partage"


def test_personne_n_exprime_de_suffrage():
    resultat = depouiller(corps_de(4), votes(0, 0, 4), regles())
    assert (resultat["exprimes"], resultat["issue"]) == (0, "partage")


@pytest.mark.parametrize("base", list(Base))
@pytest.mark.parametrize("egalite", list(Egalite))
def test_sans_suffrage_exprime_il_n_y_a_ni_egalite_ni_majorite(base, egalite):
    corps = corps_de(4, presidences=("etat", "region"))
    resultat = depouiller(corps, votes(0, 0, 3), regles(base, egalite, composition=4))
    assert (resultat["majorite"]["egalite"], resultat["issue"]) == (False, "partage")


@pytest.mark.parametrize("base", list(Base))
def test_autant_de_pour_que_de_contre_est_un_partage_malgre_les_abstentions(base):
    """CRPA, art. R. 133-11: what is equal is the voices for and against, whatever the base counts besides."""
    assert depouiller(corps_de(9), votes(3, 5, 1), regles())["issue"] == "rejete"
    corps, dits = corps_de(10, presidences=("etat",)), votes(4, 4, 2)
    issues = {}
    for egalite in Egalite:
        resultat = depouiller(corps, dits, regles(base, egalite, composition=12))
        assert resultat["majorite"]["egalite"] is True
        issues[egalite.value] = resultat["issue"]
    assert issues == {
        "voix_preponderante_etat": "adopte",
        "voix_preponderante_region": "partage",
        "partage": "partage",
        "rejet": "rejete",
    }
    assert depouiller(corps, votes(4, 3, 3), regles("presents_ou_representes"))["majorite"]["egalite"] is False


def test_le_porteur_du_mandat_d_une_presidence_n_a_pas_sa_voix_preponderante():
    prefet, *autres = corps_de(10, presidences=("etat", "region"))
    dits = [(f"s{n:02}", "pour" if n % 2 else "contre") for n in range(10)]
    avec = regles("exprimes", "voix_preponderante_etat")
    assert depouiller([prefet, *autres], dits, avec)["issue"] == "rejete"
    par_mandat = depouiller([replace(prefet, par_mandat=True), *autres], dits, avec)
    assert (par_mandat["issue"], par_mandat["majorite"]["egalite"]) == ("partage", True)
    assert par_mandat["majorite"]["preponderante"] is None


def test_les_tetes_et_les_voix_ne_se_melangent_pas():
    """Weighted: three heads against one, and the one wins."""
    resultat = depouiller(corps_de(4, poids=[10, 2, 2, 2]), votes(1, 3), regles(composition=16))
    assert resultat["choix"]["pour"] == {"sieges": 1, "voix": 10}
    assert resultat["choix"]["contre"] == {"sieges": 3, "voix": 6}
    assert resultat["issue"] == "adopte"
    assert resultat["corps"] == {"sieges": 4, "voix": 16}


def test_secret_sur_demande_de_la_fraction():
    assert demandeurs_requis(10, 33) == 4
    assert not secret_accorde(3, 10, 33)
    assert secret_accorde(4, 10, 33)
    assert not secret_accorde(10, 10, 0)


def test_un_vote_secret_ne_dit_ni_les_petits_colleges_ni_les_unanimes():
    corps = [
        Inscrit(f"{c}{n}", f"{c}{n}", "", c, c, 1, rang)
        for rang, (c, n) in enumerate(
            (c, n) for c, taille in (("a", 5), ("b", 2), ("c", 4), ("d", 6)) for n in range(taille)
        )
    ]
    urne = [
        *(("a", c) for c in ("pour", "pour", "contre", "abstention", "pour")),
        *(("", c) for c in ("contre", "pour")),
        *(("c", "pour") for _ in range(4)),
        *(("d", c) for c in ("pour", "contre", "contre", "pour", "pour", "pour")),
    ]
    bulletins = [(f"{n:032x}", college, choix) for n, (college, choix) in enumerate(urne)]
    resultat = depouiller_secret(corps, [i.code for i in corps], bulletins, regles())
    tus = {c["code"]: c["tu"] for c in resultat["colleges"] if c["tu"]}
    assert tus == {"b": "moins de trois votants", "c": "unanime, ou déductible d’un autre collège"}
    assert resultat["choix"]["pour"] == {"sieges": 12, "voix": 12}
    assert resultat["sieges"] == []


def test_un_college_qui_se_deduirait_est_tu():
    """Only one college is hidden: the total would give it away, so a second one is not told either."""
    urne = {"a": ["pour"] * 4, "b": ["pour", "contre"] * 2, "c": ["pour", "contre"] * 3}
    corps = [Inscrit(f"{c}{n}", "", "", c, c, 1, rang) for rang, c in enumerate(urne) for n in range(len(urne[c]))]
    bulletins = [(f"{c}{n}", c, choix) for c, dits in urne.items() for n, choix in enumerate(dits)]
    assert set(colleges_tus(corps, {i.code for i in corps}, bulletins)) == {"a", "b"}


def test_le_secret_pondere_ne_connait_pas_les_tetes():
    corps = corps_de(3, poids=[2, 1, 1])
    bulletins = [(f"{n:032x}", "", c) for n, c in enumerate(("pour", "pour", "contre", "contre"))]
    resultat = depouiller_secret(corps, ["s00", "s01", "s02"], bulletins, regles(composition=4))
    assert resultat["choix"]["pour"] == {"sieges": None, "voix": 2}
    assert resultat["votants"] == 3


def test_une_urne_qui_ne_repond_pas_a_l_emargement_est_refusee():
    with pytest.raises(DonneeInvalide, match="1 bulletins pour 2 voix"):
        depouiller_secret(corps_de(2), ["s00", "s01"], [("0" * 32, "", "pour")], regles())


@pytest.mark.parametrize("intrus", [("s00", "pour"), ("s99", "pour")])
def test_i1_i4_un_siege_deux_fois_ou_hors_du_corps_est_refuse(intrus):
    with pytest.raises(DonneeInvalide, match="deux fois, ou n’est pas du corps"):
        depouiller(corps_de(3), [("s00", "contre"), intrus], regles())


# --- invariants -----------------------------------------------------------------------------------


@st.composite
def scrutins(tirer):
    """A body, its ballots and its rules."""
    nombre = tirer(st.integers(1, 24))
    poids = tirer(st.lists(st.integers(1, 9), min_size=nombre, max_size=nombre))
    corps = corps_de(nombre, poids=poids, presidences=("etat", "region"))
    dits = tirer(st.lists(st.sampled_from([*Choix.values, ""]), min_size=nombre, max_size=nombre))
    bulletins = [(i.code, c) for i, c in zip(corps, dits, strict=True) if c]
    avec = regles(tirer(st.sampled_from(list(Base))), tirer(st.sampled_from(list(Egalite))), sum(poids) + 5)
    return corps, bulletins, avec


@given(scrutins())
def test_i2_les_voix_exprimees_ne_depassent_jamais_celles_du_corps(scrutin):
    corps, bulletins, avec = scrutin
    r = depouiller(corps, bulletins, avec)
    for mesure, total in (("sieges", len(corps)), ("voix", sum(i.poids for i in corps))):
        recus = sum(c[mesure] for c in r["choix"].values())
        assert recus + r["sans_bulletin"][mesure] == total
        assert recus <= r["corps"][mesure] == total
    assert r["votants"] == len(bulletins)


@given(scrutins())
def test_i5_les_colleges_font_le_total(scrutin):
    r = depouiller(*scrutin)
    for choix in Choix.values:
        for mesure in ("sieges", "voix"):
            assert sum(c["choix"][choix][mesure] for c in r["colleges"]) == r["choix"][choix][mesure]
    assert sum(c["votants"] for c in r["colleges"]) == r["votants"]
    assert sum(c["corps"]["voix"] for c in r["colleges"]) == r["corps"]["voix"]


@given(scrutins(), st.randoms(use_true_random=False))
def test_i8_l_ordre_des_membres_et_des_bulletins_ne_change_pas_un_octet(scrutin, hasard):
    corps, bulletins, avec = scrutin
    attendu = json_canonique(depouiller(corps, bulletins, avec))
    hasard.shuffle(corps)
    hasard.shuffle(bulletins)
    assert json_canonique(depouiller(corps, bulletins, avec)) == attendu


@given(scrutins(), st.randoms(use_true_random=False))
def test_i5_i8_le_secret_ne_dit_rien_de_plus_et_ne_depend_pas_de_l_ordre(scrutin, hasard):
    corps, bulletins, avec = scrutin
    par_code, tailles = {i.code: i for i in corps}, Counter(i.college for i in corps)
    urne, n = [], 0
    for code, choix in bulletins:
        inscrit = par_code[code]
        for _ in range(inscrit.poids):
            urne.append((f"{n:032x}", inscrit.college if tailles[inscrit.college] >= DISCRETION else "", choix))
            n += 1
    votants = [code for code, _ in bulletins]
    r = depouiller_secret(corps, votants, urne, avec)
    clair = depouiller(corps, bulletins, avec)
    assert {c: r["choix"][c]["voix"] for c in Choix.values} == {c: clair["choix"][c]["voix"] for c in Choix.values}
    dits = [c for c in r["colleges"] if not c["tu"]]
    for c in dits:
        assert c["votants"] >= DISCRETION
        assert sum(v["voix"] > 0 for v in c["choix"].values()) > 1
    # What a reader can take from the total: nothing, or three voters who did not all say the same
    reste = {c: r["choix"][c]["voix"] - sum(d["choix"][c]["voix"] for d in dits) for c in Choix.values}
    if dits and any(reste.values()):
        assert sum(v > 0 for v in reste.values()) > 1
        assert r["votants"] - sum(d["votants"] for d in dits) >= DISCRETION
    # What the closing forgets changes nothing to what is told
    tus = {c["code"] for c in r["colleges"] if c["tu"]}
    oubliee = [(i, "" if c in tus else c, x) for i, c, x in urne]
    relue = depouiller_secret(corps, votants, oubliee, avec)
    assert {**relue, "bulletins_empreinte": ""} == {**r, "bulletins_empreinte": ""}
    hasard.shuffle(urne)
    hasard.shuffle(votants)
    assert json_canonique(depouiller_secret(corps[::-1], votants, urne, avec)) == json_canonique(r)


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4), st.integers(0, 40), st.sampled_from(list(Base)))
def test_l_issue_est_celle_de_la_majorite_et_se_retourne_avec_les_camps(comptes, absents, base):
    pour, contre, abstention, nppv = comptes
    corps = sum(comptes) + absents
    droite = decider(Voix(pour, contre, abstention, nppv, corps, corps + 3), base, Egalite.PARTAGE)
    envers = decider(Voix(contre, pour, abstention, nppv, corps, corps + 3), base, Egalite.PARTAGE)
    assert droite.voix == envers.voix
    assert (droite.issue is Issue.ADOPTE) == (2 * pour > droite.voix)
    retourne = {Issue.ADOPTE: Issue.REJETE, Issue.REJETE: Issue.ADOPTE, Issue.PARTAGE: Issue.PARTAGE}
    assert envers.issue is retourne[droite.issue]


def test_plus_de_voix_que_le_corps_n_en_a_est_impossible():
    with pytest.raises(ValueError, match="plus de voix"):
        Voix(3, 3, 0, 0, corps=5, composition=10)


# --- transitions ----------------------------------------------------------------------------------


def test_i6_rien_ne_ramene_un_scrutin_clos_a_ouvert():
    avance = list(EtatScrutin)
    for t in TRANSITIONS:
        assert all(avance.index(t.vers) > avance.index(de) for de in t.de)
    for etat in set(EtatScrutin) - {EtatScrutin.PREPARE}:
        with pytest.raises(Impossible):
            exiger("ouvrir", etat)


def test_i6_par_aucune_suite_d_etapes():
    hasard = random.Random(18)
    for _ in range(300):
        etat, vus = EtatScrutin.PREPARE, [EtatScrutin.PREPARE]
        while suites := [t for t in TRANSITIONS if etat in t.de]:
            etat = hasard.choice(suites).vers
            vus.append(etat)
        assert EtatScrutin.OUVERT not in vus[2:]
        assert etat in {EtatScrutin.PROCLAME, EtatScrutin.ANNULE}


def test_annuler_demande_un_motif():
    with pytest.raises(Impossible, match="avec un motif"):
        exiger("annuler", EtatScrutin.OUVERT, "  ")


def test_le_diagramme_est_celui_de_la_declaration():
    ecrit = (RACINE / "docs" / "etats" / "scrutin.md").read_text("utf-8")
    assert ecrit == document(), "écrivez-y document()"
