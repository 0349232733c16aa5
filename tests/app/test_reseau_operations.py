"""Writes of the network: rights, versions, hostile texts, availability; its open part, API and terminal."""

import json
import zipfile
from datetime import date

import pytest
from django.test import Client

from fabriques.reseau import AJACCIO, TOULOUSE, fichier, importer, service, structure
from portulan.cli.main import executer as terminal
from portulan.comptes.droits import ANONYME, Acces, Titulaire
from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.socle.operateurs import nom_a_la_date, operateur
from portulan.socle.territoire import Niveau, Territoire
from portulan.socle.textes import nettoyer
from portulan.terrain.reseau import conflits, operations
from portulan.terrain.reseau.disponibilites import (
    declarer_disponibilite,
    disponibilite_du_jour,
    modifier_disponibilite,
    retirer_disponibilite,
)
from portulan.terrain.reseau.exportation import ecrire_export
from portulan.terrain.reseau.models import Conflit, Service, Structure
from portulan.terrain.reseau.saisie import ChampsInvalides

MISSION = Titulaire(1, (Acces(Role.MISSION_SPRO, None, Territoire(Niveau.REGION, "94")),))
CIO = {"nom": "CIO d’Ajaccio", "operateur": "cio", "code_insee": AJACCIO}


def creer(**autres):
    return operations.creer_structure(titulaire=MISSION, valeurs=CIO | autres)


@pytest.mark.parametrize(
    ("code", "jour", "nom"),
    [
        ("pole_emploi", date(2023, 12, 31), "Pôle emploi"),
        ("france_travail", date(2024, 1, 1), "France Travail"),
        ("france_travail", date(2000, 1, 1), "ANPE"),
        ("transitions_pro", date(2019, 12, 31), "Fongecif"),
        ("cio", date(2020, 1, 1), "centre d'information et d'orientation (CIO)"),
    ],
)
def test_un_operateur_porte_le_nom_du_jour(code, jour, nom):
    assert nom_a_la_date(code, jour) == nom


def test_les_cio_et_les_universites_sont_du_reseau_par_la_convention():
    assert {operateur(c).attache for c in ("cio", "scuio", "draio", "mlds")} == {"C"}


@pytest.mark.parametrize(
    ("texte", "propre"),
    [
        ("  Mission\u200b  locale\ufeff ", "Mission locale"),
        ("E\u0301cole", "École"),
        ("<b>gras</b> 😀", "<b>gras</b> 😀"),
        ("un : deux", "un : deux"),
    ],
)
def test_ce_qui_est_invisible_s_en_va(texte, propre):
    assert nettoyer(texte) == propre


@pytest.mark.parametrize("texte", ["a\x00b", "a\u202eb", "a\u2066b", "a\x1b[31m", "a" + "\u0301" * 9])
def test_ce_qui_trompe_est_refuse(texte):
    with pytest.raises(DonneeInvalide, match="position"):
        nettoyer(texte)


