"""The districts of a state made on many machines; the only room that knows Dask, and imported for an engine only.

job        what a worker does: make one district into a place that all see; knows nothing of Dask
gathering  that place, where the results are taken, checked and put together: a shared folder, or a URL
cluster    a cluster of Dask: connecting, starting one here, sharing tasks, what can go wrong with it
run        all districts of a state by a cluster, whole or not at all
"""
