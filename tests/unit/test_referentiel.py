"""The referential: read strictly, fingerprinted whatever its spelling, carried from a version to the next."""

from datetime import date
from fractions import Fraction

import pytest

from portulan.diagnostic.catalogue import INDICATEURS
from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.charte.lecture import ReferentielRefuse, lire, livres
from portulan.terrain.charte.referentiel import Relation, ecrire_reference, reprendre

CODES = {i.code for i in INDICATEURS}
NATIONAL = livres()[-1]
PETIT = """
code = "essai"
version = "1"
titre = "Essai"
valide_du = 2026-01-01
acte = "délibération"
licence = "Licence Ouverte 2.0"
[seuils]
niveau_requis = 2
couverture_minimale = 0.8
niveau_sans_preuve = 1
ecart_de_revue = 2
[sources]
LOI = "la loi"
[[echelle]]
niveau = 0
libelle = "absent"
description = "rien"
[[echelle]]
niveau = 1
libelle = "partiel"
description = "un peu"
[[echelle]]
niveau = 2
libelle = "en place"
description = "tout"
[[groupes]]
code = "g"
libelle = "Groupe"
operateurs = ["cio"]
service = "accueil"
[[principes]]
code = "P1"
libelle = "Accès"
[[criteres]]
code = "P1.1"
libelle = "Tous sont reçus"
principe = "P1"
obligatoire = true
groupes = ["g"]
methode = "document"
preuves = [{ libelle = "affiche", validite_mois = 12 }]
fondement = ["LOI"]
"""


def refus(texte, codes=CODES):
    with pytest.raises(ReferentielRefuse) as erreur:
        lire(texte, codes)
    return [str(p) for p in erreur.value.problemes]


def test_le_referentiel_national():
    r = lire(NATIONAL, CODES)
    assert (len(r.principes), len(r.criteres), sum(c.obligatoire for c in r.criteres)) == (6, 40, 26)
    assert [len(r.criteres_de(p.code)) for p in r.principes] == [7, 6, 8, 6, 6, 7]
    assert [e.niveau for e in r.echelle] == [0, 1, 2, 3, 4]
    assert (r.seuils.niveau_requis, r.seuils.couverture_minimale) == (2, Fraction(4, 5))
    assert all(c.preuves and c.fondement for c in r.criteres)
    assert r.reemplois[0].criteres == ("P1.1", "P1.2", "P2.4", "P3.2", "P6.2")
    assert {c.origine for c in r.correspondances} == {"label-ij", "cep-2019", "rnq-qualiopi"}


def test_une_reference_s_ecrit_en_francais():
    assert ecrire_reference("national@2026") == "national, version 2026"
    assert ecrire_reference("ancien nom") == "ancien nom"


def test_chaque_operateur_reconnaissable_ou_membre_de_droit_a_un_groupe():
    r = lire(NATIONAL)
    sans = {o.code for o in OPERATEURS if o.attache in {"L", "R", "IJ"} and r.groupe_de(o.code) is None}
    assert sans == set()
    assert r.groupe_de("autre") is None


def test_l_empreinte_ignore_l_ecriture_et_voit_chaque_mot():
    r = lire(PETIT)
    melange = PETIT.replace('niveau = 0\nlibelle = "absent"', '# note\nlibelle  =  "absent"\nniveau = 0')
    assert lire(melange).empreinte == r.empreinte
    assert lire(PETIT.replace("Tous sont reçus", "Tous sont reçus.")).empreinte != r.empreinte


