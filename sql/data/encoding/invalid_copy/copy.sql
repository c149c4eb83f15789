COPY names FROM stdin;
fine	ֳ©
bad	יי
\.
