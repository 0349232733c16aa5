"""Addresses of the committee: actes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
