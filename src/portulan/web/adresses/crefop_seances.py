"""Addresses of the committee: seances."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
