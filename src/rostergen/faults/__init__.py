"""Bundles broken on purpose, with an answer key.

model      what a fault is, and one place where it can be
catalogue  the faults themselves, by level
source     the bundle to be broken; sheet: its rows and cells where they lie, byte by byte
inject     places are chosen, none in the way of another, and the bundle is written; deliver puts it in its place
key        the answer key; grade holds an importer's report against it
"""
