"""Tests of the judge; `bundles` has small valid bundles to break."""
