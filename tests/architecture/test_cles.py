"""A foreign key is a dependency no import checker sees: every key follows the order of the layers."""

import tomllib
from pathlib import Path

from django.apps import apps

# Lowest first; packages of one rank are independent
CONTRATS = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
FLUX = next(c for c in CONTRATS["contracts"] if c["name"] == "Le flux ne remonte jamais")
COUCHES = [couche.split(" | ") for couche in reversed(FLUX["layers"])]
RANG = {paquet: rang for rang, couche in enumerate(COUCHES) for paquet in couche}


def _paquet(modele):
    module = modele.__module__
    return module.split(".")[1] if module.startswith("portulan.") else None


def cles_fautives(modeles):
    fautes = []
    for modele in modeles:
        depuis = _paquet(modele)
        if depuis is None:
            continue
        for champ in modele._meta.get_fields():
            if not champ.is_relation or champ.auto_created or champ.related_model is None:
                continue
            vers = _paquet(champ.related_model)
            if vers is not None and vers != depuis and RANG[vers] >= RANG[depuis]:
                fautes.append(f"{modele.__name__}.{champ.name} : {depuis} → {vers}")
    return fautes


def test_les_cles_ne_remontent_jamais_le_flux():
    assert cles_fautives(apps.get_models()) == []


def test_le_crefop_juge_sur_pieces():
    """No key from the committee to the field: a text that may change is designated by its digest."""
    vers = [
        f"{m.__name__}.{c.name}"
        for m in apps.get_models()
        if _paquet(m) == "crefop"
        for c in m._meta.get_fields()
        if c.is_relation and not c.auto_created and c.related_model and _paquet(c.related_model) == "terrain"
    ]
    assert vers == []


def test_de_la_saisine_a_l_avis_les_cles_suivent_l_ordre_des_applications():
    contrat = next(c for c in CONTRATS["contracts"] if c["name"] == "De la saisine à l'avis")
    rangs = {nom: rang for rang, nom in enumerate(reversed(contrat["layers"]))}
    fautes = []
    for modele in (m for m in apps.get_models() if _paquet(m) == "crefop"):
        for champ in modele._meta.get_fields():
            if champ.is_relation and not champ.auto_created and champ.related_model:
                vers = champ.related_model.__module__.split(".")
                depuis = modele.__module__.split(".")
                if vers[1] == "crefop" and rangs[vers[2]] > rangs[depuis[2]]:
                    fautes.append(f"{modele.__name__}.{champ.name}")
    assert fautes == []


def test_le_journal_n_a_aucune_cle():
    from portulan.journal.models import Entree

    assert [c.name for c in Entree._meta.get_fields() if c.is_relation] == []


def test_une_cle_du_journal_vers_les_comptes_serait_vue():
    from django.db import models
    from django.test.utils import isolate_apps

    with isolate_apps("portulan.journal", "portulan.comptes"):

        class Fautif(models.Model):
            compte = models.ForeignKey("comptes.Compte", models.CASCADE)
            __module__ = "portulan.journal.models"

            class Meta:
                app_label = "journal"

            def __str__(self):
                return "fautif"

        Fautif._meta.get_field("compte").remote_field.model = apps.get_model("comptes", "Compte")
        assert cles_fautives([Fautif]) == ["Fautif.compte : journal → comptes"]


def test_chaque_paquet_a_son_rang():
    import portulan

    paquets = {p.parent.name for p in Path(portulan.__file__).parent.glob("*/__init__.py")}
    assert paquets <= set(RANG)
