"""Rules of a meeting: delays, quorum, mandates, times, agenda. Golden vectors 2, 8 and 11 of the domain."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.crefop.composition.enums import Rang
from portulan.crefop.composition.jeu import CLES, Origine, Regle, jeu_livre
from portulan.crefop.seance.delais import compter, delai_de_convocation, dire_jours
from portulan.crefop.seance.diagramme import document
from portulan.crefop.seance.enums import EtatPoint, EtatSeance, GenrePresence, ModePresence
from portulan.crefop.seance.ordre import differences, empreinte, point_en_valeurs
from portulan.crefop.seance.presence import Evenement, MandatVu, SiegeVu, presents
from portulan.crefop.seance.regles import (
    alerte_bloquante,
    cles_sans_source,
    decompter,
    heure_retenue,
    phrase_quorum,
    quorum_requis,
    refus_de_mandat,
)
from portulan.crefop.seance.tableau import EtatSiege, change_quelque_chose, lire_sieges
from portulan.crefop.seance.transitions import POINT, SEANCE, possibles

RACINE = Path(__file__).parents[2]
JEU = jeu_livre("crefop", date(2026, 3, 6))
H = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)


def jeu(**valeurs):
    """The shipped set where some rules say something else (« quorum_base » is « quorum.base »)."""
    regles = dict(JEU.regles)
    for nom, valeur in valeurs.items():
        cle = nom.replace("_", ".", 1)
        regles[cle] = Regle(cle, valeur, Origine.REGLEMENT, "règlement intérieur")
    return replace(JEU, regles=MappingProxyType(regles))


def siege(n, *, college="etat", voix=True, occupants=None):
    tenus = ((n * 10, Rang.TITULAIRE), (n * 10 + 1, Rang.SUPPLEANT1)) if occupants is None else occupants
    return SiegeVu(n, f"s{n}", college, voix, int(voix), tenus)


def entre(n, *, rang=0, a=0, mode=ModePresence.SALLE, personne=None):
    return Evenement(n, n, personne or n * 10 + rang, GenrePresence.ENTRE, mode, H + timedelta(minutes=a))


# --- delays (golden vector 11) --------------------------------------------------------------------


def test_cinq_jours_vecteur_11():
    envoi = date(2026, 3, 1)
    six, cinq = (delai_de_convocation(JEU, envoi, date(2026, 3, j)) for j in (6, 5))
    assert six.suffisant
    assert six.jours == 5
    assert not cinq.suffisant
    assert cinq.jours == 4
    assert six.au_plus_tard == date(2026, 3, 1)
    assert six.phrase.startswith(
        "Envoyée le 01/03/2026 pour le 06/03/2026 : 5\u00a0jours. La règle en demande 5\u00a0jours"
    )
    assert "R. 133-8" in six.phrase
    avant = delai_de_convocation(JEU, envoi, date(2026, 3, 10), envoyee=False)
    assert avant.phrase.startswith("Si elle part le 01/03/2026")
    assert avant.phrase.endswith("Dernier jour pour l’envoyer : le 05/03/2026.")


@pytest.mark.parametrize(
    ("envoi", "reunion", "decompte", "jours"),
    [
        (date(2026, 3, 1), date(2026, 3, 6), "francs", 4),  # neither the first nor the last day
        (date(2026, 3, 1), date(2026, 3, 7), "francs", 5),
        (date(2026, 3, 5), date(2026, 3, 10), "ouvres", 3),  # Thursday to Tuesday: Friday, Monday, Tuesday
        (date(2026, 4, 2), date(2026, 4, 8), "ouvres", 3),  # Easter Monday, 6 April 2026, is not worked
        (date(2026, 5, 12), date(2026, 5, 18), "ouvres", 3),  # Ascension, 14 May 2026
        (date(2026, 12, 23), date(2026, 12, 28), "ouvres", 2),  # Christmas on a Friday
        (date(2026, 3, 6), date(2026, 3, 6), "calendaire", 0),
        (date(2026, 3, 7), date(2026, 3, 6), "ouvres", 0),
    ],
)
def test_decompte_des_jours(envoi, reunion, decompte, jours):
    assert compter(envoi, reunion, decompte) == jours


def test_la_seconde_convocation_a_son_delai():
    assert delai_de_convocation(JEU, date(2026, 3, 5), date(2026, 3, 6), seconde=True).suffisant
    strict = jeu(reconvocation_delai_min=3, convocation_decompte="ouvres")
    assert delai_de_convocation(strict, date(2026, 4, 3), date(2026, 4, 9), seconde=True).suffisant
    assert delai_de_convocation(strict, date(2026, 4, 3), date(2026, 4, 9), seconde=True).au_plus_tard == date(
        2026, 4, 6
    )


def test_les_jours_s_accordent():
    assert [dire_jours(n, d) for n, d in ((0, "ouvres"), (1, "francs"), (2, "calendaire"))] == [
        "0\u00a0jour ouvré",
        "1\u00a0jour franc",
        "2\u00a0jours",
    ]


# --- quorum (golden vector 2) ---------------------------------------------------------------------

CINQUANTE = [siege(n, voix=n <= 36) for n in range(1, 51)]


def calcul(regles, sieges, numeros, **options):
    la = presents(sieges, [entre(n) for n in numeros], [], quand=H + timedelta(hours=1))
    return decompter(regles, sieges, la, **options)


def test_base_du_quorum_vecteur_2():
    la = [*range(1, 21), *range(37, 41)]  # 20 with a vote, 4 without
    crpa, cre = calcul(JEU, CINQUANTE, la), calcul(jeu(quorum_base="deliberatifs"), CINQUANTE, la)
    assert (crpa.base, crpa.comptes, crpa.requis, crpa.atteint) == (50, 24, 25, False)
    assert (cre.base, cre.comptes, cre.requis, cre.atteint) == (36, 20, 18, True)


@pytest.mark.parametrize(
    ("seuil", "base", "requis"),
    [
        ("moitie_au_moins", 45, 23),
        ("plus_de_la_moitie", 45, 23),
        ("moitie_au_moins", 50, 25),
        ("plus_de_la_moitie", 50, 26),
        ("tiers_au_moins", 50, 17),
        ("deux_tiers_au_moins", 50, 34),
        ("aucun", 50, 0),
        ("moitie_au_moins", 0, 1),  # nobody to count is not a quorum
    ],
)
def test_seuil(seuil, base, requis):
    assert quorum_requis(jeu(quorum_seuil=seuil), base) == requis


def test_les_vacants_comptent_ou_non():
    sieges = [siege(1), siege(2), siege(3, occupants=()), siege(4, occupants=())]
    assert (calcul(JEU, sieges, [1]).base, calcul(JEU, sieges, [1]).vacants) == (4, 2)
    sans = calcul(jeu(quorum_vacants_comptent=False), sieges, [1])
    assert (sans.base, sans.vacants, sans.requis, sans.atteint) == (2, 0, 1, True)


def test_le_deport_sort_du_compte_pour_son_point_seulement():
    """VR-02: who has an interest leaves the count of the item, and comes back for the next one."""
    sieges = [siege(1), siege(2)]
    evenements = [
        entre(1),
        entre(2),
        Evenement(3, 2, 20, GenrePresence.SE_DEPORTE, ModePresence.SALLE, H + timedelta(minutes=5), point=7),
    ]
    quand = H + timedelta(hours=1)
    assert [decompter(JEU, sieges, presents(sieges, evenements, [], quand=quand, point=p)).comptes for p in (7, 8)] == [
        1,
        2,
    ]
    neutre = jeu(quorum_deport="neutre")
    assert decompter(neutre, sieges, presents(sieges, evenements, [], quand=quand, point=7)).comptes == 2


def test_distance_et_mandats_comptent_selon_la_regle():
    sieges = [siege(1), siege(2), siege(3)]
    la = presents(
        sieges, [entre(1), entre(2, mode=ModePresence.DISTANCE)], [MandatVu(3, 1)], quand=H + timedelta(hours=1)
    )
    assert decompter(JEU, sieges, la).comptes == 3
    assert decompter(jeu(quorum_distance_compte=False), sieges, la).comptes == 2
    assert decompter(jeu(quorum_mandats_comptent=False), sieges, la).comptes == 2


def test_phrase_du_constat():
    sieges = [siege(1), siege(2), siege(3, occupants=()), siege(4)]
    assert phrase_quorum(calcul(JEU, sieges, [1, 2]), JEU) == (
        "Base : 4\u00a0sièges (tous les sièges, dont 1\u00a0vacant). Requis : la moitié au moins, soit 2. "
        "2\u00a0sièges comptés (2 en salle) : le quorum est atteint."
    )
    assert phrase_quorum(calcul(JEU, sieges, [1]), JEU).endswith(
        "1\u00a0siège compté (1 en salle) : le quorum n’est pas atteint."
    )
    seconde = calcul(JEU, sieges, [], sans_quorum=True)
    assert seconde.atteint
    assert phrase_quorum(seconde, JEU).endswith("Seconde convocation : aucun quorum n’est requis. 0\u00a0siège compté.")


numeros = st.integers(1, 8)
evenements_au_hasard = st.lists(
    st.builds(
        lambda rang, n, suppleant, genre, mode, minute, point: Evenement(
            rang, n, n * 10 + suppleant, genre, mode, H + timedelta(minutes=minute), point
        ),
        st.integers(1, 10_000),
        numeros,
        st.integers(0, 1),
        st.sampled_from(GenrePresence),
        st.sampled_from(ModePresence),
        st.integers(0, 60),
        st.integers(1, 2),
    ),
    max_size=40,
    unique_by=lambda e: e.rang,
)
mandats_au_hasard = st.lists(
    st.tuples(numeros, numeros).filter(lambda p: p[0] != p[1]), max_size=4, unique_by=lambda p: p[0]
)
SALLE = [siege(n, voix=n <= 6, college=f"c{n % 3}", occupants=() if n == 8 else None) for n in range(1, 9)]


@given(evenements_au_hasard, mandats_au_hasard, st.randoms(use_true_random=False), st.integers(0, 60))
def test_invariants_de_presence_et_de_quorum(evenements, paires, hasard, minute):
    """I3, I4, I8: one carrier a seat, no alternate beside a present titular, and no order changes a result."""
    quand, mandats = H + timedelta(minutes=minute), [MandatVu(a, b) for a, b in paires]
    la = presents(SALLE, evenements, mandats, quand=quand, point=1)
    assert len({p.siege.siege for p in la}) == len(la)
    etats = lire_sieges(e for e in evenements if e.quand <= quand)
    for p in la:
        occupants = dict(p.siege.occupants)
        if p.par_mandat:
            assert not set(etats.get(p.siege.siege, EtatSiege()).dedans) & set(occupants)
            continue
        dedans = etats[p.siege.siege].dedans
        assert p.porteur in dedans
        titulaire = next(q for q, r in p.siege.occupants if r is Rang.TITULAIRE)
        if occupants[p.porteur] is not Rang.TITULAIRE:
            assert titulaire not in dedans
    attendu = decompter(JEU, SALLE, la)
    assert attendu.comptes <= attendu.base
    melanges, melange_sieges = list(evenements), list(SALLE)
    hasard.shuffle(melanges)
    hasard.shuffle(melange_sieges)
    autre = decompter(JEU, melange_sieges, presents(melange_sieges, melanges, mandats, quand=quand, point=1))
    assert (autre.base, autre.comptes, autre.requis) == (attendu.base, attendu.comptes, attendu.requis)
    votants = decompter(jeu(quorum_base="deliberatifs"), SALLE, la)
    assert not any(ligne.compte for ligne in votants.lignes if not dict(enumerate(SALLE))[ligne.siege - 1].deliberatif)
    assert not any(ligne.compte and ligne.raison.startswith("en déport") for ligne in attendu.lignes)


# --- mandates (golden vector 8) -------------------------------------------------------------------


def test_mandat_a_un_autre_college_vecteur_8():
    syndicat, employeur = siege(1, college="syndicats"), siege(2, college="employeurs")
    assert refus_de_mandat(JEU, syndicat, employeur) == ""
    assert refus_de_mandat(JEU, syndicat, employeur, portes=1) == "Le porteur a déjà 1\u00a0mandat, le maximum permis."
    cre = jeu(mandat_meme_college=True, mandat_max_par_porteur=0)
    assert refus_de_mandat(cre, syndicat, employeur) == "Le mandat se donne dans le même collège."
    assert refus_de_mandat(cre, syndicat, siege(3, college="syndicats"), portes=4) == ""


@pytest.mark.parametrize(
    ("options", "refus"),
    [
        ({"dedans": frozenset({10})}, "Le titulaire de ce siège est présent."),
        ({"dedans": frozenset({11})}, "Un suppléant de ce siège est présent."),
        ({"ouverte": True}, "Le porteur du mandat n’est pas présent."),
        ({"ouverte": True, "dedans": frozenset({20})}, ""),
        ({"deja_donne": True}, "Ce siège a déjà donné mandat."),
    ],
)
def test_refus_de_mandat(options, refus):
    assert refus_de_mandat(JEU, siege(1), siege(2), **options) == refus


def test_un_siege_sans_voix_ni_ne_donne_ni_ne_porte():
    assert "voix délibérative à confier" in refus_de_mandat(JEU, siege(1, voix=False), siege(2))
    assert "Le porteur n’a pas" in refus_de_mandat(JEU, siege(1), siege(2, voix=False))
    assert "vacant" in refus_de_mandat(JEU, siege(1, occupants=()), siege(2))
    assert "lui-même" in refus_de_mandat(JEU, siege(1), siege(1))
    assert "ne permet pas" in refus_de_mandat(jeu(mandat_autorise=False), siege(1), siege(2))


# --- times ----------------------------------------------------------------------------------------


def test_heure_d_un_evenement():
    maintenant, avant = H + timedelta(minutes=10), H + timedelta(minutes=4, seconds=40)
    assert heure_retenue(None, maintenant, []) == maintenant
    assert heure_retenue(H + timedelta(minutes=6), maintenant, [avant]) == H + timedelta(minutes=6)
    assert heure_retenue(H + timedelta(minutes=11), maintenant, []) is None
    assert heure_retenue(H + timedelta(minutes=3), maintenant, [avant]) is None
    assert heure_retenue(H + timedelta(minutes=4), maintenant, [avant]) == avant  # same minute


def test_le_meme_evenement_ne_change_rien():
    etat = lire_sieges([entre(1)])[1]
    assert not change_quelque_chose(etat, entre(1, a=5))
    assert change_quelque_chose(etat, entre(1, a=5, mode=ModePresence.DISTANCE))
    assert change_quelque_chose(etat, entre(1, a=5, rang=1))
    excuse = Evenement(9, 1, 10, GenrePresence.EXCUSE, ModePresence.SALLE, H)
    assert not change_quelque_chose(etat, excuse)
    assert change_quelque_chose(EtatSiege(), excuse)


# --- agenda, sources, alerts, steps ---------------------------------------------------------------


def test_l_empreinte_de_l_ordre_suit_le_contenu_et_non_l_ordre_des_pieces():
    a, b = ("Note", "a" * 64), ("Annexe", "b" * 64)
    un, deux = (point_en_valeurs(genre="avis", titre="T", pieces=p) for p in ([a, b], [b, a]))
    assert empreinte([un]) == empreinte([deux])
    autre = point_en_valeurs(genre="avis", titre="T", duree=10, pieces=[a, b])
    assert empreinte([un]) != empreinte([autre])
    assert empreinte([un, autre]) != empreinte([autre, un])
    assert differences([un], [autre]) == ["Point 1 : la durée."]
    assert differences([un], [un, autre]) == ["1 points d’un côté, 2 de l’autre."]
    assert differences([un], [deux]) == []


def test_une_regle_sans_source_se_dit():
    assert cles_sans_source(JEU) == []
    nue = Regle("quorum.seuil", "moitie_au_moins", Origine.DEFAUT, " ")
    troue = {c: r for c, r in JEU.regles.items() if c != "vote.egalite"} | {"quorum.seuil": nue}
    dites = cles_sans_source(replace(JEU, regles=MappingProxyType(troue)))
    assert sorted(dites) == sorted([CLES["quorum.seuil"].libelle, CLES["vote.egalite"].libelle])


def test_un_texte_deja_adopte_bloque():
    assert alerte_bloquante(None, date(2026, 6, 12)) == ""
    assert alerte_bloquante(date(2026, 6, 13), date(2026, 6, 12)) == ""
    assert "12/06/2026" in alerte_bloquante(date(2026, 6, 12), date(2026, 6, 12))


def test_les_etapes_menent_partout_et_ne_reviennent_pas():
    assert {t.vers for t in SEANCE} | {EtatSeance.PREPAREE} == set(EtatSeance)
    assert {t.vers for t in POINT} | {EtatPoint.INSCRIT} == set(EtatPoint)
    assert all(possibles(e) == () for e in (EtatSeance.CLOSE, EtatSeance.CARENCE, EtatSeance.ANNULEE))
    assert (RACINE / "docs/etats/seance.md").read_text("utf-8") == document()
