"""Pages of the site."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portulan.comptes.operations import consommer_lien


def accueil(request: HttpRequest) -> HttpResponse:
    """Home page."""
    return render(request, "web/accueil.html")


def connexion(request: HttpRequest) -> HttpResponse:
    """Sign in."""
    return render(request, "web/accueil.html")


def lien(request: HttpRequest, valeur: str) -> HttpResponse:
    """Sign in with a single-use link."""
    login(request, consommer_lien(valeur=valeur))
    return redirect("web:accueil")
