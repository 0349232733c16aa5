"""The small verifier: what passes, what each kind of tampering is called, where it broke (invariant I9)."""

import subprocess
import sys
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabriques.actes import chaine, entree, exporter, point_imprime
from portulan.crefop.registre import verification
from portulan.crefop.registre.verification import CONFORME, ROMPU, USAGE, Arbre, canonique, lire_point, main, verifier

SIX = chaine(6)


def rupture(lignes, **plus):
    """(kind, rank) of the first thing that broke."""
    constat = verifier(lignes, **plus)
    assert not constat.conforme
    assert constat.ecarts[0].message
    return constat.ecarts[0].genre, constat.ecarts[0].seq


def naif(feuilles):
    """Root computed level by level, as one would write it on a blackboard."""
    niveau = [sha256(b"\x00" + f).digest() for f in feuilles]
    while len(niveau) > 1:
        paires = [sha256(b"\x01" + a + b).digest() for a, b in zip(niveau[::2], niveau[1::2], strict=False)]
        niveau = [*paires, niveau[-1]] if len(niveau) % 2 else paires
    return niveau[0].hex() if niveau else sha256(b"").hexdigest()


@pytest.mark.parametrize("nombre", range(20))
def test_l_arbre_qui_pousse_a_la_racine_de_l_arbre_entier(nombre):
    feuilles = [bytes([rang]) * 32 for rang in range(nombre)]
    arbre = Arbre()
    for feuille in feuilles:
        arbre.ajouter(feuille)
    assert arbre.racine == naif(feuilles)


@pytest.mark.parametrize("nombre", [0, 1, 2, 7])
def test_un_export_intact_passe(nombre):
    suite = chaine(nombre)
    constat = verifier(exporter(suite, points=(1, 5)), [point_imprime(suite, r) for r in {0, nombre}])
    assert constat.conforme
    assert constat.entrees == nombre
    assert set(constat.tenus) == {0, nombre}


valeurs = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=12),
    lambda v: (
        st.lists(v, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), v, max_size=3)
    ),
    max_leaves=6,
)
charges = st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), valeurs, max_size=4)


@given(st.lists(charges, max_size=6), st.data())
def test_tout_octet_change_est_vu(suite_de_charges, donnees):
    suite = chaine(len(suite_de_charges), **{f"r{r}": {"charge": c} for r, c in enumerate(suite_de_charges, 1)})
    export = b"".join(exporter(suite, points=(1, 3)))
    assert verifier(export.splitlines(keepends=True)).conforme
    place = donnees.draw(st.integers(0, len(export) - 1))
    octet = donnees.draw(st.integers(0, 255).filter(lambda o: o != export[place]))
    change = export[:place] + bytes([octet]) + export[place + 1 :]
    assert not verifier(change.splitlines(keepends=True)).conforme


def test_tout_octet_retire_ou_double_est_vu():
    export = b"".join(exporter(chaine(2), points=(1,)))
    for place in range(len(export)):
        for autre in (
            export[:place] + export[place + 1 :],
            export[:place] + export[place : place + 1] + export[place:],
        ):
            assert autre == export or not verifier(autre.splitlines(keepends=True)).conforme


# --- each tampering has its name, and the entry where it begins -----------------------------------


def test_modifiee():
    lignes = exporter(SIX)
    lignes[3] = lignes[3].replace(b'"voix":3', b'"voix":9')
    assert rupture(lignes) == ("modifiee", 3)


def test_modifiee_puis_hachee_de_nouveau():
    suite = [*SIX]
    suite[2] = entree(3, SIX[1][1], charge={"voix": 9})
    assert rupture(exporter(suite)) == ("remplacee", 3)


def test_la_derniere_modifiee_puis_hachee_de_nouveau():
    suite = [*SIX[:5], entree(6, SIX[4][1], charge={"voix": 9})]
    assert rupture(exporter(suite, fin={"tete": SIX[5][1]})) == ("remplacee", 6)


def test_rattachee_a_une_autre():
    suite = [*SIX]
    suite[2] = entree(3, "f" * 64)
    assert rupture(exporter(suite)) == ("remplacee", 3)


def test_retiree():
    assert rupture(exporter(SIX[:2] + SIX[3:])) == ("retiree", 3)
    assert rupture(exporter(SIX[2:])) == ("retiree", 1)
    lignes = exporter(SIX, points=(3,))
    assert rupture([x for x in lignes if b'"seq":3,' not in x]) == ("retiree", 3)


def test_deplacee():
    assert rupture(exporter([SIX[0], SIX[2], SIX[1], *SIX[3:]])) == ("deplacee", 2)
    assert rupture(exporter([*SIX[1:], SIX[0]])) == ("deplacee", 1)


def test_inseree():
    intruse = entree(4, SIX[2][1], charge={"voix": 99})
    assert rupture(exporter([*SIX[:3], intruse, *SIX[3:]]))[0] == "inseree"
    assert rupture(exporter([*SIX[:3], SIX[2], *SIX[3:]])) == ("inseree", 4)


def test_ajoutee_a_la_fin():
    assert rupture(exporter([*SIX, entree(7, SIX[5][1])], fin={"entrees": 6, "tete": SIX[5][1]})) == ("inseree", 7)


