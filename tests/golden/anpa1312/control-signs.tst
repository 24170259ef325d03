a0512aplas-
u i  BC-Azerbaijan-Dairy11-27 0120
BC-Azerbaijan-Dairy,0120
^Dairy plans second plant<
^By RAUF MAMMADOV<
^Associated Press Writer<
	BAKU, Azerbaijan (AP) _ The country's largest dairy said Friday it
would build a second plant near Sabirabad next spring.
	The plant would employ 300 people, its manager told reporters.
AP-WF-11-27-26 1430GMT
