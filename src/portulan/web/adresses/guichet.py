"""Addresses: the front desk, from a need to a hand-over."""

from django.urls import URLPattern, path

from portulan.web.vues import guichet, guichet_actes

urlpatterns: list[URLPattern] = [
    path("guichet/", guichet.demandes, name="guichet"),
    path("guichet/nouvelle/", guichet.nouvelle, name="guichet_nouvelle"),
    path("guichet/<int:cle>/", guichet.demande, name="guichet_demande"),
    path("guichet/<int:cle>/trace/", guichet.trace, name="guichet_trace"),
    path("guichet/<int:cle>/repondre/", guichet_actes.repondre, name="guichet_repondre"),
    path("guichet/<int:cle>/aiguiller/", guichet_actes.aiguiller, name="guichet_aiguiller"),
    path("guichet/<int:cle>/orienter/<int:besoin>/<int:structure>/", guichet_actes.orienter, name="guichet_orienter"),
    path("guichet/<int:cle>/rappelee/", guichet_actes.rappelee, name="guichet_rappelee"),
    path("guichet/<int:cle>/effacer/", guichet_actes.effacer, name="guichet_effacer"),
]
