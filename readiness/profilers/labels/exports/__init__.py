"""Exports of annotation tools: read by what they hold, and joined with the items that they are about."""
