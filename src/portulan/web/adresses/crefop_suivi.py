"""Addresses of the committee: suivi."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
