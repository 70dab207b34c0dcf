"""Bundles to places that a URL names: object stores, SFTP servers and whatever else fsspec reaches.

url        what is a URL, and how it is shown; the standard library alone
place      a file system of fsspec; nothing else touches one
systems    which file system of fsspec a URL asks for
disk       a disk of this machine
sftp       SFTP as the user's own ssh knows the server
troubles   what went wrong there, in one line without secrets
survey     what stands at the target, and whether it may be replaced
tidy       what a run makes beside its target, and that it goes again
publish    a finished bundle to its place, whole or not at all
gather     the same for bundles that other machines publish
"""
