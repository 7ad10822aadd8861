"""Audit a forecast: the checklist of the course as a tool for any series."""