@pytest.mark.django_db
@pytest.mark.usefixtures("vierge")
class TestStructures:
    def test_creer_situe_et_journalise(self):
        lieu = creer(telephone="04 95 00 00 00", extension={"langues": ["co", "en"]})
        assert (lieu.departement, lieu.commune, lieu.precision_geo) == ("2A", "Ajaccio", "mairie")
        assert lieu.extension == {"langues": ["co", "en"]}
        assert Entree.objects.get(acte="reseau.structure.creer").auteur == "compte:1"

    def test_un_double_envoi_ne_cree_qu_une_fois(self):
        un = operations.creer_structure(titulaire=MISSION, valeurs=CIO, jeton="abc")
        deux = operations.creer_structure(titulaire=MISSION, valeurs=CIO, jeton="abc")
        assert un.pk == deux.pk
        assert Structure.objects.count() == 1

    def test_hors_de_la_region(self):
        with pytest.raises(DonneeInvalide, match="région"):
            creer(code_insee=TOULOUSE)

    @pytest.mark.parametrize(
        ("champ", "valeur"),
        [
            ("nom", "x"), ("nom", "x" * 10_000), ("nom", "a\u202eb\u202ec"), ("courriel", "pas une adresse"),
            ("site_web", "javascript:alert(1)"), ("code_postal", "2000"), ("operateur", "zz"), ("code_insee", "00000"),
            ("extension", {"langues": ["klingon"]}), ("extension", {"age_min": 3}), ("description", "x" * 10_001),
        ],
    )  # fmt: skip
    def test_une_saisie_hostile_est_refusee_champ_par_champ(self, champ, valeur):
        with pytest.raises(ChampsInvalides) as refus:
            creer(**{champ: valeur})
        assert any(nom.removeprefix("spro:") in {champ, "langues", "age_min"} for nom in refus.value.champs)
        assert not Structure.objects.exists()

    def test_deux_navigateurs(self):
        lieu = creer()
        operations.modifier_structure(titulaire=MISSION, structure=lieu, version=1, valeurs={"nom": "Premier nom"})
        with pytest.raises(VersionDepassee) as perimee:
            operations.modifier_structure(titulaire=MISSION, structure=lieu, version=1, valeurs={"nom": "Second nom"})
        assert perimee.value.actuel.nom == "Premier nom"
        assert perimee.value.version == 2

    def test_fermer_rouvrir_rattacher_verifier(self):
        lieu = creer()
        organisation = Organisation.objects.create(code="rectorat", nom="Rectorat", genre="rectorat")
        lieu = operations.rattacher_organisation(
            titulaire=MISSION, structure=lieu, version=lieu.version, organisation=organisation
        )
        lieu = operations.verifier_structure(titulaire=MISSION, structure=lieu)
        assert lieu.verifiee_par == Role.MISSION_SPRO.label
        lieu = operations.fermer_structure(
            titulaire=MISSION, structure=lieu, version=lieu.version, motif="regroupement"
        )
        assert lieu.fermee_le
        with pytest.raises(Impossible):
            operations.fermer_structure(titulaire=MISSION, structure=lieu, version=lieu.version)
        lieu = operations.rouvrir_structure(titulaire=MISSION, structure=lieu, version=lieu.version)
        assert lieu.fermee_le is None
        actes = set(Entree.objects.filter(organisation="rectorat").values_list("acte", flat=True))
        assert {"reseau.structure.rattacher", "reseau.structure.fermer", "reseau.structure.verifier"} <= actes

    def test_chacun_chez_soi(self):
        organisation = Organisation.objects.create(code="ml", nom="ML", genre="operateur", operateur="mission_locale")
        agent = Titulaire(3, (Acces(Role.AGENT, organisation.pk, None),))
        lieu = creer()
        for qui in (agent, ANONYME, Titulaire(4, (Acces(Role.MISSION_SPRO, None, Territoire(Niveau.REGION, "76")),))):
            with pytest.raises(Interdit):
                operations.modifier_structure(titulaire=qui, structure=lieu, version=1, valeurs={"nom": "Autre nom"})
        with pytest.raises(Interdit):
            operations.rattacher_organisation(titulaire=agent, structure=lieu, version=1, organisation=organisation)
        with pytest.raises(Interdit):
            operations.creer_structure(titulaire=agent, valeurs=CIO, organisation=organisation)
        assert Structure.objects.count() == 1

    def test_services(self):
        lieu = creer()
        valeurs = {"nom": "Entretien", "description": "Un entretien d’une heure.", "zone_eligibilite": ["region:94"]}
        offre = operations.creer_service(titulaire=MISSION, structure=lieu, valeurs=valeurs, jeton="j")
        assert operations.creer_service(titulaire=MISSION, structure=lieu, valeurs=valeurs, jeton="j") == offre
        offre = operations.modifier_service(titulaire=MISSION, service=offre, version=1, valeurs={"nom": "Autre"})
        offre = operations.fermer_service(titulaire=MISSION, service=offre, version=2)
        offre = operations.rouvrir_service(titulaire=MISSION, service=offre, version=3)
        assert offre.version == 4
        with pytest.raises(ChampsInvalides):
            operations.creer_service(titulaire=MISSION, structure=lieu, valeurs=valeurs | {"type": "zz"})
        with pytest.raises(ChampsInvalides):
            operations.creer_service(
                titulaire=MISSION, structure=lieu, valeurs=valeurs | {"zone_eligibilite": ["departement:76500"]}
            )

    def test_disponibilites(self):
        lieu = creer()
        jours = {"du": date(2025, 7, 1), "au": date(2025, 7, 31)}
        dite = declarer_disponibilite(titulaire=MISSION, structure=lieu, genre="saturation", **jours)
        assert declarer_disponibilite(titulaire=MISSION, structure=lieu, genre="saturation", **jours) == dite
        with pytest.raises(Impossible):
            declarer_disponibilite(
                titulaire=MISSION, structure=lieu, genre="saturation", du=jours["au"], au=jours["au"]
            )
        with pytest.raises(DonneeInvalide):
            declarer_disponibilite(titulaire=MISSION, structure=lieu, genre="absence", du=jours["au"], au=jours["du"])
        declarer_disponibilite(titulaire=MISSION, structure=lieu, genre="fermeture", du=jours["au"], au=jours["au"])
        assert disponibilite_du_jour(lieu, date(2025, 6, 30)) is None
        assert disponibilite_du_jour(lieu, date(2025, 7, 2)).genre == "saturation"
        assert disponibilite_du_jour(lieu, jours["au"]).phrase == "Fermé temporairement jusqu’au 31/07/2025"
        modifier_disponibilite(titulaire=MISSION, disponibilite=dite, version=1, du=jours["du"], au=jours["du"])
        with pytest.raises(VersionDepassee):
            modifier_disponibilite(titulaire=MISSION, disponibilite=dite, version=1, du=jours["du"], au=jours["au"])
        retirer_disponibilite(titulaire=MISSION, disponibilite=dite)
        assert disponibilite_du_jour(lieu, jours["du"]) is None

    @pytest.mark.parametrize(("choix", "telephone"), [("garder", "04 95 99 99 99"), ("prendre", "04 95 11 11 11")])
    def test_un_conflit_se_tranche(self, tmp_path, choix, telephone):
        importer(fichier(tmp_path, [structure(1)]))
        Structure.objects.update(telephone="04 95 99 99 99", version=2)
        importer(fichier(tmp_path, [structure(1, telephone="04 95 11 11 11")]))
        for _ in range(2):
            conflits.trancher(titulaire=MISSION, conflit=Conflit.objects.get(), choix=choix)
        assert Structure.objects.get().telephone == telephone
        importer(fichier(tmp_path, [structure(1, telephone="04 95 11 11 11")]))
        assert Conflit.objects.filter(choix="").count() == 0
        assert Structure.objects.get().telephone == telephone


