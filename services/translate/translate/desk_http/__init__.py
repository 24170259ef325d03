"""The desk's JSON API.

Owns routes, their schemas, and editors' keys as credentials. Leaves out what an act does (`translate.desk`)
and the pages (`translate.desk_site`).
"""
