"""What pages rendered on a server have in common, whoever serves them: text, times, files, languages.

Owns how catalogues are read, times are written, static files named and a language chosen. Leaves out every
page, and the framework that answers with them.
"""
