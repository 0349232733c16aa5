"""Addresses: adhesion."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
