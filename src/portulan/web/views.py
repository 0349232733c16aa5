"""Pages of the site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accueil(request: HttpRequest) -> HttpResponse:
    """Home page."""
    return render(request, "web/accueil.html")


def connexion(request: HttpRequest) -> HttpResponse:
    """Sign in."""
    return render(request, "web/accueil.html")
