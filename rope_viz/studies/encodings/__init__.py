"""Does the choice of encoding show in training? Small models that differ in nothing else.

``python -m rope_viz.studies.encodings --help`` says how it is run. ``settings.py`` has what is trained on
what, ``model.py`` the model, ``training.py`` one run, ``lengths.py`` what is measured beyond the trained
length, ``grid.py`` all runs, ``results.py`` reads the tables in ``results/``, which ``collect.py`` writes.
"""
