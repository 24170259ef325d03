"""Server-rendered pages, the parts that services share: translations, templates, times, assets, languages.

Owns the reading of gettext catalogues, the format of times, the names of static files and the choice of a
language. Leaves out every page, and the web framework.
"""
