"""Addresses of the committee: who sits, under which rules."""

from django.urls import URLPattern, path

from portulan.web.vues import (
    crefop_composition_comite,
    crefop_composition_emploi,
    crefop_composition_personnes,
    crefop_composition_regles,
    crefop_composition_sieges,
)

urlpatterns: list[URLPattern] = [
    path("comite/", crefop_composition_comite.comite, name="comite"),
    path("comite/composer/", crefop_composition_comite.composer, name="comite_composer"),
    path("comite/voix/", crefop_composition_regles.voix, name="comite_voix"),
    path("comite/personnes/", crefop_composition_personnes.personnes, name="comite_personnes"),
    path("comite/personnes/nouvelle/", crefop_composition_personnes.modifier, name="comite_personne_nouvelle"),
    path("comite/personnes/<int:personne>/", crefop_composition_personnes.personne, name="comite_personne"),
    path(
        "comite/personnes/<int:personne>/modifier/",
        crefop_composition_personnes.modifier,
        name="comite_personne_modifier",
    ),
    path("comite/personnes/<int:personne>/inviter/", crefop_composition_personnes.inviter, name="comite_inviter"),
    path("comite/personnes/<int:personne>/effacer/", crefop_composition_personnes.effacer, name="comite_effacer"),
    path("comite/sieges/<int:siege>/", crefop_composition_sieges.siege, name="comite_siege"),
    path("comite/sieges/<int:siege>/nommer/", crefop_composition_sieges.nommer, name="comite_nommer"),
    path("comite/sieges/<int:siege>/modifier/", crefop_composition_sieges.modifier, name="comite_siege_modifier"),
    path("comite/sieges/<int:siege>/fermer/", crefop_composition_sieges.fermer, name="comite_siege_fermer"),
    path("comite/occupations/<int:occupation>/fin/", crefop_composition_sieges.finir, name="comite_fin"),
    path("comite/<slug:organe>/", crefop_composition_comite.organe, name="comite_organe"),
    path("comite/<slug:organe>/commission/", crefop_composition_comite.commission, name="comite_commission"),
    path("comite/<slug:organe>/emploi/", crefop_composition_emploi.creer, name="comite_emploi_creer"),
    path("comite/<slug:organe>/reprendre/", crefop_composition_emploi.reprendre, name="comite_reprendre"),
    path("comite/<slug:organe>/voix/", crefop_composition_emploi.arreter, name="comite_voix_arreter"),
    path("comite/<slug:organe>/sieges/nouveau/", crefop_composition_sieges.nouveau, name="comite_siege_nouveau"),
    path("comite/<slug:organe>/regles/", crefop_composition_regles.regles, name="comite_regles"),
    path("comite/<slug:organe>/regles/enregistrer/", crefop_composition_regles.enregistrer, name="comite_reglement"),
]
