"""Addresses: evaluation."""

from django.urls import URLPattern, path

from portulan.web.vues import evaluation_liste, evaluation_preuves, evaluation_saisie, evaluation_suivi

urlpatterns: list[URLPattern] = [
    path("evaluations/", evaluation_liste.evaluations, name="evaluations"),
    path("evaluations/ouvrir/", evaluation_liste.ouvrir, name="evaluation_ouvrir"),
    path("evaluations/preuves/<int:preuve>/", evaluation_preuves.telecharger, name="evaluation_preuve"),
    path("evaluations/<int:evaluation>/", evaluation_saisie.sommaire, name="evaluation"),
    path("evaluations/<int:evaluation>/confier/", evaluation_saisie.confier, name="evaluation_confier"),
    path("evaluations/<int:evaluation>/soumettre/", evaluation_suivi.soumettre, name="evaluation_soumettre"),
    path("evaluations/<int:evaluation>/imprimer/", evaluation_suivi.imprimer, name="evaluation_imprimer"),
    path("evaluations/<int:evaluation>/evaluation.csv", evaluation_suivi.exporter, name="evaluation_csv"),
    path("evaluations/<int:evaluation>/plan/", evaluation_suivi.plan, name="evaluation_plan"),
    path("evaluations/<int:evaluation>/plan/<int:action>/", evaluation_suivi.action, name="evaluation_action"),
    path("evaluations/<int:evaluation>/preuves/", evaluation_preuves.preuves, name="evaluation_preuves"),
    path(
        "evaluations/<int:evaluation>/preuves/<int:preuve>/rattacher/",
        evaluation_preuves.rattacher,
        name="evaluation_preuve_rattacher",
    ),
    path(
        "evaluations/<int:evaluation>/preuves/<int:preuve>/retirer/",
        evaluation_preuves.retirer,
        name="evaluation_preuve_retirer",
    ),
    path("evaluations/<int:evaluation>/reponses/<str:critere>/", evaluation_saisie.reponse, name="evaluation_reponse"),
    path("evaluations/<int:evaluation>/parties/<str:code>/", evaluation_saisie.partie, name="evaluation_principe"),
]
