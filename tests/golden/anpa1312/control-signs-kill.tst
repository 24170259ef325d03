a0540aplas-
u i  BC-Azerbaijan-Dairy11-27 0120
BC-Azerbaijan-Dairy, KILL,0120
^BULLETIN KILL<
^EDITORS:<
	Kill BC-Azerbaijan-Dairy, sent Friday. The figures are wrong.
	A kill is mandatory.
	The AP
AP-WF-11-27-26 1610GMT
