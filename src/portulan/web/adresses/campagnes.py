"""Addresses: campagnes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
