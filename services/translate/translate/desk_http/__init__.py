"""The desk's JSON API.

Owns routes and answers. Leaves out what an act does (`translate.desk`) and the pages (`translate.desk_site`).
"""
