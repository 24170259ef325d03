W2871asia
b aBC-Ferry   03-01 0020
^BC-Ferry, BULLETIN KILL<
^Kill notice<
^Eds: Mandatory kill. The port denies the report.<
	   The story slugged BC-Ferry is wrong.

	   AP-WF-03-01-26 1130GMT<