@pytest.mark.django_db
@pytest.mark.usefixtures("vierge")
class TestPartieOuverte:
    def remplir(self, tmp_path, combien=5):
        lieux = [structure(n, nom=f"Mission locale n° {n}") for n in range(1, combien + 1)]
        offres = [service(n, de=n, contact_nom_prenom="Une Personne") for n in range(1, combien + 1)]
        importer(fichier(tmp_path, lieux, offres))

    def test_l_api_donne_tout_une_fois_et_une_seule(self, tmp_path):
        self.remplir(tmp_path)
        vus, adresse = [], "/api/v1/structures?taille=2"
        while adresse:
            page = Client().get(adresse).json()
            vus += [e["id"] for e in page["elements"]]
            adresse = page["suivante"]
            Structure.objects.filter(pk=Structure.objects.first().pk).update(nom="Renommée")
        assert sorted(vus) == [f"essai--{n}" for n in range(1, 6)]

    def test_l_api_ne_dit_que_ce_qui_est_public(self, tmp_path):
        self.remplir(tmp_path)
        Structure.objects.filter(id_source="1").update(etat="fermee")
        Service.objects.filter(id_source="s2").update(etat="ferme")
        assert len(Client().get("/api/v1/structures").json()["elements"]) == 4
        offres = Client().get("/api/v1/services?extension=true").json()["elements"]
        assert [o["id"] for o in offres] == ["essai--s3", "essai--s4", "essai--s5"]
        assert {o["contact_nom_prenom"] for o in offres} == {None}
        assert Client().get("/api/v1/structures/essai--1").status_code == 404
        assert Client().get("/api/v1/structures/essai--2?extension=true").json()["spro:operateur"] == "mission_locale"

    @pytest.mark.parametrize("curseur", ["x", "12", "1.x", "-1.2", "12345678.1"])
    def test_un_faux_curseur_est_refuse(self, curseur):
        assert Client().get(f"/api/v1/services?curseur={curseur}").status_code == 422

    @pytest.mark.parametrize("suffixe", ["json", "jsonl", "zip"])
    def test_ce_qui_est_exporte_se_reimporte_a_l_identique(self, tmp_path, suffixe):
        self.remplir(tmp_path)
        Service.objects.update(contact_nom_prenom="", recu=None)
        sortie = tmp_path / f"export.{suffixe}"
        bilan = ecrire_export(sortie)
        assert (bilan.structures, bilan.services, bilan.ecartees) == (5, 5, [])
        assert importer(sortie).compte_rendu == {"structure.inchangee": 5, "service.inchangee": 5}

    def test_le_schema_v1_seul(self, tmp_path):
        self.remplir(tmp_path, 1)
        ecrire_export(tmp_path / "v1.zip", etendu=False)
        with zipfile.ZipFile(tmp_path / "v1.zip") as archive:
            lu = json.loads(archive.read("reseau.json"))
        assert not [nom for d in lu["structures"] + lu["services"] for nom in d if nom.startswith("spro:")]

    def test_au_terminal(self, tmp_path, capsys):
        chemin = fichier(tmp_path, [structure(1), structure(2, nom="x")], [service(1)])
        assert terminal(["reseau", "importer", str(chemin)]) == DonneeInvalide.code_sortie
        assert "colonne « nom »" in capsys.readouterr().out
        assert terminal(["reseau", "importer", str(chemin), "--ecarter", "--simuler"]) == 0
        assert not Structure.objects.exists()
        assert terminal(["reseau", "importer", str(chemin), "--ecarter", "--json"]) == 0
        assert '"etat": "applique"' in capsys.readouterr().out
        assert terminal(["reseau", "exporter", str(tmp_path / "e.json")]) == 0
        assert "1 structures et 1 services" in capsys.readouterr().out
        assert terminal(["reseau", "doublons"]) == 0
        assert terminal(["reseau", "exporter", str(tmp_path / "absent" / "e.json")]) == 69
