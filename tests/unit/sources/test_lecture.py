"""Traps of files written by administrations, each generated here."""

import gzip
import hashlib
import io
import json
import tracemalloc
import zipfile

import pytest

from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.sources.lecture import (
    Collecteur,
    Limites,
    apercu,
    empreinte,
    lignes_csv,
    lignes_json,
    lignes_parquet,
    lire_csv,
    ouvrir,
    tableau,
)

BON = "uai;places\n0310001A;12\n0310002B;15\n"


def ecrire(dossier, contenu, nom="fichier.csv"):
    chemin = dossier / nom
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return chemin


def zipper(membres):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def refuse(fichier, *morceaux):
    """The file is refused in one sentence with a remedy, both when looked at and when read."""
    for lecture in (lambda: list(tableau(fichier, Collecteur()).lignes), lambda: apercu(fichier)):
        with pytest.raises(DonneeInvalide) as erreur:
            lecture()
        assert fichier.name in erreur.value.message
        assert erreur.value.remede.endswith(".")
        for morceau in morceaux:
            assert morceau in str(erreur.value)


class TestEnveloppes:
    def test_clair_gzip_et_zip_donnent_les_memes_lignes(self, tmp_path):
        attendu = [(2, ["0310001A", "12"]), (3, ["0310002B", "15"])]
        for nom, contenu in {
            "a.csv": BON.encode(),
            "b.csv.gz": gzip.compress(BON.encode()),
            "sans-extension": gzip.compress(BON.encode()),
            "c.zip": zipper({"x.csv": BON, "__MACOSX/._x.csv": "déchet"}),
        }.items():
            assert list(lignes_csv(ecrire(tmp_path, contenu, nom))) == attendu, nom

    def test_gzip_tronque(self, tmp_path):
        lignes = "".join(f"{i};{hashlib.sha256(str(i).encode()).hexdigest()}\n" for i in range(5000))
        entier = gzip.compress(("a;b\n" + lignes).encode())
        fichier = ecrire(tmp_path, entier[: len(entier) // 2], "coupe.csv.gz")
        with pytest.raises(DonneeInvalide, match="tronquée ou abîmée : la fin manque\\."):
            list(lignes_csv(fichier))

    def test_gzip_abime_au_milieu(self, tmp_path):
        octets = bytearray(gzip.compress(("a;b\n" + "1;2\n" * 9000).encode()))
        octets[-6] ^= 0xFF  # checksum
        with pytest.raises(DonneeInvalide, match="abîmée"):
            list(lignes_csv(ecrire(tmp_path, bytes(octets), "x.gz")))

    def test_zip_tronque_multiple_chiffre_ou_classeur(self, tmp_path):
        entier = zipper({"x.csv": BON})
        refuse(ecrire(tmp_path, entier[:-30], "coupe.zip"), "tronquée")
        refuse(ecrire(tmp_path, zipper({"x.csv": BON, "y.csv": BON}), "deux.zip"), "2 fichiers")
        refuse(ecrire(tmp_path, zipper({"[Content_Types].xml": "", "xl/a.xml": ""}), "f.xlsx"), "Excel")
        chiffre = bytearray(entier)
        chiffre[6] |= 1
        chiffre[chiffre.index(b"PK\x01\x02") + 8] |= 1
        refuse(ecrire(tmp_path, bytes(chiffre), "chiffre.zip"), "chiffrée")

    def test_archive_dans_une_archive(self, tmp_path):
        refuse(ecrire(tmp_path, gzip.compress(gzip.compress(BON.encode())), "x.gz"), "archive dans une archive")

    @pytest.mark.parametrize("emballer", [gzip.compress, lambda o: zipper({"x.csv": o})])
    def test_bombe_de_decompression_arretee_par_le_ratio(self, tmp_path, emballer):
        fichier = ecrire(tmp_path, emballer(b"a;b\n" + b"1;2\n" * 1_000_000), "bombe")
        limites = Limites(franchise=1024 * 1024, ratio=100)
        with pytest.raises(DonneeInvalide, match="bombe de décompression"):
            list(lignes_csv(fichier, limites=limites))

    def test_bombe_par_defaut_arretee_avant_quatre_fois_la_franchise(self, tmp_path):
        bombe = gzip.compress(bytes([97, 10]) * 64 * 1024 * 1024, compresslevel=1)
        fichier = ecrire(tmp_path, bombe, "bombe.gz")
        lus = []
        with ouvrir(fichier) as flux, pytest.raises(DonneeInvalide, match="bombe"):
            lus.extend(map(len, iter(flux.read, b"")))
        assert 0 < sum(lus) < 128 * 1024 * 1024

    def test_taille_maximale(self, tmp_path):
        fichier = ecrire(tmp_path, "a;b\n" + "1;2\n" * 10_000)
        with pytest.raises(DonneeInvalide, match="dépasse"):
            list(lignes_csv(fichier, limites=Limites(octets=1000)))

    def test_fichier_absent_ou_dossier(self, tmp_path):
        with pytest.raises(Introuvable):
            apercu(tmp_path / "rien.csv")
        with pytest.raises(DonneeInvalide, match="dossier"):
            apercu(tmp_path)

    def test_empreinte_est_celle_du_fichier(self, tmp_path):
        fichier = ecrire(tmp_path, gzip.compress(BON.encode()))
        assert empreinte(fichier) == hashlib.sha256(fichier.read_bytes()).hexdigest()


class TestPasUneTable:
    @pytest.mark.parametrize(
        ("contenu", "morceau"),
        [
            (b"", "est vide"),
            (b"\xef\xbb\xbf\r\n \n", "est vide"),
            (b"<!DOCTYPE html>\n<html><body>Erreur 404</body></html>", "page web"),
            (b"\xef\xbb\xbf  <html lang=fr>", "page web"),
            (b"<?xml version='1.0'?><!-- x --><html xmlns='x'>", "page web"),
            (b"<?xml version='1.0'?><a/>", "XML"),
            (b"%PDF-1.7\n", "PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel"),
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"a;b\n1;\x002\n", "nuls"),
            ("a;b\n1;2\n".encode("utf-16"), "UTF-16"),
            ("a;b\n1;2\n".encode("utf-16-le"), "nuls"),
            (b"sans separateur\n1\n2\n", "n'a qu'une colonne"),
            (b"\r\n ; \n", "pas de ligne d'en-tête"),
            (b'" ";\n;', "pas de ligne d'en-tête"),
            (b"PAR1abcd", "Parquet"),
            (b'[{"a": 1}, {"a"', "tronqué"),
        ],
    )
    def test_refus_clair(self, tmp_path, contenu, morceau):
        fichier = ecrire(tmp_path, contenu)
        with pytest.raises(DonneeInvalide) as erreur:
            list(tableau(fichier, Collecteur()).lignes)
        assert morceau in str(erreur.value)
        assert erreur.value.remede

    def test_nul_loin_dans_le_fichier_donne_sa_ligne(self, tmp_path):
        lignes = [b"a;b"] + [b"%d;%s" % (i, b"x" * 100) for i in range(40_000)]
        lignes[35_001] = b"35000;\x00"
        with pytest.raises(DonneeInvalide, match="ligne 35002"):
            list(lignes_csv(ecrire(tmp_path, b"\n".join(lignes))))


class TestTexte:
    def test_bom_et_accents(self, tmp_path):
        for encodage in ("utf-8", "utf-8-sig", "cp1252"):
            fichier = ecrire(tmp_path, "Libellé;Œuvre\nL’été à Orléans;12 €\n".encode(encodage))
            ouvert = lire_csv(fichier)
            assert ouvert.entete == ("Libellé", "Œuvre"), encodage
            assert list(ouvert.lignes) == [(2, ["L’été à Orléans", "12 €"])], encodage

    def test_restes_de_windows_1252_repares_sans_toucher_aux_autres_lignes(self, tmp_path):
        octets = "nom;ville\nLycée d".encode() + b"\x92" + "Alès;Alès\nCollège;Nîmes\n".encode()
        ouvert = lire_csv(ecrire(tmp_path, octets))
        assert [r for _, r in ouvert.lignes] == [["Lycée d’Alès", "Alès"], ["Collège", "Nîmes"]]
        assert ouvert.reparees == 1

    def test_octet_inconnu_de_windows_1252(self, tmp_path):
        assert [r for _, r in lignes_csv(ecrire(tmp_path, b"a;b\n\x81;1\n"))] == [["\ufffd", "1"]]

    @pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
    def test_separateur_reconnu(self, tmp_path, separateur):
        entete = ["Statut (public, privé…)", "a;b", "c"]
        texte = separateur.join(f'"{c}"' for c in entete) + "\n" + separateur.join("123") + "\n"
        ouvert = lire_csv(ecrire(tmp_path, texte))
        assert ouvert.separateur == separateur
        assert ouvert.entete == tuple(entete)

    def test_virgules_dans_un_entete_sans_guillemets(self, tmp_path):
        fichier = ecrire(tmp_path, "Session;Statut (public, privé, autre, x, y);UAI\n2020;Public;0310001A\n")
        assert len(lire_csv(fichier).entete) == 3

    def test_directive_de_tableur(self, tmp_path):
        ouvert = lire_csv(ecrire(tmp_path, "sep=,\na,b\n1,2\n"))
        assert (ouvert.entete, list(ouvert.lignes)) == (("a", "b"), [(3, ["1", "2"])])

    def test_fins_de_ligne_melangees(self, tmp_path):
        fichier = ecrire(tmp_path, b"a;b\r\n1;2\n3;4\r5;6\r\n\r\n7;8")
        assert list(lignes_csv(fichier)) == [
            (2, ["1", "2"]),
            (3, ["3", "4"]),
            (4, ["5", "6"]),
            (6, ["7", "8"]),
        ]

    def test_guillemets_et_retour_a_la_ligne(self, tmp_path):
        fichier = ecrire(tmp_path, b'a;b\n"deux\r\nlignes";"dit ""oui"""\n3;4\n')
        assert list(lignes_csv(fichier)) == [(2, ["deux\nlignes", 'dit "oui"']), (4, ["3", "4"])]

    def test_caracteres_unicode_de_fin_de_ligne_ne_coupent_pas(self, tmp_path):
        fichier = ecrire(tmp_path, "a;b\nx\u2028y\x0bz\x85;2\n")
        assert list(lignes_csv(fichier)) == [(2, ["x\u2028y\x0bz\x85", "2"])]

    def test_lignes_vides_et_colonnes_vides_en_trop(self, tmp_path):
        ouvert = lire_csv(ecrire(tmp_path, "\n\na;b;;\n;;;\n1;2;;\n"))
        assert (ouvert.entete, list(ouvert.lignes)) == (("a", "b"), [(5, ["1", "2"])])

    def test_ligne_inegale_refusee_et_les_autres_lues(self, tmp_path):
        fichier = ecrire(tmp_path, "a;b\n1;2\n1;2;3\n4\n5;6\n")
        collecteur = Collecteur()
        ouvert = lire_csv(fichier, collecteur=collecteur)
        assert [n for n, _ in ouvert.lignes] == [2, 5]
        assert [(r.ligne, r.bloquant) for r in collecteur.refus] == [(3, True), (4, True)]
        assert "3 cellules, l'en-tête en a 2" in collecteur.refus[0].motif
        assert ouvert.ecartees == 2
        with pytest.raises(DonneeInvalide, match="ligne 3"):
            list(lignes_csv(fichier))

    def test_guillemet_mal_place_refuse_la_ligne(self, tmp_path):
        collecteur = Collecteur()
        ouvert = lire_csv(ecrire(tmp_path, 'a;b\n"x"y;2\n3;4\n'), collecteur=collecteur)
        assert [r for _, r in ouvert.lignes] == [["3", "4"]]
        assert collecteur.refus[0].ligne == 2

    def test_guillemet_jamais_ferme(self, tmp_path):
        for suite in ("4;5\n", "x;y\n" * 100_000):
            with pytest.raises(DonneeInvalide, match=r"ligne 3 .*jamais refermé"):
                list(lignes_csv(ecrire(tmp_path, 'a;b\n1;2\n3;"ouvert\n' + suite), collecteur=Collecteur()))

    def test_une_seule_ligne_demesuree_est_bornee(self, tmp_path):
        fichier = ecrire(tmp_path, b"a;b\n" + b"x" * 40 * 1024 * 1024)
        tracemalloc.start()
        with pytest.raises(DonneeInvalide, match="une seule ligne de plus de 8 Mio"):
            list(lignes_csv(fichier))
        assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
        tracemalloc.stop()

    def test_memoire_bornee_sur_un_grand_fichier(self, tmp_path):
        with (tmp_path / "grand.csv").open("wb") as sortie:
            sortie.write(b"a;b;c\n")
            for _ in range(20):
                sortie.write((b"0310001A;12;" + b"une cellule quelconque " * 40 + b"\n") * 2_000)
        fractions = []
        tracemalloc.start()
        ouvert = lire_csv(tmp_path / "grand.csv", avance=fractions.append)
        assert sum(1 for _ in ouvert.lignes) == 40_000
        assert tracemalloc.get_traced_memory()[1] < 12 * 1024 * 1024
        tracemalloc.stop()
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0


class TestJson:
    def lire(self, dossier, texte, **reglages):
        return list(lignes_json(ecrire(dossier, texte, "x.json"), **reglages))

    def test_tableau_et_enveloppes(self, tmp_path):
        objets = [{"a": 1, "b": ["é", None]}, {"a": 2.5, "b": {"c": "]"}}]
        attendu = list(enumerate(objets, 1))
        assert self.lire(tmp_path, json.dumps(objets)) == attendu
        assert self.lire(tmp_path, "\ufeff\n" + json.dumps(objets, indent=2, ensure_ascii=False)) == attendu
        assert self.lire(tmp_path, json.dumps({"service": objets})) == attendu
        entoure = {"total_count": 12, "links": [1, {"results": []}], "results": objets, "fin": "x"}
        assert self.lire(tmp_path, json.dumps(entoure)) == attendu

    def test_vides(self, tmp_path):
        assert self.lire(tmp_path, "[]") == []
        assert self.lire(tmp_path, '{"results": []}') == []

    def test_nan_vaut_inconnu(self, tmp_path):
        assert self.lire(tmp_path, '[{"a": NaN}]') == [(1, {"a": None})]

    @pytest.mark.parametrize(
        "texte",
        [
            '[{"a": 1}, {"a": 2',
            '[{"a": 1}, {"a": 2}',
            '[{"a": 1} {"a": 2}]',
            '[{"a": 1},]',
            "[1, 2]",
            '{"service": [{"a": 1}]',
            '{"autre": [{"a": 1}]}',
            '{"service": "x"}',
            '[{"a": 1}] suite',
            "[" * 100_000,
            '[{"a": ' + "9" * 5000 + "}]",
        ],
    )
    def test_invalide(self, tmp_path, texte):
        with pytest.raises(DonneeInvalide, match="enregistrement") as erreur:
            self.lire(tmp_path, texte)
        assert erreur.value.remede

    def test_grand_fichier_en_memoire_bornee(self, tmp_path):
        chemin = tmp_path / "grand.json.gz"
        with gzip.open(chemin, "wt", compresslevel=1) as sortie:
            sortie.write('{"total": 1234567890, "service": [')
            for i in range(12_000):
                cle = hashlib.sha256(str(i).encode()).hexdigest()
                sortie.write(("," if i else "") + json.dumps({"id": i, "nom": cle * 30}))
            sortie.write("]}")
        tracemalloc.start()
        total = sum(e["id"] for _, e in lignes_json(chemin))
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
        tracemalloc.stop()
        assert total == 12_000 * 11_999 // 2

    def test_enregistrement_demesure(self, tmp_path):
        texte = '[{"a": "' + "x" * 5_000_000 + '"}]'
        with pytest.raises(DonneeInvalide, match="de plus de 1 Mio"):
            self.lire(tmp_path, texte, limites=Limites(objet=1024 * 1024))

    def test_champ_nouveau_en_cours_de_route_est_refuse(self, tmp_path):
        fichier = ecrire(tmp_path, '[{"a": 1, "b": 2}, {"b": 3}, {"a": 4, "b": 5, "c": 6}]', "x.json")
        collecteur = Collecteur()
        ouvert = tableau(fichier, collecteur)
        assert (ouvert.format, ouvert.entete) == ("json", ("a", "b"))
        assert list(ouvert.lignes) == [(1, [1, 2]), (2, [None, 3])]
        assert [(r.ligne, r.colonne) for r in collecteur.refus] == [(3, "c")]
        assert ouvert.ecartees == 1

    def test_apercu_donne_les_champs(self, tmp_path):
        vu = apercu(ecrire(tmp_path, '{"service": [{"id": "x", "nom": "y"}]}', "s.json"))
        assert (vu.nom, vu.entete) == ("s.json", ("id", "nom"))


class TestParquet:
    @pytest.fixture
    def fichier(self, tmp_path):
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table({"a": [1, 2, None], "b": ["x", None, "z"]}), tmp_path / "t.parquet")
        return tmp_path / "t.parquet"

    def test_lecture(self, fichier):
        assert list(lignes_parquet(fichier))[1] == (2, {"a": 2, "b": None})
        ouvert = tableau(fichier, Collecteur())
        assert (ouvert.format, ouvert.entete, len(list(ouvert.lignes))) == ("parquet", ("a", "b"), 3)
        assert apercu(fichier).entete == ("a", "b")

    def test_tronque(self, fichier):
        fichier.write_bytes(fichier.read_bytes()[:-20])
        refuse(fichier, "Parquet tronqué")

    def test_trop_grand(self, fichier):
        with pytest.raises(DonneeInvalide, match="dépasse la taille permise"):
            list(lignes_parquet(fichier, limites=Limites(octets=10)))
