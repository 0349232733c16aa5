"""Addresses of the committee: saisines."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
