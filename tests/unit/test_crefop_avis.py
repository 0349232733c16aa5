"""Pure rules of the opinion: French that agrees (golden), the meaning, figures of the dossier (I10)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.crefop.avis import francais
from portulan.crefop.avis.chiffres import chiffres_du_dossier, cites, controler, decouper
from portulan.crefop.avis.enums import SensAvis
from portulan.crefop.avis.lectures import colleges_tus
from portulan.crefop.avis.sens import Faits, VoteEnsemble, fondement_valable, sens_de
from portulan.crefop.avis.transitions import document
from portulan.crefop.composition.jeu import jeu_livre, lire_regle
from portulan.crefop.scrutin import francais as dires
from portulan.socle.erreurs import Impossible


def plat(texte):
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("comptes", "attendu"),
    [
        ((12, 3, 1), "par 12 voix pour, 3 voix contre et une abstention"),
        ((12, 3, 2), "par 12 voix pour, 3 voix contre et 2 abstentions"),
        ((1, 1, 0), "par une voix pour et une voix contre"),
        ((12, 0, 0), "à l’unanimité des suffrages exprimés, par 12 voix pour"),
        ((12, 0, 1), "à l’unanimité des suffrages exprimés, par 12 voix pour et une abstention"),
        ((0, 4, 2), "à l’unanimité des suffrages exprimés, par 4 voix contre et 2 abstentions"),
        ((0, 0, 3), "sans suffrage exprimé, avec 3 abstentions"),
        ((0, 0, 0), "sans suffrage exprimé"),
    ],
)
def test_phrase_du_vote(comptes, attendu):
    assert plat(dires.phrase_vote(*comptes)) == attendu


@pytest.mark.parametrize(
    ("comptes", "attendu"),
    [
        ((61, 30, 57), "par 61 voix pour, 30 voix contre et 57 voix d’abstention"),
        ((61, 0, 1), "à l’unanimité des suffrages exprimés, par 61 voix pour et une voix d’abstention"),
        ((0, 0, 57), "sans suffrage exprimé, avec 57 voix d’abstention"),
    ],
)
def test_des_voix_qui_s_abstiennent_ne_sont_pas_autant_d_abstentions(comptes, attendu):
    assert plat(dires.phrase_vote(*comptes, pondere=True)) == attendu
    pour, contre, abstention = comptes
    dit = dires.resultat("L’ensemble du texte", "partage", comptes, pondere=True)
    assert plat(dit).endswith(f"{'une' if abstention == 1 else abstention} voix d’abstention.")
    contenu = {
        "corps": {"sieges": 24, "voix": 160},
        "choix": {
            "pour": {"voix": pour},
            "contre": {"voix": contre},
            "abstention": {"voix": abstention},
            "ne_prend_pas_part": {"voix": 0},
        },
        "sans_bulletin": {"voix": 0},
    }
    assert "voix d’abstention" in dires.dire_compte(contenu)
    assert "voix d’abstention" not in dires.dire_compte(contenu | {"corps": {"sieges": 160, "voix": 160}})


@pytest.mark.parametrize(
    ("civilite", "titre", "attendu"),
    [
        ("madame", "Président", "Madame la présidente"),
        ("madame", "Présidente", "Madame la présidente"),
        ("monsieur", "Présidente", "Monsieur le président"),
        ("monsieur", "Préfet", "Monsieur le préfet"),
        ("madame", "Préfet de région", "Madame la préfète de région"),
        ("madame", "Recteur", "Madame la rectrice"),
        ("madame", "Inspecteur d’académie", "Madame l’inspectrice d’académie"),
        ("monsieur", "Inspectrice d’académie", "Monsieur l’inspecteur d’académie"),
        ("madame", "Présidence du conseil régional", "Madame la présidente du conseil régional"),
        ("monsieur", "Présidence du conseil régional", "Monsieur le président du conseil régional"),
    ],
)
def test_titres_au_genre_de_la_personne(civilite, titre, attendu):
    assert francais.appel(civilite, titre) == attendu


@pytest.mark.parametrize(
    ("civilites", "attendu"),
    [
        (["madame"], "est présente"),
        (["monsieur"], "est présent"),
        (["madame", "madame"], "sont présentes"),
        (["madame", "monsieur"], "sont présents"),
    ],
)
def test_accord_de_la_presence(civilites, attendu):
    assert francais.accord_presence(civilites) == attendu


def test_phrases_de_la_seance():
    assert plat(francais.ouverture(datetime(2026, 3, 1, 9, 30, tzinfo=UTC))) == "La séance est ouverte à 9 h 30."
    assert plat(
        francais.mouvement(
            "Mme X (CFDT)", "sort", datetime(2026, 3, 1, 10, 15, tzinfo=UTC), ", avant l’examen du point 3"
        )
    ) == ("Mme X (CFDT) quitte la séance à 10 h 15, avant l’examen du point 3.")
    assert plat(francais.quorum(base=12, comptes=1, requis=6, atteint=False)) == (
        "Un siège compte sur 12 sièges qui composent la base ; il en faut 6 : le quorum n’est pas atteint."
    )
    assert plat(francais.quorum(base=12, comptes=0, requis=6, atteint=False)).startswith("Aucun siège ne compte sur 12")
    assert plat(dires.sans_part(1)) == "Un membre ne prend pas part au vote."
    assert plat(dires.sans_part(3)) == "3 membres ne prennent pas part au vote."
    assert plat(dires.sans_bulletin(2)) == "2 membres n’ont pas voté."
    assert dires.sans_part(0) == ""
    assert francais.personne("madame", "", "") == "une personne dont le nom est effacé"
    assert plat(francais.personne("madame", "Ada", "Sé")) == "Mme Ada Sé"


def test_ce_que_donne_un_vote():
    def dit(issue, *comptes):
        return plat(dires.resultat("La réserve R1", issue, comptes))

    assert dit("adopte", 3, 1, 0) == "La réserve R1 est adoptée par 3 voix pour et une voix contre."
    assert (
        dit("rejete", 0, 2, 0) == "La réserve R1 est rejetée à l’unanimité des suffrages exprimés, par 2 voix contre."
    )
    assert dit("partage", 4, 4, 0) == "Les voix se partagent sur la réserve R1 : 4 voix pour et 4 voix contre."
    assert dit("partage", 4, 3, 3) == (
        "Aucune majorité ne se dégage sur la réserve R1 : 4 voix pour, 3 voix contre et 3 abstentions."
    )
    assert dit("partage", 4, 0, 6) == ("Aucune majorité ne se dégage sur la réserve R1 : 4 voix pour et 6 abstentions.")
    # nothing was expressed: nothing is shared
    assert dit("partage", 0, 0, 0) == "Aucune majorité ne se dégage sur la réserve R1 : aucun suffrage exprimé."
    assert dit("partage", 0, 0, 3) == (
        "Aucune majorité ne se dégage sur la réserve R1 : aucun suffrage exprimé, 3 abstentions."
    )
    assert francais.accorder("madame", "représenté par mandat") == "représentée par mandat"
    quand = datetime(2026, 3, 1, 10, 20, tzinfo=UTC)
    assert plat(francais.mouvements(["Mme X (CFDT)", "M. Y (CGT)"], "sort", quand)) == (
        "Quittent la séance à 10 h 20 : Mme X (CFDT) et M. Y (CGT)."
    )


def test_ce_qu_un_vote_secret_tait_se_dit_par_raison():
    colleges = [
        {"libelle": "État", "tu": "unanime"},
        {"libelle": "Région", "tu": "moins de trois votants"},
        {"libelle": "Syndicats", "tu": ""},
        {"libelle": "Chambres", "tu": "unanime"},
    ]
    assert colleges_tus(colleges) == [
        "Détail non publié (unanime) : État et Chambres.",
        "Détail non publié (moins de trois votants) : Région.",
    ]


# --- the meaning ----------------------------------------------------------------------------------


def vote(issue, pour, contre):
    return VoteEnsemble(issue, pour, contre)


@pytest.mark.parametrize(
    ("faits", "sens"),
    [
        (Faits(ensemble=vote("adopte", 8, 2)), SensAvis.FAVORABLE),
        (Faits(ensemble=vote("adopte", 8, 2), reserves=1), SensAvis.FAVORABLE_AVEC_RESERVES),
        (Faits(ensemble=vote("adopte", 8, 2), recommandations=3), SensAvis.FAVORABLE),
        (Faits(ensemble=vote("rejete", 2, 8), reserves=2), SensAvis.DEFAVORABLE),
        (Faits(ensemble=vote("partage", 5, 5)), SensAvis.PARTAGE),
        (Faits(ensemble=vote("partage", 0, 0)), SensAvis.PARTAGE),
        # golden vector 3: 4 for, 3 against, 3 abstentions, counted on the members present: no majority either way
        (Faits(ensemble=vote("partage", 4, 3)), SensAvis.PARTAGE),
        # a tie that the rule or a casting vote broke against
        (Faits(ensemble=vote("rejete", 5, 5)), SensAvis.DEFAVORABLE),
        (Faits(information=True), SensAvis.PREND_ACTE),
        (Faits(fondement="Décret d’essai"), SensAvis.REPUTE_RENDU),
        (Faits(carence=True), SensAvis.NON_RENDU_CARENCE),
        (Faits(ajourne=True), SensAvis.AJOURNE),
        (Faits(retiree=True), SensAvis.SANS_OBJET),
        # what was voted stands: its author cannot take an unfavourable opinion back
        (Faits(retiree=True, ensemble=vote("rejete", 2, 8)), SensAvis.DEFAVORABLE),
    ],
)
def test_sens(faits, sens):
    trouve = sens_de(faits)
    assert trouve.sens == sens
    assert trouve.pourquoi.endswith(".")


def test_aucun_sens_tant_que_rien_n_est_vote():
    assert sens_de(Faits()) is None
    assert sens_de(Faits(reserves=2, recommandations=1)) is None


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 5), st.integers(0, 5))
def test_le_sens_ne_depend_ni_des_recommandations_ni_d_autre_chose(pour, contre, reserves, conseils):
    issue = "adopte" if pour > contre else "rejete" if contre > pour else "partage"
    vote_ = VoteEnsemble(issue, pour, contre)
    sans = sens_de(Faits(ensemble=vote_, reserves=reserves))
    assert sans == sens_de(Faits(ensemble=vote_, reserves=reserves, recommandations=conseils))
    assert (sans.sens == SensAvis.FAVORABLE_AVEC_RESERVES) == (issue == "adopte" and reserves > 0)
    assert (sans.sens == SensAvis.FAVORABLE) == (issue == "adopte" and not reserves)


def test_repute_rendu_seulement_avec_un_texte_en_vigueur():
    jeu = jeu_livre("crefop", date(2026, 3, 1))
    with pytest.raises(Impossible, match="Aucun texte en vigueur"):
        fondement_valable(jeu, date(2026, 3, 1))
    regle = lire_regle("avis.fondement_repute_rendu", "Code du travail, article d’essai", "reglement", "essai")
    date_ = jeu.remplacer([regle], code="x", titre="x", du=date(2026, 1, 1), au=date(2026, 6, 30))
    assert fondement_valable(date_, date(2026, 3, 1)) == "Code du travail, article d’essai"
    with pytest.raises(Impossible):
        fondement_valable(date_, date(2026, 7, 1))


# --- figures --------------------------------------------------------------------------------------


def figure(code, valeur, dit=None, **champs):
    return {"code": code, "libelle": code, "valeur": valeur, "dit": dit or str(valeur), "date": "2026-01-15", **champs}


DOSSIER = {
    "questions": [
        {"code": "F1.O1", "chiffres": [figure("IND-F1.O1-1", 1234.0, "1\u202f234"), figure("IND-F1.1-1", None)]},
        {"code": "F1.O2", "chiffres": [figure("IND-F1.O2-1", 87.5, "87,5\u202f%", ventilation="operateur=cio")]},
    ],
}


def test_les_chiffres_du_dossier_ceux_qui_ont_une_valeur():
    chiffres = chiffres_du_dossier(DOSSIER)
    assert set(chiffres) == {"IND-F1.O1-1", "IND-F1.O2-1||operateur=cio"}
    premier = chiffres["IND-F1.O1-1"]
    assert (premier.date, premier.question, plat(premier.texte)) == ("2026-01-15", "F1.O1", "1 234")


@pytest.mark.parametrize(
    "texte",
    [
        "Vu l’article L. 6111-5 et l’article R. 6123-3-2, 4°, du 15 mars 2026",
        "En 2025, la réserve R1 et la question F1.O3 ; rentrée 2025 ; années 2024-2025",
        "Le décret n° 2024-560 du 18 juin 2024 ; 01/07/2024",
        "Le point 3 de la séance, pour les 16-25 ans",
        "La région compte {IND-F1.O1-1} lieux",
        "La région compte 1234 lieux, ou 1 234",
        "La 1re question et la 2e",
    ],
)
def test_ce_qui_n_est_pas_un_chiffre_mesure_passe(texte):
    assert controler(texte, chiffres_du_dossier(DOSSIER)) == ()


@pytest.mark.parametrize(
    ("texte", "quoi"),
    [
        ("La région compte 1235 lieux", "1235"),
        ("Une hausse de 12,5 % depuis 2024", "12,5"),
        ("Il y a {IND-F1.O9-9} lieux", "{IND-F1.O9-9}"),
        ("Il y a {n’importe quoi}", "{n’importe quoi}"),
        ("Un écart de 1 235 euros", "1 235"),
    ],
)
def test_ce_que_le_dossier_ne_contient_pas_est_dit(texte, quoi):
    assert [e.quoi for e in controler(texte, chiffres_du_dossier(DOSSIER))] == [quoi]


@given(
    st.dictionaries(
        st.sampled_from(["IND-F1.O1-1", "IND-F1.O2-1", "IND-F1.1-1"]),
        st.decimals(0, 99999, places=1, allow_nan=False),
        min_size=1,
    ),
    st.lists(st.sampled_from(["IND-F1.O1-1", "IND-F1.O2-1", "IND-F1.1-1"]), max_size=5),
)
def test_i10_tout_chiffre_imprime_est_celui_du_dossier(valeurs, codes):
    chiffres = chiffres_du_dossier(
        {"questions": [{"code": "F1.O1", "chiffres": [figure(c, float(v)) for c, v in valeurs.items()]}]}
    )
    texte = " puis ".join(f"{{{c}}}" for c in codes)
    manquants = {e.quoi for e in controler(texte, chiffres)}
    assert manquants == {f"{{{c}}}" for c in codes if c not in valeurs}
    for chiffre in cites(texte, chiffres):
        assert float(chiffre.valeur) == float(valeurs[chiffre.code])
    imprime = "".join(m if isinstance(m, str) else m.texte for m in decouper(texte, chiffres))
    if not manquants:
        assert controler(imprime, chiffres) == ()


def test_le_diagramme_est_celui_de_la_declaration():
    from pathlib import Path

    assert (Path(__file__).parents[2] / "docs/etats/avis.md").read_text("utf-8") == document()
