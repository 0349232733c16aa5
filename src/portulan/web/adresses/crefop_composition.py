"""Addresses of the committee: composition."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
