"""Two records of one place: found with reasons, merged without losing anything, undone exactly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fabriques.reseau import BASTIA, fichier, importer, service, structure
from portulan.comptes.droits import ANONYME, Acces, Titulaire
from portulan.comptes.enums import Role
from portulan.journal.models import Entree
from portulan.socle.erreurs import Impossible, Interdit, VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.animation.enums import Canal
from portulan.terrain.animation.models import CampagneMiseAJour
from portulan.terrain.reseau import doublons, operations, queries
from portulan.terrain.reseau.disponibilites import declarer_disponibilite
from portulan.terrain.reseau.enums import EtatRapprochement, EtatStructure
from portulan.terrain.reseau.models import Disponibilite, Rapprochement, Service, Structure

MISSION = Titulaire(1, (Acces(Role.MISSION_SPRO, None, Territoire(Niveau.REGION, "94")),), verifie=True)


def paire(dossier):
    un = structure(1, nom="Mission locale d’Ajaccio")
    deux = structure(1, source="dora", id="dora--7", nom="MISSION LOCALE AJACCIO", site_web="https://exemple.fr")
    deux["telephone"] = "+33 4 95 00 00 01"
    importer(fichier(dossier, [un, deux], [service(1), service(2, de=1) | {"structure_id": "dora--7"}]))
    return Rapprochement.objects.get()


def etat():
    sans = {"version"}
    return [
        [{n: v for n, v in ligne.items() if n not in sans} for ligne in modele.objects.order_by("pk").values()]
        for modele in (Structure, Service, Disponibilite)
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("vierge")
class TestFusion:
    def test_les_raisons_sont_des_mots(self, tmp_path):
        trouvee = paire(tmp_path)
        assert trouvee.score >= 90
        assert set(trouvee.raisons) >= {"même nom", "même téléphone", "même adresse", "même réseau"}

    def test_fusionner_puis_annuler_rend_les_memes_lignes(self, tmp_path):
        trouvee = paire(tmp_path)
        declarer_disponibilite(
            titulaire=MISSION, structure=trouvee.b, genre="saturation", du=aujourdhui(), au=aujourdhui()
        )
        avant = etat()
        choix = dict.fromkeys(("nom", "site_web", "telephone"), trouvee.b_id)
        doublons.fusionner(titulaire=MISSION, rapprochement=trouvee, gardee=trouvee.a, choix=choix)
        garde = Structure.objects.get(pk=trouvee.a_id)
        assert (garde.nom, garde.site_web) == (trouvee.b.nom, "https://exemple.fr")
        assert garde.services.count() == 2
        assert garde.disponibilites.count() == 1
        absorbee = Structure.objects.get(pk=trouvee.b_id)
        assert (absorbee.etat, absorbee.fusionnee_dans_id) == (EtatStructure.FUSIONNEE, garde.pk)
        assert queries.structure_par_identifiant(trouvee.b.identifiant) == garde
        doublons.annuler_fusion(titulaire=MISSION, rapprochement=trouvee)
        assert etat() == avant
        actes = Entree.objects.filter(acte__startswith="reseau.doublon").values_list("acte", flat=True)
        assert list(actes) == ["reseau.doublon.annuler", "reseau.doublon.fusionner"]

    def test_ce_qui_est_ecrit_apres_la_fusion_reste(self, tmp_path):
        trouvee = paire(tmp_path)
        doublons.fusionner(titulaire=MISSION, rapprochement=trouvee, gardee=trouvee.a, choix={"site_web": trouvee.b_id})
        garde = Structure.objects.get(pk=trouvee.a_id)
        operations.modifier_structure(
            titulaire=MISSION, structure=garde, version=garde.version, valeurs={"site_web": "https://autre.fr"}
        )
        doublons.annuler_fusion(titulaire=MISSION, rapprochement=trouvee)
        garde.refresh_from_db()
        assert garde.site_web == "https://autre.fr"
        assert garde.services.count() == 1

    def test_ce_qui_est_sollicite_ou_evalue_n_est_pas_absorbe_par_ce_qui_ne_l_est_pas(self, tmp_path):
        lu = paire(tmp_path)
        campagne = CampagneMiseAJour.objects.create(
            region="94", nom="Automne", du=aujourdhui(), au=aujourdhui(), fictif=True
        )
        campagne.sollicitations.create(structure=lu.b, canal=Canal.TELEPHONE, demandee_le=aujourdhui())
        assert (doublons.pieces_attachees(lu.a), doublons.pieces_attachees(lu.b)) == (0, 1)
        with pytest.raises(Impossible, match="restent avec sa fiche"):
            doublons.fusionner(titulaire=MISSION, rapprochement=lu, gardee=lu.a, choix={})
        doublons.fusionner(titulaire=MISSION, rapprochement=lu, gardee=lu.b, choix={})

    def test_deux_fois_ne_fait_rien_de_plus(self, tmp_path):
        trouvee = paire(tmp_path)
        for _ in range(2):
            doublons.fusionner(titulaire=MISSION, rapprochement=trouvee, gardee=trouvee.a, choix={})
        assert Structure.objects.get(pk=trouvee.a_id).version == 2
        with pytest.raises(Impossible):
            doublons.fusionner(titulaire=MISSION, rapprochement=trouvee, gardee=trouvee.b, choix={})
        with pytest.raises(Impossible):
            doublons.distinguer(titulaire=MISSION, rapprochement=trouvee)

    def test_une_fiche_qui_a_change_entre_temps(self, tmp_path):
        trouvee = paire(tmp_path)
        with pytest.raises(VersionDepassee):
            doublons.fusionner(
                titulaire=MISSION, rapprochement=trouvee, gardee=trouvee.a, choix={}, versions={trouvee.b_id: 9}
            )
        assert Structure.objects.filter(etat=EtatStructure.OUVERTE).count() == 2

    def test_ce_n_est_pas_un_doublon_s_en_souvient(self, tmp_path):
        trouvee = paire(tmp_path)
        doublons.distinguer(titulaire=MISSION, rapprochement=trouvee)
        assert doublons.proposer(region="94") == 0
        assert Rapprochement.objects.get().etat == EtatRapprochement.DISTINCT

    def test_la_source_qui_renvoie_la_fiche_absorbee_ne_la_fait_pas_revenir(self, tmp_path):
        trouvee = paire(tmp_path)
        doublons.fusionner(titulaire=MISSION, rapprochement=trouvee, gardee=trouvee.a, choix={})
        deux = structure(1, source="dora", id="dora--7", nom="MISSION LOCALE AJACCIO", date_maj="2025-09-01")
        nouveau = service(9) | {"structure_id": "dora--7"}
        importer(fichier(tmp_path, [deux], [nouveau]))
        assert Structure.objects.filter(etat=EtatStructure.OUVERTE).count() == 1
        assert Service.objects.get(id_source="s9").structure_id == trouvee.a_id

    @pytest.mark.parametrize("qui", [ANONYME, Titulaire(2, (Acces(Role.AUDITEUR, None, None),))])
    def test_seule_la_mission_decide(self, tmp_path, qui):
        trouvee = paire(tmp_path)
        with pytest.raises(Interdit):
            doublons.fusionner(titulaire=qui, rapprochement=trouvee, gardee=trouvee.a, choix={})


TEXTES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)


class TestProprieteDeLaFusion(TestCase):
    @settings(max_examples=25)
    @given(
        a=st.fixed_dictionaries({"adresse": TEXTES, "telephone": TEXTES, "description": TEXTES}),
        b=st.fixed_dictionaries({"adresse": TEXTES, "telephone": TEXTES, "description": TEXTES}),
        point=st.tuples(st.floats(8.5, 9.5), st.floats(41.4, 43)),
        pris=st.sets(st.sampled_from(doublons.champs_a_choisir())),
        premiere=st.booleans(),
    )
    def test_fusionner_puis_annuler_est_l_identite(self, a, b, point, pris, premiere):
        communs = {"operateur": "cio", "date_maj": aujourdhui(), "departement": "2A", "region": "94"}
        un = Structure.objects.create(source="a", id_source="1", nom="CIO", code_insee="2A004", **communs, **a)
        deux = Structure.objects.create(
            source="b", id_source="1", nom="CIO d’Ajaccio", code_insee=BASTIA, verifiee_le=aujourdhui(),
            verifiee_par="mission", longitude=point[0], latitude=point[1], precision_geo="adresse", **communs, **b,
        )  # fmt: skip
        for n, lieu in enumerate((un, deux, deux)):
            Service.objects.create(source="a", id_source=str(n), structure=lieu, nom="x", date_maj=aujourdhui())
        avant = etat()
        trouvee = Rapprochement.objects.create(a=un, b=deux, score=80, propose_le=maintenant())
        garde, autre = (un, deux) if premiere else (deux, un)
        doublons.fusionner(titulaire=MISSION, rapprochement=trouvee, gardee=garde, choix=dict.fromkeys(pris, autre.pk))
        assert Structure.objects.get(pk=garde.pk).services.count() == 3
        doublons.annuler_fusion(titulaire=MISSION, rapprochement=trouvee)
        assert etat() == avant
