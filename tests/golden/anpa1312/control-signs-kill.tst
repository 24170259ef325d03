a0540aplas-
u i  BC-Azerbaijan-Cheese11-27 0120
BC-Azerbaijan-Cheese, KILL,0120
^BULLETIN KILL<
^EDITORS:<
	Kill BC-Azerbaijan-Cheese, sent Friday. The figures are wrong.
	A kill is mandatory.
	The AP
AP-WF-11-27-26 1610GMT