def test_tronque():
    lignes = exporter(SIX)
    assert rupture(lignes[:4]) == ("tronque", 4)
    assert rupture([*lignes[:4], lignes[-1]]) == ("tronque", 4)
    assert rupture(lignes[:0]) == ("format", None)


def test_prolonge():
    lignes = exporter(SIX)
    assert rupture([*lignes, lignes[-1]]) == ("prolonge", 7)


def test_reecrit_en_entier():
    faux = chaine(6, r3={"charge": {"voix": 0}})
    assert verifier(exporter(faux)).conforme  # nothing in the file itself says so
    assert rupture(exporter(faux), points=[point_imprime(SIX, 5)]) == ("reecrit", 5)
    constat = verifier(exporter(faux), [point_imprime(SIX, 2), point_imprime(SIX, 3)])
    assert (constat.tenus, constat.ecarts[0].seq) == ([2], 3)
    assert constat.ecarts[0].message.startswith("Le registre a été réécrit. L’entrée 3 n’est plus celle")


def test_une_racine_fausse_suffit():
    bon = point_imprime(SIX, 5)
    assert rupture(exporter(SIX), points=[verification.Point(5, bon.empreinte, "0" * 64)]) == ("reecrit", 5)


def test_ancienne_sauvegarde():
    assert verifier(exporter(SIX[:4])).conforme
    assert rupture(exporter(SIX[:4]), points=[point_imprime(SIX, 6)]) == ("ancien", 5)


def test_point_retire_ou_faux():
    lignes = exporter(SIX, points=(2, 4))
    assert rupture([x for x in lignes if b'"point"' not in x or b'"seq":4' not in x]) == ("point", None)
    rang = next(r for r, x in enumerate(lignes) if x.startswith(b'{"point"'))
    assert (
        rupture([*lignes[:rang], lignes[rang].replace(b'"racine":"', b'"racine":"0'), *lignes[rang + 1 :]])[0]
        == "point"
    )
    assert rupture([*lignes[:rang], lignes[rang].replace(b"seance:1", b"seance:2"), *lignes[rang + 1 :]]) == (
        "octets",
        None,
    )


def test_piece_reconnue_changee_inconnue():
    bonne = sha256(b"pdf").hexdigest()
    fichiers = {"charge": {"fichiers": [{"nom": "avis.pdf", "sha256": bonne}]}}
    lignes = exporter(chaine(4, r3=fichiers))
    assert verifier(lignes, pieces=[("copie.pdf", bonne)]).pieces == {bonne: 3}
    assert rupture(lignes, pieces=[("avis.pdf", "a" * 64)]) == ("piece_changee", 3)
    assert rupture(lignes, pieces=[("autre.pdf", "a" * 64)]) == ("piece_inconnue", None)


@pytest.mark.parametrize("valeur", [1.5, {"x": 0.1}, [float("nan")], {1: "x"}, {"x": b"octets"}, object()])
def test_ce_qui_ne_s_ecrit_pas_d_une_seule_facon_est_refuse(valeur):
    with pytest.raises(ValueError, match=r"."):
        canonique(valeur)


def test_une_entree_ecrite_autrement_est_refusee():
    for texte in (
        entree(1, "0" * 64)[0].replace(b'"voix":1', b'"voix":1.5'),
        entree(1, "0" * 64)[0].replace(b'"seq":1', b'"seq":1,"seq":1'),
        entree(1, "0" * 64)[0].replace(b'"seq":1', b'"seq": 1'),
        entree(1, "0" * 64)[0].replace(b'"seq":1', b'"seq":true'),
    ):
        assert rupture(exporter([(texte, sha256(texte).hexdigest())])) == ("modifiee", 1)


# --- alone ----------------------------------------------------------------------------------------


def test_un_point_se_recopie_d_un_acte():
    bon = point_imprime(SIX, 4)
    texte = f" {bon.seq} : {bon.empreinte.upper()}\n:{bon.racine[:32]} {bon.racine[32:]}"
    assert lire_point(texte) == bon
    for faux in ("", "4", "4:abc:def", f"x:{bon.empreinte}:{bon.racine}", f"4:{bon.empreinte}"):
        with pytest.raises(ValueError, match="point de contrôle"):
            lire_point(faux)


def test_seul_sans_rien_d_autre_que_python(tmp_path):
    export, piece = tmp_path / "registre.jsonl", tmp_path / "avis.pdf"
    piece.write_bytes(b"pdf")
    suite = chaine(3, r2={"charge": {"nom": "avis.pdf", "sha256": sha256(b"pdf").hexdigest()}})
    export.write_bytes(b"".join(exporter(suite)))
    point = point_imprime(suite, 3)
    options = ["--point", f"3:{point.empreinte}:{point.racine}", "--piece", str(piece)]
    commande = [sys.executable, "-I", "-S", verification.__file__, str(export), *options]
    fait = subprocess.run(commande, capture_output=True, text=True, check=False, encoding="utf-8", env={})
    assert (fait.returncode, fait.stderr) == (CONFORME, "")
    assert "Registre conforme : 3 entrées" in fait.stdout
    piece.write_bytes(b"autre")
    assert main([str(export), *options]) == ROMPU
    assert main([str(export), "--point", "n’importe quoi"]) == USAGE
    assert main([]) == USAGE
    assert main([str(tmp_path / "absent")]) == USAGE
