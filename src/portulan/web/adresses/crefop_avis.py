"""Addresses of the committee: avis."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