def test_tous_les_problemes_d_un_coup_avec_leur_ligne():
    ligne = PETIT.splitlines().index("[[criteres]]") + 1
    faux = PETIT.replace('principe = "P1"\n', 'principe = "P9"\nmesure_par = "IND-F9.1-1"\ncouleur = "rouge"\n')
    faux = faux.replace('groupes = ["g"]', 'groupes = ["h"]').replace('methode = "document"', 'methode = "rumeur"')
    dits = refus(faux)
    assert len(dits) == 6
    for attendu in ("« P9 » inconnu", "« IND-F9.1-1 » inconnu", "clé inconnue", "groupe « h » inconnu", "« rumeur »"):
        assert any(attendu in d and f"ligne {ligne}, criteres n° 1 (P1.1)" in d for d in dits), attendu
    assert any(d.startswith("principe P1 : aucun critère") for d in dits)


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ("niveau = 1", "niveau = 3", "les niveaux ne se suivent pas"),
        ("couverture_minimale = 0.8", "couverture_minimale = 1.5", "nombre attendu"),
        ("couverture_minimale = 0.8", "couverture_minimale = nan", "nombre attendu"),
        ("valide_du = 2026-01-01", 'valide_du = "demain"', "date attendue"),
        ("obligatoire = true", "eliminatoire = true", "un critère éliminatoire est obligatoire"),
        ("obligatoire = true", "obligatoire = true\neliminatoire = true\nna_permis = true", "s’applique toujours"),
        ("validite_mois = 12", "validite_mois = 0", "nombre entier attendu"),
        ('preuves = [{ libelle = "affiche", validite_mois = 12 }]', "preuves = []", "aucune preuve attendue"),
        ('operateurs = ["cio"]', 'operateurs = ["cio", "nulle-part"]', "opérateur « nulle-part » inconnu"),
        ('fondement = ["LOI"]', 'fondement = ["X"]', "source « X » inconnu"),
        ('code = "essai"', 'code = "essai é"', "n’est pas un code"),
        ('code = "essai"', "", "texte absent"),
        ('libelle = "Tous sont reçus"', f'libelle = "{"x" * 5000}"', "plus de 4000 signes"),
        ('libelle = "Accès"', 'libelle = "Accès"\n[[principes]]\ncode = "P1"\nlibelle = "Bis"', "écrit 2 fois"),
        ("[[criteres]]", "[criteres]", "une liste de blocs"),
    ],
)
def test_chaque_refus_dit_pourquoi(avant, apres, attendu):
    assert avant in PETIT
    assert any(attendu in d for d in refus(PETIT.replace(avant, apres, 1)))


@pytest.mark.parametrize("texte", ["code = ", "\0", "x" * 1_000_001, "= = ="])
def test_ce_qui_n_est_pas_un_referentiel(texte):
    assert len(refus(texte)) == 1


def test_une_version_suivante_reprend_ce_qui_n_a_pas_change():
    ancien = lire(PETIT)
    suivant = lire(PETIT.replace('version = "1"', 'version = "2"'))
    assert reprendre(ancien, suivant, {"P1.1": 2}) == {"P1.1": 2}
    reecrit = lire(PETIT.replace('version = "1"', 'version = "2"').replace("Tous sont", "Chacun est"))
    assert reprendre(ancien, reecrit, {"P1.1": 2}) == {}


def correspondances(*liens):
    return "".join(
        f'[[correspondances]]\norigine = "essai@1"\nreference = "{r}"\ncritere = "P1.1"\nrelation = "{x}"\n'
        for r, x in liens
    )


@pytest.mark.parametrize(
    ("liens", "niveaux", "repris"),
    [
        ((("A", "egal"), ("B", "inclus")), {"A": 2, "B": 1}, {"P1.1": 1}),
        ((("A", "egal"), ("B", "inclus")), {"A": 2, "B": None}, {}),
        ((("A", "egal"), ("B", "inclus")), {"A": 2}, {}),
        ((("A", "partiel"),), {"A": 2}, {"P1.1": 1}),
        ((("A", "egal"),), {"A": 4}, {"P1.1": 2}),
        ((("A", "partiel"), ("B", "egal")), {"A": 0, "B": 2}, {"P1.1": 0}),
    ],
)
def test_le_maillon_faible_decide_et_un_inconnu_ne_donne_rien(liens, niveaux, repris):
    nouveau = lire(PETIT.replace('version = "1"', 'version = "2"') + correspondances(*liens))
    assert reprendre(lire(PETIT), nouveau, niveaux) == repris


def test_libelles_des_relations_et_dates():
    assert len({r.libelle for r in Relation}) == len(Relation)
    assert lire(PETIT).valide_du == date(2026, 1, 1)
